"""Times, numbers and sizes as the words a person would say: pure functions, in the reader's language.

Every function takes the moment it is asked (`now`) and knows only one place: Europe/Stockholm.
All datetimes must carry a zone; a naive one raises ValueError.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from core.web.language import gettext, ngettext, reader_locale
from core.web.rows import Due, DueState, Moment

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MOST_SHOWN = 999  # a counter above this is "999+"


def age(at: datetime, now: datetime) -> Moment:
    """How long ago: "nyss", "6 min", "1 tim", "i går", "3 dagar", "12 maj", "15 apr 2025"."""
    return Moment(_age(local(at), local(now)), at.isoformat())


def due(at: datetime, now: datetime, why: str = "") -> Due:
    """When it must be done: "i dag 16.30", "i morgon 16.30", "ons 16.30", "9 dec 16.30", "försenat sedan i går".

    The state is `late` once the moment has passed, `soon` on the same calendar day, else `ok`.
    """
    there, here = local(at), local(now)
    if there < here:
        return Due(gettext("late since %(when)s", when=_late_since(there, here)), "late", at.isoformat(), why)
    state: DueState = "soon" if there.date() == here.date() else "ok"
    words = gettext("%(day)s %(time)s", day=_coming_day(there.date(), here.date()), time=clock(at))
    return Due(words, state, at.isoformat(), why)


def when(at: datetime, now: datetime) -> Moment:
    """The stamp of something that has happened: "10.36", "i går 10.36", "12 maj 10.36", "12 maj 2025 10.36"."""
    there, here = local(at).date(), local(now).date()
    if there == here:
        return Moment(clock(at), at.isoformat())
    day_words = gettext("yesterday") if (here - there).days == 1 else _short_day(there, here)
    return Moment(gettext("%(day)s %(time)s", day=day_words, time=clock(at)), at.isoformat())


def came_in(at: datetime, now: datetime) -> Moment:
    """The same inside a sentence, never bare: "i dag 10.36", "i går 10.36", "12 maj 10.36"."""
    if local(at).date() != local(now).date():
        return when(at, now)
    return Moment(gettext("%(day)s %(time)s", day=gettext("today"), time=clock(at)), at.isoformat())


def stamp(at: datetime) -> str:
    """Date and time for records and print: "2026-11-22 kl. 14.30"."""
    return gettext("%(date)s at %(time)s", date=local(at).date().isoformat(), time=clock(at))


def clock(at: datetime) -> str:
    """The time of day: "16.30" in Swedish, "16:30" in English."""
    there = local(at)
    return gettext("%(hour)s:%(minute)s", hour=f"{there:%H}", minute=f"{there:%M}")


def day(on: date, now: datetime) -> str:
    """A date with its weekday: "måndag 25 maj", with the year when it is another: "måndag 24 maj 2027"."""
    return _babel(on, "EEEE d MMMM" if on.year == local(now).year else "EEEE d MMMM y")


def weekday(on: date) -> str:
    """ "måndag"."""
    return _babel(on, "EEEE")


def short_date(at: datetime, now: datetime) -> str:
    """The date of a moment without its weekday: "14 juni", with the year when it is another than this."""
    there = local(at).date()
    return _babel(there, "d MMMM" if there.year == local(now).year else "d MMMM y")


def last_day(ends_at: datetime, now: datetime) -> str:
    """The last whole day of what a midnight ends: "13 juni" for the midnight that begins 14 juni."""
    return short_date(ends_at - timedelta(seconds=1), now)


def whole_day(on: date) -> str:
    """1 januari 2027."""
    return _babel(on, "d MMMM y")


def size(octets: int) -> str:
    """How big a file is, in kB and MB of 1,000: "840 kB", "2,1 MB"."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} kB"
    return f"{format_decimal(round(octets / 1_000_000, 1), locale=reader_locale())} MB"


def counted(n: int) -> str:
    """A counter: nothing for 0, "999+" above 999."""
    if n > MOST_SHOWN:
        return f"{MOST_SHOWN}+"
    return str(n) if n else ""


def minutes(seconds: int) -> str:
    """A timer or a length: 67 is "1:07"."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def local(at: datetime) -> datetime:
    """The moment in Stockholm. Raises ValueError for a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("a moment without a zone cannot be put into words")
    return at.astimezone(STOCKHOLM)


def _age(there: datetime, here: datetime) -> str:
    passed = here - there
    days = (here.date() - there.date()).days
    if passed < timedelta(minutes=1):
        return gettext("just now")
    if passed < timedelta(hours=1):
        return gettext("%(n)s min", n=passed // timedelta(minutes=1))
    if days == 0 or passed < timedelta(hours=6):
        return gettext("%(n)s h", n=passed // timedelta(hours=1))
    if days == 1:
        return gettext("yesterday")
    if days < 7:
        return ngettext("%(num)s day", "%(num)s days", days)
    return _short_day(there.date(), here.date())


def _late_since(there: datetime, here: datetime) -> str:
    days = (here.date() - there.date()).days
    if days == 0:
        return clock(there)
    if days == 1:
        return gettext("yesterday")
    return _babel(there.date(), "EEE") if days < 7 else _short_day(there.date(), here.date())


def _coming_day(there: date, here: date) -> str:
    days = (there - here).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    return _babel(there, "EEE") if days < 7 else _short_day(there, here)


def _short_day(there: date, here: date) -> str:
    return _babel(there, "d MMM" if there.year == here.year else "d MMM y").replace(".", "")


def _babel(on: date, pattern: str) -> str:
    return _date(on, pattern, reader_locale())


@lru_cache(maxsize=10_000)
def _date(on: date, pattern: str, locale: Locale) -> str:
    return str(format_date(on, pattern, locale=locale))
