"""Words in the reader's language, and times as a person reads them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import flask_babel

from core import now
from core.tables import date_words, names_by_code

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def gettext(message: str, **values: object) -> str:
    """The message in the reader's language; `values` fill its %(name)s."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """The message for a number; %(num)s is the number itself."""
    return str(flask_babel.ngettext(one, many, n, **values))


def language() -> str:
    """The language of this page: "sv" or "en"."""
    return str(flask_babel.get_locale() or "sv")


def type_name(code: str) -> str:
    """What a case type is called; its code when the catalogue has it no more."""
    return names_by_code(language()).get(code, code)


def day(on: date | None) -> str:
    """A day for a list: "2026-11-22"; empty when there is none."""
    return on.isoformat() if on else ""


def moment(at: datetime) -> str:
    """Day and time in Stockholm: "i dag 14.30", "i morgon 14.30", "9 december 14.30"."""
    here = at.astimezone(STOCKHOLM)
    days = (here.date() - now().astimezone(STOCKHOLM).date()).days
    if days == 0:
        return gettext("today %(time)s", time=f"{here:%H.%M}")
    if days == 1:
        return gettext("tomorrow %(time)s", time=f"{here:%H.%M}")
    return f"{date_words(at, language())} {here:%H.%M}"


def stamp(at: datetime) -> str:
    """Day and time in Stockholm for registers: "2026-11-22 14.30"."""
    return f"{at.astimezone(STOCKHOLM):%Y-%m-%d %H.%M}"


def local(at: datetime) -> str:
    """What a field for date and time holds: "2026-11-22T14:30" in Stockholm."""
    return f"{at.astimezone(STOCKHOLM):%Y-%m-%dT%H:%M}"
