"""The register, read: only rows whose case the agent may see in full, by filters, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from core import now
from core.tables import Agent, Case, DeadlineRow, Forvaltning, Namnd, listed, reading
from synpunkter.models import Entry
from synpunkter.periods import between

PAGE = 50
TIMES = ("in_time", "late", "waiting")

_ANSWERED = (
    select(func.min(DeadlineRow.met_at))
    .where(DeadlineRow.case_id == Entry.case_id, DeadlineRow.kind == "answer")
    .correlate(Entry)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the register is filtered by; an empty part leaves everything. `after` is the last row of the page before."""

    kinds: tuple[str, ...] = ()
    forvaltningar: tuple[str, ...] = ()
    namnder: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    after: tuple[datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One synpunkt. `answered_at` is when the answer left, `time` in_time | late | waiting."""

    case_id: int
    number: str
    subject: str
    kind: str
    topic: str
    anonymous: bool
    forvaltning: str
    namnd: str
    received_at: datetime
    answer_by: datetime | None
    answered_at: datetime | None
    led_to_measure: bool | None
    measure: str
    time: str


@dataclass(frozen=True, slots=True)
class Totals:
    """How many of each kind, and when the first and the last came in."""

    kinds: Mapping[str, int]
    first: datetime | None
    last: datetime | None

    @property
    def n(self) -> int:
        return sum(self.kinds.values())


def rows(agent: Agent, wanted: Wanted, most: int = PAGE) -> tuple[Row, ...]:
    """At most so many rows, newest first."""
    query = (
        _seen(agent, wanted, *_columns())
        .order_by(Entry.received_at.desc(), Entry.case_id.desc())
        .limit(most)
    )
    if wanted.after:
        at, case_id = wanted.after
        query = query.where(or_(Entry.received_at < at, and_(Entry.received_at == at, Entry.case_id < case_id)))
    return tuple(Row(*row) for row in reading().execute(query))


def totals(agent: Agent, wanted: Wanted) -> Totals:
    """The same rows counted, whatever page is shown."""
    query = _seen(
        agent, wanted, Entry.kind, func.count(), func.min(Entry.received_at), func.max(Entry.received_at)
    ).group_by(Entry.kind)
    found = reading().execute(query).all()
    return Totals(
        {kind: n for kind, n, _, _ in found},
        min((first for _, _, first, _ in found), default=None),
        max((last for _, _, _, last in found), default=None),
    )


def per_kind(agent: Agent, wanted: Wanted) -> Mapping[str, int]:
    """How many there would be of each kind with the other filters as they are."""
    return totals(agent, replace(wanted, kinds=())).kinds


def owners() -> tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]:
    """Förvaltningar and nämnder as (code, name), for the filters."""
    session = reading()
    own = session.execute(select(Forvaltning.code, Forvaltning.short_name).order_by(Forvaltning.short_name))
    boards = session.execute(select(Namnd.code, Namnd.name).order_by(Namnd.name))
    return [(c, n) for c, n in own], [(c, n) for c, n in boards]


def cursor(row: Row) -> str:
    """Where the next page begins, for the address."""
    return f"{row.received_at.astimezone(UTC):%Y%m%d%H%M%S%f}-{row.case_id}"


def read_cursor(value: str) -> tuple[datetime, int] | None:
    """The same read back; None for anything else."""
    at, _, case_id = value.partition("-")
    if not (case_id.isascii() and case_id.isdigit() and len(case_id) < 10):
        return None
    try:
        return datetime.strptime(at, "%Y%m%d%H%M%S%f").replace(tzinfo=UTC), int(case_id)
    except ValueError:
        return None


def _seen(agent: Agent, wanted: Wanted, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Entry)
        .join(Case, Case.id == Entry.case_id)
        .join(Forvaltning, Forvaltning.id == Case.forvaltning_id)
        .join(Namnd, Namnd.id == Forvaltning.namnd_id)
        .where(listed(agent), *_conditions(wanted))
    )


def _columns() -> tuple[Any, ...]:
    return (
        Entry.case_id, Case.number, Case.subject, Entry.kind, Entry.topic, Entry.anonymous, Forvaltning.short_name,
        Namnd.name, Entry.received_at, Entry.answer_by, _ANSWERED, Entry.led_to_measure, Entry.measure, _time(),
    )  # fmt: skip


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, values in (
        (Entry.kind, wanted.kinds),
        (Forvaltning.code, wanted.forvaltningar),
        (Namnd.code, wanted.namnder),
        (_time(), wanted.times),
    ):
        if values:
            found.append(column.in_(values))
    if wanted.periods:
        spans = [between(period, now()) for period in wanted.periods]
        found.append(or_(*(and_(Entry.received_at >= start, Entry.received_at < end) for start, end in spans)))
    return found


def _time() -> ColumnElement[str]:
    """Kept or not, by what the sender was promised; without a promise there is nothing to be late with."""
    late = or_(Entry.answer_by < _ANSWERED, and_(_ANSWERED.is_(None), Entry.answer_by < now()))
    return case((late, "late"), (_ANSWERED.is_(None), "waiting"), else_="in_time")
