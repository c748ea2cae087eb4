"""Makes counters and search rows anew from cases and messages.

Whoever changes a case locks it first, so a lock on all cases keeps everything still while it is read: made anew in one
transaction, the two are true when it ends. Pages are shown meanwhile; what is to be written waits.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, func, select, text, update

from core.access.counters import Key, Standing, add, memberships
from core.access.searchable import stems_of_case, stems_of_message
from core.store.db import db, reading, table, transaction, writing
from core.store.models import AttachmentRow, Case, Counter, Message, Scope
from core.store.search_index import add_rows, forget_all

BATCH = 2_000


def rebuild(say: Callable[[str], None]) -> None:
    """Both, telling how far it has come. Stopped midway, everything is as it was."""
    with transaction():
        hold_still()
        say(f"Räknarna är omgjorda: {rebuild_counters()} öppna ärenden.")
    with transaction():
        hold_still()
        total = rebuild_search(say)
        say(f"Sökningen är omgjord: {total} rader.")


def hold_still() -> None:
    """Until the transaction ends nobody else locks or changes a case. SQLite's transactions do so by themselves."""
    if db.engine.dialect.name == "postgresql":
        writing().execute(text("LOCK TABLE cases IN EXCLUSIVE MODE"))


def rebuild_counters() -> int:
    """In the caller's transaction. Versions only grow, so that no page takes old numbers for new ones."""
    counters = table(Counter)
    writing().execute(update(counters).values(n=0, version=counters.c.version + 1))
    tally, cases = count_cases()
    add(tally)
    return cases


def count_cases() -> tuple[Tally[Key], int]:
    """What the counters should say, and of how many open cases."""
    tally: Tally[Key] = Tally()
    cases = 0
    names = ("scope_id", "held_by", "status", "agent_id", "competence", "suspect", "snoozed_until", "closed_at")
    columns: tuple[Any, ...] = tuple(getattr(Case, name) for name in names)
    rows = reading().execute(
        select(*columns, Scope.secrecy_class_id)
        .join(Scope, Scope.id == Case.scope_id)
        .where(Case.closed_at.is_(None))
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        cases += 1
        tally.update(memberships(Standing(**row._mapping)))
    return tally, cases


def rebuild_search(say: Callable[[str], None] = lambda _: None) -> int:
    """In the caller's transaction. Rows come in the order of the messages: the newest is found first."""
    total = int(reading().scalar(select(func.count()).select_from(Message)) or 0)
    forget_all()
    written = add_rows(_rows_of_cases(_silent_cases()))
    read = 0
    for messages in _messages():
        written += add_rows(_rows_of_messages(messages))
        read += len(messages)
        say(f"{read} av {total} meddelanden")
    return written


Written = tuple[int, int | None, str, int]  # case, message, stems, scope


def _messages() -> Iterator[Sequence[Row[Any]]]:
    """Every message in order, in batches, with its case; `first` is the case's first message."""
    earlier = select(func.min(Message.id)).where(Message.case_id == Case.id).correlate(Case).scalar_subquery()
    last = 0
    while True:
        rows = (
            reading()
            .execute(
                select(
                    Message.id,
                    Message.direction,
                    Message.kind,
                    Message.subject.label("title"),
                    Message.fresh,
                    Message.sender,
                    *_case_columns(),
                    earlier.label("first"),
                )
                .join(Case, Case.id == Message.case_id)
                .where(Message.id > last)
                .order_by(Message.id)
                .limit(BATCH)
            )
            .all()
        )
        if not rows:
            return
        yield rows
        last = rows[-1].id


def _case_columns() -> tuple[Any, ...]:
    return Case.id.label("case_id"), Case.number, Case.subject, Case.counterpart, Case.place, Case.scope_id


def _silent_cases() -> Sequence[Row[Any]]:
    """Cases in which nothing has been said."""
    spoken = select(Message.id).where(Message.case_id == Case.id).exists()
    return reading().execute(select(*_case_columns()).where(~spoken).order_by(Case.id)).all()


def _rows_of_cases(cases: Sequence[Row[Any]]) -> Iterator[Written]:
    for case in cases:
        yield case.case_id, None, _own(case, ""), case.scope_id


def _rows_of_messages(messages: Sequence[Row[Any]]) -> Iterator[Written]:
    files = _file_names([message.id for message in messages])
    for message in messages:
        if message.id == message.first:
            sender = message.sender if message.direction == "in" else ""
            yield message.case_id, None, _own(message, sender), message.scope_id
        if message.kind != "receipt":
            words = stems_of_message(message.direction, message.title, message.fresh, files[message.id])
            yield message.case_id, message.id, words, message.scope_id


def _own(case: Row[Any], address: str) -> str:
    return stems_of_case(case.number, case.subject, case.counterpart, address, case.place)


def _file_names(messages: Sequence[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    rows = reading().execute(
        select(AttachmentRow.message_id, AttachmentRow.name)
        .where(AttachmentRow.message_id.between(messages[0], messages[-1]))
        .order_by(AttachmentRow.id)
    )
    for message_id, name in rows:
        names[message_id].append(name)
    return names
