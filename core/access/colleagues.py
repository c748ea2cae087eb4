"""Who may read a case in full: the same rule as for one agent, asked for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from core.access.agents import Agent, roles_by_agent
from core.access.rule import degree
from core.access.scopes import all_scopes
from core.store.db import reading
from core.store.models import AgentAuthorisation, AgentRow, Case, CaseShare

_HERE = {"kundtjanst": ("kommunvagledare", "gruppledare"), "forvaltning": ("handlaggare", "chef")}


def readers_on_side(case: Case) -> Sequence[Agent]:
    """The agents of the side that has the case who may read it in full, by name. Four questions in all."""
    given, taken = _single(case.id)
    scope = next(scope for scope in all_scopes() if scope.id == case.scope_id)
    return [
        agent
        for agent in agents_on_side(case)
        if agent.id not in taken and (agent.id in given or degree(agent, scope) == "full")
    ]


def agents_on_side(case: Case) -> Sequence[Agent]:
    """All agents of the side that has the case, whether or not they may see it, by name."""
    roles = roles_by_agent()
    names = reading().execute(select(AgentRow.id, AgentRow.login, AgentRow.name).where(AgentRow.active))
    classes = defaultdict(set)
    for agent_id, class_id in reading().execute(
        select(AgentAuthorisation.agent_id, AgentAuthorisation.secrecy_class_id)
    ):
        classes[agent_id].add(class_id)
    agents = (
        Agent(row.id, row.login, row.name, roles=roles.get(row.id, frozenset()), classes=frozenset(classes[row.id]))
        for row in sorted(names, key=lambda row: row.name)
    )
    return [agent for agent in agents if _on_side(agent, case)]


def _on_side(agent: Agent, case: Case) -> bool:
    if not agent.has(*_HERE[case.held_by]):
        return False
    return agent.in_contact_centre if case.held_by == "kundtjanst" else agent.works_in(case.forvaltning_id)


def _single(case_id: int) -> tuple[set[int], set[int]]:
    """Those who are named for the case, and those from whom it is taken."""
    given: set[int] = set()
    taken: set[int] = set()
    rows = reading().execute(
        select(CaseShare.agent_id, CaseShare.kind).where(
            CaseShare.case_id == case_id, CaseShare.kind.in_(("named", "block")), CaseShare.ended_at.is_(None)
        )
    )
    for agent_id, kind in rows:
        assert agent_id is not None, "a person is named, never a unit"
        (taken if kind == "block" else given).add(agent_id)
    return given, taken
