"""A row of a list, with everything it shows, from one statement however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from core.store.models import AgentRow, Case, CaseType, Forvaltning, Scope, Svarsgrupp
from core.store.models.agents import ORDINARY
from core.store.models.catalogue import UNCLASSIFIED


@dataclass(frozen=True, slots=True)
class ListRow:
    """One case as a list shows it. `forvaltning` is its code and `forvaltning_name` the short name; times are UTC.

    `svarsgrupp` is the digit or ""; `agent` the name of who has it or ""; `unclassified` says *Ej klassat*;
    `secrecy_class` is 0 for ordinary, and `secret` says that the row carries the mark.
    """

    id: int
    number: str
    subject: str
    counterpart: str
    channel: str
    rosa_level: int
    confirmed: bool
    case_type: str
    forvaltning: str
    forvaltning_name: str
    svarsgrupp: str
    agent_id: int | None
    agent: str
    status: str
    held_by: str
    suspect: bool
    secrecy_class: int
    secret: bool
    priority: str
    received_at: datetime
    activity_at: datetime
    due_at: datetime | None
    snoozed_until: datetime | None
    closed_at: datetime | None
    outcome: str
    unread: bool
    language: str
    owner_changes: int
    version: int

    @property
    def unclassified(self) -> bool:
        return self.case_type == UNCLASSIFIED


def _looked_up(column: Any, table: Any, key: Any) -> Any:
    """A value from another table as a subquery: joining six of them costs PostgreSQL more to plan than to read."""
    return select(column).where(table.id == key).scalar_subquery()


_CLASS = _looked_up(Scope.secrecy_class_id, Scope, Case.scope_id)
_COLUMNS: tuple[Any, ...] = (
    Case.id,
    Case.number,
    Case.subject,
    Case.counterpart,
    Case.channel,
    Case.rosa_level,
    Case.confirmed,
    _looked_up(CaseType.code, CaseType, Case.case_type_id).label("case_type"),
    _looked_up(Forvaltning.code, Forvaltning, Case.forvaltning_id).label("forvaltning"),
    _looked_up(Forvaltning.short_name, Forvaltning, Case.forvaltning_id).label("forvaltning_name"),
    func.coalesce(_looked_up(Svarsgrupp.digit, Svarsgrupp, Case.svarsgrupp_id), "").label("svarsgrupp"),
    Case.agent_id,
    func.coalesce(_looked_up(AgentRow.name, AgentRow, Case.agent_id), "").label("agent"),
    Case.status,
    Case.held_by,
    Case.suspect,
    _CLASS.label("secrecy_class"),
    or_(Case.secrecy_provision != "", _CLASS != ORDINARY).label("secret"),
    Case.priority,
    Case.received_at,
    Case.activity_at,
    Case.due_at,
    Case.snoozed_until,
    Case.closed_at,
    Case.outcome,
    Case.unread,
    Case.language,
    Case.owner_changes,
    Case.version,
    Case.scope_id,
)
_SELECT: Select[Any] = select(*_COLUMNS)


def select_rows(visible: ColumnElement[bool], *picked: ColumnElement[bool]) -> Select[Any]:
    """The statement for the rows of the picked cases; `visible` is one of the two filters."""
    return _SELECT.where(*picked, visible)


def as_row(row: Row[Any]) -> ListRow:
    values: tuple[Any, ...] = row[:-1]
    return ListRow(*values)  # the last is the scope, for `degree_of`
