"""What somebody would see after a change, before it is saved: every kind of case there could be, never a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from sqlalchemy import select

from core.access.agents import Agent, Role
from core.access.roles import ACTIONS, may
from core.access.rule import grounds
from core.access.scopes import ScopeKey
from core.municipality.people import Person
from core.store.db import reading
from core.store.models import AgentAuthorisation, CaseTypeVersion, Forvaltning, SecrecyClass, Unit
from core.store.models.agents import FIRST_TYPE_CLASS, MARKED, ORDINARY, SORTERING
from core.web.language import gettext as _
from core.web.role_words import action_name, ground_words

Sight = Mapping[str, frozenset[str]]  # which cases → of which places


@dataclass(frozen=True, slots=True)
class Effect:
    """Lines in words: what is seen afterwards, what is new of it, what is seen no more; and verbs that come and go."""

    after: tuple[str, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def effect(before: Agent, after: Agent) -> Effect:
    """The difference that a change of roles or authorisations makes."""
    was, will = sight(before), sight(after)
    verbs_before, verbs_after = (frozenset(a for a in ACTIONS if may(one, a)) for one in (before, after))
    new_verbs = tuple(_("May: %(what)s", what=action_name(a)) for a in ACTIONS if a in verbs_after - verbs_before)
    lost_verbs = tuple(_("May: %(what)s", what=action_name(a)) for a in ACTIONS if a in verbs_before - verbs_after)
    return Effect(
        _lines(will),
        _lines({what: places - was.get(what, frozenset()) for what, places in will.items()}) + new_verbs,
        _lines({what: places - will.get(what, frozenset()) for what, places in was.items()}) + lost_verbs,
    )


def agent_of(one: Person, roles: frozenset[Role]) -> Agent:
    """Somebody with these roles, whether or not the account is on."""
    rows = select(AgentAuthorisation.secrecy_class_id).where(AgentAuthorisation.agent_id == one.id)
    return Agent(one.id, one.login, one.name, roles=roles, classes=frozenset(reading().scalars(rows)))


def role_from(role: str, where: Mapping[str, int | None]) -> Role:
    """The role that a row with these columns gives."""
    owner = where.get("forvaltning_id")
    centre = reading().scalar(select(Forvaltning.contact_centre).where(Forvaltning.id == (owner or 0)))
    return Role(role, owner, where.get("unit_id"), where.get("namnd_id"), bool(centre))


def sight(agent: Agent) -> Sight:
    """Every ground of the agent, with the places it holds for."""
    found: dict[str, set[str]] = defaultdict(set)
    for scope, place in _every_kind():
        for ground in grounds(agent, scope):
            found[ground_words(ground.reason, ground.degree)].add(place)
    return {what: frozenset(places) for what, places in found.items()}


def _every_kind() -> Iterator[tuple[ScopeKey, str]]:
    owners = {row.id: row for row in reading().scalars(select(Forvaltning))}
    units = [(row.forvaltning_id, row.id, row.name) for row in reading().scalars(select(Unit))]
    places = [*((id, 0, row.short_name) for id, row in owners.items()), *units]
    for (owner, unit, name), group, held_by in product(places, (0, 1), ("kundtjanst", "forvaltning")):
        for secrecy in (ORDINARY, SORTERING, MARKED):
            yield ScopeKey(0, owner, unit, group, held_by, secrecy, owners[owner].namnd_id), name
    names = {row.id: row.name for row in reading().scalars(select(SecrecyClass))}
    columns = (CaseTypeVersion.forvaltning_id, CaseTypeVersion.unit_id, CaseTypeVersion.secrecy_class_id)
    secret = select(*columns).where(CaseTypeVersion.secrecy_class_id >= FIRST_TYPE_CLASS).distinct()
    for (owner, own_unit, of), held_by in product(reading().execute(secret).all(), ("kundtjanst", "forvaltning")):
        yield ScopeKey(0, owner, own_unit or 0, 1, held_by, of or 0, owners[owner].namnd_id), names.get(of or 0, "")


def _lines(sight: Sight) -> tuple[str, ...]:
    everywhere = frozenset(reading().scalars(select(Forvaltning.short_name)))
    return tuple(f"{what}: {_places(places, everywhere)}" for what, places in sorted(sight.items()) if places)


def _places(places: frozenset[str], everywhere: frozenset[str]) -> str:
    if places >= everywhere:
        return _("the whole municipality")
    return ", ".join(sorted(places))
