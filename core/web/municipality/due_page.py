"""Vad blir svarsdatumet för …? A promise, a moment and a place in; the date out, with each day that was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, request, url_for

from core.case.deadlines import explain
from core.case.opening_hours import calendar
from core.case.promises import Due, deadlines, parse_promise
from core.case.worktime import STOCKHOLM, Calendar, local_date
from core.clock import now
from core.contract.errors import ConfigurationError, NotFound
from core.municipality.due_types import Promised, promised_types
from core.municipality.opening_hours import EVERYBODY, owner_by_code, places_of
from core.municipality.year import Counted, counted_days
from core.web import words
from core.web.deadlines_view import explained, label
from core.web.form_rows import Choice, Field
from core.web.frame import page
from core.web.language import gettext as _
from core.web.language import ngettext, reader_locale
from core.web.municipality.hours_fields import back, owner_choices
from core.web.municipality.hours_words import said
from core.web.municipality.hub import insist_here

USUAL = "2 ad"

blueprint = Blueprint("hours_due", __name__, url_prefix="/installningar/oppettider")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked; `wrong` is what to write instead, by field."""

    promise: str
    received: datetime | None
    answered: datetime | None
    written: bool
    calendar: Calendar
    wrong: dict[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One date of the way: its words, what it counts as, and why it is not counted."""

    day: str
    counts: str
    why: str
    skipped: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One deadline: what must have happened by when, how that was counted, and the days."""

    label: str
    when: str
    how: str
    steps: tuple[Step, ...]


@blueprint.get("/rakna")
def count() -> str:
    """The calculator: a form that answers itself, and can be linked to."""
    insist_here("administer")
    types = promised_types(reader_locale().language)
    asked = _asked(types) if request.args.get("kom") is not None else None
    return page(
        "municipality/due.html",
        back=back(owner_by_code(EVERYBODY)),
        fields=_fields(types, asked.wrong if asked else {}),
        action=url_for("hours_due.count"),
        answers=_answers(asked) if asked and not asked.wrong else (),
        between=_between(asked) if asked and not asked.wrong else "",
    )


def _asked(types: tuple[Promised, ...]) -> Asked:
    given, wrong = request.args, {}
    chosen = next((one for one in types if one.code == given.get("typ")), None)
    promise = given.get("mal", "").strip() or (chosen.promise if chosen else USUAL)
    try:
        parse_promise(promise)
    except ConfigurationError:
        wrong["mal"] = _("Write direkt, genast, samma dag, lag, 2 ad, 1 ad åter, 2+10 ad or 1 mån.")
    received, answered = _moment(given.get("kom", "")), _moment(given.get("svarat", ""))
    if received is None:
        wrong["kom"] = _("Choose a date and a time.")
    if given.get("svarat") and answered is None:
        wrong["svarat"] = _("Choose a date and a time.")
    return Asked(promise, received, answered, given.get("hur") != "pa_plats", _calendar(chosen), wrong)


def _calendar(chosen: Promised | None) -> Calendar:
    code = request.args.get("vems", "")
    try:
        places = places_of(owner_by_code(code)) if code else chosen.places if chosen else (None, None)
    except NotFound:
        places = (None, None)
    return calendar(*places)


def _answers(asked: Asked) -> tuple[Answer, ...]:
    if asked.received is None:
        return ()
    dues = deadlines(parse_promise(asked.promise), asked.received, asked.calendar, written=asked.written)
    return tuple(_answer(asked.calendar, asked.received, due) for due in dues)


def _answer(calendar: Calendar, received: datetime, due: Due) -> Answer:
    at = words.local(due.at)
    day = words.day(at.date(), now())
    steps = counted_days(calendar, received, due.at)
    numbered = due.explanation.counted == "opening_days"
    return Answer(
        label(due.kind),
        _("%(date)s at %(time)s", date=day, time=words.clock(due.at)),
        explained(explain(due.explanation), due.at, now()),
        tuple(_step(one, number == 0, numbered) for number, one in enumerate(steps)),
    )


def _step(one: Counted, first: bool, numbered: bool) -> Step:
    open_ = one.day.minutes > 0
    counts = _("came in, day 0") if first else _("day %(n)s", n=one.n) if one.n and numbered else ""
    if not open_ and not first:
        counts = _("not counted")
    why = said(one.day) or ("" if open_ else _("closed every week"))
    return Step(words.day(one.day.on, now()), counts, why, skipped=not open_)


def _between(asked: Asked) -> str:
    if asked.received is None or asked.answered is None:
        return ""
    n = asked.calendar.working_minutes(asked.received, asked.answered)
    return ngettext("%(num)s minute of opening hours", "%(num)s minutes of opening hours", n)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=STOCKHOLM)
    except ValueError:
        return None


def _fields(types: tuple[Promised, ...], wrong: dict[str, str]) -> tuple[Field, ...]:
    given = request.args
    usual = f"{local_date(now()).isoformat()}T{words.local(now()):%H:%M}"
    came = given.get("kom", usual)
    return (
        *_promised(types, wrong),
        Field("kom", _("Came in"), "datetime-local", came, short=True, error=wrong.get("kom", "")),
        _how(given.get("hur") == "pa_plats"),
        Field(
            "vems",
            _("Whose opening hours"),
            "select",
            choices=owner_choices(given.get("vems", ""), Choice("", _("Those of the type's owner"))),
        ),
        Field(
            "svarat",
            _("Answered"),
            "datetime-local",
            given.get("svarat", ""),
            hint=_("Then the opening hours between the two are counted."),
            error=wrong.get("svarat", ""),
            short=True,
            optional=True,
        ),
    )


def _promised(types: tuple[Promised, ...], wrong: dict[str, str]) -> tuple[Field, Field]:
    """The type, whose promise counts, or a promise of its own."""
    given = request.args
    chosen = tuple(Choice(one.code, f"{one.name} ({one.promise})", one.code == given.get("typ", "")) for one in types)
    return (
        Field("typ", _("Type of case"), "select", choices=(Choice("", _("None: I write the answering time")), *chosen)),
        Field(
            "mal",
            _("Answering time"),
            value=given.get("mal", ""),
            hint=_("Such as 2 ad, 10 ad, samma dag or 1 mån. Empty: what the type promises."),
            error=wrong.get("mal", ""),
            short=True,
            optional=True,
        ),
    )


def _how(spoken: bool) -> Field:
    choices = (
        Choice("skriftligt", _("In writing"), not spoken),
        Choice("pa_plats", _("By phone or visit"), spoken),
    )
    return Field("hur", _("How"), "radios", choices=choices)
