"""Svarsgrupper: who answers what in the contact centre, and which digit of the phone menu leads there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.access.agents import Agent
from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.changes import note_change
from core.store.db import reading, writing
from core.store.models import Svarsgrupp

AREA = "svarsgrupp"
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Group:
    """`closed_on` is the first day without it."""

    id: int
    digit: str
    name: str
    closed_on: date | None

    @property
    def closed(self) -> bool:
        return self.closed_on is not None and self.closed_on <= local_date(now())


def groups() -> tuple[Group, ...]:
    """All, by digit; the closed ones last."""
    rows = reading().scalars(select(Svarsgrupp).order_by(Svarsgrupp.digit))
    found = [Group(row.id, row.digit, row.name, row.closed_on) for row in rows]
    return tuple(sorted(found, key=lambda group: group.closed))


def group_by_digit(digit: str) -> Group:
    """Raises `NotFound`."""
    found = next((group for group in groups() if group.digit == digit), None)
    if found is None:
        raise NotFound
    return found


def add_group(digit: str, name: str, by: Agent) -> Group:
    """Raises `Wrong` with every field that needs another answer."""
    _check(digit, name)
    if any(group.digit == digit for group in groups()):
        raise Wrong({"digit": Refused("digit_taken", digit=digit)})
    writing().add(Svarsgrupp(digit=digit, name=name))
    writing().flush()
    note_change(AREA, digit, {}, {"digit": digit, "name": name}, by)
    return group_by_digit(digit)


def change_group(digit: str, values: Mapping[str, str], by: Agent) -> None:
    """A new name. The digit is what cases, forms and the phone system know it by, and stays."""
    group = group_by_digit(digit)
    _check(digit, values["name"])
    row = writing().get_one(Svarsgrupp, group.id)
    note_change(AREA, digit, {"name": row.name}, {"name": values["name"]}, by)
    row.name = values["name"]
    writing().flush()


def _check(digit: str, name: str) -> None:
    wrong = {}
    if not (digit.isascii() and digit.isdigit() and len(digit) <= 2):
        wrong["digit"] = Refused("digit_wrong")
    if not name.strip():
        wrong["name"] = Refused("name_of_thing_missing")
    elif len(name) > LONGEST_NAME:
        wrong["name"] = Refused("too_long", n=str(LONGEST_NAME))
    if wrong:
        raise Wrong(wrong)
