"""Working time: the minutes and days that the doors are open, so that a promise can be counted.

Moments go in and come out in UTC; the counting is done in Europe/Stockholm (facts: day of receipt is day 0).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.case.hours import STANDARD_HOURS, Hours
from core.case.swedish_days import KLAMDAG, day_names, next_working_day

__all__ = ["OWN_CLOSED_DAY", "OWN_SHORT_DAY", "STANDARD_HOURS", "STOCKHOLM", "Calendar", "Hours", "local_date"]

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OWN_CLOSED_DAY = "own_closed_day"
OWN_SHORT_DAY = "own_short_day"

UtcSpan = tuple[datetime, datetime]

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_FAR = 3660  # days: a calendar that has no opening day within ten years has none
_REMEMBERED = 20_000  # days


class Calendar:
    """Answers every question about working time for opening hours and those that replace them, each from its date.

    `later` is in order of date; `reasons` says in words why a date of the owner's own is closed or short.
    Every moment must carry its time zone, or `ValueError` is raised: a naive time is a bug.
    """

    def __init__(
        self,
        hours: Hours = STANDARD_HOURS,
        later: tuple[tuple[date, Hours], ...] = (),
        reasons: Mapping[date, str] | None = None,
    ) -> None:
        self._versions = (hours, *(version for _, version in later))
        self._from = [day for day, _ in later]
        self._reasons = reasons or {}
        self._early = [(dict(version.short), dict(version.own_short)) for version in self._versions]
        self._spans: dict[date, tuple[UtcSpan, ...]] = {}

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Whole open minutes between two moments; 0 when `end` is not after `start`."""
        start, end = _utc(start), _utc(end)
        worked = timedelta()
        for number in range((local_date(end) - local_date(start)).days + 1):
            for opens, closes in self.open_spans(local_date(start) + number * _DAY):
                worked += max(timedelta(), min(closes, end) - max(opens, start))
        return worked // _MINUTE

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """The moment when so many open minutes have passed. Raises `ValueError` for a negative count."""
        if minutes < 0:
            raise ValueError(f"working minutes cannot be negative: {minutes}")
        start, left = _utc(start), minutes * _MINUTE
        if not left:
            return start
        for opens, closes in self._spans_from(local_date(start)):
            begins = max(opens, start)
            if begins < closes and left <= closes - begins:
                return begins + left
            left -= max(timedelta(), closes - begins)
        raise AssertionError("unreachable: the spans never end")

    def end_of_nth_opening_day(self, start: datetime, n: int) -> datetime:
        """The close of the nth opening day after the date of `start`, which is day 0, open or closed."""
        if n < 1:
            raise ValueError(f"opening days are counted from 1: {n}")
        day = local_date(start)
        for _ in range(n):
            day = self._next_opening_day(day)
        return self._close(day)

    def end_of_opening_day(self, start: datetime) -> datetime:
        """The close of the opening day that `start` falls in; after closing time, that of the next one."""
        day = local_date(start)
        if self.is_open_day(day) and _utc(start) < self._close(day):
            return self._close(day)
        return self.end_of_nth_opening_day(start, 1)

    def end_of_date(self, day: date) -> datetime:
        """The close of the date; when the doors are shut then, of the last opening day before it."""
        for number in range(_FAR):
            if self.is_open_day(day - number * _DAY):
                return self._close(day - number * _DAY)
        raise ValueError("no opening day within ten years")

    def next_working_day(self, day: date) -> date:
        """The date, moved past what a legal time may not end on (lag 1930:173); own hours change nothing."""
        return next_working_day(day)

    def is_open_day(self, day: date) -> bool:
        """Whether the doors are open at any time of the date."""
        return bool(self.open_spans(day))

    def open_spans(self, day: date) -> tuple[UtcSpan, ...]:
        """When the doors open and close that date, in UTC and in order; empty when they stay shut."""
        if day not in self._spans:
            if len(self._spans) >= _REMEMBERED:
                self._spans.clear()
            self._spans[day] = tuple(self._local_spans(day))
        return self._spans[day]

    def hours_on(self, day: date) -> Hours:
        """The opening hours that hold that date."""
        return self._versions[self._version(day)]

    def changes(self) -> tuple[date, ...]:
        """The dates from which other hours hold."""
        return tuple(self._from)

    def reason(self, day: date) -> str:
        """Why the owner itself keeps that date shut or short, in its own words; empty when nobody wrote any."""
        return self._reasons.get(day, "")

    def why_closed(self, day: date) -> str | None:
        """The code of what keeps a date shut that the week would have open; None when nothing does."""
        hours = self.hours_on(day)
        if not hours.week[day.weekday()]:
            return None
        if day in hours.extra_closed:
            return OWN_CLOSED_DAY
        names = day_names(day)
        shut = (name for name in names if name in hours.closed)
        return next(shut, KLAMDAG if KLAMDAG in names and hours.klamdag == "closed" else None)

    def day_name(self, day: date) -> str | None:
        """The code that best explains a date: why it is shut, else why it is short, else its name if any."""
        own = OWN_SHORT_DAY if day in self._early[self._version(day)][1] else None
        return self.why_closed(day) or own or next(iter(day_names(day)), None)

    def with_klamdagar_open(self) -> Calendar:
        """The same hours with klämdagar worked, for what the law wants done on them too."""
        if all(hours.klamdag == "open" for hours in self._versions):
            return self
        first, *later = (replace(hours, klamdag="open") for hours in self._versions)
        return Calendar(first, tuple(zip(self._from, later, strict=True)), self._reasons)

    def _local_spans(self, day: date) -> Iterator[UtcSpan]:
        if self.why_closed(day):
            return
        early = self._early_close(day)
        free_from = datetime.min.replace(tzinfo=UTC)
        for opens, closes in self.hours_on(day).week[day.weekday()]:
            # A span that begins in the hour which summer time skips would else overlap its neighbour.
            begins, ends = max(_moment(day, opens), free_from), _moment(day, min(closes, early))
            if begins < ends:
                yield begins, ends
                free_from = ends

    def _early_close(self, day: date) -> int:
        short, own = self._early[self._version(day)]
        return min([1440, *(short[name] for name in day_names(day) if name in short), own.get(day, 1440)])

    def _version(self, day: date) -> int:
        return bisect_right(self._from, day)

    def _close(self, day: date) -> datetime:
        return self.open_spans(day)[-1][1]

    def _next_opening_day(self, day: date) -> date:
        for number in range(1, _FAR):
            if self.is_open_day(day + number * _DAY):
                return day + number * _DAY
        raise ValueError("no opening day within ten years")

    def _spans_from(self, day: date) -> Iterator[UtcSpan]:
        yield from self.open_spans(day)
        while True:
            day = self._next_opening_day(day)
            yield from self.open_spans(day)


def local_date(moment: datetime) -> date:
    """The calendar date in Stockholm at a moment."""
    return _utc(moment).astimezone(STOCKHOLM).date()


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a time without a time zone: {moment.isoformat()}")
    return moment.astimezone(UTC)


def _moment(day: date, minute: int) -> datetime:
    if minute == 1440:
        day, minute = day + _DAY, 0
    return datetime.combine(day, time(minute // 60, minute % 60), STOCKHOLM).astimezone(UTC)
