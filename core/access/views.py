"""The views as data: which cases each holds, in which of the agent's scopes, in what order.

A view says here, as a condition, what `counters.memberships` says of one case: a counter equals the number of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import ColumnElement, and_, literal_column, not_, or_

from core.access.agents import Agent
from core.access.counters import in_group
from core.access.literals import within
from core.access.scopes import Access, ScopeKey
from core.clock import STOCKHOLM, now
from core.store.models import Case
from core.store.models.agents import SORTERING

ViewKey = Literal[
    "unassigned",
    "can_take",
    "mine",
    "group",
    "due_today",
    "overdue",
    "late_elsewhere",
    "waiting",
    "elsewhere",
    "parked",
    "sortering",
    "suspect",
    "closed",
]
VIEWS: tuple[ViewKey, ...] = get_args(ViewKey)
Order = Literal["activity_at", "due_at", "closed_at"]
Where = Callable[[type[Case]], list[ColumnElement[bool]]]

# Written out in the statement, not bound: a partial index is used only where its own words stand.
_WAITING: tuple[ColumnElement[str], ...] = tuple(
    literal_column(f"'{status}'") for status in ("waiting_citizen", "waiting_internal")
)
_OFFICERS = frozenset({"handlaggare", "chef"})


@dataclass(frozen=True, slots=True)
class Lens:
    """A view as one agent sees it.

    `scopes` are those whose cases the agent sees in it; `sides` the scopes in which a single shared case belongs to it.
    `where` are the conditions on a case besides them; `order` the column it is sorted by, newest first unless due.
    """

    key: ViewKey
    scopes: frozenset[int]
    sides: frozenset[int]
    where: Where
    order: Order


def views_of(agent: Agent, access: Access) -> tuple[ViewKey, ...]:
    """The views that the agent has, in the order of the rail."""
    if agent.in_contact_centre:
        sorts = agent.leads or bool(agent.classes)
        return tuple(view for view in VIEWS if view != "sortering" or sorts)
    if any(role.role in _OFFICERS for role in agent.roles):
        return tuple(view for view in VIEWS if view not in ("can_take", "sortering", "late_elsewhere"))
    if access.full or access.shared:
        return ("elsewhere", "closed")
    return ()


def lens(key: ViewKey, agent: Agent, access: Access) -> Lens:
    """What the view holds for this agent at this moment."""
    scopes = access.scopes
    where, order = _conditions(key, agent, scopes)
    sides = frozenset(scope.id for scope in scopes if _holds(key, agent, access, scope))
    return Lens(key, access.full & sides, sides, where, order)


def end_of_today() -> datetime:
    """Midnight in Stockholm, in UTC."""
    today = now().astimezone(STOCKHOLM).date()
    return datetime.combine(today + timedelta(days=1), datetime.min.time(), STOCKHOLM)


def _holds(key: ViewKey, agent: Agent, access: Access, scope: ScopeKey) -> bool:
    """Whether cases of a scope can be in the view at all."""
    desk, sorted_first = scope.id in access.side, scope.secrecy_class_id == SORTERING
    match key:
        case "mine" | "closed":
            return True
        case "due_today" | "overdue" | "parked" | "suspect":
            return desk
        case "sortering":
            return desk and sorted_first
        case "late_elsewhere" if not agent.in_contact_centre:  # officers' late cases are their own
            return False
        case "elsewhere" | "late_elsewhere":
            return not desk and not sorted_first
        case "group":
            return desk and not sorted_first and in_group(agent, scope)
    return desk and not sorted_first


def _conditions(key: ViewKey, agent: Agent, scopes: Collection[ScopeKey]) -> tuple[Where, Order]:
    match key:
        case "unassigned":
            return (lambda case: [*_free(case)]), "activity_at"
        case "can_take":
            own = [scope.id for scope in scopes if in_group(agent, scope)]
            return (lambda case: [*_free(case), _within_competence(case, own)]), "activity_at"
        case "mine":
            return (lambda case: [*_active(case), case.agent_id == agent.id]), "activity_at"
        case "waiting":
            return (lambda case: [*_active(case), case.status.in_(_WAITING)]), "activity_at"
        case "parked":
            return (lambda case: [_open(case), not_(case.suspect), case.snoozed_until.is_not(None)]), "activity_at"
        case "suspect":
            return (lambda case: [_open(case), case.suspect]), "activity_at"
        case "due_today":
            at, midnight = now(), end_of_today()
            return (lambda case: [_open(case), case.due_at >= at, case.due_at < midnight]), "due_at"
        case "overdue" | "late_elsewhere":
            at = now()
            return (lambda case: [_open(case), case.due_at < at]), "due_at"
        case "closed":
            return (lambda case: [case.closed_at.is_not(None)]), "closed_at"
    return _active, "activity_at"


def _open(case: type[Case]) -> ColumnElement[bool]:
    return case.closed_at.is_(None)


def _active(case: type[Case]) -> list[ColumnElement[bool]]:
    """Open, and neither parked nor held as suspect."""
    return [_open(case), not_(case.suspect), case.snoozed_until.is_(None)]


def _free(case: type[Case]) -> list[ColumnElement[bool]]:
    """Nobody has it and nothing is waited for."""
    return [*_active(case), case.agent_id.is_(None), case.status.not_in(_WAITING)]


def _within_competence(case: type[Case], own: list[int]) -> ColumnElement[bool]:
    """Competence grades questions: 1 anybody answers, 2 the svarsgrupp (practice 3)."""
    return or_(case.competence == 1, and_(case.competence == 2, within(case.scope_id, own)))
