"""Aktuellt i dag, and changed rules: for all, for a svarsgrupp, or where a case type is chosen. They end alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from core import NotFound, Refused, now
from core.tables import Agent, Forvaltning, Svarsgrupp, names_by_code, note_change, reading, writing
from kunskap.models import Notice
from kunskap.rights import insist, may_write_for
from kunskap.typed import raise_wrong, time_of

AREA = {"today": "kunskap_notis", "rule": "kunskap_regel"}
LONGEST = {"title": 120, "text": 4_000}
Content = Mapping[str, Any]


def notice(notice_id: int, kind: str) -> Notice:
    """Raises `NotFound`."""
    found = reading().get(Notice, notice_id)
    if found is None or found.kind != kind:
        raise NotFound
    return found


def all_of(kind: str, most: int = 200) -> Sequence[Notice]:
    """Every one, also those that have ended: the latest first."""
    query = select(Notice).where(Notice.kind == kind).order_by(Notice.starts_at.desc(), Notice.id.desc()).limit(most)
    return reading().scalars(query).all()


def now_for(agent: Agent) -> list[Notice]:
    """What stands over this agent's list: what is for everybody, or for a group of the agent's."""
    return [one for one in _current() if is_for(one, agent) and (one.svarsgrupp_id or not one.case_types)]


def now_about(codes: Sequence[str]) -> list[Notice]:
    """What is current for any of the case types."""
    return [one for one in _current() if not set(codes).isdisjoint(one.case_types)]


def is_for(one: Notice, agent: Agent) -> bool:
    """Whether it is for the agent: those who lead and belong to no group see every group's."""
    if one.svarsgrupp_id is None:
        return True
    return one.svarsgrupp_id in agent.svarsgrupper or (agent.leads and not agent.svarsgrupper)


def save_notice(notice_id: int | None, kind: str, content: Content, by: Agent) -> int:
    """A new one or a change of one; returns its id. Raises `Wrong`. Times are as typed, in Stockholm."""
    before = writing().get(Notice, notice_id) if notice_id else None
    if before is not None:
        insist(by, before.forvaltning_id)
    starts, ends = time_of(str(content["starts"])), time_of(str(content.get("ends", "")))
    _check(kind, content, starts, ends, by)
    row = before or Notice(kind=kind, made_at=now(), agent_id=by.id or None)
    was = _told(row) if before else {}
    row.title, row.text, row.case_types = str(content["title"]), str(content["text"]), list(content["types"])
    row.forvaltning_id = int(content["forvaltning"])
    row.svarsgrupp_id = int(content["svarsgrupp"]) if content["svarsgrupp"] else None
    row.starts_at, row.ends_at = starts or now(), ends
    writing().add(row)
    writing().flush()
    note_change(AREA[kind], str(row.id), was, _told(row), by)
    return row.id


def end_now(notice_id: int, by: Agent) -> None:
    """It stops being shown at once and stays in the history."""
    row = writing().get(Notice, notice_id)
    if row is None or row.kind != "today":
        raise NotFound
    insist(by, row.forvaltning_id)
    if row.ends_at and row.ends_at <= now():
        raise Refused("already_ended")
    was = _told(row)
    row.ends_at = max(now(), row.starts_at)
    writing().flush()
    note_change(AREA["today"], str(row.id), was, _told(row), by)


def _current() -> Sequence[Notice]:
    at = now()
    ends: ColumnElement[bool] = or_(Notice.ends_at.is_(None), Notice.ends_at > at)
    query = select(Notice).where(Notice.kind == "today", Notice.starts_at <= at, ends)
    return reading().scalars(query.order_by(Notice.starts_at.desc(), Notice.id.desc())).all()


def _told(row: Notice) -> dict[str, Any]:
    """The row as its changes are kept: names and times in words."""
    return {
        "title": row.title,
        "text": row.text,
        "types": list(row.case_types),
        "starts": row.starts_at.isoformat(timespec="minutes"),
        "ends": row.ends_at.isoformat(timespec="minutes") if row.ends_at else "",
    }


def _check(kind: str, content: Content, starts: datetime | None, ends: datetime | None, by: Agent) -> None:
    wrong: dict[str, Refused] = {}
    if not str(content["title"]).strip():
        wrong["title"] = Refused("name_of_thing_missing")
    for name, most in LONGEST.items():
        if len(str(content[name])) > most:
            wrong[name] = Refused("too_long", n=str(most))
    if starts is None:
        wrong["starts"] = Refused("no_such_day" if kind == "rule" else "time_missing")
    if kind == "today" and ends is None:
        wrong["ends"] = Refused("time_missing")
    elif starts and ends and ends <= starts:
        wrong["ends"] = Refused("ends_before")
    if not set(content["types"]) <= set(names_by_code("sv")):
        wrong["types"] = Refused("unknown_type")
    if content["svarsgrupp"] and not _row(Svarsgrupp, str(content["svarsgrupp"])):
        wrong["svarsgrupp"] = Refused("no_such_choice")
    place = str(content["forvaltning"])
    if not (_row(Forvaltning, place) and may_write_for(by, int(place))):
        wrong["forvaltning"] = Refused("forvaltning_not_yours")
    raise_wrong(wrong)


def _row(model: Any, typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10 and reading().get(model, int(typed)) is not None
