"""Whether an agent may do an action with one case, and the grounds on which it is seen at all."""

from __future__ import annotations

from core.access.agents import Agent
from core.access.roles import MAY, SHARED_MAY, CaseAction
from core.access.rule import grounds
from core.access.scopes import Access, access_of, scope_by_id
from core.contract.errors import Refused


def permitted(agent: Agent, action: CaseAction, case_id: int, scope_id: int, access: Access | None = None) -> bool:
    """Full access on a ground whose own role has the action, or a share that gives it; never through a block."""
    if agent.system:
        return True
    access = access or access_of(agent)
    if case_id in access.blocked:
        return False
    found = (ground for ground in grounds(agent, scope_by_id(scope_id)) if ground.degree == "full")
    if any(not MAY[action].isdisjoint(ground.role.names) for ground in found):
        return True
    kinds = access.given.get(case_id, frozenset())
    if "named" in kinds and not MAY[action].isdisjoint(agent.role_names):
        return True
    return any(action in SHARED_MAY.get(kind, ()) for kind in kinds)


def insist(agent: Agent, action: CaseAction, case_id: int, scope_id: int) -> None:
    """Raises `Refused("not_your_role")` unless `permitted`."""
    if not permitted(agent, action, case_id, scope_id):
        raise Refused("not_your_role")


def why(agent: Agent, case_id: int, scope_id: int, access: Access) -> tuple[str, ...]:
    """The codes of all grounds on which the agent sees the case, in order of name; none when it is not seen.

    Codes: those of `rule.grounds`, and question, informed, named for what shares give.
    """
    if case_id in access.blocked:
        return ()
    rules = {ground.reason for ground in grounds(agent, scope_by_id(scope_id))}
    return tuple(sorted(rules | access.given.get(case_id, frozenset())))
