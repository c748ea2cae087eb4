"""Who works on a case: take, release, assign."""

from __future__ import annotations

from typing import Any

from core.access.agents import Agent, agent_by_id
from core.access.filters import degree_of
from core.case.record import change, has_ball, lock
from core.contract.errors import Refused


def take(case_id: int, by: Agent, *, seen: int | None = None) -> None:
    """`by` takes a case of the own side. Does not confirm the suggestion, but a new case is open from now on."""
    case = lock(case_id, by)
    if case.agent_id == by.id:
        return
    if not has_ball(case, by):
        raise Refused("not_with_you")
    fields = _opened(case.status) | {"agent_id": by.id, "unread": False}
    change(case, by, "taken", seen=seen, data={"from": case.agent_id}, **fields)


def release(case_id: int, by: Agent) -> None:
    """Puts the case back to its group. Only one's own, unless one leads."""
    case = lock(case_id, by)
    if case.agent_id is None:
        return
    if case.agent_id != by.id and not by.leads and not by.works_in(case.forvaltning_id):
        raise Refused("not_yours")
    change(case, by, "released", data={"from": case.agent_id}, agent_id=None)


def assign(case_id: int, to_agent_id: int, by: Agent) -> None:
    """Gives the case to somebody who may see it. Gruppledare and chefs; in a förvaltning, its own officers."""
    case = lock(case_id, by)
    if not (by.leads or by.works_in(case.forvaltning_id) or to_agent_id == by.id):
        raise Refused("only_leaders_assign")
    receiver = agent_by_id(to_agent_id)
    if receiver is None or degree_of(receiver, case.id, case.scope_id) != "full" or not has_ball(case, receiver):
        raise Refused("receiver_may_not_see")
    data = {"from": case.agent_id, "to": to_agent_id}
    change(case, by, "assigned", data=data, **_opened(case.status) | {"agent_id": to_agent_id})


def _opened(status: str) -> dict[str, Any]:
    return {"status": "open"} if status == "new" else {}
