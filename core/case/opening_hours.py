"""Whose hours count for whom: a unit's own, else its förvaltning's, else the municipality's, each from its date.

Own closed and short days add up down that chain: when the municipality is closed, so is each of its units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from core.case.hours import STANDARD_HOURS, Hours
from core.case.worktime import Calendar
from core.store.db import reading
from core.store.editions import known
from core.store.models import OpeningHours, OwnDay

Key = tuple[int | None, int | None]  # förvaltning, unit: one of them, or neither for the municipality

MUNICIPALITY: Key = (None, None)


@dataclass(frozen=True, slots=True)
class Own:
    """What one owner has of its own: hours by the date they hold from, None where it follows the one above again;
    and days, each with when it closes (None is all day) and why."""

    versions: dict[date, Any] = field(default_factory=dict)
    days: dict[date, tuple[int | None, str]] = field(default_factory=dict)

    def on(self, day: date) -> Any:
        """The hours that hold that date, as settings; None when the owner has none of its own then."""
        began = [start for start in self.versions if start <= day]
        return self.versions[max(began)] if began else None


def calendar(forvaltning_id: int | None = None, unit_id: int | None = None) -> Calendar:
    """The calendar of a unit of that förvaltning, of the förvaltning, or of the municipality."""
    return known("calendars", _Calendars).of(forvaltning_id, unit_id)


def own_hours() -> Mapping[Key, Own]:
    """What each owner has of its own; the municipality's key is `MUNICIPALITY`. Shared: do not change it."""
    return known("calendars", _Calendars).own


class _Calendars:
    """All that is stored, read once, and the calendars made of it so far."""

    def __init__(self) -> None:
        self.own: dict[Key, Own] = {}
        for version in reading().scalars(select(OpeningHours)):
            self._owner(version.forvaltning_id, version.unit_id).versions[version.valid_from] = version.value
        for row in reading().scalars(select(OwnDay)):
            self._owner(row.forvaltning_id, row.unit_id).days[row.day] = row.closes, row.reason
        self._made: dict[tuple[Key, ...], Calendar] = {}

    def of(self, forvaltning_id: int | None, unit_id: int | None) -> Calendar:
        nearest = [(None, unit_id)] if unit_id else []
        above = [(forvaltning_id, None)] if forvaltning_id else []
        chain: tuple[Key, ...] = tuple(key for key in (*nearest, *above, MUNICIPALITY) if key in self.own)
        if chain not in self._made:
            self._made[chain] = _made([self.own[key] for key in chain])
        return self._made[chain]

    def _owner(self, forvaltning_id: int | None, unit_id: int | None) -> Own:
        return self.own.setdefault((forvaltning_id, unit_id), Own())


def _made(chain: list[Own]) -> Calendar:
    """`chain` is the nearest owner first."""
    days: dict[date, tuple[int | None, str]] = {}
    for own in reversed(chain):
        days = {**days, **{day: _sooner(days.get(day), value) for day, value in own.days.items()}}
    starts = sorted({start for own in chain for start in own.versions})
    first = _with_days(_valid(chain, date.min), days)
    later = tuple((start, _with_days(_valid(chain, start), days)) for start in starts)
    return Calendar(first, later, {day: reason for day, (_, reason) in days.items() if reason})


def _sooner(one: tuple[int | None, str] | None, other: tuple[int | None, str]) -> tuple[int | None, str]:
    """Of two owners' words on a date, the one that closes first."""
    return other if one is None or (other[0] or 0) < (one[0] or 0) else one


def _valid(chain: list[Own], day: date) -> Hours:
    stored = next((found for own in chain if (found := own.on(day))), None)
    return Hours.from_settings(stored) if stored else STANDARD_HOURS


def _with_days(hours: Hours, days: Mapping[date, tuple[int | None, str]]) -> Hours:
    closed = {day for day, (closes, _) in days.items() if closes is None}
    short = {day: closes for day, (closes, _) in days.items() if closes is not None}
    return replace(
        hours,
        extra_closed=hours.extra_closed | closed,
        own_short=tuple(sorted({**dict(hours.own_short), **short}.items())),
    )
