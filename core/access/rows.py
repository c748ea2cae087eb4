"""A row of a list, with everything it shows, from one statement however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

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


_COLUMNS = (
    Case.id,
    Case.number,
    Case.subject,
    Case.counterpart,
    Case.channel,
    Case.rosa_level,
    Case.confirmed,
    CaseType.code.label("case_type"),
    Forvaltning.code.label("forvaltning"),
    Forvaltning.short_name.label("forvaltning_name"),
    func.coalesce(Svarsgrupp.digit, "").label("svarsgrupp"),
    Case.agent_id,
    func.coalesce(AgentRow.name, "").label("agent"),
    Case.status,
    Case.held_by,
    Case.suspect,
    Scope.secrecy_class_id.label("secrecy_class"),
    or_(Case.secrecy_provision != "", Scope.secrecy_class_id != ORDINARY).label("secret"),
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


_SELECT: Select[Any] = (
    select(*cast("tuple[Any, ...]", _COLUMNS))
    .join(CaseType, CaseType.id == Case.case_type_id)
    .join(Forvaltning, Forvaltning.id == Case.forvaltning_id)
    .join(Scope, Scope.id == Case.scope_id)
    .outerjoin(Svarsgrupp, Svarsgrupp.id == Case.svarsgrupp_id)
    .outerjoin(AgentRow, AgentRow.id == Case.agent_id)
)


def select_rows(visible: ColumnElement[bool], *picked: ColumnElement[bool]) -> Select[Any]:
    """The statement for the rows of the picked cases; `visible` is one of the two filters."""
    return _SELECT.where(*picked, visible)


def as_row(row: Row[Any]) -> ListRow:
    values: tuple[Any, ...] = row[:-1]
    return ListRow(*values)  # the last is the scope, for `degree_of`
