"""What goes in and out, as frozen values: no database, no network, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal, get_args

ChannelName = Literal["phone", "email", "sms", "webform", "visit", "letter", "fax", "social", "chat", "synpunkt"]
CHANNELS: tuple[ChannelName, ...] = get_args(ChannelName)

AddressKind = Literal["email", "phone", "postal"]

# Why a message came by itself. Such a message is kept and shown, never answered.
#   auto_reply  out of office and the like (RFC 3834)
#   list        a mailing list or bulk sender
#   bounce      a delivery report (RFC 3464); `about` names the message it is about
#   receipt     a read receipt
#   own         one of our own messages come back
Automatic = Literal["auto_reply", "list", "bounce", "receipt", "own"]

_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is reached: e-mail in lower case, phone in E.164, or a postal address."""

    kind: AddressKind
    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it came. `content_id` is set for pictures that the HTML refers to."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message as it came, before anybody looks into it; `received_at` as in `InboundMessage`."""

    external_id: str
    raw: bytes
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message from outside, whatever way it came.

    `external_id`   the channel's identity of the message: the same id twice is the same message
    `text`          all of it, line ends as "\\n"; `fresh` is `text` without quoted history
    `received_at`   when it reached the municipality, in UTC; None means now (FL 22 §)
    `references`    ids of earlier messages it answers, nearest first
    `recipients`    whom it was sent to; a signed reply token is looked for in these
    `about`         for a bounce: the id of our message; `reason` says why it bounced
    `unproven`      the sender could not be authenticated (dmarc=fail by our own server)
    `suspect`       a filter on the way took it for spam; only a person decides that
    `hints`         what routing may use: topic, menu_choice, place, case_type (chosen by a person), otherwise (a type
                    for what no word of the catalogue fits)
    """

    external_id: str
    channel: ChannelName
    sender: Address | None = None
    recipients: tuple[Address, ...] = ()
    subject: str = ""
    text: str = ""
    fresh: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    message_id: str = ""
    references: tuple[str, ...] = ()
    sent_at: datetime | None = None
    received_at: datetime | None = None
    automatic: Automatic | None = None
    about: str = ""
    reason: str = ""
    unproven: bool = False
    suspect: bool = False
    language: str = "sv"
    hints: Mapping[str, str] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message to somebody, ready to leave: the channel adds nothing but its own form.

    `message_id`    fixed when queued; e-mail uses it as Message-ID, without angle brackets
    `references`    ids of the thread, oldest first; the last one is what this answers
    `reply_token`   signed; e-mail puts it into the reply address (direkt+TOKEN@…)
    `automatic`     a receipt or notice: e-mail marks it Auto-Submitted (RFC 3834)
    """

    message_id: str
    case_number: str
    to: Address
    subject: str
    text: str
    cc: tuple[Address, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    references: tuple[str, ...] = ()
    reply_token: str = ""
    from_name: str = ""
    automatic: bool = False
    language: str = "sv"


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider has taken it. `refused` are the addresses it would not take."""

    external_id: str
    refused: tuple[str, ...] = ()


Disposition = Literal["new", "added", "sibling", "duplicate", "automatic", "bounce", "unreadable", "old"]


@dataclass(frozen=True, slots=True)
class Received:
    """What `receive` made of a message. `case_id` is None only for what belongs to no case."""

    disposition: Disposition
    case_id: int | None = None
    number: str = ""
    message_id: int | None = None
    reason: str = ""
