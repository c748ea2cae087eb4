"""How many cases of a type the reader may count, how long they took, how often they went on or came back.

Requirement 44. Only cases of the reader's lists are counted, so that a figure never says more than a list does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import ColumnElement, distinct, func, select

from core.access.agents import Agent
from core.access.filters import listed
from core.access.scopes import access_of
from core.clock import now
from core.store.db import reading
from core.store.models import Case, CaseType, Event

YEAR = timedelta(days=365)
LATEST = 2_000  # closed cases that the median is of


@dataclass(frozen=True, slots=True)
class TypeCounts:
    """Twelve months back: `cases` that came in, median `hours` to closing, how many were handed over or reopened."""

    cases: int
    hours: float | None
    handed_over: int
    reopened: int


def counts_of(code: str, by: Agent) -> TypeCounts | None:
    """None for who may list no cases at all."""
    access = access_of(by)
    if not (access.full or access.shared):
        return None
    type_id = reading().scalar(select(CaseType.id).where(CaseType.code == code))
    of_type = (Case.case_type_id == type_id, Case.received_at > now() - YEAR, listed(by, access))
    cases = int(reading().scalar(select(func.count()).select_from(Case).where(*of_type)) or 0)
    return TypeCounts(cases, _median(of_type), _with(of_type, "handed_over"), _with(of_type, "reopened"))


def volumes(by: Agent) -> Mapping[str, int]:
    """Code → how many came in during twelve months, of those that the reader may count."""
    access = access_of(by)
    if not (access.full or access.shared):
        return {}
    rows = reading().execute(
        select(CaseType.code, func.count())
        .join(Case, Case.case_type_id == CaseType.id)
        .where(Case.received_at > now() - YEAR, listed(by, access))
        .group_by(CaseType.code)
    )
    return {code: n for code, n in rows}


def _with(of_type: tuple[ColumnElement[bool], ...], kind: str) -> int:
    kinds = (kind, "reopened_by_message") if kind == "reopened" else (kind,)
    asked = select(func.count(distinct(Case.id))).join(Event, Event.case_id == Case.id)
    return int(reading().scalar(asked.where(*of_type, Event.kind.in_(kinds))) or 0)


def _median(of_type: tuple[ColumnElement[bool], ...]) -> float | None:
    rows = reading().execute(
        select(Case.received_at, Case.closed_at)
        .where(*of_type, Case.closed_at.is_not(None))
        .order_by(Case.id.desc())
        .limit(LATEST)
    )
    hours = [max(0.0, (closed - came).total_seconds() / 3600) for came, closed in rows if closed]
    return median(hours) if hours else None
