"""Opening hours as the municipality changes them: from a date on, for itself, a förvaltning or a unit; and own days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from core.access.agents import Agent
from core.case.hours import STANDARD_HOURS, Hours
from core.case.opening_hours import MUNICIPALITY, Key, Own, own_hours
from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.changes import note_change
from core.municipality.typed_hours import clock_words, form_values
from core.store.db import reading, table, writing
from core.store.editions import forget_edition
from core.store.models import Forvaltning, OpeningHours, OwnDay, Unit

AREA = "oppettider"
LONGEST_REASON = 120
MOST_DAYS = 62  # of one own closing: longer ones are other hours
EVERYBODY = "kommunen"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose hours: `code` as in addresses, `above` the code of whose hours hold where it has none of its own."""

    key: Key
    code: str
    name: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """Hours from a date on; `hours` None follows the owner above. `coming` when the date is still to come."""

    valid_from: date
    hours: Hours | None
    coming: bool
    holds: bool


def owners() -> tuple[Owner, ...]:
    """The municipality, then each förvaltning with its units; those that have closed are left out."""
    found = [Owner(MUNICIPALITY, EVERYBODY, "")]
    units = [unit for unit in reading().scalars(select(Unit).order_by(Unit.name)) if not _closed(unit.closed_on)]
    for one in reading().scalars(select(Forvaltning).order_by(Forvaltning.name)):
        if not _closed(one.closed_on):
            found.append(Owner((one.id, None), f"f-{one.code}", one.name, EVERYBODY))
            found += [
                Owner((None, unit.id), f"u-{unit.code}", unit.name, f"f-{one.code}")
                for unit in units
                if unit.forvaltning_id == one.id
            ]
    return tuple(found)


def owner_by_code(code: str) -> Owner:
    """Raises `NotFound`."""
    found = next((owner for owner in owners() if owner.code == code), None)
    if found is None:
        raise NotFound
    return found


def places_of(owner: Owner) -> tuple[int | None, int | None]:
    """Förvaltning and unit, as `core.case.opening_hours.calendar` is asked."""
    if owner.key[1] is None:
        return owner.key
    return reading().execute(select(Unit.forvaltning_id).where(Unit.id == owner.key[1])).scalar_one(), owner.key[1]


def has_own(owner: Owner) -> bool:
    """Whether anything is stored for it."""
    return owner.key in own_hours()


def versions_of(owner: Owner) -> tuple[Version, ...]:
    """Its hours, latest first."""
    today, stored = local_date(now()), _own(owner).versions
    holding = max((day for day in stored if day <= today), default=None)
    return tuple(
        Version(day, Hours.from_settings(stored[day]) if stored[day] else None, day > today, day == holding)
        for day in sorted(stored, reverse=True)
    )


def days_of(owner: Owner, since: date) -> tuple[tuple[date, int | None, str], ...]:
    """Its own days from a date on: the date, when it closes (None is all day), and why."""
    return tuple((day, *_own(owner).days[day]) for day in sorted(_own(owner).days) if day >= since)


def hours_at(owner: Owner, day: date) -> Hours:
    """The hours that hold for the owner on a date, its own or those above, without own days."""
    own = _own(owner).on(day)
    if own:
        return Hours.from_settings(own)
    return hours_at(owner_by_code(owner.above), day) if owner.above else STANDARD_HOURS


def set_hours(owner: Owner, valid_from: date, hours: Hours | None, by: Agent, *, was: date | None = None) -> None:
    """Hours from a date on; `was` is the date of the version that this one replaces.

    Raises `Wrong` for a new version that begins before today, or on the date of another.
    """
    taken = _own(owner).versions
    if valid_from != was and valid_from in taken:
        raise Wrong({"valid_from": Refused("hours_from_taken")})
    if valid_from != was and valid_from < local_date(now()) and taken:
        raise Wrong({"valid_from": Refused("hours_from_past")})
    if hours is None and not owner.above:
        raise Refused("hours_nobody_above")
    before = _told(taken[was]) | {"valid_from": was.isoformat()} if was in taken and was else {}
    value = hours.to_settings() if hours else None
    _delete(OpeningHours, owner, OpeningHours.valid_from == (was or valid_from))
    writing().execute(table(OpeningHours).insert().values(**_places(owner), valid_from=valid_from, value=value))
    forget_edition()
    note_change(AREA, owner.code, before, _told(value) | {"valid_from": valid_from.isoformat()}, by)


def remove_hours(owner: Owner, valid_from: date, by: Agent) -> None:
    """Takes back hours that have not begun. Raises `Refused("hours_hold_already")` and `NotFound`."""
    stored = _own(owner).versions
    if valid_from not in stored:
        raise NotFound
    if valid_from <= local_date(now()):
        raise Refused("hours_hold_already")
    _delete(OpeningHours, owner, OpeningHours.valid_from == valid_from)
    forget_edition()
    note_change(AREA, owner.code, _told(stored[valid_from]) | {"valid_from": valid_from.isoformat()}, {}, by)


def add_own_days(owner: Owner, first: date, last: date, closes: int | None, reason: str, by: Agent) -> None:
    """Closed, or closing early, each date from `first` to `last`. Raises `Wrong`."""
    wrong = {}
    if last < first:
        wrong["last"] = Refused("days_backwards")
    elif (last - first).days >= MOST_DAYS:
        wrong["last"] = Refused("days_too_many", n=str(MOST_DAYS))
    if not reason.strip():
        wrong["reason"] = Refused("day_reason_missing")
    elif len(reason) > LONGEST_REASON:
        wrong["reason"] = Refused("too_long", n=str(LONGEST_REASON))
    if wrong:
        raise Wrong(wrong)
    for number in range((last - first).days + 1):
        _add_day(owner, first + timedelta(days=number), closes, reason.strip(), by)
    forget_edition()


def remove_own_day(owner: Owner, day: date, by: Agent) -> None:
    """The date is as other days again. Raises `NotFound`."""
    if day not in _own(owner).days:
        raise NotFound
    before = _own(owner).days[day]
    _delete(OwnDay, owner, OwnDay.day == day)
    forget_edition()
    note_change(AREA, owner.code, {day.isoformat(): _day_words(*before)}, {}, by)


def _add_day(owner: Owner, day: date, closes: int | None, reason: str, by: Agent) -> None:
    before = _own(owner).days.get(day)
    _delete(OwnDay, owner, OwnDay.day == day)
    writing().execute(table(OwnDay).insert().values(**_places(owner), day=day, closes=closes, reason=reason))
    was = {day.isoformat(): _day_words(*before)} if before else {}
    note_change(AREA, owner.code, was, {day.isoformat(): _day_words(closes, reason)}, by)


def _day_words(closes: int | None, reason: str) -> str:
    return f"{'stängt' if closes is None else 'till ' + clock_words(closes)}: {reason}"


def _told(value: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a change of hours says: each day of the week, and the named days; nothing when it follows the one above."""
    return dict(form_values(Hours.from_settings(value))) if value is not None else {"own": "no"}


def _own(owner: Owner) -> Own:
    return own_hours().get(owner.key) or Own()


def _places(owner: Owner) -> dict[str, int | None]:
    return {"forvaltning_id": owner.key[0], "unit_id": owner.key[1]}


def _delete(model: type[OpeningHours] | type[OwnDay], owner: Owner, which: ColumnElement[bool]) -> None:
    forvaltning_id, unit_id = owner.key
    mine = model.forvaltning_id == forvaltning_id, model.unit_id == unit_id  # None becomes IS NULL
    writing().execute(delete(model).where(*mine, which))


def _closed(day: date | None) -> bool:
    return day is not None and day <= local_date(now())
