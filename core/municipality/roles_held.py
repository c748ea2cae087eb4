"""The roles of a medarbetare: given and ended, from a day and to a day. What a role was is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import delete, exists, or_, select, update

from core.access.agents import Agent
from core.access.alarm_rows import OWN_ACCESS, raise_alarm
from core.access.placing import IN_CENTRE, IN_NAMND, NOWHERE
from core.access.roles import MAY, insist
from core.access.sessions import end_all
from core.case.events import audit
from core.case.worktime import local_date
from core.clock import STOCKHOLM, now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.changes import note_change
from core.municipality.giving_back import let_go_of_unseen
from core.municipality.people import AREA, EVERY_NAMND, Held, Person, person
from core.store.db import reading, table, writing
from core.store.models import AgentRole, AgentRow, Forvaltning, Namnd, Unit
from core.store.models.agents import ROLES

SEES_CASES = MAY["read"] | {"dataskydd"}
ADMINISTRATOR = "administrator"
_LAST_DAY = date.max - timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Places:
    """Where roles can hold, by code: the columns of a role's row. Closed ones are not among them."""

    here: Mapping[str, tuple[int, int | None, int]]  # code → förvaltning, unit, nämnd
    namnder: Mapping[str, int]
    centre: int

    def columns(self, role: str, code: str) -> dict[str, int | None]:
        """The columns where a role holds. Raises `Refused`: place_missing, no_such_place."""
        if role in NOWHERE:
            return {}
        if role in IN_CENTRE:
            return {"forvaltning_id": self.centre}
        if role in IN_NAMND and code in self.namnder:
            return {"namnd_id": self.namnder[code]}
        if role == "revisor" and code == EVERY_NAMND:
            return {"namnd_id": None}
        if code not in self.here:
            raise Refused("no_such_place") if code else Refused("place_missing")
        forvaltning_id, unit_id, namnd_id = self.here[code]
        return {"namnd_id": namnd_id} if role in IN_NAMND else {"forvaltning_id": forvaltning_id, "unit_id": unit_id}


def places() -> Places:
    """As they are today."""
    today = local_date(now())
    owners = reading().scalars(
        select(Forvaltning).where(or_(Forvaltning.closed_on.is_(None), Forvaltning.closed_on > today))
    )
    here: dict[str, tuple[int, int | None, int]] = {}
    namnd_of, centre = {}, 0
    for row in owners:
        here[row.code], namnd_of[row.id] = (row.id, None, row.namnd_id), row.namnd_id
        centre = row.id if row.contact_centre else centre
    for unit in reading().scalars(select(Unit).where(or_(Unit.closed_on.is_(None), Unit.closed_on > today))):
        if unit.forvaltning_id in namnd_of:
            here[unit.code] = (unit.forvaltning_id, unit.id, namnd_of[unit.forvaltning_id])
    return Places(here, {row.code: row.id for row in reading().scalars(select(Namnd))}, centre)


def give_role(agent_id: int, role: str, place: str, by: Agent, *, first: date | None, last: date | None) -> None:
    """From the day `first` (now, when None) to the day `last` inclusive. Raises `Wrong` and `Refused`.

    An administrator who gives themself a role that sees cases does it in the open: it is an alarm, as the emergency
    account is.
    """
    insist(by, "administer")
    one = _own(agent_id)
    where = check_role(one, role, place, first, last)
    row = {"role": role, **where, "valid_from": day_start(first), "valid_until": day_end(last)}
    writing().execute(table(AgentRole).insert().values(agent_id=agent_id, **row))
    _note(one, by, "role_given", role)
    if agent_id == by.id and role in SEES_CASES:
        raise_alarm(OWN_ACCESS, by.id)


def check_role(one: Person, role: str, place: str, first: date | None, last: date | None) -> dict[str, int | None]:
    """Where it would hold. Raises `Wrong` with every field that needs another answer."""
    wrong, where = {}, {}
    if role not in ROLES:
        wrong["role"] = Refused("no_such_role")
    else:
        try:
            where = places().columns(role, place)
        except Refused as refused:
            wrong["place"] = refused
    if last and last < (first or local_date(now())):
        wrong["last"] = Refused("ends_before_start")
    same = [held for held in one.roles if held.role == role and held.place in (place, "") and not held.over(now())]
    if same and not wrong and any(_overlap(held, first, last) for held in same):
        wrong["role"] = Refused("has_role")
    if wrong:
        raise Wrong(wrong)
    return where


def end_role(agent_id: int, role_id: int, last: date | None, by: Agent) -> None:
    """Ends after the day `last`, or at once. Open cases that the person cannot see any more go back to their groups."""
    insist(by, "administer")
    one = _own(agent_id)
    held = next((held for held in one.roles if held.id == role_id and not held.over(now())), None)
    if held is None:
        raise NotFound
    ends = day_end(last) or now()
    if last and last < local_date(now()):
        raise Wrong({"last": Refused("time_has_passed")})
    if held.role == ADMINISTRATOR and not others_administer(agent_id):
        raise Refused("last_administrator")
    end_role_row(held, ends)
    _note(one, by, "role_ended", held.role)
    if ends <= now():
        end_all(agent_id)
        let_go_of_unseen(agent_id, by)


def others_administer(agent_id: int) -> bool:
    """Whether somebody else who can log in is an administrator, now and without an end.

    The account for emergencies is nobody, and neither is one that has never had a password.
    """
    begun = or_(AgentRole.valid_from.is_(None), AgentRole.valid_from <= now())
    holds = (AgentRole.role == ADMINISTRATOR, begun, AgentRole.valid_until.is_(None))
    others = select(AgentRow.id).where(
        AgentRow.id != agent_id,
        AgentRow.active,
        AgentRow.emergency.is_(False),
        or_(AgentRow.password != "", AgentRow.external.is_not(None)),
        exists().where(AgentRole.agent_id == AgentRow.id, *holds),
    )
    return reading().scalar(others.limit(1)) is not None


def day_start(day: date | None) -> datetime | None:
    """The midnight in Stockholm that begins the day; None for one that has begun."""
    if day is None or day <= local_date(now()):
        return None
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)


def day_end(day: date | None) -> datetime | None:
    """The midnight in Stockholm that ends the day; the last days that a calendar has are one."""
    next_day = min(day, _LAST_DAY) + timedelta(days=1) if day else None
    return datetime.combine(next_day, time(), STOCKHOLM).astimezone(UTC) if next_day else None


def role_code(held: Held) -> str:
    """A role as files and changes write it: "handlaggare PBK från 2027-01-01 till 2027-03-31"; no day that is past."""
    coming = held.valid_from is not None and held.valid_from > now()
    first = f"från {held.valid_from.astimezone(STOCKHOLM):%Y-%m-%d}" if held.valid_from and coming else ""
    until = held.valid_until - timedelta(seconds=1) if held.valid_until else None
    last = f"till {until.astimezone(STOCKHOLM):%Y-%m-%d}" if until else ""
    place = "" if held.role in (*IN_CENTRE, *NOWHERE) else held.place
    return " ".join(filter(None, (held.role, place, first, last)))


def _own(agent_id: int) -> Person:
    """The person, when the roles are decided here."""
    one = person(agent_id)
    if one.fixed:
        raise Refused("emergency_elsewhere") if one.emergency else Refused("roles_elsewhere")
    return one


def _overlap(held: Held, first: date | None, last: date | None) -> bool:
    starts, ends = day_start(first), day_end(last)
    begins_before_end = ends is None or held.valid_from is None or held.valid_from < ends
    ends_after_start = starts is None or held.valid_until is None or held.valid_until > starts
    return begins_before_end and ends_after_start


def end_role_row(held: Held, ends: datetime) -> None:
    """A role that has not begun is taken away; one that has is ended, and its row tells that it was."""
    roles = table(AgentRole)
    if held.valid_from and held.valid_from >= ends:
        writing().execute(delete(roles).where(roles.c.id == held.id))
    else:
        writing().execute(update(roles).where(roles.c.id == held.id).values(valid_until=ends))


def _note(before: Person, by: Agent, action: str, role: str) -> None:
    at = now()
    was, are = ([role_code(held) for held in one.roles if not held.over(at)] for one in (before, person(before.id)))
    note_change(AREA, before.login, {"roles": was}, {"roles": are}, by)
    audit(action, by, data={"agent": before.id, "role": role})
