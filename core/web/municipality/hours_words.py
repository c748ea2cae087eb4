"""Days and hours in words, for the pages about opening hours."""

from __future__ import annotations

from datetime import date

from core.case.hours import WEEKDAYS, Hours
from core.case.swedish_days import DAY_NAMES
from core.municipality.opening_hours import EVERYBODY, Owner, owner_by_code
from core.municipality.typed_hours import clock_words, span_words
from core.municipality.year import Day
from core.store.texts import setting
from core.web.language import gettext as _
from core.web.language import reader_locale


def weekdays() -> dict[str, str]:
    """The code of each weekday → its name."""
    names = reader_locale().days["format"]["wide"]
    return {code: str(names[number]).capitalize() for number, code in enumerate(WEEKDAYS)}


def week_rows(hours: Hours) -> tuple[tuple[str, str], ...]:
    """Each weekday and when it is open."""
    names = weekdays()
    return tuple(
        (names[code], span_words(spans) or _("shut")) for code, spans in zip(WEEKDAYS, hours.week, strict=True)
    )


def day_name(code: str) -> str:
    """A named day, as the middle of a sentence has it, with a capital."""
    words = _(DAY_NAMES[code])
    return words[:1].upper() + words[1:]


def said(day: Day) -> str:
    """What is special about a date: "Skärtorsdag, till 12", "Planeringsdag, stängt". Empty for a day like others."""
    names = [day_name(code) if not number else _(DAY_NAMES[code]) for number, code in enumerate(day.names)]
    if day.reason:
        names.append(day.reason)
    state = _state_words(day)
    words = ", ".join([*names, state] if names and state else names or ([state] if state else []))
    if day.begins:
        words = _("new opening hours begin") if not words else _("%(words)s; new opening hours begin", words=words)
        words = words[:1].upper() + words[1:]
    return words


def whose(owner: Owner) -> str:
    """The owner's name; the municipality by its own."""
    return owner.name or str(setting("municipality_name", "")) or _("The municipality")


def above_name(owner: Owner) -> str:
    """Whose hours hold where the owner has none of its own."""
    return whose(owner_by_code(owner.above or EVERYBODY))


def date_words(on: date) -> str:
    """2027-01-01, as in a register."""
    return on.isoformat()


def _state_words(day: Day) -> str:
    if day.state == "short" and day.closes is not None:
        return _("open until %(time)s", time=clock_words(day.closes))
    if day.state == "bridge":
        return _("open")
    return _("shut") if day.state in ("red", "eve", "own", "off") else ""
