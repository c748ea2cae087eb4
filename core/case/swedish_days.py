"""The Swedish year: which dates have a name, computed from Easter and never listed.

Sources: lag (1989:253) om allmänna helgdagar; semesterlagen for the eves; the short days are
those that Swedish municipalities commonly close early on, one by one.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_ = str  # marks message ids for the catalogue; pages translate them when shown

RED_DAYS: dict[str, str] = {
    "nyarsdagen": _("New Year's Day"),
    "trettondedag_jul": _("Epiphany"),
    "langfredagen": _("Good Friday"),
    "paskdagen": _("Easter Sunday"),
    "annandag_pask": _("Easter Monday"),
    "forsta_maj": _("May Day"),
    "kristi_himmelsfardsdag": _("Ascension Day"),
    "pingstdagen": _("Whit Sunday"),
    "nationaldagen": _("Sweden's National Day"),
    "midsommardagen": _("Midsummer Day"),
    "alla_helgons_dag": _("All Saints' Day"),
    "juldagen": _("Christmas Day"),
    "annandag_jul": _("Boxing Day"),
}
EVES: dict[str, str] = {
    "paskafton": _("Easter Eve"),
    "pingstafton": _("Whitsun Eve"),
    "midsommarafton": _("Midsummer Eve"),
    "julafton": _("Christmas Eve"),
    "nyarsafton": _("New Year's Eve"),
}
SHORT_DAYS: dict[str, str] = {
    "trettondagsafton": _("the eve of Epiphany"),
    "skartorsdag": _("Maundy Thursday"),
    "valborgsmassoafton": _("Walpurgis Eve"),
    "dagen_fore_kristi_himmelsfard": _("the day before Ascension Day"),
    "dagen_fore_nationaldagen": _("the day before the National Day"),
    "alla_helgons_afton": _("the day before All Saints' Day"),
}
KLAMDAG = "klamdag"
DAY_NAMES: dict[str, str] = {**RED_DAYS, **EVES, **SHORT_DAYS, KLAMDAG: _("bridge day")}

_STATUTORY_EVES = frozenset({"midsommarafton", "julafton", "nyarsafton"})


def day_names(day: date) -> tuple[str, ...]:
    """Every code the date carries: red days first, then eves, short days and klämdag."""
    return _names_of(day.year).get(day, ()) + ((KLAMDAG,) if _is_klamdag(day) else ())


def is_free(day: date) -> bool:
    """A Saturday, a Sunday, a red day or an eve that most people have off."""
    return day.weekday() >= 5 or any(name in RED_DAYS or name in EVES for name in _named(day))


def is_statutory_working_day(day: date) -> bool:
    """Whether a legal time may end on the date (lag 1930:173, 2 §)."""
    return day.weekday() < 5 and not any(name in RED_DAYS or name in _STATUTORY_EVES for name in _named(day))


def next_working_day(day: date) -> date:
    """The date itself, or the first day after it that a legal time may end on (lag 1930:173)."""
    while not is_statutory_working_day(day):
        day += timedelta(days=1)
    return day


def easter_sunday(year: int) -> date:
    """Easter by the Gregorian computus (the anonymous algorithm of 1876)."""
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - leap_centuries - correction + 15) % 30
    leap_years, year_rest = divmod(in_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _is_klamdag(day: date) -> bool:
    if is_free(day) or day in (date.min, date.max):
        return False
    return is_free(day - timedelta(days=1)) and is_free(day + timedelta(days=1))


def _named(day: date) -> tuple[str, ...]:
    return _names_of(day.year).get(day, ())


@lru_cache(maxsize=256)
def _names_of(year: int) -> dict[date, tuple[str, ...]]:
    found = _dates_of(year)
    names: dict[date, tuple[str, ...]] = {}
    for name in (*RED_DAYS, *EVES, *SHORT_DAYS):
        names[found[name]] = (*names.get(found[name], ()), name)
    return names


def _dates_of(year: int) -> dict[str, date]:
    easter = easter_sunday(year)
    midsummer = _saturday_from(date(year, 6, 20))
    all_saints = _saturday_from(date(year, 10, 31))
    return {
        "nyarsdagen": date(year, 1, 1),
        "trettondagsafton": date(year, 1, 5),
        "trettondedag_jul": date(year, 1, 6),
        "skartorsdag": easter - timedelta(days=3),
        "langfredagen": easter - timedelta(days=2),
        "paskafton": easter - timedelta(days=1),
        "paskdagen": easter,
        "annandag_pask": easter + timedelta(days=1),
        "valborgsmassoafton": date(year, 4, 30),
        "forsta_maj": date(year, 5, 1),
        "dagen_fore_kristi_himmelsfard": easter + timedelta(days=38),
        "kristi_himmelsfardsdag": easter + timedelta(days=39),
        "pingstafton": easter + timedelta(days=48),
        "pingstdagen": easter + timedelta(days=49),
        "dagen_fore_nationaldagen": date(year, 6, 5),
        "nationaldagen": date(year, 6, 6),
        "midsommarafton": midsummer - timedelta(days=1),
        "midsommardagen": midsummer,
        "alla_helgons_afton": all_saints - timedelta(days=1),
        "alla_helgons_dag": all_saints,
        "julafton": date(year, 12, 24),
        "juldagen": date(year, 12, 25),
        "annandag_jul": date(year, 12, 26),
        "nyarsafton": date(year, 12, 31),
    }


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)
