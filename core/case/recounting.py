"""Opening hours were changed: the dates of open cases that the old hours gave, counted again when somebody says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from core.access.agents import Agent
from core.case.catalogue import version_by_id
from core.case.deadlines import SINCE, dues_again, explain, refresh_due
from core.case.events import record
from core.case.opening_hours import MUNICIPALITY, Key
from core.case.promises import Due
from core.store.db import reading, table, writing
from core.store.models import Case, DeadlineRow

AT_ONCE = 500  # cases read together


@dataclass(frozen=True, slots=True)
class Moved:
    """One date that the hours of today would set elsewhere."""

    case_id: int
    deadline_id: int
    due: Due


def moved_dates(owner: Key = MUNICIPALITY) -> Iterator[Moved]:
    """The unmet dates of the owner's open cases that would fall on another time now.

    Only ids and times come out, for counting and for `recount`: it is no list of cases, and asks no scope. A date set
    by hand, and one that another rule gave, is left alone.
    """
    for cases in _open_cases(owner):
        rows = reading().scalars(
            select(DeadlineRow).where(DeadlineRow.case_id.in_(cases), DeadlineRow.met_at.is_(None))
        )
        for row in rows:
            due = _again(cases[row.case_id], row)
            if due is not None and due.at != row.due_at:
                yield Moved(row.case_id, row.id, due)


def how_many(owner: Key = MUNICIPALITY) -> int:
    """How many open cases have a date that would move."""
    return len({moved.case_id for moved in moved_dates(owner)})


def recount(owner: Key, by: Agent) -> int:
    """Moves them, each with an event on its case. Returns how many cases. Inside a transaction."""
    found = list(moved_dates(owner))
    deadlines = table(DeadlineRow)
    for moved in found:
        values = {"due_at": moved.due.at, "why": explain(moved.due.explanation)}
        writing().execute(update(deadlines).where(deadlines.c.id == moved.deadline_id).values(**values))
    for case_id in sorted({moved.case_id for moved in found}):
        refresh_due(writing().get_one(Case, case_id))
        record(case_id, "dates_recounted", by)
    return len({moved.case_id for moved in found})


def _open_cases(owner: Key) -> Iterator[dict[int, Case]]:
    last = 0
    while cases := _page(owner, last):
        yield {case.id: case for case in cases}
        last = cases[-1].id


def _page(owner: Key, after: int) -> Sequence[Case]:
    forvaltning_id, unit_id = owner
    asked = select(Case).where(Case.closed_at.is_(None), Case.due_at.is_not(None), Case.id > after)
    if forvaltning_id is not None:
        asked = asked.where(Case.forvaltning_id == forvaltning_id)
    if unit_id is not None:
        asked = asked.where(Case.unit_id == unit_id)
    return reading().scalars(asked.order_by(Case.id).limit(AT_ONCE)).all()


def _again(case: Case, row: DeadlineRow) -> Due | None:
    """The same promise counted by the hours of now; None when nothing says how the date was counted."""
    why = row.why or {}
    since = datetime.fromisoformat(why[SINCE]) if SINCE in why else None
    same = (
        due
        for due in dues_again(case, version_by_id(case.case_type_version_id), since)
        if due.kind == row.kind and due.explanation.counted == why.get("counted")
        if due.explanation.count == why.get("count")
    )
    return next(same, None)
