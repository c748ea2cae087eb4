"""A year as the calendar shows it: each date open, short or closed, and why; and a promise counted day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from core.case.swedish_days import EVES, KLAMDAG, RED_DAYS, day_names
from core.case.worktime import OWN_CLOSED_DAY, STOCKHOLM, Calendar, local_date

# open       as the week says          short   closes early (a named short day, or the owner's own)
# red, eve   a named day, shut         own     the owner's own closed day
# bridge     a klämdag that is worked  off     a klämdag that is not
# rest       the week has it closed
State = Literal["open", "short", "red", "eve", "own", "bridge", "off", "rest"]
MOST_STEPS = 400


@dataclass(frozen=True, slots=True)
class Day:
    """One date. `names` are codes of `DAY_NAMES`; `reason` the owner's own words; `closes` the minute after midnight
    when the doors close (None when they stay shut); `minutes` how long they are open; `begins` when other hours do."""

    on: date
    state: State
    names: tuple[str, ...] = ()
    reason: str = ""
    closes: int | None = None
    minutes: int = 0
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A date on the way to a deadline: `n` which opening day it is after the day of receipt; 0 is not counted."""

    day: Day
    n: int


def day_of(calendar: Calendar, on: date) -> Day:
    """What that date is for the owner of the calendar."""
    spans = calendar.open_spans(on)
    names = day_names(on)
    minutes = sum(int((closes - opens).total_seconds()) // 60 for opens, closes in spans)
    closes = _minute(spans[-1][1], on) if spans else None
    state = _state(calendar, on, names, closes)
    return Day(on, state, names, calendar.reason(on), closes, minutes, on in calendar.changes())


def year_of(calendar: Calendar, year: int) -> tuple[tuple[Day, ...], ...]:
    """The days of each month."""
    days = [day_of(calendar, date(year, 1, 1) + timedelta(days=n)) for n in range(366)]
    return tuple(tuple(day for day in days if day.on.year == year and day.on.month == month) for month in range(1, 13))


def counted_days(calendar: Calendar, start: datetime, end: datetime) -> tuple[Counted, ...]:
    """Every date from that of `start`, which is day 0, to that of `end`."""
    return tuple(_counted(calendar, local_date(start), local_date(end)))


def _counted(calendar: Calendar, first: date, last: date) -> Iterator[Counted]:
    n = 0
    for number in range(min((last - first).days + 1, MOST_STEPS)):
        day = day_of(calendar, first + timedelta(days=number))
        counts = number > 0 and day.minutes > 0
        n += counts
        yield Counted(day, n if counts else 0)


def _state(calendar: Calendar, on: date, names: tuple[str, ...], closes: int | None) -> State:
    why = calendar.why_closed(on)
    if why == OWN_CLOSED_DAY:
        return "own"
    if why == KLAMDAG:
        return "off"
    if closes is None:
        return next((_named(name) for name in names if name == why or (why is None and _named(name) != "rest")), "rest")
    usual = calendar.hours_on(on).week[on.weekday()][-1][1]
    if closes < usual:
        return "short"
    return "bridge" if KLAMDAG in names else "open"


def _named(name: str) -> State:
    return "red" if name in RED_DAYS else "eve" if name in EVES else "rest"


def _minute(at: datetime, on: date) -> int:
    there = at.astimezone(STOCKHOLM)
    return 1440 if there.date() > on else there.hour * 60 + there.minute
