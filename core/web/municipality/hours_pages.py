"""Öppettider: whose hours hold now and later, other hours from a date on, and days of one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.case.recounting import how_many, recount
from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.changes import changes
from core.municipality.merging import Value
from core.municipality.opening_hours import (
    AREA,
    LONGEST_REASON,
    Owner,
    add_own_days,
    days_of,
    has_own,
    hours_at,
    owners,
    remove_hours,
    remove_own_day,
    set_hours,
    versions_of,
)
from core.municipality.typed_hours import form_values, typed_date, typed_hours, typed_time
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web.form_rows import Choice, Field
from core.web.frame import page
from core.web.language import gettext as _
from core.web.municipality.editing import Edit, edit_page, saved, saved_notice
from core.web.municipality.hours_fields import asked_owner, back, field_words, from_field, hours_fields, owner_choices
from core.web.municipality.hours_words import above_name, week_rows, weekdays, whose
from core.web.municipality.hub import back_to_settings, insist_here
from core.web.municipality.listing import change_rows
from core.web.session import current_agent

blueprint = Blueprint("opening_hours", __name__, url_prefix="/installningar/oppettider")


@blueprint.before_request
def only_administrators() -> None:
    """All of these pages."""
    insist_here("administer")


@blueprint.get("")
def show() -> str:
    """What holds for one owner, what is planned, and who has hours of its own."""
    owner, today = asked_owner(), local_date(now())
    return page(
        "municipality/hours.html",
        back=back_to_settings(),
        owner=owner,
        name=whose(owner),
        above=above_name(owner),
        choices=owner_choices(owner.code),
        week=week_rows(hours_at(owner, today)),
        own=has_own(owner),
        versions=versions_of(owner),
        days=days_of(owner, today - timedelta(days=31)),
        others=tuple(one for one in owners() if one.key != owner.key and has_own(one) and one.above),
        notices=saved_notice(),
        kept=how_many(owner.key) if request.args.get("andrat") else 0,
        changes=change_rows(
            changes(AREA, owner.code),
            {name: _named(words) for name, words in {**weekdays(), **field_words()}.items()},
        ),
        whose=whose,
        week_rows=week_rows,
    )


@blueprint.route("/nya", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Other hours from a date on; they begin as a copy of those that hold."""
    owner = asked_owner()

    def values() -> dict[str, Value]:
        return {**form_values(hours_at(owner, local_date(now()))), "valid_from": ""}

    def save(typed: dict[str, Value]) -> str:
        set_hours(owner, typed_date(typed, "valid_from"), typed_hours(typed), current_agent())
        return _next(owner)

    title = _("New opening hours: %(name)s", name=whose(owner))
    return edit_page(Edit(title, (from_field(), *hours_fields()), values, save, back(owner), AREA, owner.code, _lead()))


@blueprint.route("/andra/<day>", methods=["GET", "POST"])
def change(day: str) -> ResponseReturnValue:
    """The hours that begin on that date, put right."""
    owner = asked_owner()
    was = _day(day)

    def values() -> dict[str, Value]:
        found = next((one for one in versions_of(owner) if one.valid_from == was and one.hours), None)
        if found is None or found.hours is None:
            raise NotFound
        return {**form_values(found.hours), "valid_from": was.isoformat()}

    def save(typed: dict[str, Value]) -> str:
        set_hours(owner, typed_date(typed, "valid_from"), typed_hours(typed), current_agent(), was=was)
        return _next(owner)

    title = _("Opening hours from %(date)s: %(name)s", date=was.isoformat(), name=whose(owner))
    return edit_page(Edit(title, (from_field(), *hours_fields()), values, save, back(owner), AREA, owner.code, _lead()))


@blueprint.route("/folj", methods=["GET", "POST"])
def follow() -> ResponseReturnValue:
    """From a date on, no hours of its own."""
    owner = asked_owner()

    def save(typed: dict[str, Value]) -> str:
        set_hours(owner, typed_date(typed, "valid_from"), None, current_agent())
        return _next(owner)

    title = _("%(name)s: the same hours as %(above)s", name=whose(owner), above=above_name(owner))
    return edit_page(Edit(title, (from_field(),), dict, save, back(owner)))


@blueprint.post("/ta-bort/<day>")
def remove(day: str) -> ResponseReturnValue:
    """Planned hours that shall not be."""
    owner = asked_owner()
    with transaction():
        one_at_a_time()
        remove_hours(owner, _day(day), current_agent())
    return redirect(saved(_next(owner)), 303)


@blueprint.route("/dagar/nya", methods=["GET", "POST"])
def new_days() -> ResponseReturnValue:
    """Days when the owner is closed, or closes early."""
    owner = asked_owner()
    until = Field("closes", _("Closes at"), short=True, hint=_("For example 12 or 14.30."))
    fields = (
        Field("first", _("Day"), "date", short=True),
        Field("last", _("Last day"), "date", short=True, optional=True, hint=_("When it is more than one.")),
        Field(
            "how",
            _("How is it then?"),
            "radios",
            choices=(
                Choice("closed", _("Closed all day"), checked=True),
                Choice("short", _("Closes earlier"), asks=(until,)),
            ),
        ),
        Field("reason", _("Why"), hint=_("Shown in the calendar, for example Planning day."), maxlength=LONGEST_REASON),
    )

    def save(typed: dict[str, Value]) -> str:
        first = typed_date(typed, "first")
        last = typed_date(typed, "last") if typed["last"] else first
        closes = typed_time(str(typed["closes"])) if typed["how"] == "short" else None
        if typed["how"] == "short" and not closes:
            raise Wrong({"closes": Refused("hours_time_wrong")})
        add_own_days(owner, first, last, closes, str(typed["reason"]), current_agent())
        return _next(owner)

    return edit_page(Edit(_("Own days: %(name)s", name=whose(owner)), fields, _first_choice, save, back(owner)))


@blueprint.post("/dagar/<day>/ta-bort")
def remove_day(day: str) -> ResponseReturnValue:
    """A day that is as others again."""
    owner = asked_owner()
    with transaction():
        one_at_a_time()
        remove_own_day(owner, _day(day), current_agent())
    return redirect(saved(_next(owner)), 303)


@blueprint.post("/rakna-om")
def count_again() -> ResponseReturnValue:
    """The dates of open cases, by the hours as they are now."""
    owner = asked_owner()
    with transaction():
        one_at_a_time()
        recount(owner.key, current_agent())
    return redirect(saved(url_for("opening_hours.show", vems=owner.code)), 303)


def _next(owner: Owner) -> str:
    return url_for("opening_hours.show", vems=owner.code, andrat=1)


def _lead() -> str:
    return _("Several times a day are written 8–12, 13–16.30. Leave a day empty when it is closed.")


def _named(words: str) -> Callable[[], str]:
    return lambda: words


def _first_choice() -> dict[str, Value]:
    return {"how": "closed"}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
