"""The staff directory: who somebody is, where they work and how one reaches them, found by name, duty or place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from core.access.absences import Absence, away_now
from core.access.agents import Role, roles_by_agent
from core.municipality.agreements import persons
from core.municipality.forvaltningar import departments
from core.municipality.units import units
from core.store.db import reading
from core.store.models import AgentRow

MOST = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One person. `roles` are codes, `title` and `duties` what one does in words, `away` the absence that holds now.

    `kind` is contact or deputy for a förvaltning's own, who may have no login.
    """

    name: str
    where: str
    roles: tuple[str, ...] = ()
    kind: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    title: str = ""
    duties: str = ""
    away: Absence | None = None


def search(typed: str, limit: int = MOST) -> tuple[Entry, ...]:
    """Each of the typed words begins a word of the name, what one does or where one works; all, when nothing is typed.

    The municipality's own people, not citizens: whoever is logged in may look them up.
    """
    wanted = _words(typed)
    found = (one for one in (*_contacts(), *_agents()) if _fits(one, wanted))
    return tuple(sorted(found, key=lambda one: (one.kind == "", one.name.casefold())))[:limit]


def _agents() -> Iterator[Entry]:
    roles, away = roles_by_agent(), away_now()
    owners = {one.id: one.name for one in departments()}
    names = {one.id: one.name for one in units()}
    asked = select(AgentRow).where(AgentRow.active, AgentRow.emergency.is_(False))
    for row in reading().scalars(asked.order_by(AgentRow.name)):
        mine = roles.get(row.id, frozenset())
        where = sorted({_where(role, owners, names) for role in mine} - {""})
        yield Entry(
            row.name,
            "; ".join(where),
            tuple(sorted({role.role for role in mine})),
            phone=row.phone,
            email=row.email,
            hours=row.phone_words,
            title=row.title,
            duties=row.duties,
            away=away.get(row.id),
        )


def _where(role: Role, owners: dict[int, str], names: dict[int, str]) -> str:
    return ", ".join(filter(None, (names.get(role.unit_id or 0), owners.get(role.forvaltning_id or 0))))


def _contacts() -> Iterator[Entry]:
    owners = {one.id: one.name for one in departments() if not one.closed}
    for (owner, kind), one in persons().items():
        if owner in owners:
            yield Entry(one.name, owners[owner], (), kind, one.phone, one.email, one.hours)


def _words(text: str) -> list[str]:
    return text.casefold().replace(",", " ").replace(";", " ").split()


def _fits(one: Entry, wanted: list[str]) -> bool:
    words = _words(" ".join((one.name, one.where, *one.roles, one.kind, one.title, one.duties)))
    return all(any(word.startswith(part) for word in words) for part in wanted)
