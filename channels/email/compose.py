"""An OutboundMessage as a mail: one thread in every program, no line break smuggled into a header.

Ids and addresses are folded here between them, never inside: the library encodes an id longer than its line,
and then no program finds the thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from channels.email.plain import html_of
from core import Address, Attachment, OutboundMessage

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_NO_ID = re.compile(r"[^!-;=?-~]")
_IDS = {"message-id", "in-reply-to", "references"}
_LONGEST_ID = 900


class _Policy(EmailPolicy):
    def fold_binary(self, name: str, value: Any) -> bytes:
        """Message-IDs one on each line."""
        if name.lower() in _IDS:
            lines = "\r\n ".join(str(value).split())
            return f"{name}: {lines}\r\n".encode("ascii", "replace")
        return super().fold_binary(name, value)


POLICY = _Policy(linesep="\r\n", cte_type="7bit")


def compose(outbound: OutboundMessage, options: Mapping[str, Any]) -> EmailMessage:
    """The mail, complete. Raises ValueError for an address that cannot be one."""
    mail = EmailMessage(POLICY)
    mail["From"] = _mailbox(Address("email", options["address"], outbound.from_name or options.get("from_name", "")))
    mail["To"] = _mailbox(outbound.to)
    if outbound.cc:
        mail["Cc"] = [_mailbox(one) for one in outbound.cc]
    if outbound.reply_token and options.get("reply_token_address", True):
        mail["Reply-To"] = _mailbox(Address("email", _with_token(options["address"], outbound.reply_token)))
    mail["Subject"] = subject(outbound)
    mail["Date"] = format_datetime(datetime.now(UTC))
    _thread(mail, outbound)
    if outbound.automatic:
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    mail["Content-Language"] = _one_line(outbound.language)
    mail.set_content(outbound.text)
    mail.add_alternative(html_of(outbound.text, outbound.language), subtype="html")
    for attachment in outbound.attachments:
        _attach(mail, attachment)
    return mail


def subject(outbound: OutboundMessage) -> str:
    """With the case's number once, so that an answer without headers still finds its case."""
    text = _one_line(outbound.subject)
    mark = f"[{outbound.case_number}]"
    return text if not outbound.case_number or mark in text else f"{text} {mark}".strip()


def ids(values: Iterable[str]) -> str:
    """Message-IDs in their brackets, one after the other."""
    cleaned = (_NO_ID.sub("", value) for value in values)
    return " ".join(f"<{value}>" for value in cleaned if value and len(value) <= _LONGEST_ID)


def _thread(mail: EmailMessage, outbound: OutboundMessage) -> None:
    mail["Message-ID"] = ids([outbound.message_id])
    if references := ids(outbound.references):
        mail["In-Reply-To"] = ids(outbound.references[-1:]) or references.split()[-1]
        mail["References"] = references


def _mailbox(address: Address) -> Mailbox:
    local, _, domain = address.value.rpartition("@")
    name = _one_line(address.name)
    return Mailbox(name, username=local, domain=domain.encode("idna").decode("ascii"))


def _with_token(address: str, token: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    main, _, sub = attachment.content_type.partition("/")
    if main in ("message", "multipart", "") or not sub.strip():
        main, sub = "application", "octet-stream"
    mail.add_attachment(
        attachment.content, maintype=main, subtype=_one_line(sub), filename=_one_line(attachment.name) or "bilaga"
    )


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())
