"""Who is away now, until when, and who answers meanwhile. Read by date, so nothing must run at midnight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from core.clock import now
from core.store.db import reading
from core.store.models import AbsenceRow, AgentRow


@dataclass(frozen=True, slots=True)
class Absence:
    """`ends_at` None is until further notice; `deputy` is a name, or "" when nobody answers meanwhile.

    `why` is a code of `core.municipality.absences.REASONS`: never anything about health.
    """

    id: int
    agent_id: int
    starts_at: datetime
    ends_at: datetime | None
    why: str
    deputy_id: int | None
    deputy: str
    gives_back: bool

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


def away_now(agent_ids: Iterable[int] | None = None) -> dict[int, Absence]:
    """Agent id → the absence that holds now, the longest when there are several; of some agents or of all."""
    at = now()
    rows = _absences().where(AbsenceRow.starts_at <= at, (AbsenceRow.ends_at.is_(None)) | (AbsenceRow.ends_at > at))
    if agent_ids is not None:
        rows = rows.where(AbsenceRow.agent_id.in_(sorted(set(agent_ids))))
    found = sorted(map(_absence, reading().execute(rows)), key=lambda one: (one.ends_at is None, one.ends_at))
    return {one.agent_id: one for one in found}


def absences_of(agent_id: int) -> tuple[Absence, ...]:
    """What holds now and what is to come, the nearest first."""
    rows = _absences().where(AbsenceRow.agent_id == agent_id)
    coming = rows.where((AbsenceRow.ends_at.is_(None)) | (AbsenceRow.ends_at > now()))
    return tuple(_absence(row) for row in reading().execute(coming.order_by(AbsenceRow.starts_at, AbsenceRow.id)))


def _absences() -> Select[AbsenceRow, str | None]:
    deputy = aliased(AgentRow)
    answers = (deputy.id == AbsenceRow.deputy_id) & deputy.active
    return select(AbsenceRow, deputy.name).outerjoin(deputy, answers)


def _absence(found: Row[AbsenceRow, str | None]) -> Absence:
    row, deputy = found
    return Absence(
        row.id, row.agent_id, row.starts_at, row.ends_at, row.why, row.deputy_id, deputy or "", row.gives_back
    )
