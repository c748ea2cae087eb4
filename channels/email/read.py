"""A mail's bytes become an InboundMessage. Pure, and every mail that is not empty becomes one.

`received_at` is not read here: what the sender wrote in Date proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from channels.email.addresses import addresses
from channels.email.attachments import attachment
from channels.email.automatic import automatic, is_unproven
from channels.email.bodies import content
from channels.email.charsets import decode
from channels.email.headers import Headers
from channels.email.identity import external_id
from channels.email.mime import Part, part
from channels.email.quotes import fresh
from channels.email.reports import Report, report
from core import Address, Automatic, InboundMessage, Unreadable

_SOMETHING = re.compile(rb"[^\0 \t\r\n]")
_ID = re.compile(r"<([^<>\s]{1,900})>")
_BARE_ID = re.compile(r"[^\s<>,]{1,450}@[^\s<>,]{1,450}")
_SENT_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
_SENT_BY = ("from", "sender", "reply-to", "return-path")
_MOST_REFERENCES = 100
_LONGEST_SUBJECT = 1000


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What the mailbox knows and a mail does not say."""

    address: str = ""
    authserv_id: str = ""
    spam_header: str = "x-spam-flag"


def read(raw: bytes, mailbox: Mailbox = Mailbox()) -> InboundMessage:
    """Raises `Unreadable` only for what holds nothing at all."""
    if not _SOMETHING.search(raw):
        raise Unreadable("The mail is empty.")
    mail = part(raw)
    headers = mail.headers
    sender = _sender(headers, mailbox)
    inside = content(mail)
    text, markup = inside.text(), inside.markup()
    if not text.strip() and not inside.files and not markup:
        text = decode(mail.body()).strip("\n")
    subject = headers.text("subject")[:_LONGEST_SUBJECT]
    told = report(mail, sender.value if sender else "", text)
    return InboundMessage(
        external_id=external_id(raw),
        channel="email",
        sender=sender,
        recipients=addresses(value for name in _SENT_TO for value in headers.all(name)),
        subject=subject,
        text=text,
        fresh=fresh(text, subject),
        html=markup,
        attachments=tuple(attachment(file, number) for number, file in enumerate(inside.files, 1)),
        message_id=next(_ids(headers.all("message-id")), ""),
        references=_references(headers),
        sent_at=_sent_at(headers),
        automatic=_automatic(mail, told, sender, mailbox),
        about=told.about if told else "",
        reason=told.reason if told else "",
        unproven=is_unproven(headers, mailbox.authserv_id),
        suspect=headers.get(mailbox.spam_header.lower()).lower().startswith("yes"),
    )


def _sender(headers: Headers, mailbox: Mailbox) -> Address | None:
    """Who wrote it. A form that writes in our own name says in Reply-To for whom."""
    found = [one for name in _SENT_BY for one in addresses(headers.all(name))[:1]]
    if found and _is_ours(found[0], mailbox):
        others = [one for one in addresses(headers.all("reply-to")) if not _is_ours(one, mailbox)]
        return (others or found)[0]
    return next(iter(found), None)


def _automatic(mail: Part, told: Report | None, sender: Address | None, mailbox: Mailbox) -> Automatic | None:
    if told is not None:
        return told.kind
    if sender and _is_ours(sender, mailbox):
        return "own"
    return automatic(mail.headers)


def _is_ours(address: Address, mailbox: Mailbox) -> bool:
    """direkt+TOKEN@… is direkt@…"""
    local, _, domain = address.value.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" == mailbox.address.lower()


def _references(headers: Headers) -> tuple[str, ...]:
    """Nearest first: In-Reply-To, then References from its end."""
    nearest = list(_ids(headers.all("in-reply-to")))
    older = list(_ids(headers.all("references")))
    return tuple(dict.fromkeys([*nearest, *reversed(older)]))[:_MOST_REFERENCES]


def _ids(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        yield from _ID.findall(value) or _BARE_ID.findall(value)


def _sent_at(headers: Headers) -> datetime | None:
    try:
        said = parsedate_to_datetime(headers.get("date")[:200])
        return said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
