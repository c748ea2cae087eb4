"""The whole organisation as one picture: nämnd, förvaltning, units, each with its people and its open work as numbers.

Numbers are all there is: whoever runs the settings sees no case, and no list of them.
"""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from core.clock import now
from core.municipality.forvaltningar import Department, departments, namnder
from core.municipality.pending_moves import Planned, pending_moves
from core.municipality.units import OneUnit, units
from core.store.db import reading
from core.store.models import AgentRole, AgentRow, Counter, Scope

OPEN_VIEWS = ("open", "suspect", "parked", "sortering")  # an open case is in exactly one of them


@dataclass(frozen=True, slots=True)
class UnitThere:
    unit: OneUnit
    members: int
    open_cases: int
    planned: Planned | None


@dataclass(frozen=True, slots=True)
class DepartmentThere:
    """`members` and `open_cases` are those without a unit."""

    department: Department
    members: int
    open_cases: int
    units: tuple[UnitThere, ...]


@dataclass(frozen=True, slots=True)
class NamndThere:
    code: str
    name: str
    departments: tuple[DepartmentThere, ...]


def organisation() -> tuple[NamndThere, ...]:
    """Everything, in the order of names, what has closed last. Four questions in all."""
    members, cases = members_by_place(), open_cases_by_place()
    planned = {one.unit_id: one for one in pending_moves()}
    below: dict[int, list[UnitThere]] = {}
    for unit in units():
        place = (unit.forvaltning_id, unit.id)
        there = UnitThere(unit, members[place], cases[place], planned.get(unit.id))
        below.setdefault(unit.forvaltning_id, []).append(there)
    found: dict[str, list[DepartmentThere]] = {}
    for one in departments():
        place = (one.id, 0)
        there_ = DepartmentThere(one, members[place], cases[place], tuple(below.get(one.id, ())))
        found.setdefault(one.namnd, []).append(there_)
    return tuple(NamndThere(code, name, tuple(found.get(code, ()))) for code, name in namnder().items())


def members_by_place() -> Tally[tuple[int, int]]:
    """(förvaltning, unit or 0) → how many active people have a role there now."""
    at = now()
    holds = or_(AgentRole.valid_from.is_(None), AgentRole.valid_from <= at) & or_(
        AgentRole.valid_until.is_(None), AgentRole.valid_until > at
    )
    rows = reading().execute(
        select(AgentRole.forvaltning_id, AgentRole.unit_id, func.count(AgentRole.agent_id.distinct()))
        .join(AgentRow, AgentRow.id == AgentRole.agent_id)
        .where(AgentRow.active, holds, AgentRole.forvaltning_id.is_not(None))
        .group_by(AgentRole.forvaltning_id, AgentRole.unit_id)
    )
    return Tally({(owner or 0, unit or 0): n for owner, unit, n in rows})


def open_cases_by_place() -> Tally[tuple[int, int]]:
    """(förvaltning, unit or 0) → open cases that lie there, from the counters: no case is read. Those that are in the
    contact centre's hands are counted there."""
    centre = next((one.id for one in departments() if one.contact_centre), 0)
    rows = reading().execute(
        select(Scope.forvaltning_id, Scope.unit_id, Scope.held_by, func.sum(Counter.n))
        .join(Scope, Scope.id == Counter.owner_id)
        .where(Counter.owner == "scope", Counter.view.in_(OPEN_VIEWS))
        .group_by(Scope.forvaltning_id, Scope.unit_id, Scope.held_by)
    )
    found: Tally[tuple[int, int]] = Tally()
    for owner, unit, held_by, n in rows:
        found[(owner, unit) if held_by == "forvaltning" or unit else (centre, 0)] += int(n or 0)
    return found
