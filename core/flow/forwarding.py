"""Översändande: chosen messages leave the municipality, to a company, a kommunalförbund or another authority.

By e-mail only what is ordinary; what is secret by letter or in another way that a person sees to, and on a ground. It
is recorded with one official note, never undone, and keeps no promise to the citizen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.access.agents import Agent
from core.access.searchable import stems_of_message
from core.case.disclosure import GroundKind, chosen, holds_marked, is_secret
from core.case.events import record
from core.case.notes import official_note
from core.case.record import lock
from core.case.secrecy import secrecy_class_of
from core.case.threads import insert_message, make_findable, touch
from core.clock import now
from core.contract.errors import Refused
from core.contract.messages import Address, ChannelName
from core.flow.outcome_of_sending import OUTSIDE
from core.flow.queueing import any_channel_for, queue_delivery
from core.store.db import table, writing
from core.store.models import AttachmentRow, Case, Message
from core.store.models.agents import PROTECTED

ByWay = Literal["email", "letter", "other"]
WAYS: tuple[ByWay, ...] = ("email", "letter", "other")


@dataclass(frozen=True, slots=True)
class Forwarding:
    """What goes to whom. `address` is needed for e-mail; `text` is written before what was chosen. `ground` and `how`
    as in `Disclosure`, always needed for what is secret."""

    body: str
    way: ByWay
    address: str = ""
    text: str = ""
    messages: tuple[int, ...] = ()
    files: tuple[int, ...] = ()
    ground: GroundKind = ""
    how: str = ""


def forward(case_id: int, value: Forwarding, by: Agent, *, words: str) -> int | None:
    """Sends it, or notes that it was sent; the delivery's id for e-mail and letter. `words` are the official note.

    Raises `Refused`: name_missing, nothing_chosen, only_named, secret_not_by_email, ground_missing, not_an_address,
    no_way.
    """
    case = lock(case_id, by, "disclose")
    if not value.body.strip():
        raise Refused("name_missing")
    if secrecy_class_of(case) == PROTECTED:
        raise Refused("only_named")
    if value.way not in WAYS:
        raise Refused("no_way")
    messages, files = chosen(case, value.messages, value.files)
    if is_secret(case, secrecy_class_of(case)) or holds_marked(case, messages, files):
        _check_secret(value)
    delivery_id = _leave(case, value, messages, files, by) if value.way != "other" else None
    official_note(case, words, by)
    data = {"way": value.way, "ground": value.ground, "delivery": delivery_id}
    record(case.id, "sent_outside", by, data | {"messages": [m.id for m in messages], "files": [f.id for f in files]})
    touch(case)
    return delivery_id


def _check_secret(value: Forwarding) -> None:
    if value.way == "email":
        raise Refused("secret_not_by_email")
    if value.ground not in ("consent", "provision") or not value.how.strip():
        raise Refused("ground_missing")


def _leave(
    case: Case, value: Forwarding, messages: Sequence[Message], files: Sequence[AttachmentRow], by: Agent
) -> int:
    to, via = None, ""
    if value.way == "email":
        to = _address(value)
        via = any_channel_for(to)
        if not via:
            raise Refused("no_way")
    channel: ChannelName = "email" if value.way == "email" else "letter"
    written = _text(value, messages)
    message_id = insert_message(
        case_id=case.id,
        direction="out",
        kind=OUTSIDE,
        channel=channel,
        plugin=via,
        agent_id=by.id or None,
        recipients=[to.value if to else value.body.strip()[:200]],
        subject=f"{case.subject}"[:900],
        text=written,
        fresh=written,
        at=now(),
    )
    _attach(message_id, files)
    make_findable(case, message_id, stems_of_message("out", "", value.text))
    return queue_delivery(case, message_id, via=via, way=channel, to=to)


def _address(value: Forwarding) -> Address:
    address = value.address.strip()
    name, at, host = address.rpartition("@")
    if not (name and at and "." in host) or any(sign in address for sign in " ,;<>\r\n"):
        raise Refused("not_an_address")
    return Address("email", address.lower(), value.body.strip()[:200])


def _text(value: Forwarding, messages: Sequence[Message]) -> str:
    """What is written, and below it each chosen message with its sender and day."""
    parts = [value.text.strip()] if value.text.strip() else []
    for message in messages:
        who = message.sender_name or message.sender
        head = f"--- {message.at:%Y-%m-%d}{f' {who}' if who else ''}"
        parts.append(f"{head}\n{message.text.strip()}")
    return "\n\n".join(parts)


def _attach(message_id: int, files: Sequence[AttachmentRow]) -> None:
    """The chosen files go along: the same blobs."""
    names = ("blob", "name", "content_type", "content_id", "size")
    rows = [{name: getattr(file, name) for name in names} | {"message_id": message_id} for file in files]
    if rows:
        writing().execute(table(AttachmentRow).insert(), rows)
