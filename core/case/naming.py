"""Protected identity: only named persons see the case, so somebody must be named, and naming has its reason.

Who names need not see the case. That nobody is named is told as a number alone, so that no case is lost and nothing
is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from core.access.agents import Agent, agent_by_id
from core.access.colleagues import agents_on_side
from core.access.roles import may
from core.case import shares
from core.case.classification import let_go
from core.case.events import record
from core.case.record import has_ball, lock
from core.case.secrecy import secrecy_class_of
from core.case.threads import touch
from core.clock import now
from core.contract.errors import NotFound, Refused
from core.store.db import reading, writing
from core.store.models import AgentRole, AgentRow, Case, CaseShare, Scope
from core.store.models.agents import PROTECTED


def name_person(case_id: int, agent: Agent) -> None:
    """Names who registers a note: without a name nobody would see the case."""
    _name(case_id, agent.id, "", agent)


def name(case_id: int, agent_id: int, reason: str, by: Agent) -> None:
    """A leader who may see the case names one more. Raises `Refused`: reason_missing, receiver_may_not_see."""
    case = lock(case_id, by, "name_persons")
    _give(case, agent_id, reason, by)


def unname(share_id: int, reason: str, by: Agent) -> None:
    """Ends that somebody may know of it; the last may be one's own, and then somebody must be named anew."""
    share = writing().get(CaseShare, share_id)
    if share is None or share.kind != "named":
        raise NotFound
    case = lock(share.case_id, by, "name_persons")
    if not reason.strip():
        raise Refused("reason_missing")
    if not shares.end(share_id, by):
        raise Refused("already_ended")
    record(case.id, "person_unnamed", by, {"agent": share.agent_id, "share": share_id})
    let_go(case, by)
    touch(case)


def nameless(by: Agent) -> int:
    """How many open protected cases of the leader's side have nobody named there. A number and nothing else."""
    if not may(by, "name_persons"):
        return 0
    return len(reading().scalars(select(Case.id).where(*_nameless(by)).limit(1_000)).all())


def name_for_oldest(agent_id: int, reason: str, by: Agent) -> None:
    """Names somebody for the oldest of them, unseen. Raises `Refused("nobody_missing")` when there is none left."""
    if not may(by, "name_persons"):
        raise Refused("not_your_role")
    case = writing().scalar(select(Case).where(*_nameless(by)).order_by(Case.id).limit(1).with_for_update())
    if case is None:
        raise Refused("nobody_missing")
    _give(case, agent_id, reason, by)


def candidates(by: Agent) -> Sequence[Agent]:
    """Who could be named for the oldest of them: all of the side that has it."""
    case = reading().scalar(select(Case).where(*_nameless(by)).order_by(Case.id).limit(1))
    return agents_on_side(case) if case is not None else ()


def _nameless(by: Agent) -> list[ColumnElement[bool]]:
    """Conditions for protected open cases on the leader's side that nobody there is named for."""
    protected = Case.scope_id.in_(select(Scope.id).where(Scope.secrecy_class_id == PROTECTED))
    return [Case.closed_at.is_(None), protected, _led(by), ~_somebody_named()]


def _somebody_named() -> ColumnElement[bool]:
    """Whether somebody of the side that has the case is named for it and can open it: an account that is on, a role
    that has not ended, no jäv."""
    block = aliased(CaseShare)
    kept_away = exists().where(
        block.case_id == Case.id,
        block.kind == "block",
        block.ended_at.is_(None),
        block.agent_id == CaseShare.agent_id,
    )
    at_work = and_(AgentRow.active, or_(AgentRole.valid_until.is_(None), AgentRole.valid_until > now()), ~kept_away)
    centre = and_(Case.held_by == "kundtjanst", AgentRole.role.in_(("kommunvagledare", "gruppledare", "chef")))
    there = and_(Case.held_by == "forvaltning", AgentRole.forvaltning_id == Case.forvaltning_id)
    return exists(
        select(CaseShare.id)
        .join(AgentRole, AgentRole.agent_id == CaseShare.agent_id)
        .join(AgentRow, AgentRow.id == CaseShare.agent_id)
        .where(CaseShare.case_id == Case.id, CaseShare.kind == "named", CaseShare.ended_at.is_(None))
        .where(at_work, or_(centre, there))
    )


def _led(by: Agent) -> ColumnElement[bool]:
    """The cases whose side `by` leads. Where a förvaltning has no chief, the contact centre's leaders see to it."""
    own = [role.forvaltning_id for role in by.roles if role.role == "chef" and role.forvaltning_id]
    led = and_(Case.held_by == "forvaltning", Case.forvaltning_id.in_(own))
    if not by.leads:
        return led
    chiefs = select(AgentRole.forvaltning_id).where(AgentRole.role == "chef", AgentRole.forvaltning_id.is_not(None))
    return or_(led, Case.held_by == "kundtjanst", Case.forvaltning_id.not_in(chiefs))


def _give(case: Case, agent_id: int, reason: str, by: Agent) -> None:
    if not reason.strip():
        raise Refused("reason_missing")
    if secrecy_class_of(case) != PROTECTED:
        raise Refused("not_protected")
    receiver = agent_by_id(agent_id)
    kept_away = {share.agent_id for share in shares.active(case.id, "block")}
    if receiver is None or agent_id in kept_away or not has_ball(case, receiver):
        raise Refused("receiver_may_not_see")
    _name(case.id, agent_id, reason, by)
    touch(case)


def _name(case_id: int, agent_id: int, reason: str, by: Agent) -> None:
    if any(share.agent_id == agent_id for share in shares.active(case_id, "named")):
        return
    share_id = shares.give(case_id, "named", by, agent_id=agent_id, reason=reason.strip())
    record(case_id, "person_named", by, {"agent": agent_id, "share": share_id})
