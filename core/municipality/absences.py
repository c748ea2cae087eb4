"""Being away: from when, until when, why in a word that says nothing about health, and who answers meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update

from core.access.absences import Absence, absences_of
from core.access.agents import SYSTEM, Agent, roles_by_agent
from core.access.roles import may
from core.case.worktime import local_date
from core.clock import STOCKHOLM, now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.changes import note_change
from core.municipality.giving_back import give_back, let_go_of_unseen
from core.municipality.people import AREA, person
from core.municipality.roles_held import day_end, day_start
from core.store.db import reading, table, transaction, writing
from core.store.models import AbsenceRow, AgentRole, AgentRow

REASONS = ("ledig", "utbildning", "mote", "annan")
REST_OF_DAY = "dagen"  # "Slut för dagen"
LONGEST = timedelta(days=731)
LATE = timedelta(days=2)  # how far back the job looks for roles that have ended


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody whose absence may be written down by the one who asks."""

    id: int
    name: str


def colleagues_led_by(by: Agent) -> tuple[Colleague, ...]:
    """Those of the contact centre for its leaders, a förvaltning's own for its chief, everybody for administrators."""
    roles = roles_by_agent()
    rows = reading().execute(select(AgentRow.id, AgentRow.name).where(AgentRow.active).order_by(AgentRow.name))
    return tuple(
        Colleague(row.id, row.name)
        for row in rows
        if row.id != by.id and _leads(by, Agent(row.id, "", row.name, roles=roles.get(row.id, frozenset())))
    )


def insist_absence(agent_id: int, by: Agent) -> None:
    """Oneself, and those one leads. Raises `NotFound`: who is not led by the one who asks is nobody here."""
    if agent_id != by.id and agent_id not in {one.id for one in colleagues_led_by(by)}:
        raise NotFound


def mark_away(
    agent_id: int,
    by: Agent,
    *,
    first: date | None,
    last: date | None,
    why: str,
    deputy_id: int | None,
    gives_back: bool,
) -> None:
    """Away from the day `first` (now, when None or today) to the day `last`, or until further notice. Raises `Wrong`.

    With `gives_back` the open cases go back to their groups when it begins: at once, or by `begin_absences`.
    """
    insist_absence(agent_id, by)
    starts, ends = day_start(first) or now(), day_end(last)
    if wrong := _wrong(agent_id, first, last, why, deputy_id):
        raise Wrong(wrong)
    _write(agent_id, by, starts, ends, why, deputy_id, gives_back)


def end_of_day(agent_id: int, by: Agent) -> None:
    """Gone until tomorrow: open cases and calls to return go to the group (practice 18)."""
    insist_absence(agent_id, by)
    _write(agent_id, by, now(), day_end(local_date(now())), REST_OF_DAY, None, True)


def back_again(agent_id: int, absence_id: int, by: Agent) -> None:
    """Ends an absence now, or takes away one that has not begun. What went back to the group stays there."""
    insist_absence(agent_id, by)
    absence = next((one for one in absences_of(agent_id) if one.id == absence_id), None)
    if absence is None:
        raise NotFound
    rows = table(AbsenceRow)
    if absence.holds(now()):
        writing().execute(update(rows).where(rows.c.id == absence_id).values(ends_at=now()))
    else:
        writing().execute(delete(rows).where(rows.c.id == absence_id))
    note_change(AREA, person(agent_id).login, {"absence": _said(absence.starts_at, absence.ends_at)}, {}, by)


def begin_absences() -> None:
    """The job: what was to go back when an absence began, and what is left with those whose role has ended.

    Each agent in a transaction of its own.
    """
    at = now()
    waiting = (AbsenceRow.gives_back, AbsenceRow.given_back_at.is_(None), AbsenceRow.starts_at <= at)
    for absence_id, agent_id in reading().execute(select(AbsenceRow.id, AbsenceRow.agent_id).where(*waiting)).all():
        with transaction():
            _give_back_once(absence_id, agent_id, SYSTEM)
    ended = (AgentRole.valid_until <= at, AgentRole.valid_until > at - LATE)
    for agent_id in reading().scalars(select(AgentRole.agent_id).where(*ended).distinct()).all():
        with transaction():
            let_go_of_unseen(agent_id, SYSTEM)


def _leads(by: Agent, other: Agent) -> bool:
    if may(by, "administer") or (by.leads and other.in_contact_centre):
        return True
    owners = {role.forvaltning_id for role in by.roles if role.role == "chef" and role.forvaltning_id}
    return any(role.forvaltning_id in owners for role in other.roles)


def _wrong(agent_id: int, first: date | None, last: date | None, why: str, deputy_id: int | None) -> dict[str, Refused]:
    today = local_date(now())
    wrong = {}
    if why not in REASONS:
        wrong["why"] = Refused("no_such_reason")
    if first and first < today:
        wrong["first"] = Refused("time_has_passed")
    if last and last < (first or today):
        wrong["last"] = Refused("ends_before_start")
    elif last and last - today > LONGEST:
        wrong["last"] = Refused("too_far_ahead")
    if deputy_id is not None and not _can_answer(agent_id, deputy_id):
        wrong["deputy"] = Refused("no_such_deputy")
    starts, ends = day_start(first) or now(), day_end(last)
    if not wrong and any(_meet(one, starts, ends) for one in absences_of(agent_id) if one.why != REST_OF_DAY):
        wrong["first"] = Refused("away_already")
    return wrong


def _can_answer(agent_id: int, deputy_id: int) -> bool:
    active = select(AgentRow.id).where(AgentRow.id == deputy_id, AgentRow.active)
    return deputy_id != agent_id and reading().scalar(active) is not None


def _meet(one: Absence, starts: datetime, ends: datetime | None) -> bool:
    return (ends is None or one.starts_at < ends) and (one.ends_at is None or one.ends_at > starts)


def _write(
    agent_id: int, by: Agent, starts: datetime, ends: datetime | None, why: str, deputy_id: int | None, gives_back: bool
) -> None:
    rows = table(AbsenceRow)
    values = {"starts_at": starts, "ends_at": ends, "why": why, "deputy_id": deputy_id, "gives_back": gives_back}
    added = rows.insert().values(agent_id=agent_id, created_by=by.id or None, **values).returning(rows.c.id)
    absence_id = int(writing().execute(added).scalar_one())
    note_change(AREA, person(agent_id).login, {}, {"absence": _said(starts, ends)}, by)
    if gives_back and starts <= now():
        _give_back_once(absence_id, agent_id, by)


def _give_back_once(absence_id: int, agent_id: int, by: Agent) -> None:
    rows = table(AbsenceRow)
    writing().execute(update(rows).where(rows.c.id == absence_id).values(given_back_at=now()))
    give_back(agent_id, by, "away")


def _said(starts: datetime, ends: datetime | None) -> str:
    """Days only: a change keeps no reason."""
    first = starts.astimezone(STOCKHOLM)
    last = (ends - timedelta(seconds=1)).astimezone(STOCKHOLM) if ends else None
    return f"{first:%Y-%m-%d} – {last:%Y-%m-%d}" if last else f"{first:%Y-%m-%d} –"


def deputies(agent_id: int) -> Sequence[Colleague]:
    """Who can answer for somebody: those of the same places first would be a guess, so all, by name."""
    rows = select(AgentRow.id, AgentRow.name).where(
        AgentRow.active, AgentRow.id != agent_id, AgentRow.emergency.is_(False)
    )
    return [Colleague(row.id, row.name) for row in reading().execute(rows.order_by(AgentRow.name))]
