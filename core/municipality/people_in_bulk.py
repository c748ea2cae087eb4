"""Many medarbetare at once, from a file: new ones in few statements, changes one by one through the same verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.access.agents import Agent
from core.access.alarm_rows import OWN_ACCESS, raise_alarm
from core.access.roles import insist
from core.access.sessions import end_all, new_stamp
from core.case.events import audit
from core.clock import now
from core.municipality.changes import note_change
from core.municipality.giving_back import let_go_of_unseen
from core.municipality.people import AREA, FACTS, Held, Person, change_person
from core.municipality.roles_held import SEES_CASES, Places, day_end, day_start, end_role_row, role_code
from core.municipality.trust import set_groups
from core.store.db import reading, table, writing
from core.store.models import AgentRole, AgentRow, AgentSvarsgrupp, Svarsgrupp


@dataclass(frozen=True, slots=True)
class FileRole:
    """A role of the file. `said` is how `roles_held.role_code` writes it."""

    role: str
    place: str
    first: date | None
    last: date | None

    @property
    def said(self) -> str:
        return role_code(Held(0, self.role, self.place, "", day_start(self.first), day_end(self.last)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a line wants of one person; None for a column that is not there: it stays as it is."""

    login: str
    facts: Mapping[str, str]
    roles: tuple[FileRole, ...] | None
    groups: tuple[str, ...] | None


def take_in(wanted: Sequence[Wanted], known: Mapping[str, Person], places: Places, by: Agent) -> None:
    """All of it, inside the caller's transaction. The lines must have been checked."""
    insist(by, "administer")
    _add([one for one in wanted if one.login not in known], places, by)
    for one in wanted:
        if one.login in known:
            _change(one, known[one.login], places, by)


def _add(new: Sequence[Wanted], places: Places, by: Agent) -> None:
    if not new:
        return
    tx, agents = writing(), table(AgentRow)
    blank = {**dict.fromkeys(FACTS, ""), "language": "sv"}
    tx.execute(
        agents.insert(),
        [{**blank, **one.facts, "login": one.login, "stamp": new_stamp(), "phone_hours": {}} for one in new],
    )
    ids = {row.login: row.id for row in tx.execute(select(AgentRow.id, AgentRow.login))}
    roles = [_row(ids[one.login], role, places) for one in new for role in one.roles or ()]
    digits = {row.digit: row.id for row in reading().scalars(select(Svarsgrupp))}
    groups = [{"agent_id": ids[o.login], "svarsgrupp_id": digits[digit]} for o in new for digit in o.groups or ()]
    if roles:
        tx.execute(table(AgentRole).insert(), roles)
    if groups:
        tx.execute(table(AgentSvarsgrupp).insert(), groups)
    for one in new:
        said = {name: value for name, value in one.facts.items() if value}
        more = {"roles": [role.said for role in one.roles or ()], "groups": list(one.groups or ())}
        note_change(AREA, one.login, {}, {**said, **{name: value for name, value in more.items() if value}}, by)
        _audit("role_given", ids[one.login], one.roles or (), by)


def _change(one: Wanted, old: Person, places: Places, by: Agent) -> None:
    if any(value != getattr(old, name) for name, value in one.facts.items()):
        change_person(old.id, one.facts, by)
    if one.groups is not None and one.groups != old.groups:
        set_groups(old.id, one.groups, by)
    if one.roles is not None and not old.fixed:
        _change_roles(one.roles, old, places, by)


def _change_roles(wanted: Sequence[FileRole], old: Person, places: Places, by: Agent) -> None:
    at = now()
    held = {role_code(one): one for one in old.roles if not one.over(at)}
    said = {role.said for role in wanted}
    ended = [one for code, one in held.items() if code not in said]
    given = [role for role in wanted if role.said not in held]
    if not (ended or given):
        return
    for one in ended:
        end_role_row(one, at)
    for role in given:
        writing().execute(table(AgentRole).insert().values(**_row(old.id, role, places)))
    note_change(AREA, old.login, {"roles": sorted(held)}, {"roles": sorted(said)}, by)
    _audit("role_ended", old.id, ended, by)
    _audit("role_given", old.id, given, by)
    if ended:
        end_all(old.id)
        let_go_of_unseen(old.id, by)
    if old.id == by.id and any(role.role in SEES_CASES for role in given):
        raise_alarm(OWN_ACCESS, by.id)


def _audit(action: str, agent_id: int, roles: Sequence[FileRole | Held], by: Agent) -> None:
    """As when each is given or ended by itself."""
    for one in roles:
        audit(action, by, data={"agent": agent_id, "role": one.role})


def _row(agent_id: int, role: FileRole, places: Places) -> dict[str, object]:
    where = {"forvaltning_id": None, "unit_id": None, "namnd_id": None, **places.columns(role.role, role.place)}
    dates = {"valid_from": day_start(role.first), "valid_until": day_end(role.last)}
    return {"agent_id": agent_id, "role": role.role, **where, **dates}
