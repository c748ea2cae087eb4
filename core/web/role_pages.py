"""Roles: the table role × action as it stands in the code, what each role sees, and what one person sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from flask import Blueprint, abort, url_for
from sqlalchemy import select

from core.access.agents import Agent, Role, agent_by_id
from core.access.roles import may, table_rows
from core.access.rule import grounds
from core.access.scopes import ScopeKey, access_of
from core.case.events import audit
from core.contract.errors import NotFound
from core.store.db import reading, transaction
from core.store.models import AgentRole, AgentRow, SecrecyClass, Svarsgrupp
from core.store.models.agents import FIRST_TYPE_CLASS, MARKED, ORDINARY, PROTECTED, ROLES, SORTERING
from core.web import words
from core.web.frame import page
from core.web.language import gettext as _
from core.web.names import Names, names_for
from core.web.role_words import action_name, ground_words, role_name
from core.web.rows import Link
from core.web.session import current_agent

role_pages = Blueprint("roles", __name__)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action: its name, and for each role whether it has it."""

    name: str
    crosses: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a role or a person sees: one line a ground."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One person's roles, groups and authorisations in words, and what they open. No number, no case."""

    name: str
    roles: tuple[str, ...]
    groups: str
    classes: str
    sees: tuple[Seen, ...]
    given: int
    blocked: int


@role_pages.get("/roller")
def table() -> str:
    """The whole table, generated from the code; for administrators also the people."""
    agent = current_agent()
    if not (may(agent, "administer") or may(agent, "search_log")):
        abort(403)
    return page(
        "roles.html",
        roles=[role_name(role) for role in ROLES],
        actions=[ActionRow(action_name(action), crosses) for action, crosses in table_rows()],
        sees=[Seen(role_name(role), tuple(_seen_by(role))) for role in ROLES],
        people=_people() if may(agent, "administer") else [],
    )


@role_pages.get("/roller/<int:agent_id>")
def person(agent_id: int) -> str:
    """What one person may see, as scopes in words. The look is logged."""
    if not may(current_agent(), "administer"):
        abort(403)
    agent = agent_by_id(agent_id)
    if agent is None:
        raise NotFound
    with transaction():
        audit("log_roles", current_agent(), data={"agent": agent_id})
    back = Link(_("Roles"), url_for("roles.table"))
    return page("role_person.html", person=_person(agent, names_for(current_agent().language)), back=back)


def _people() -> list[Link]:
    rows = reading().execute(select(AgentRow.id, AgentRow.name).where(AgentRow.active).order_by(AgentRow.name))
    return [Link(row.name, url_for("roles.person", agent_id=row.id)) for row in rows]


def _seen_by(role: str) -> Iterator[str]:
    """Asks the rule itself about every kind of case there is, with the role held in one place, and without a nämnd."""
    centre = role in ("kommunvagledare", "gruppledare")
    held = Role(role, None if _is_for_namnd(role) else 1, 1, 1, contact_centre=centre)
    found: dict[str, None] = {}
    for classes in (frozenset[int](), frozenset({FIRST_TYPE_CLASS})):
        agent = Agent(0, "", "", roles=frozenset({held}), classes=classes)
        for scope in _every_kind():
            found |= {ground_words(ground.reason, ground.degree): None for ground in grounds(agent, scope)}
    yield from found or [_("No cases")]


def _is_for_namnd(role: str) -> bool:
    return role in ("registrator", "dataskydd", "arkiv", "revisor")


def _every_kind() -> Iterator[ScopeKey]:
    """One scope of each kind, seen from förvaltning 1, its unit 1 and nämnd 1."""
    owners = ((1, 1), (2, 1), (3, 2))  # förvaltning, nämnd
    classes = (ORDINARY, SORTERING, PROTECTED, MARKED, FIRST_TYPE_CLASS)
    for (owner, namnd), unit, group, held_by, secrecy in product(
        owners, (0, 1, 2), (0, 1), ("kundtjanst", "forvaltning"), classes
    ):
        yield ScopeKey(0, owner, unit, group, held_by, secrecy, namnd)


def _person(agent: Agent, names: Names) -> Person:
    access = access_of(agent)
    places: dict[str, dict[str, None]] = defaultdict(dict)
    for scope in access.scopes:
        for ground in grounds(agent, scope):
            places[ground_words(ground.reason, ground.degree)][_place(scope, names)] = None
    digits = reading().scalars(select(Svarsgrupp.id).where(Svarsgrupp.id.in_(sorted(agent.svarsgrupper))))
    classes = reading().scalars(select(SecrecyClass.name).where(SecrecyClass.id.in_(sorted(agent.classes))))
    return Person(
        agent.name,
        tuple(_roles_of(agent.id, names)),
        ", ".join(names.groups[group] for group in sorted(digits)),
        ", ".join(sorted(classes)),
        tuple(Seen(words_, tuple(sorted(where))) for words_, where in sorted(places.items())),
        len(access.shared),
        len(access.blocked),
    )


def _roles_of(agent_id: int, names: Names) -> Iterator[str]:
    """Ended ones too, with their day."""
    rows = reading().scalars(select(AgentRole).where(AgentRole.agent_id == agent_id).order_by(AgentRole.id))
    for row in rows:
        where: Iterable[str] = (
            names.forvaltningar.get(row.forvaltning_id or 0, ""),
            names.units.get(row.unit_id or 0, ""),
            names.namnder.get(row.namnd_id or 0, ""),
            _("until %(when)s", when=words.stamp(row.valid_until)) if row.valid_until else "",
        )
        yield ", ".join(filter(None, (role_name(row.role), *where)))


def _place(scope: ScopeKey, names: Names) -> str:
    owner = names.forvaltningar.get(scope.forvaltning_id, "?")
    return f"{owner}, {names.units[scope.unit_id]}" if scope.unit_id in names.units else owner
