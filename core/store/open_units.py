"""Which units and förvaltningar there are on a day: what has closed keeps row and name, and gets nothing new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.clock import today
from core.store.db import reading
from core.store.editions import known
from core.store.models import Forvaltning, Unit


@dataclass(frozen=True, slots=True)
class Days:
    """`first` is the first day when it is to come, `closed_on` the first day without."""

    forvaltning_id: int
    first: date | None
    closed_on: date | None
    code: str = ""

    def open_on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.closed_on is None or day < self.closed_on)


def unit_is_open(unit_id: int, day: date | None = None) -> bool:
    """False also for a unit that does not exist. `day` None is today."""
    days = known("unit days", _units).get(unit_id)
    return days is not None and days.open_on(day or today())


def forvaltning_is_open(forvaltning_id: int, day: date | None = None) -> bool:
    """False also for one that does not exist. `day` None is today."""
    days = known("forvaltning days", _forvaltningar).get(forvaltning_id)
    return days is not None and days.open_on(day or today())


def open_units(forvaltning_id: int, day: date | None = None) -> frozenset[int]:
    """The ids of the units that a förvaltning has that day."""
    on = day or today()
    units = known("unit days", _units)
    return frozenset(id for id, days in units.items() if days.forvaltning_id == forvaltning_id and days.open_on(on))


def closed_codes(day: date | None = None) -> frozenset[str]:
    """The codes of the förvaltningar that are no more that day."""
    on = day or today()
    return frozenset(days.code for days in known("forvaltning days", _forvaltningar).values() if not days.open_on(on))


def _units() -> Mapping[int, Days]:
    rows = reading().execute(select(Unit.id, Unit.forvaltning_id, Unit.opened_on, Unit.closed_on))
    return {row.id: Days(row.forvaltning_id, row.opened_on, row.closed_on) for row in rows}


def _forvaltningar() -> Mapping[int, Days]:
    rows = reading().execute(select(Forvaltning.id, Forvaltning.closed_on, Forvaltning.code))
    return {row.id: Days(row.id, None, row.closed_on, row.code) for row in rows}
