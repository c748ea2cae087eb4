"""The year as a picture: every day open, short or closed, and in words why; also in print and for a screen reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from babel.numbers import format_decimal
from flask import Blueprint, request, url_for

from core.case.opening_hours import calendar
from core.case.worktime import local_date
from core.clock import now
from core.municipality.opening_hours import places_of
from core.municipality.year import Day, year_of
from core.web.frame import page
from core.web.language import gettext as _
from core.web.language import reader_locale
from core.web.municipality.hours_fields import asked_owner, back, owner_choices
from core.web.municipality.hours_words import said, whose
from core.web.municipality.hub import insist_here
from core.web.rows import Link

FIRST, LAST = 2000, 2100

blueprint = Blueprint("hours_year", __name__, url_prefix="/installningar/oppettider")


@dataclass(frozen=True, slots=True)
class Box:
    """A date in the grid. `words` is empty for a day like others; `kind` draws it."""

    n: int
    kind: str
    words: str
    iso: str
    today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its weeks (number, seven boxes, None outside it), its special days in words, and how much is open."""

    name: str
    weeks: tuple[tuple[int, tuple[Box | None, ...]], ...]
    special: tuple[tuple[str, str, str], ...]
    open_days: int


@blueprint.get("/ar")
def year() -> str:
    """The calendar of one owner for one year."""
    insist_here("administer")
    owner, today = asked_owner(), local_date(now())
    wanted = _year(request.args.get("ar", ""), today.year)
    months = year_of(calendar(*places_of(owner)), wanted)
    days = [day for month in months for day in month]
    return page(
        "municipality/year.html",
        back=back(owner),
        owner=owner,
        name=whose(owner),
        choices=owner_choices(owner.code),
        year=wanted,
        months=tuple(_month(month, today) for month in months),
        weekdays=_weekdays(),
        open_days=sum(day.minutes > 0 for day in days),
        hours_words=format_decimal(sum(day.minutes for day in days) // 60, locale=reader_locale()),
        legend=_legend({day.state for day in days}),
        others=tuple(
            Link(str(one), url_for("hours_year.year", vems=owner.code, ar=one))
            for one in (wanted - 1, wanted + 1)
            if FIRST <= one <= LAST
        ),
    )


def _year(typed: str, here: int) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and FIRST <= int(typed) <= LAST else here


def _month(days: tuple[Day, ...], today: date) -> Month:
    weeks = groupby(days, key=lambda day: day.on.isocalendar().week)
    special = tuple((day.on.isoformat(), str(day.on.day), words) for day in days if (words := said(day)))
    name = str(reader_locale().months["stand-alone"]["wide"][days[0].on.month])
    return Month(
        name.capitalize(),
        tuple((number, _week(tuple(week), today)) for number, week in weeks),
        special,
        sum(day.minutes > 0 for day in days),
    )


def _week(days: tuple[Day, ...], today: date) -> tuple[Box | None, ...]:
    boxes: list[Box | None] = [None] * 7
    for day in days:
        boxes[day.on.weekday()] = Box(day.on.day, day.state, said(day), day.on.isoformat(), day.on == today)
    return tuple(boxes)


def _weekdays() -> tuple[tuple[str, str], ...]:
    """The first letter of each weekday, and its name."""
    days = reader_locale().days["format"]
    return tuple((str(days["wide"][n])[:1].upper(), str(days["wide"][n])) for n in range(7))


def _legend(states: set[str]) -> tuple[tuple[str, str], ...]:
    words = (
        ("red", _("Red day")),
        ("eve", _("Eve, closed")),
        ("short", _("Closes early")),
        ("own", _("Own closed day")),
        ("bridge", _("Bridge day, open")),
        ("off", _("Bridge day, closed")),
        ("rest", _("Closed every week")),
    )
    return tuple((state, label) for state, label in words if state in states)
