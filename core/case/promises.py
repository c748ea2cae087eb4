"""Svarsmål: what the catalogue promises about time, and the deadlines that follow from it.

The rules are those of the contact centre's practice (domain/practice.md 21-25).
"""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from core.case.worktime import Calendar, local_date
from core.contract.errors import ConfigurationError

Rule = Literal["at_once", "urgent", "same_day", "days", "hand_back", "who_then_answer", "law", "month"]

# What meets a deadline:
#   action       somebody has acted: connected, handed over, answered or closed
#   answer       the citizen has the answer, or the case is closed
#   who_answers  a person has told the citizen who will answer; the automatic receipt does not count
#   hand_back    the case is handed back to the one who asked
#   first_word   the förvaltning has told the citizen what happens now
#   decision     set by the förvaltning itself, never computed here
DueKind = Literal["action", "answer", "who_answers", "hand_back", "first_word", "decision"]
Counted = Literal["closing_time", "working_minutes", "opening_days", "months"]

URGENT_MINUTES = 30
WRITTEN_AT_ONCE_DAYS = 2
FIRST_WORD_DAYS = 10


@dataclass(frozen=True, slots=True)
class Promise:
    """One svarsmål. `code` is the catalogue's text; `counts` its numbers, in days or months."""

    code: str
    rule: Rule
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A date that would have been open but is not counted; `name` is a code of `DAY_NAMES` or an own closed day."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a deadline falls where it does, for the reader's language to put into words.

    `counted` is the unit and `count` how many of it (0 for "before closing time").
    `moved_from` is the date that a legal time would have ended on, had it been a working day.
    """

    counted: Counted
    count: int = 0
    skipped: tuple[Skipped, ...] = ()
    moved_from: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline to keep: what must have happened by `at` (UTC).

    `alarm`     shown as a red line at once, in every inbox that may see the case
    `pausable`  whether waiting for the citizen may stop the clock
    """

    kind: DueKind
    at: datetime
    explanation: Explanation
    alarm: bool = False
    pausable: bool = True


_FIXED: dict[str, Rule] = {"direkt": "at_once", "genast": "urgent", "samma dag": "same_day", "lag": "law"}
_COUNTED: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (re.compile(r"([1-9]\d?) ad"), "days"),
    (re.compile(r"([1-9]\d?) ad åter"), "hand_back"),
    (re.compile(r"([1-9]\d?)\+([1-9]\d?) ad"), "who_then_answer"),
    (re.compile(r"([1-9]\d?) mån"), "month"),
)


def parse_promise(text: str) -> Promise:
    """Reads a svarsmål of the catalogue: direkt, genast, samma dag, lag, 2 ad, 1 ad åter, 2+10 ad, 1 mån.

    Raises `ConfigurationError` for anything else.
    """
    code = " ".join(text.casefold().split())
    if code in _FIXED:
        return Promise(code, _FIXED[code])
    for pattern, rule in _COUNTED:
        if found := pattern.fullmatch(code):
            counts = tuple(int(number) for number in found.groups())
            if list(counts) == sorted(set(counts)):
                return Promise(code, rule, counts)
    raise ConfigurationError(
        [f"svarsmål {text!r}: ska vara direkt, genast, samma dag, lag, N ad, N ad åter, N+M ad (N < M) eller N mån"]
    )


def deadlines(promise: Promise, received_at: datetime, calendar: Calendar, *, written: bool) -> tuple[Due, ...]:
    """The deadlines of a case received at a moment (UTC), by the owner's calendar, nearest first.

    `written` is false for what is answered while the person is there: a call, a visit.
    Never empty: a call left open is late when the doors close.
    """
    return tuple(_dues(promise, _Clock(calendar, received_at), written))


def _dues(promise: Promise, clock: _Clock, written: bool) -> Iterator[Due]:
    match promise.rule:
        case "at_once" if written:
            yield clock.days("answer", WRITTEN_AT_ONCE_DAYS)
        case "at_once":
            yield clock.closing_time("answer")
        case "urgent":
            yield clock.minutes("action", URGENT_MINUTES)
        case "same_day":
            yield clock.on_klamdagar_too().closing_time("answer")
        case "days":
            yield clock.days("answer", promise.counts[0])
        case "hand_back":
            yield clock.days("hand_back", promise.counts[0])
        case "who_then_answer":
            yield clock.days("who_answers", promise.counts[0])
            yield clock.days("answer", promise.counts[1])
        case "law":
            yield clock.days("first_word", FIRST_WORD_DAYS)
        case "month":
            yield clock.months("answer", promise.counts[0])


@dataclass(frozen=True, slots=True)
class _Clock:
    """Counts from one moment of receipt by one calendar."""

    calendar: Calendar
    start: datetime

    def closing_time(self, kind: DueKind) -> Due:
        at = self.calendar.end_of_opening_day(self.start)
        return Due(kind, at, Explanation("closing_time", 0, self._skipped(at)))

    def minutes(self, kind: DueKind, count: int) -> Due:
        at = self.calendar.add_working_minutes(self.start, count)
        return Due(kind, at, Explanation("working_minutes", count, self._skipped(at)), alarm=True)

    def days(self, kind: DueKind, count: int) -> Due:
        at = self.calendar.end_of_nth_opening_day(self.start, count)
        return Due(kind, at, Explanation("opening_days", count, self._skipped(at)))

    def months(self, kind: DueKind, count: int) -> Due:
        """GDPR article 12.3: the same date, moved to a working day; no waiting stops this clock."""
        same_date = _months_after(local_date(self.start), count)
        working = self.calendar.next_working_day(same_date)
        explanation = Explanation("months", count, moved_from=same_date if working != same_date else None)
        return Due(kind, self.calendar.end_of_date(working), explanation, pausable=False)

    def on_klamdagar_too(self) -> _Clock:
        """What the law wants the same day, such as a public document (TF 2 kap.), does not wait over a klämdag."""
        return _Clock(self.calendar.with_klamdagar_open(), self.start)

    def _skipped(self, end: datetime) -> tuple[Skipped, ...]:
        first = local_date(self.start)
        days = (first + timedelta(days=n) for n in range((local_date(end) - first).days))
        return tuple(Skipped(day, name) for day in days if (name := self.calendar.why_closed(day)))


def _months_after(day: date, count: int) -> date:
    """The same date so many months later, or the last of that month (regulation 1182/71, article 3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
