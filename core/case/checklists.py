"""The steps of a type's checklist inside a case: which are done, by whom and when (requirement 50)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from core.access.agents import Agent
from core.case.catalogue import version_by_id
from core.case.record import lock
from core.clock import now
from core.contract.errors import Refused
from core.store.db import reading, writing
from core.store.models import AgentRow, Case, CaseTick


@dataclass(frozen=True, slots=True)
class Step:
    """A step; `done_by` is empty until somebody has ticked it."""

    text: str
    done_by: str = ""
    at: datetime | None = None


def steps_of(case: Case) -> tuple[Step, ...]:
    """The steps of the version that the case has. A type without a checklist costs no question."""
    texts = version_by_id(case.case_type_version_id).checklist
    if not texts:
        return ()
    rows = reading().execute(
        select(CaseTick.step, CaseTick.at, AgentRow.name)
        .join(AgentRow, AgentRow.id == CaseTick.agent_id)
        .where(CaseTick.case_id == case.id, CaseTick.version_id == case.case_type_version_id)
    )
    done = {row.step: Step("", row.name, row.at) for row in rows}
    return tuple(Step(text, done[n].done_by, done[n].at) if n in done else Step(text) for n, text in enumerate(texts))


def tick(case_id: int, was: Collection[int], ticked: Collection[int], version_id: int, by: Agent) -> None:
    """Ticks and unticks what differs from `was`, so that two at once keep both. `version_id` is the list's own.

    Raises `Refused("checklist_changed")` when the case has another type by now.
    """
    case = lock(case_id, by, "note")
    steps = range(len(version_by_id(case.case_type_version_id).checklist))
    if version_id != case.case_type_version_id or not {*was, *ticked} <= set(steps):
        raise Refused("checklist_changed")
    here = (CaseTick.case_id == case.id, CaseTick.version_id == version_id)
    writing().execute(delete(CaseTick).where(*here, CaseTick.step.in_(sorted({*was} - {*ticked}))))
    done = set(writing().scalars(select(CaseTick.step).where(*here)))
    for step in sorted({*ticked} - {*was} - done):
        writing().add(CaseTick(case_id=case.id, version_id=version_id, step=step, agent_id=by.id, at=now()))
    writing().flush()
