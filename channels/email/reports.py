"""Delivery reports (RFC 3464) and read receipts (RFC 8098): which of our messages they are about, and why.

The reason of a bounce begins with its action: "failed …" or "delayed …". A report that says delivered or relayed is
a receipt and disturbs nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from channels.email.headers import Headers, split
from channels.email.mime import Part

_ID = re.compile(r"<([^<>\s]{1,900})>")
_ID_IN_TEXT = re.compile(r"^[> ]{0,4}message-id:\s{0,9}<([^<>\s]{1,900})>", re.I | re.M)
_POSTMASTERS = ("mailer-daemon@", "postmaster@", "mailerdaemon@")
_FAILED = re.compile(
    r"undeliver|delivery (status|failure)|returned mail|mail delivery|failure notice|"
    r"kunde inte levereras|går inte att leverera|olevererbart|ej levererat",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Report:
    """`about` is our Message-ID without brackets, or ""; `reason` what the other server said."""

    kind: Literal["bounce", "receipt"]
    about: str = ""
    reason: str = ""


def report(mail: Part, sender: str, text: str) -> Report | None:
    """What a mail reports, or None when it is no report."""
    parts = {one.content_type: one for one in reversed(mail.flat())}
    notification = parts.get("message/disposition-notification")
    if notification is not None:
        about, _ = _fields(notification)
        return Report("receipt", _first_id(about.get("original-message-id")))
    status = parts.get("message/delivery-status") or parts.get("message/global-delivery-status")
    if status is not None:
        return _delivery(status, _original(parts))
    if sender.startswith(_POSTMASTERS) and _FAILED.search(mail.headers.text("subject")[:200]):
        found = _ID_IN_TEXT.search(text)
        return Report("bounce", _original(parts) or (found[1] if found else ""), _excerpt(text))
    return None


def _delivery(status: Part, about: str) -> Report:
    """One group of fields about the mail, then one for each recipient: the worst of these counts."""
    groups = _groups(status.content())
    actions = [(group.get("action").lower(), group) for group in groups if group.get("action")]
    for word in ("failed", "delayed"):
        if told := [group for action, group in actions if action.startswith(word)]:
            return Report("bounce", about, _reasons(told))
    return Report("receipt" if actions else "bounce", about, _reasons([group for _, group in actions] or groups[:1]))


def _reasons(groups: list[Headers]) -> str:
    return "; ".join(filter(None, map(_reason, groups[:3])))[:500]


def _reason(group: Headers) -> str:
    recipient = group.get("final-recipient").rpartition(";")[2].strip()
    said = group.text("diagnostic-code").partition(";")[2].strip() or group.text("diagnostic-code")
    return " ".join(filter(None, (group.get("action").lower(), group.get("status"), recipient, said)))


def _original(parts: dict[str, Part]) -> str:
    for kind in ("text/rfc822-headers", "message/rfc822", "message/rfc822-headers", "message/global"):
        if kind in parts:
            headers, _ = _fields(parts[kind])
            if about := _first_id(headers.get("message-id")):
                return about
    return ""


def _fields(of: Part) -> tuple[Headers, int]:
    content = of.content()
    return split(content, 0, len(content))


def _groups(content: bytes) -> list[Headers]:
    groups: list[Headers] = []
    at = 0
    while at < len(content) and len(groups) < 1000:
        headers, at = split(content, at, len(content))
        if not headers.fields:
            break
        groups.append(headers)
    return groups


def _first_id(value: str) -> str:
    found = _ID.search(value)
    return found[1] if found else value.strip("<> ")


def _excerpt(text: str) -> str:
    return " ".join(text[:1000].split())[:300]
