"""When things happen: the hours and days of a contact centre, its seasons, its storm and its snow."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Protocol
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAYS = 182  # six months

# Share of the contacts by hour and by weekday, in per cent. Of the last hour only half is open: 4 make 2.
_HOURS = {8: 10, 9: 15, 10: 15, 11: 12, 12: 8, 13: 12, 14: 13, 15: 10, 16: 4}
_WEEKDAYS = (24, 21, 20, 19, 16, 0, 0)

# Month by month against an ordinary one; a type that is not here has no season.
_WINTER = (2.2, 2.0, 1.2, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.1, 0.7, 2.0)
_START_OF_YEAR = (2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1)
_SEASONS: dict[str, Sequence[float]] = {
    "T03": _WINTER,
    "T04": _WINTER,
    "B01": _START_OF_YEAR,
    "B02": _START_OF_YEAR,
    "U02": (2, 6, 6, 1.5, 1.5, 1.5, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3),
    "M02": (1, 1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    "K01": (1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1),
    "R03": (0.2, 0.2, 0.6, 2, 2, 2, 2, 1.5, 1, 0.4, 0.2, 0.2),
    "N02": (0.5, 0.5, 0.5, 0.8, 1.2, 2.2, 2.5, 2, 0.8, 0.5, 0.5, 0.5),
}
_AFTER_INVOICES = frozenset({"E01", "M02"})
_SNOW = frozenset({"T03", "T04"})
_STORM = frozenset({"R02", "T15"})

Span = tuple[datetime, datetime]


class OpeningHours(Protocol):
    """What is needed of a calendar: when the doors open and close on a date, in UTC."""

    def open_spans(self, day: date) -> Sequence[Span]: ...


@dataclass(frozen=True, slots=True)
class Weather:
    """Three days of snow and one of storm, drawn once for the whole story."""

    snow: frozenset[date]
    storm: date


class Rhythm:
    """Draws moments, and counts in open time. Every moment is in UTC."""

    def __init__(self, rng: random.Random, now: datetime, calendar: OpeningHours) -> None:
        self.now, self._rng, self._calendar = now.astimezone(UTC), rng, calendar
        today = local_day(now)
        self.days = tuple(day for n in range(DAYS, -1, -1) if self.spans(day := today - timedelta(days=n)))
        self._weather = _weather(rng, self.days)
        self._chances: dict[str, list[float]] = {}

    def spans(self, day: date) -> Sequence[Span]:
        return self._calendar.open_spans(day)

    def moment(self, type_code: str, *, any_hour: bool = False) -> datetime:
        """A moment for a contact of the type, before now; `any_hour`: evenings, nights and weekends too."""
        while True:
            at = self._outside_hours() if any_hour else self._inside_hours(type_code)
            if at < self.now:
                return at

    def later(self, at: datetime, minutes: float) -> datetime:
        """When so many open minutes have passed; never in closed time, not even after none."""
        left = timedelta(minutes=minutes)
        for opens, closes in self._spans_from(local_day(at)):
            start = max(opens, at)
            if start < closes and left < closes - start:
                return start + left
            left -= max(timedelta(), closes - start)
        raise AssertionError("unreachable: the spans never end")

    def earlier(self, minutes: float) -> datetime:
        """The moment so many open minutes before now."""
        left, day = timedelta(minutes=minutes), local_day(self.now)
        while True:
            for opens, closes in reversed(self.spans(day)):
                end = min(closes, self.now)
                if left <= end - opens:
                    return end - left
                left -= max(timedelta(), end - opens)
            day -= timedelta(days=1)

    def open_day(self, number: int) -> date:
        """Today is 0, and minus one the opening day before; once the doors have shut, the next day is today."""
        day = local_day(self.now)
        while not (spans := self.spans(day)) or spans[-1][1] <= self.now:
            day += timedelta(days=1)
        for _ in range(-number):
            day = self._open_day_before(day)
        return day

    def promised(self, at: datetime) -> date:
        """The day by which a view is answered: the tenth opening day after its date."""
        day = local_day(at)
        for _ in range(10):
            day += timedelta(days=1)
            while not self.spans(day):
                day += timedelta(days=1)
        return day

    def before_holiday(self) -> date:
        """The opening day before the latest weekday that was closed, at least two weeks ago."""
        day = local_day(self.now) - timedelta(days=14)
        while self.spans(day) or day.weekday() > 4:
            day -= timedelta(days=1)
        return self._open_day_before(day)

    def season_share(self, type_code: str) -> float:
        """How much of a year's volume falls within the story: half of it for a type without season."""
        season = _SEASONS.get(type_code)
        return sum(season[day.month - 1] for day in self.days) / (sum(season) / 12 * 252) if season else 0.5

    def _inside_hours(self, type_code: str) -> datetime:
        day = self._rng.choices(self.days, cum_weights=self._cumulated(type_code))[0]
        spans = self.spans(day)
        while True:
            hour = self._rng.choices(list(_HOURS), list(_HOURS.values()))[0]
            at = moment_of(day, time(hour, self._rng.randrange(60), self._rng.randrange(60)))
            if any(opens <= at < closes for opens, closes in spans):
                return at

    def _outside_hours(self) -> datetime:
        day = local_day(self.now) - timedelta(days=self._rng.randint(0, DAYS))
        hour = self._rng.choice((6, 7, 17, 18, 19, 20, 20, 21, 21, 22, 23))
        return moment_of(day, time(hour, self._rng.randrange(60), self._rng.randrange(60)))

    def _cumulated(self, type_code: str) -> list[float]:
        if type_code not in self._chances:
            self._chances[type_code] = list(accumulate(_chance(type_code, day, self._weather) for day in self.days))
        return self._chances[type_code]

    def _spans_from(self, day: date) -> Iterator[Span]:
        while True:
            yield from self.spans(day)
            day += timedelta(days=1)

    def _open_day_before(self, day: date) -> date:
        day -= timedelta(days=1)
        while not self.spans(day):
            day -= timedelta(days=1)
        return day


def local_day(at: datetime) -> date:
    """The date in Stockholm."""
    return at.astimezone(STOCKHOLM).date()


def moment_of(day: date, clock: time) -> datetime:
    """A date and a time of day in Stockholm, as UTC."""
    return datetime.combine(day, clock, STOCKHOLM).astimezone(UTC)


def _weather(rng: random.Random, days: Sequence[date]) -> Weather:
    winter = [day for day in days if day.month in (11, 12, 1, 2, 3)] or list(days)
    autumn = [day for day in days if day.month in (10, 11, 12, 1)] or list(days)
    return Weather(frozenset(rng.sample(winter, min(3, len(winter)))), rng.choice(autumn))


def _chance(type_code: str, day: date, weather: Weather) -> float:
    chance = float(_WEEKDAYS[day.weekday()]) * _SEASONS.get(type_code, (1,) * 12)[day.month - 1]
    if type_code in _AFTER_INVOICES and (day - timedelta(days=24)).day <= 7:  # the 25th and six days more
        chance *= 3
    if type_code in _SNOW and day in weather.snow:
        chance *= 6
    if type_code in _STORM and day == weather.storm:
        chance *= 10
    return chance
