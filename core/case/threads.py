"""The thread of a case: files a message with its attachments, references and search row; links cases."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select

from core.access.agents import SYSTEM, Agent
from core.access.counters import book, standing
from core.access.searchable import stems_of_message
from core.case.secrecy import secrecy_class_of
from core.clock import now
from core.contract.messages import Attachment, InboundMessage
from core.store import blobs
from core.store.db import table, upsert, writing
from core.store.models import AttachmentRow, Case, CaseLink, Message, Reference
from core.store.ready import insert, insert_all
from core.store.search_index import index, index_all


@dataclass(frozen=True, slots=True)
class Filed:
    """A message's files, already durable: (blob, attachment) in the order they came."""

    files: tuple[tuple[str, Attachment], ...] = ()


def store_files(message: InboundMessage) -> Filed:
    """Writes the attachments to the blob folder. Before the transaction's first statement: it may take long."""
    files = message.attachments
    return Filed(tuple(zip(blobs.put_all([file.content for file in files]), files, strict=True)))


@dataclass(frozen=True, slots=True)
class Kept:
    """The original of a message: its row in `inbound`, and when its instance first ran."""

    id: int
    plugin: str
    receiving_id: int
    received_at: datetime
    state: str
    case_id: int | None
    reason: str
    first_start: datetime | None


def add_message(
    case: Case,
    row: Kept,
    message: InboundMessage,
    filed: Filed,
    by: Agent = SYSTEM,
    *,
    opening: str = "",
    original: bool = True,
) -> int:
    """Adds an incoming message to the case's thread and returns its id. Changes no field of the case.

    `by` is the agent who wrote it down, for a phone note or a visit. `opening` are the stems of the case's own row
    (`stems_of_case`), when the message opens it. Without `original` nothing leads from it to what was kept.
    """
    message_id = insert_message(
        case_id=case.id,
        agent_id=by.id or None,
        plugin=row.plugin,
        inbound_id=row.id if original else None,
        at=row.received_at,
        **_as_written(message),
    )
    add_files(message_id, filed)
    if message.message_id:
        add_reference(message_id, message.message_id)
    own = [(None, opening)] if opening else []
    index_all(case.id, [*own, (message_id, _stems(message, filed))], case.scope_id)
    return message_id


def _as_written(message: InboundMessage) -> dict[str, Any]:
    """What a message says itself, as its row has room for it."""
    sender = message.sender
    return {
        "direction": "in",
        "channel": message.channel,
        "sender": sender.value[:320] if sender else "",
        "sender_name": sender.name[:200] if sender else "",
        "recipients": [address.value for address in message.recipients[:50]],
        "subject": message.subject[:998],
        "text": message.text,
        "fresh": message.fresh or message.text,
        "html": message.html,
        "message_ref": message.message_id[:998],
        "automatic": message.automatic or "",
        "unproven": message.unproven,
    }


def _stems(message: InboundMessage, filed: Filed) -> str:
    names = [file.name[:255] for _, file in filed.files]
    return stems_of_message("in", message.subject[:998], message.fresh or message.text, names)


def insert_message(**values: Any) -> int:
    """Writes one row of a thread: a message, a receipt or a note."""
    return insert(Message, values)


def add_files(message_id: int, filed: Filed) -> None:
    rows = [
        {
            "message_id": message_id,
            "blob": blob,
            "name": file.name[:255],
            "content_type": file.content_type[:120],
            "content_id": file.content_id[:255],
            "size": len(file.content),
        }
        for blob, file in filed.files
    ]
    insert_all(AttachmentRow, rows)


def add_reference(message_id: int, value: str) -> None:
    """Lets a later answer find this message by its id."""
    insert_all(Reference, [{"message_id": message_id, "value": reference_key(value)}])


def reference_key(message_id: str) -> str:
    """How a Message-ID is stored for comparing: of fixed length, whatever was sent."""
    return hashlib.sha256(message_id.strip().strip("<>").encode("utf-8", "surrogatepass")).hexdigest()


def make_findable(case: Case, message_id: int | None, stems: str) -> None:
    """Adds what `access.searchable` makes of a text to the search, for those who may see the case."""
    index(case.id, message_id, stems, case.scope_id)


def touch(case: Case) -> None:
    """Tells the lists that something about the case is new, without changing the case."""
    current = standing(case, secrecy_class_of(case))
    book([(current, current)])


def link(case_id: int, other_id: int, kind: str) -> None:
    """Links two cases once: sibling | possible | related, read both ways. What a person says replaces a guess."""
    if kind == "related":
        unlink(case_id, other_id)
    statement = upsert(CaseLink).values(case_id=case_id, other_id=other_id, kind=kind, created_at=now())
    writing().execute(statement.on_conflict_do_nothing())


def unlink(case_id: int, other_id: int) -> None:
    """Takes away what links two cases, in either direction."""
    writing().execute(delete(table(CaseLink)).where(_between(case_id, other_id)))


def is_linked(case_id: int, other_id: int, kind: str) -> bool:
    """Whether the two are linked so, in either direction."""
    found = select(CaseLink.case_id).where(_between(case_id, other_id), CaseLink.kind == kind)
    return writing().scalar(found.limit(1)) is not None


def _between(case_id: int, other_id: int) -> ColumnElement[bool]:
    links = table(CaseLink)
    one_way = and_(links.c.case_id == case_id, links.c.other_id == other_id)
    other_way = and_(links.c.case_id == other_id, links.c.other_id == case_id)
    return or_(one_way, other_way)
