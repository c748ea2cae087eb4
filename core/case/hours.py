"""When the doors are open, as a frozen value that a settings row holds as plain JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from core.case.swedish_days import EVES, RED_DAYS, SHORT_DAYS
from core.contract.errors import ConfigurationError

Span = tuple[int, int]  # minutes after midnight, local time: opens, closes; 1440 is midnight at the day's end
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_KEYS = frozenset({"week", "closed", "short", "klamdag", "extra_closed", "own_short"})
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of a municipality or a unit, in local time.

    `week`          the spans of each weekday, Monday first; an empty tuple is a closed weekday
    `closed`        codes of the named days (red days and eves) that keep the doors shut
    `short`         closing minute of each named short day
    `klamdag`       whether a day between two free days is worked
    `extra_closed`  the municipality's own closed dates
    `own_short`     its own early-closing dates, with the closing minute

    Raises `ConfigurationError` with every problem at once.
    """

    week: tuple[tuple[Span, ...], ...]
    closed: frozenset[str] = frozenset({*RED_DAYS, *EVES})
    short: tuple[tuple[str, int], ...] = ()
    klamdag: Literal["open", "closed"] = "open"
    extra_closed: frozenset[date] = frozenset()
    own_short: tuple[tuple[date, int], ...] = ()

    def __post_init__(self) -> None:
        _refuse(_problems(self))

    @classmethod
    def from_settings(cls, settings: Any) -> Hours:
        """Reads what `to_settings` wrote. Missing keys mean: red days and eves closed, nothing short, klämdag open.

        Raises `ConfigurationError` that names every bad key and value.
        """
        if not isinstance(settings, Mapping):
            raise ConfigurationError([f"hours: ska vara en tabell, inte {settings!r}"])
        problems = [f"hours: okänd nyckel {key!r}" for key in settings if key not in _KEYS]
        read = _Reader(problems)
        values: dict[str, Any] = {
            "week": read.week(settings.get("week")),
            "closed": frozenset(read.words("closed", settings.get("closed", [*RED_DAYS, *EVES]))),
            "short": tuple(sorted(read.times("short", settings.get("short", {})))),
            "klamdag": settings.get("klamdag", "open"),
            "extra_closed": frozenset(read.dates("extra_closed", settings.get("extra_closed", []))),
            "own_short": tuple(sorted(read.own_short(settings.get("own_short", {})))),
        }
        _refuse(problems)
        return cls(**values)

    def to_settings(self) -> dict[str, Any]:
        """A plain dict of strings and lists, fit for JSON."""
        return {
            "week": {
                name: [f"{_clock(opens)}-{_clock(closes)}" for opens, closes in spans]
                for name, spans in zip(WEEKDAYS, self.week, strict=True)
            },
            "closed": sorted(self.closed),
            "short": {name: _clock(closes) for name, closes in self.short},
            "klamdag": self.klamdag,
            "extra_closed": sorted(day.isoformat() for day in self.extra_closed),
            "own_short": {day.isoformat(): _clock(closes) for day, closes in self.own_short},
        }


class _Reader:
    """Turns settings into values and collects what is wrong, so that all of it can be said at once."""

    def __init__(self, problems: list[str]) -> None:
        self._problems = problems

    def week(self, week: object) -> tuple[tuple[Span, ...], ...]:
        given = self._mapping("week", week)
        unknown = [key for key in given if key not in WEEKDAYS]
        self._problems += [f"hours.week: okänd veckodag {key!r}; de heter {', '.join(WEEKDAYS)}" for key in unknown]
        return tuple(tuple(self._spans(name, given.get(name, []))) for name in WEEKDAYS)

    def words(self, key: str, words: object) -> Iterator[str]:
        if not isinstance(words, list | tuple):
            self._problems.append(f"hours.{key}: ska vara en lista, inte {words!r}")
            return
        for word in words:
            if isinstance(word, str):
                yield word
            else:
                self._problems.append(f"hours.{key}: ska vara text, inte {word!r}")

    def dates(self, key: str, dates: object) -> Iterator[date]:
        for text in self.words(key, dates):
            if (day := self._date(key, text)) is not None:
                yield day

    def times(self, key: str, times: object) -> Iterator[tuple[str, int]]:
        for name, text in self._mapping(key, times).items():
            if (minute := self._minute(f"{key}.{name}", text)) is not None:
                yield name, minute

    def own_short(self, times: object) -> Iterator[tuple[date, int]]:
        for text, minute in self.times("own_short", times):
            if (day := self._date("own_short", text)) is not None:
                yield day, minute

    def _spans(self, name: str, spans: object) -> Iterator[Span]:
        for text in self.words(f"week.{name}", spans):
            opens, dash, closes = text.partition("-")
            start, end = self._minute(f"week.{name}", opens), self._minute(f"week.{name}", closes if dash else text)
            if start is not None and end is not None:
                yield start, end

    def _minute(self, where: str, text: object) -> int | None:
        found = _TIME.fullmatch(text.strip()) if isinstance(text, str) else None
        minute = int(found[1]) * 60 + int(found[2]) if found else None
        if minute is None or minute > 1440:
            self._problems.append(f"hours.{where}: ska vara ett klockslag som 16:30, inte {text!r}")
            return None
        return minute

    def _date(self, key: str, text: str) -> date | None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._problems.append(f"hours.{key}: ska vara ett datum som 2026-12-23, inte {text!r}")
            return None

    def _mapping(self, key: str, value: object) -> Mapping[str, object]:
        if isinstance(value, Mapping):
            return value
        self._problems.append(f"hours.{key}: ska vara en tabell, inte {value!r}")
        return {}


def _problems(hours: Hours) -> Iterator[str]:
    if len(hours.week) != 7:
        yield f"hours.week: ska ha sju veckodagar, inte {len(hours.week)}"
    if not any(hours.week):
        yield "hours.week: ingen veckodag är öppen, så inget svarsmål kan räknas ut: öppna minst en"
    for number, spans in enumerate(hours.week):
        yield from _bad_spans(f"week.{WEEKDAYS[number % 7]}", spans)
    yield from (f"hours.closed: okänd dag {name!r}" for name in sorted(hours.closed - {*RED_DAYS, *EVES}))
    yield from (f"hours.short: okänd kort dag {name!r}" for name, _minute in hours.short if name not in SHORT_DAYS)
    yield from (f"hours: stängningsminuten {m} ryms inte i ett dygn" for _, m in hours.short if not 0 <= m <= 1440)
    yield from (f"hours: stängningsminuten {m} ryms inte i ett dygn" for _, m in hours.own_short if not 0 <= m <= 1440)
    if hours.klamdag not in ("open", "closed"):
        yield f"hours.klamdag: ska vara open eller closed, inte {hours.klamdag!r}"


def _bad_spans(where: str, spans: tuple[Span, ...]) -> Iterator[str]:
    last = 0
    for opens, closes in spans:
        if not last <= opens < closes <= 1440:
            yield f"hours.{where}: {_clock(opens)}-{_clock(closes)} är tom, överlappar eller står i fel ordning"
        last = closes


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _refuse(problems: Iterable[str]) -> None:
    if found := list(problems):
        raise ConfigurationError(found)


_EIGHT_TO_FOUR: tuple[Span, ...] = ((8 * 60, 16 * 60),)

STANDARD_HOURS = Hours(
    week=(_EIGHT_TO_FOUR,) * 5 + ((), ()),
    short=tuple((name, 12 * 60) for name in sorted(SHORT_DAYS)),
)
"""Monday to Friday 08-16, the six named short days until 12, klämdag open: what an installation begins with."""
