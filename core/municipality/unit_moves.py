"""Closing or splitting a unit from a day: how it is checked, planned and undone.

Nothing is chosen by itself: every open case, type, member and address has its explicit place before anything is saved.
What must move on the day is moved by `unit_moving`; roles hold from and until a time and are only read.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from core.access.agents import Agent
from core.case.supervision import is_supervised
from core.clock import now, start_of, today
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.changes import note_change
from core.municipality.pending_moves import (
    CENTRE,
    END,
    NONE,
    STAY,
    Move,
    Planned,
    RoleMoved,
    from_row,
    last_day_as_receiver,
    pending_of,
    to_row,
)  # fmt: skip
from core.municipality.unit_contents import Member, There, TypeThere, what_is_there
from core.municipality.units import AREA, OneUnit, unit_by_code
from core.store.db import reading, table, writing
from core.store.models import AgentRole, Unit, UnitMove
from core.store.open_units import open_units


def check_move(code: str, move: Move) -> There:
    """What it is about. Raises `Wrong` or `Refused` unless everything has a place that can have it."""
    unit = unit_by_code(code)
    if unit.closed:
        raise Refused("unit_not_open")
    if pending_of(unit.id):
        raise Refused("unit_has_plan")
    if move.day < today():
        raise Wrong({"day": Refused("day_has_passed")})
    there = what_is_there(unit, move.day)
    wrong = _wrong(unit, there, move)
    if wrong:
        raise Wrong(wrong)
    if not move.closes and move.places <= {STAY}:
        raise Refused("nothing_moves")
    return there


def plan_move(code: str, move: Move, by: Agent) -> int:
    """Keeps it for its day and returns its id. Inside a transaction. Raises as `check_move`."""
    there, unit = check_move(code, move), unit_by_code(code)
    roles = [moved for member in there.members if (moved := _move_role(member, unit, move))]
    values = {"unit_id": unit.id, "day": move.day, "closes": move.closes, "plan": to_row(move, roles)}
    row = UnitMove(**values, planned_at=now(), planned_by=by.id or None)
    writing().add(row)
    if move.closes:
        writing().get_one(Unit, unit.id).closed_on = move.day
    writing().flush()
    note_change(AREA, code, {}, {"closed_on" if move.closes else "split_on": move.day.isoformat()}, by)
    return row.id


def undo_move(code: str, by: Agent) -> None:
    """Before the day: as if it had never been planned. Raises `Refused("move_begun")` afterwards."""
    unit = unit_by_code(code)
    planned = pending_of(unit.id)
    if planned is None:
        raise NotFound
    row = writing().get_one(UnitMove, planned.id, with_for_update=True, populate_existing=True)
    if row.undone_at or row.begun_at or row.day <= today():
        raise Refused("move_begun")
    row.undone_at = now()
    if row.closes:
        writing().get_one(Unit, unit.id).closed_on = None
    _give_back_roles(from_row(row))
    writing().flush()
    note_change(AREA, code, {"closed_on" if row.closes else "split_on": row.day.isoformat()}, {}, by)


def _wrong(unit: OneUnit, there: There, move: Move) -> dict[str, Refused]:
    """By field of the form: day, cases, type_<id>, member_<role id>, mailbox."""
    if unit.to_come and unit.opened_on and move.day < unit.opened_on:
        return {"day": Refused("day_has_passed")}
    last = last_day_as_receiver(unit.id)
    if move.closes and last and last >= move.day:
        return {"day": Refused("unit_receives", day=last.isoformat())}
    places = {str(id) for id in open_units(unit.forvaltning_id, move.day) - {unit.id}}
    stays = set() if move.closes else {STAY}
    wrong = {}
    if move.cases not in {NONE, CENTRE, *places, *stays}:
        wrong["cases"] = Refused("choose_where")
    for one in there.types:
        if refused := _wrong_type(one, move, places, stays):
            wrong[f"type_{one.id}" if one.names_unit or one.id in move.types else "cases"] = refused
    for member in there.members:
        if move.members.get(member.role_id) not in {NONE, END, *places, *stays}:
            wrong[f"member_{member.role_id}"] = Refused("choose_where")
    if move.mailbox and move.mailbox not in places:
        wrong["mailbox"] = Refused("choose_where")
    return wrong


def _wrong_type(one: TypeThere, move: Move, places: set[str], stays: set[str]) -> Refused | None:
    where = move.types.get(one.id, "")
    if one.names_unit and not where:
        return Refused("choose_where")
    if where and where not in {NONE, CENTRE, *places, *stays}:
        return Refused("choose_where")
    to = move.where(one.id)
    if one.needs_unit and to not in places | stays:
        return Refused("secret_cases_need_unit", code=one.code)
    if to in places and one.open_cases and is_supervised(one.id, _owner(int(to)), int(to)):
        return Refused("supervised")
    return None


def _owner(unit_id: int) -> int:
    return int(reading().execute(select(Unit.forvaltning_id).where(Unit.id == unit_id)).scalar_one())


def _move_role(member: Member, unit: OneUnit, move: Move) -> RoleMoved | None:
    """Writes the member's roles from the day on."""
    where, at = move.members[member.role_id], start_of(move.day)
    if where == STAY:
        return None
    old = writing().get_one(AgentRole, member.role_id)
    new, until = None, old.valid_until.isoformat() if old.valid_until else ""
    if where != END:
        unit_id = int(where) if where != NONE else None
        begins = max(at, old.valid_from) if old.valid_from else at
        new = AgentRole(
            agent_id=old.agent_id, role=old.role, forvaltning_id=unit.forvaltning_id, unit_id=unit_id,
            valid_from=begins, valid_until=old.valid_until,
        )  # fmt: skip
        writing().add(new)
    if not (move.closes and move.archive and new):
        old.valid_until = at
    writing().flush()
    return RoleMoved(old.id, new.id if new else None, until)


def _give_back_roles(planned: Planned) -> None:
    """What was written for the plan goes; what somebody has changed since stays as they left it."""
    at, roles = start_of(planned.move.day), table(AgentRole)
    for moved in planned.roles:
        old = writing().get(AgentRole, moved.old)
        if old and old.valid_until == at:
            old.valid_until = datetime.fromisoformat(moved.until) if moved.until else None
        if moved.new:
            writing().execute(delete(roles).where(roles.c.id == moved.new))
