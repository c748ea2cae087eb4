"""Reads the trace: the audit log and the events as one list, newest first, for those who may search it.

Whoever searches for a nämnd sees what was done with its cases, and what its own people did that is about no single
case (logins, searches, exports). Rows hold numbers and codes, never a subject. Who is kept from a case by jäv is kept
from its rows too. Sources: practice 10; docs/access.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select, true

from core.access.agents import Agent
from core.access.cursors import read_place, write_place
from core.access.roles import MAY, Action
from core.access.scopes import access_of
from core.store.db import reading
from core.store.models import AgentRole, AgentRow, Audit, Case, Event, Forvaltning

Kind = Literal["", "read", "change", "search", "export", "login", "log"]
KINDS: dict[Kind, tuple[str, ...]] = {
    "read": ("case_opened", "file_opened"),
    "change": (),  # the events
    "search": ("searched",),
    "export": ("export_cases", "export_synpunkter", "export_log"),
    "login": (
        *("login", "logout", "login_failed", "logout_everywhere"),
        *("password_changed", "two_steps_on", "two_steps_off", "recovery_codes"),
    ),
    "log": ("log_searched", "log_own", "log_extract", "log_roles"),
}
MOST = 200
_MOST_SIDE = 2  # an id of an event and one of the audit log may be the same: the cursor tells them apart


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look for; what is empty leaves all. Times are in UTC, `until` is not included.

    `before` is `LogPage.more` of the page before.
    """

    agent_id: int | None = None
    number: str = ""
    kind: Kind = ""
    since: datetime | None = None
    until: datetime | None = None
    before: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class LogRow:
    """One thing that was done. `event` tells a change from a row of the audit log; `agent_id` 0 is the machine."""

    id: int
    at: datetime
    event: bool
    action: str
    agent_id: int
    login: str
    agent: str
    case_id: int | None
    number: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LogPage:
    """`more` continues it; None at the end."""

    rows: tuple[LogRow, ...]
    more: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """What part of the trace somebody may search: `all` of it, or that of these nämnder; never of `blocked` cases."""

    all: bool = False
    namnder: frozenset[int] = frozenset()
    blocked: frozenset[int] = frozenset()


def reach_of(agent: Agent, action: Action) -> Reach:
    """Where the agent's roles that have the action hold. Only a revisor without a nämnd sees all."""
    if agent.system:
        return Reach(all=True)
    roles = [role for role in agent.roles if not MAY[action].isdisjoint(role.names)]
    everywhere = any(role.role == "revisor" and role.namnd_id is None for role in roles)
    namnder = frozenset(role.namnd_id for role in roles if role.namnd_id is not None)
    return Reach(everywhere, namnder, access_of(agent).blocked)


def log(asked: Asked, reach: Reach) -> LogPage:
    """A page of the trace within reach. Changes that the machine made are shown only for a case that is asked for."""
    return _page(asked, _audit_within(reach), _events_within(reach))


def own_log(agent: Agent, asked: Asked) -> LogPage:
    """What the agent has done, for the agent."""
    return _page(asked, Audit.agent_id == agent.id, Event.agent_id == agent.id)


def case_within(number: str, reach: Reach) -> int | None:
    """The id of a case whose trace is within reach."""
    found = select(Case.id).join(Forvaltning, Forvaltning.id == Case.forvaltning_id)
    return reading().scalar(found.where(Case.number == number, _case_of(reach)))


def agents_within(reach: Reach) -> list[tuple[int, str]]:
    """Id and name of those whose doings somebody may ask for, switched off ones too, by name."""
    wanted = select(AgentRow.id, AgentRow.name).order_by(AgentRow.name)
    if not reach.all:
        wanted = wanted.where(AgentRow.id.in_(_people_of(reach)))
    return [(row.id, row.name) for row in reading().execute(wanted)]


def _page(asked: Asked, audit: ColumnElement[bool], events: ColumnElement[bool]) -> LogPage:
    limit = min(max(asked.limit, 1), MOST)
    rows: list[LogRow] = []
    if asked.kind != "change":
        rows += _rows(_audit_rows(asked).where(audit), limit)
    if asked.kind in ("", "change"):
        rows += _rows(_event_rows(asked).where(events), limit)
    rows.sort(key=_order, reverse=True)
    shown = tuple(rows[:limit])
    return LogPage(shown, write_place(shown[-1].at, _side(shown[-1])) if len(rows) > limit else None)


def _order(row: LogRow) -> tuple[datetime, int]:
    return row.at, _side(row)


def _side(row: LogRow) -> int:
    return row.id * _MOST_SIDE + row.event


def _rows(wanted: Select[Any], limit: int) -> list[LogRow]:
    """One more than fits, so that it is known whether there are more."""
    return [LogRow(**row._mapping) for row in reading().execute(wanted.limit(limit + 1))]


def _audit_rows(asked: Asked) -> Select[Any]:
    rows = _select(Audit, Audit.action, event=False).outerjoin(Case, Case.id == Audit.case_id)
    rows = rows.outerjoin(Forvaltning, Forvaltning.id == Case.forvaltning_id)
    if asked.kind:
        rows = rows.where(Audit.action.in_(KINDS[asked.kind]))
    return _narrowed(rows, Audit, asked)


def _event_rows(asked: Asked) -> Select[Any]:
    rows = _select(Event, Event.kind, event=True).join(Case, Case.id == Event.case_id)
    rows = rows.join(Forvaltning, Forvaltning.id == Case.forvaltning_id)
    if not asked.number:
        rows = rows.where(Event.agent_id.is_not(None))
    return _narrowed(rows, Event, asked)


def _select(model: type[Audit] | type[Event], action: Any, *, event: bool) -> Select[Any]:
    return (
        select(
            model.id,
            model.at,
            literal(event).label("event"),
            action.label("action"),
            func.coalesce(model.agent_id, 0).label("agent_id"),
            func.coalesce(AgentRow.login, "").label("login"),
            func.coalesce(AgentRow.name, "").label("agent"),
            model.case_id,
            func.coalesce(Case.number, "").label("number"),
            model.data,
        )
        .outerjoin(AgentRow, AgentRow.id == model.agent_id)
        .order_by(model.at.desc(), model.id.desc())
    )


def _narrowed(rows: Select[Any], model: type[Audit] | type[Event], asked: Asked) -> Select[Any]:
    if asked.agent_id is not None:
        rows = rows.where(model.agent_id == asked.agent_id)
    if asked.number:
        rows = rows.where(Case.number == asked.number)
    if asked.since is not None:
        rows = rows.where(model.at >= asked.since)
    if asked.until is not None:
        rows = rows.where(model.at < asked.until)
    place = read_place(asked.before)
    if place is None:
        return rows
    highest = (place.id - (model is Event) + _MOST_SIDE - 1) // _MOST_SIDE  # ids below this come after the place
    return rows.where(or_(model.at < place.at, and_(model.at == place.at, model.id < highest)))


def _audit_within(reach: Reach) -> ColumnElement[bool]:
    if reach.all:
        return or_(Audit.case_id.is_(None), _case_of(reach))
    people = and_(Audit.case_id.is_(None), Audit.agent_id.in_(_people_of(reach)))
    return or_(people, and_(Audit.case_id.is_not(None), _case_of(reach)))


def _events_within(reach: Reach) -> ColumnElement[bool]:
    return _case_of(reach)


def _case_of(reach: Reach) -> ColumnElement[bool]:
    """A condition on a joined case and its förvaltning."""
    allowed: Iterable[int] = sorted(reach.namnder)
    within = true() if reach.all else Forvaltning.namnd_id.in_(allowed) if reach.namnder else false()
    return and_(within, Case.id.not_in(sorted(reach.blocked))) if reach.blocked else within


def _people_of(reach: Reach) -> Any:
    """The ids of the agents who work in the nämnder's förvaltningar, or for a nämnd itself; ended roles count."""
    if not reach.namnder:
        return select(AgentRow.id).where(false())
    wanted = sorted(reach.namnder)
    return cast(
        Any,
        select(AgentRole.agent_id)
        .outerjoin(Forvaltning, Forvaltning.id == AgentRole.forvaltning_id)
        .where(or_(AgentRole.namnd_id.in_(wanted), Forvaltning.namnd_id.in_(wanted))),
    )
