"""Medarbetare: who works here, how colleagues reach them, and which language their pages are in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from core.access.agents import Agent
from core.access.roles import insist
from core.access.sessions import new_stamp
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.changes import note_change
from core.store.db import reading, table, writing
from core.store.models import AgentRole, AgentRow, AgentSvarsgrupp, Forvaltning, Namnd, Svarsgrupp, Unit

AREA = "medarbetare"
LANGUAGES = ("sv", "en")
LONGEST = {"login": 80, "name": 120, "email": 254, "title": 120, "duties": 500, "phone": 40}
FACTS = ("name", "email", "phone", "title", "duties", "language")
FROM_LOGIN = ("login", "name", "email")  # what the municipality's own login says, at every login
EVERY_NAMND = "alla"

_LOGIN = re.compile(r"[a-z0-9åäö][a-z0-9åäö._@-]*")  # as that of the first account
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{3,}")


@dataclass(frozen=True, slots=True)
class Held:
    """A role of somebody: `place` is the code of a unit, a förvaltning or a nämnd, "alla", or "" for no place."""

    id: int
    role: str
    place: str
    place_name: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return (self.valid_from is None or self.valid_from <= at) and not self.over(at)

    def over(self, at: datetime) -> bool:
        return self.valid_until is not None and self.valid_until <= at


@dataclass(frozen=True, slots=True)
class Person:
    """`external`: of the municipality's own login, so name, e-mail and roles come from there. `groups` are digits.

    `waits`: has no password yet, so a one-time link is what lets them in.
    """

    id: int
    login: str
    name: str
    email: str
    phone: str
    title: str
    duties: str
    language: str
    active: bool
    external: bool
    emergency: bool
    waits: bool
    last_seen: datetime | None
    roles: tuple[Held, ...]
    groups: tuple[str, ...]

    @property
    def fixed(self) -> bool:
        """Whether roles and account are decided elsewhere: by the municipality's login, or by ./run for emergencies."""
        return self.external or self.emergency


def people() -> tuple[Person, ...]:
    """Everybody, by name; those switched off last. Three questions, however many they are."""
    found = _read(select(AgentRow), select(AgentRole), select(AgentSvarsgrupp.agent_id, Svarsgrupp.digit))
    return tuple(sorted(found, key=lambda one: (not one.active, one.name.casefold(), one.id)))


def person(agent_id: int) -> Person:
    """Raises `NotFound`."""
    found = _read(
        select(AgentRow).where(AgentRow.id == agent_id),
        select(AgentRole).where(AgentRole.agent_id == agent_id),
        select(AgentSvarsgrupp.agent_id, Svarsgrupp.digit).where(AgentSvarsgrupp.agent_id == agent_id),
    )
    if not found:
        raise NotFound
    return found[0]


def add_person(values: Mapping[str, str], by: Agent) -> int:
    """A new account without roles and without a password. Raises `Wrong` with every field that needs another answer."""
    insist(by, "administer")
    values = {**values, "login": values["login"].lower()}
    wrong = wrong_facts(values)
    if "login" not in wrong and _taken(values["login"]):
        wrong["login"] = Refused("login_taken", login=values["login"])
    if wrong:
        raise Wrong(wrong)
    row = {name: values.get(name, "") for name in ("login", *FACTS)}
    agents = table(AgentRow)
    added = agents.insert().values(**row, stamp=new_stamp(), phone_hours={}).returning(agents.c.id)
    agent_id = int(writing().execute(added).scalar_one())
    note_change(AREA, values["login"], {}, {name: value for name, value in row.items() if value}, by)
    return agent_id


def change_person(agent_id: int, values: Mapping[str, str], by: Agent) -> None:
    """Other facts; what the municipality's own login says stays. Raises `Wrong`."""
    insist(by, "administer")
    old = person(agent_id)
    now_are = {name: str(getattr(old, name)) for name in FACTS}
    kept = FROM_LOGIN if old.external else ()
    new = {**now_are, **{name: value for name, value in values.items() if name in FACTS and name not in kept}}
    wrong = wrong_facts({"login": old.login, **new})
    wrong.pop("login", None)  # it stays, whoever gave it
    if wrong:
        raise Wrong(wrong)
    if note_change(AREA, old.login, now_are, new, by):
        agents = table(AgentRow)
        changed = {**new, **({"phone_changed_at": now()} if new["phone"] != old.phone else {})}
        writing().execute(update(agents).where(agents.c.id == agent_id).values(**changed))


def wrong_facts(values: Mapping[str, str]) -> dict[str, Refused]:
    """What is wrong with the facts of a person, by field; whether the login is taken is not asked."""
    wrong = {name: Refused("too_long", n=str(n)) for name, n in LONGEST.items() if len(values.get(name, "")) > n}
    if not _LOGIN.fullmatch(values.get("login", "")):
        wrong["login"] = Refused("login_wrong")
    if not values.get("name", "").strip():
        wrong["name"] = Refused("name_of_thing_missing")
    if values.get("email") and not _EMAIL.fullmatch(values["email"]):
        wrong["email"] = Refused("email_wrong")
    if values.get("phone") and not _PHONE.fullmatch(values["phone"]):
        wrong["phone"] = Refused("phone_wrong")
    if values.get("language", "sv") not in LANGUAGES:
        wrong["language"] = Refused("language_wrong")
    return wrong


def _taken(login: str) -> bool:
    return reading().scalar(select(AgentRow.id).where(AgentRow.login == login)) is not None


def _read(agents: Any, roles: Any, groups: Any) -> list[Person]:
    held = _held(roles)
    digits: dict[int, list[str]] = defaultdict(list)
    for agent_id, digit in reading().execute(groups.join(Svarsgrupp, Svarsgrupp.id == AgentSvarsgrupp.svarsgrupp_id)):
        digits[agent_id].append(digit)
    return [
        Person(
            row.id,
            row.login,
            row.name,
            row.email,
            row.phone,
            row.title,
            row.duties,
            row.language,
            row.active,
            row.external is not None,
            row.emergency,
            not row.password and row.external is None,
            row.last_seen,
            tuple(held.get(row.id, ())),
            tuple(sorted(digits.get(row.id, ()))),
        )
        for row in reading().scalars(agents)
    ]


def _held(asked: Any) -> dict[int, Sequence[Held]]:
    owners = {row.id: (row.code, row.name) for row in reading().scalars(select(Forvaltning))}
    units = {row.id: (row.code, row.name) for row in reading().scalars(select(Unit))}
    namnder = {row.id: (row.code, row.name) for row in reading().scalars(select(Namnd))}
    found: dict[int, list[Held]] = defaultdict(list)
    for row in reading().scalars(asked.order_by(AgentRole.id)):
        code, name = (
            units.get(row.unit_id or 0)
            or owners.get(row.forvaltning_id or 0)
            or namnder.get(row.namnd_id or 0)
            or ((EVERY_NAMND, "") if row.role == "revisor" else ("", ""))
        )
        found[row.agent_id].append(Held(row.id, row.role, code, name, row.valid_from, row.valid_until))
    return dict(found)
