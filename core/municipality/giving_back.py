"""Open cases of somebody who leaves or is away go back to their group: nothing depends on one person (practice 18)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from core.access.agents import SYSTEM, Agent
from core.access.filters import listed
from core.case.classification import let_go
from core.case.events import record
from core.case.record import change, lock
from core.case.shares import end
from core.case.threads import touch
from core.store.db import reading
from core.store.models import Case, CaseShare


@dataclass(frozen=True, slots=True)
class Pile:
    """How many open cases somebody has of one place: a svarsgrupp of the contact centre, or a förvaltning's unit.

    `calls` of them are parked, such as calls to be returned: they come back to the group at their time. A number and
    nothing else, so that an administrator, who sees no case, can see what a change would do.
    """

    svarsgrupp_id: int | None
    forvaltning_id: int
    unit_id: int | None
    n: int
    calls: int


def open_cases(agent_id: int, seen_by: Agent = SYSTEM) -> tuple[Pile, ...]:
    """What would go back, and where, the most first; of cases that `seen_by` may list."""
    columns = (Case.held_by, Case.svarsgrupp_id, Case.forvaltning_id, Case.unit_id, Case.snoozed_until)
    rows = reading().execute(select(*columns).where(*_open(agent_id), listed(seen_by))).all()
    n: Counter[tuple[int | None, int, int | None]] = Counter()
    calls: Counter[tuple[int | None, int, int | None]] = Counter()
    for held_by, group, owner, unit, parked in rows:
        where = (group, 0, None) if held_by == "kundtjanst" else (None, owner, unit)
        n[where] += 1
        calls[where] += parked is not None
    return tuple(Pile(*where, count, calls[where]) for where, count in n.most_common())


def give_back(agent_id: int, by: Agent, why: str) -> int:
    """Puts all of the agent's open cases back, parked ones too; returns how many. `why` is a code for the event."""
    ids = list(reading().scalars(select(Case.id).where(*_open(agent_id)).order_by(Case.id)))
    for case_id in ids:
        case = lock(case_id, SYSTEM)
        if case.agent_id == agent_id and case.closed_at is None:
            change(case, by, "released", data={"from": agent_id, "why": why}, agent_id=None)
    return len(ids)


def let_go_of_unseen(agent_id: int, by: Agent) -> None:
    """After a role has ended: what the agent can no longer open goes back."""
    for case_id in list(reading().scalars(select(Case.id).where(*_open(agent_id)).order_by(Case.id))):
        let_go(lock(case_id, SYSTEM), by)


def named_for(agent_id: int) -> int:
    """For how many open protected cases the agent is named."""
    rows = select(CaseShare.case_id).join(Case, Case.id == CaseShare.case_id)
    mine = (CaseShare.agent_id == agent_id, CaseShare.kind == "named", CaseShare.ended_at.is_(None))
    return len(set(reading().scalars(rows.where(*mine, Case.closed_at.is_(None), listed(SYSTEM)))))


def unname(agent_id: int, by: Agent) -> None:
    """The agent may not know of protected cases any more; leaders are asked to name somebody else ("Utse")."""
    mine = (CaseShare.agent_id == agent_id, CaseShare.kind == "named", CaseShare.ended_at.is_(None))
    for share in reading().scalars(select(CaseShare).where(*mine).order_by(CaseShare.case_id)).all():
        case = lock(share.case_id, SYSTEM)
        if end(share.id, by):
            record(case.id, "person_unnamed", by, {"agent": agent_id, "share": share.id})
            let_go(case, by)
            touch(case)


def _open(agent_id: int) -> tuple[ColumnElement[bool], ...]:
    return Case.agent_id == agent_id, Case.closed_at.is_(None), listed(SYSTEM)
