"""The two filters, and no third. Every query that shows or counts cases goes through one of them.

`listed`   full access: lists, counts, search, files, exports, and every verb.
`readable` full or limited: only for opening one case by its exact number.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, true

from core.access.agents import Agent
from core.access.literals import within
from core.access.scopes import Access, Degree, access_of
from core.store.models import Case


def listed(agent: Agent, access: Access | None = None) -> ColumnElement[bool]:
    """A condition on `Case` that leaves what the agent has full access to."""
    if agent.system:
        return true()
    access = access or access_of(agent)
    return _without_blocked(_within(access.full, access.shared), access)


def readable(agent: Agent, access: Access | None = None) -> ColumnElement[bool]:
    """A condition on `Case` that leaves what the agent may open by exact number; ask `degree_of` what it sees."""
    if agent.system:
        return true()
    access = access or access_of(agent)
    return _without_blocked(_within(access.full | access.limited, access.shared), access)


def degree_of(agent: Agent, case_id: int, scope_id: int, access: Access | None = None) -> Degree:
    """How much of that case the agent sees."""
    if agent.system:
        return "full"
    access = access or access_of(agent)
    if case_id in access.blocked:
        return "none"
    if scope_id in access.full or case_id in access.shared:
        return "full"
    return "limited" if scope_id in access.limited else "none"


def _within(scopes: frozenset[int], cases: frozenset[int]) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    if scopes:
        parts.append(within(Case.scope_id, scopes))
    if cases:
        parts.append(Case.id.in_(sorted(cases)))
    return or_(*parts) if parts else false()


def _without_blocked(condition: ColumnElement[bool], access: Access) -> ColumnElement[bool]:
    return and_(condition, Case.id.not_in(sorted(access.blocked))) if access.blocked else condition
