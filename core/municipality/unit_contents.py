"""What a unit has that must have a place when it closes or is split: case types, open cases, people. Counts only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from core.access.agents import SYSTEM
from core.access.filters import listed
from core.clock import now, start_of, today
from core.municipality.pending_moves import Move
from core.municipality.units import OneUnit
from core.store.db import reading
from core.store.models import AgentRole, AgentRow, Case, CaseType, CaseTypeVersion, Scope
from core.store.models.agents import ORDINARY


@dataclass(frozen=True, slots=True)
class TypeThere:
    """A case type that names the unit, or has open cases there. What is secret needs a unit."""

    id: int
    code: str
    names_unit: bool
    open_cases: int
    secret_cases: int
    secrecy_type: bool

    @property
    def needs_unit(self) -> bool:
        return self.secret_cases > 0 or (self.names_unit and self.secrecy_type)


@dataclass(frozen=True, slots=True)
class Member:
    """A role in the unit that has not ended."""

    role_id: int
    agent_id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class There:
    """All that has to be decided about."""

    types: tuple[TypeThere, ...]
    members: tuple[Member, ...]

    @property
    def open_cases(self) -> int:
        return sum(one.open_cases for one in self.types)


def what_is_there(unit: OneUnit, day: date | None = None) -> There:
    """What the unit has now. Counts only: which cases they are is not for who asks."""
    return There(_types(unit.id), _members(unit.id, day or today()))


def going(there: There, move: Move) -> dict[str, int]:
    """Where → how many open cases. What is shown before, and what is done."""
    counted: Counter[str] = Counter()
    for one in there.types:
        counted[move.where(one.id)] += one.open_cases
    return {where: n for where, n in counted.items() if n}


def _types(unit_id: int) -> tuple[TypeThere, ...]:
    naming = types_naming(unit_id)
    codes = {row.id: row.code for row in reading().execute(select(CaseType.id, CaseType.code))}
    n: Counter[int] = Counter()
    secret: Counter[int] = Counter()
    rows = reading().execute(
        select(Case.case_type_id, Scope.secrecy_class_id, func.count())
        .join(Scope, Scope.id == Case.scope_id)
        .where(Scope.unit_id == unit_id, Case.closed_at.is_(None), listed(SYSTEM))
        .group_by(Case.case_type_id, Scope.secrecy_class_id)
    )
    for type_id, secrecy_class, count in rows:
        n[type_id] += count
        secret[type_id] += count if secrecy_class != ORDINARY else 0
    found = (
        TypeThere(id, codes[id], id in naming, n[id], secret[id], naming.get(id, "nej") == "ja") for id in {*naming, *n}
    )
    return tuple(sorted(found, key=lambda one: one.code))


def types_naming(unit_id: int) -> dict[int, str]:
    """Case type id → its secrecy (nej, mojlig, ja): those whose present version, or one to come, names the unit."""
    present: dict[int, CaseTypeVersion] = {}
    coming: dict[int, CaseTypeVersion] = {}
    rows = select(CaseTypeVersion).order_by(CaseTypeVersion.valid_from, CaseTypeVersion.id)
    for version in reading().scalars(rows):
        (present if version.valid_from <= now() else coming)[version.case_type_id] = version
    named = (version for version in (*present.values(), *coming.values()) if version.unit_id == unit_id)
    return {version.case_type_id: version.secrecy for version in named}


def _members(unit_id: int, day: date) -> tuple[Member, ...]:
    rows = reading().execute(
        select(AgentRole.id, AgentRole.agent_id, AgentRow.name, AgentRole.role)
        .join(AgentRow, AgentRow.id == AgentRole.agent_id)
        .where(
            AgentRole.unit_id == unit_id,
            or_(AgentRole.valid_until.is_(None), AgentRole.valid_until > start_of(day)),
        )
        .order_by(AgentRow.name, AgentRole.id)
    )
    return tuple(Member(*row) for row in rows)
