"""Finds whom a caller wants to speak to: agents by name or where they work, and units by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from core.access.absences import Absence, away_now
from core.access.agents import Agent, roles_by_agent
from core.store.db import reading
from core.store.models import AgentRow, AgentSvarsgrupp, Forvaltning, Unit
from core.store.open_units import unit_is_open

MOST = 8


def active_agents() -> tuple[Agent, ...]:
    """Everybody who can log in, by name, with the roles that hold now and their groups."""
    roles, groups = roles_by_agent(), _groups()
    rows = reading().execute(
        select(AgentRow.id, AgentRow.login, AgentRow.name).where(AgentRow.active).order_by(AgentRow.name)
    )
    nothing: frozenset[int] = frozenset()
    return tuple(
        Agent(*row, roles=roles.get(row.id, frozenset()), svarsgrupper=groups.get(row.id, nothing)) for row in rows
    )


def _groups() -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for agent_id, group_id in reading().execute(select(AgentSvarsgrupp.agent_id, AgentSvarsgrupp.svarsgrupp_id)):
        found.setdefault(agent_id, set()).add(group_id)
    return {agent_id: frozenset(groups) for agent_id, groups in found.items()}


@dataclass(frozen=True, slots=True)
class Found:
    """ "Bo Hagman, Plan och bygg", found by that or by `by` (title and duties); `absence` when the person is away."""

    text: str
    by: str = ""
    absence: Absence | None = None


def find_staff(typed: str, limit: int = MOST) -> tuple[Found, ...]:
    """Each of the typed words begins a word of what one is called, where one works or what one does. People first.

    These are the municipality's own people, not citizens: whoever is logged in may look them up.
    """
    wanted = typed.casefold().replace(",", " ").split()
    if not wanted:
        return ()
    owners = {row.id: row.short_name or row.name for row in reading().scalars(select(Forvaltning))}
    units = {row.id: row for row in reading().scalars(select(Unit))}
    found = (one for one in (*_people(owners, units), *_units(owners, units)) if _fits(one, wanted))
    return tuple(found)[:limit]


def _people(owners: dict[int, str], units: dict[int, Unit]) -> Iterable[Found]:
    roles, away = roles_by_agent(), away_now()
    columns = (AgentRow.id, AgentRow.name, AgentRow.title, AgentRow.duties)
    rows = select(*columns).where(AgentRow.active, AgentRow.emergency.is_(False))
    for row in reading().execute(rows.order_by(AgentRow.name)):
        where = [
            units[role.unit_id].name if role.unit_id in units else owners.get(role.forvaltning_id or 0, "")
            for role in roles.get(row.id, ())
        ]
        text = ", ".join(filter(None, (row.name, *sorted(set(where))[:1])))
        yield Found(text, f"{row.title} {row.duties}", away.get(row.id))


def _units(owners: dict[int, str], units: dict[int, Unit]) -> Iterable[Found]:
    for unit in sorted(filter(lambda unit: unit_is_open(unit.id), units.values()), key=lambda unit: unit.name):
        yield Found(f"{unit.name}, {owners[unit.forvaltning_id]}")


def _fits(one: Found, wanted: list[str]) -> bool:
    words = f"{one.text} {one.by}".casefold().replace(",", " ").split()
    return all(any(word.startswith(part) for word in words) for part in wanted)
