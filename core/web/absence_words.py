"""Who is away, in the words of a list: "ledig till 14 juni, Bo Hagman svarar"."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.access.absences import Absence
from core.clock import now
from core.web import words
from core.web.language import gettext as _


def reason_words(why: str) -> str:
    """The code of a reason, as it stands after a name."""
    return {
        "ledig": _("on leave"),
        "utbildning": _("at training"),
        "mote": _("at a meeting"),
        "dagen": _("gone for the day"),
    }.get(why, _("away"))


def away_words(absence: Absence) -> str:
    """Why, until when, and who answers meanwhile."""
    why = reason_words(absence.why)
    said = why if absence.why == "dagen" else f"{why} {_until(absence.ends_at)}"
    return f"{said}, {_('%(name)s answers', name=absence.deputy)}" if absence.deputy else said


def span_words(absence: Absence) -> str:
    """From when to when, for whoever looks after it: "13 maj – 20 maj"."""
    first = words.short_date(absence.starts_at, now())
    if absence.ends_at is None:
        return _("from %(day)s until further notice", day=first)
    last = words.last_day(absence.ends_at, now())
    return first if first == last else f"{first} – {last}"


def _until(ends_at: datetime | None) -> str:
    if ends_at is None:
        return _("until further notice")
    if words.local(ends_at - timedelta(seconds=1)).date() == words.local(now()).date():
        return _("today")
    return _("until %(day)s", day=words.last_day(ends_at, now()))
