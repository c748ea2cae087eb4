"""Finds whom a caller wants to speak to: agents by name or where they work, and units by name."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from core.access.agents import roles_by_agent
from core.store.db import reading
from core.store.models import AgentRow, Forvaltning, Unit

MOST = 8


def find_staff(typed: str, limit: int = MOST) -> tuple[str, ...]:
    """ "Bo Hagman, Plan och bygg": each of the typed words begins a word of it. People first, then units.

    These are the municipality's own people, not citizens: whoever is logged in may look them up.
    """
    wanted = typed.casefold().replace(",", " ").split()
    if not wanted:
        return ()
    owners = {row.id: row.short_name or row.name for row in reading().scalars(select(Forvaltning))}
    units = {row.id: row for row in reading().scalars(select(Unit))}
    found = (one for one in (*_people(owners, units), *_units(owners, units)) if _fits(one, wanted))
    return tuple(found)[:limit]


def _people(owners: dict[int, str], units: dict[int, Unit]) -> Iterable[str]:
    roles = roles_by_agent()
    for row in reading().execute(select(AgentRow.id, AgentRow.name).where(AgentRow.active).order_by(AgentRow.name)):
        where = [
            units[role.unit_id].name if role.unit_id in units else owners.get(role.forvaltning_id or 0, "")
            for role in roles.get(row.id, ())
        ]
        yield ", ".join(filter(None, (row.name, *sorted(set(where))[:1])))


def _units(owners: dict[int, str], units: dict[int, Unit]) -> Iterable[str]:
    for unit in sorted(units.values(), key=lambda unit: unit.name):
        yield f"{unit.name}, {owners[unit.forvaltning_id]}"


def _fits(one: str, wanted: list[str]) -> bool:
    words = one.casefold().replace(",", " ").split()
    return all(any(word.startswith(part) for word in words) for part in wanted)
