"""Reports that may be of the same thing: open, of the same place and kind, within one nämnd, and the agent's to see.

Read by the index on place within each scope that the agent has in full, so what is hidden is never met: a street that
only hidden cases name is as good as one that nobody named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from core.access.agents import Agent
from core.access.filters import listed
from core.access.scopes import Access
from core.clock import now
from core.store.db import reading
from core.store.models import AgentRow, Case, CaseTypeVersion, Contact, Message
from core.store.models.agents import ORDINARY

MOST = 20  # reports suggested at a time
REACHES = timedelta(days=60)  # older ones are about something else by now
_VERSION = aliased(CaseTypeVersion)

# Made once, but for who may see: every list asks them, and making a statement costs more than asking it.
_CASES: Any = bindparam("cases", expanding=True)
_LEAD = aliased(Case)
_MEMBERS: Any = (
    select(Case.joined_to.label("id"), literal_column("''").label("lead"), func.count().label("members"))
    .where(Case.joined_to.in_(_CASES))
    .group_by(Case.joined_to)
)
_LEADS: Any = (
    select(_LEAD.id, Case.number, literal_column("0"))
    .join(_LEAD, _LEAD.joined_to == Case.id)
    .where(_LEAD.id.in_(_CASES))
)


@dataclass(frozen=True, slots=True)
class Report:
    """One case in a line. `agent` is who has it, or empty; `newest_in` the newest message from outside."""

    id: int
    number: str
    subject: str
    counterpart: str
    channel: str
    case_type_id: int
    status: str
    agent: str
    received_at: datetime
    closed_at: datetime | None
    forvaltning_id: int
    newest_in: int


@dataclass(frozen=True, slots=True)
class Thing:
    """What a report is about: its place as a key, its type with the type's topic, and whose it is."""

    place_key: str
    case_type_id: int
    topic: str
    namnd_id: int


def similar(agent: Agent, access: Access, thing: Thing, *, than: int = 0) -> tuple[Report, ...]:
    """Open ordinary cases of the same thing that can be joined, newest first, at most `MOST`. `than` is not among them.

    Those of the same type come before others of the same topic.
    """
    scopes = [
        scope.id
        for scope in access.scopes
        if scope.id in access.full and scope.namnd_id == thing.namnd_id and scope.secrecy_class_id == ORDINARY
    ]
    if not scopes or not thing.place_key:
        return ()
    statement = _reports(agent, access).where(
        Case.scope_id.in_(scopes), *_of(thing), *_joinable(), Case.id != than, Case.received_at >= now() - REACHES
    )
    # SQLite cannot weigh partial indexes
    statement = statement.with_hint(Case, "INDEXED BY ix_cases_open_place", "sqlite")
    rows = [_report(row) for row in reading().execute(statement.order_by(Case.id.desc()).limit(MOST))]
    return tuple(sorted(rows, key=lambda report: report.case_type_id != thing.case_type_id))


def gathered(agent: Agent, access: Access, case: Case) -> tuple[Report | None, tuple[Report, ...]]:
    """The lead that the case is joined to, and the cases joined to it: of both only what the agent may see."""
    statement = _reports(agent, access).where(or_(Case.joined_to == case.id, Case.id == (case.joined_to or 0)))
    rows = [_report(row) for row in reading().execute(statement.order_by(Case.id))]
    lead = next((report for report in rows if report.id == case.joined_to), None)
    return lead, tuple(report for report in rows if report is not lead)


def joins(agent: Agent, access: Access, cases: Iterable[int]) -> Mapping[int, tuple[str, int]]:
    """For the rows of a list: case id → the number of the lead it is joined to, and how many are joined to it.

    One question, whatever the cases are; a case that the agent may not see is neither named nor counted.
    """
    visible = listed(agent, access)
    asked = _MEMBERS.where(visible).union_all(_LEADS.where(visible))
    found: dict[int, tuple[str, int]] = {}
    for case_id, number, n in reading().execute(asked, {"cases": sorted(cases)}):
        known = found.get(case_id, ("", 0))
        found[case_id] = (known[0] or number, known[1] or n)
    return found


def _reports(agent: Agent, access: Access) -> Select[Any]:
    seen = listed(agent, access)
    name = select(AgentRow.name).where(AgentRow.id == Case.agent_id).scalar_subquery()
    outside = (Message.case_id == Case.id, Message.direction == "in")
    newest = select(func.max(Message.id)).where(*outside).scalar_subquery()
    columns: tuple[Any, ...] = (
        Case.id,
        Case.number,
        Case.subject,
        Case.counterpart,
        Case.channel,
        Case.case_type_id,
        Case.status,
        func.coalesce(name, ""),
        Case.received_at,
        Case.closed_at,
        Case.forvaltning_id,
        func.coalesce(newest, 0),
    )
    return select(*columns).where(seen)


def _of(thing: Thing) -> list[ColumnElement[bool]]:
    """The same place, and the same type or another of its topic."""
    kind = Case.case_type_id == thing.case_type_id
    if thing.topic:
        of_topic = and_(_VERSION.id == Case.case_type_version_id, _VERSION.topic == thing.topic)
        kind = or_(kind, exists().where(of_topic))
    written = Case.place_key != literal_column("''")  # as the index says it
    return [Case.closed_at.is_(None), written, Case.place_key == thing.place_key, kind]


def _joinable() -> list[ColumnElement[bool]]:
    protected = exists().where(Contact.id == Case.contact_id, Contact.protected)
    return [Case.secrecy_provision == "", Case.joined_to.is_(None), Case.suspect.is_(False), ~protected]


def _report(row: Row[Any]) -> Report:
    values: tuple[Any, ...] = tuple(row)
    return Report(*values)
