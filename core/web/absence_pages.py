"""Jag är borta: one's own absence, deputy and phone hours; and, for leaders, those of the people they lead."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.access.absences import Absence, absences_of, away_now
from core.access.agents import SYSTEM
from core.access.roles import may
from core.clock import now
from core.contract.errors import Wrong
from core.municipality.absences import (
    REASONS,
    REST_OF_DAY,
    back_again,
    colleagues_led_by,
    deputies,
    end_of_day,
    insist_absence,
    mark_away,
)
from core.municipality.giving_back import open_cases
from core.municipality.merging import Value
from core.municipality.people import AREA, Person, person
from core.municipality.phone_hours import DAYS, LONGEST_WORDS, phone_hours, set_phone_hours
from core.store.db import transaction
from core.web import words
from core.web.absence_words import away_words, reason_words, span_words
from core.web.form_rows import Button, Choice, Field, Form, choose
from core.web.frame import page
from core.web.language import gettext as _
from core.web.municipality.asking_twice import day_of
from core.web.municipality.editing import Edit, edit_page, filled, posted, saved, saved_notice
from core.web.municipality.leaving_pages import pile_words
from core.web.names import names_for
from core.web.refusals import words as refusal_words
from core.web.register_rows import Cell, Column, Register
from core.web.rows import Link
from core.web.session import current_agent
from core.web.verb_run import number_of

blueprint = Blueprint("absences", __name__, url_prefix="/franvaro")


@blueprint.get("")
def listed() -> ResponseReturnValue:
    """Those one leads: who is away, who answers. Who leads nobody comes to the own page."""
    led, away = colleagues_led_by(current_agent()), away_now()
    if not led:
        return redirect(url_for("absences.of", agent_id=current_agent().id), 303)
    rows = [
        (
            Cell(one.name, url_for("absences.of", agent_id=one.id)),
            Cell(away_words(away[one.id]) if one.id in away else "", tone="soon"),
        )
        for one in sorted(led, key=lambda one: one.id not in away)
    ]
    lead = _("Choose somebody to write down an absence or change phone hours.")
    own = Link(_("I am away"), url_for("absences.of", agent_id=current_agent().id))
    columns = (Column(_("Name")), Column(_("Away"), "wide"))
    return page("register.html", register=Register(_("Absence"), columns, tuple(rows), lead, links=(own,)))


@blueprint.get("/<int:agent_id>")
def of(agent_id: int) -> str:
    """What is written down for somebody, and the form for more."""
    insist_absence(agent_id, current_agent())
    return _page(person(agent_id), _fields(agent_id))


@blueprint.post("/<int:agent_id>")
def mark(agent_id: int) -> ResponseReturnValue:
    """Away from a day, or now."""
    insist_absence(agent_id, current_agent())
    fields = _fields(agent_id)
    values = posted(fields)
    try:
        with transaction():
            mark_away(
                agent_id,
                current_agent(),
                first=day_of(values, "first"),
                last=day_of(values, "last"),
                why=str(values["why"]),
                deputy_id=number_of(request.form, "deputy"),
                gives_back=values["cases"] == "back",
            )
    except Wrong as wrong:
        errors = {name: refusal_words(refused) for name, refused in wrong.fields.items()}
        return _page(person(agent_id), filled(fields, values, errors)), 422
    return redirect(saved(url_for("absences.of", agent_id=agent_id)), 303)


@blueprint.post("/<int:agent_id>/slut-for-dagen")
def rest_of_day(agent_id: int) -> ResponseReturnValue:
    """Gone until tomorrow; everything open goes to the group."""
    with transaction():
        end_of_day(agent_id, current_agent())
    return redirect(saved(url_for("absences.of", agent_id=agent_id)), 303)


@blueprint.post("/<int:agent_id>/tillbaka/<int:absence_id>")
def back(agent_id: int, absence_id: int) -> ResponseReturnValue:
    """Back again, or not going after all."""
    with transaction():
        back_again(agent_id, absence_id, current_agent())
    return redirect(saved(url_for("absences.of", agent_id=agent_id)), 303)


@blueprint.route("/<int:agent_id>/telefontid", methods=["GET", "POST"])
def phone(agent_id: int) -> ResponseReturnValue:
    """When the phone is answered."""
    insist_absence(agent_id, current_agent())
    one = person(agent_id)

    def now_are() -> dict[str, Value]:
        hours = phone_hours(agent_id)
        return {"words": hours.words, **hours.week}

    def save(values: dict[str, Value]) -> str:
        week = {day: str(values[day]) for day in DAYS}
        set_phone_hours(agent_id, str(values["words"]), week, current_agent())
        return url_for("absences.of", agent_id=agent_id)

    said = _("As colleagues read it, for example Mon–Thu 9–11, not during school holidays.")
    field = Field("words", _("Phone hours in words"), hint=said, optional=True, maxlength=LONGEST_WORDS)
    week = tuple(Field(day, _day_names()[day], optional=True, short=True, maxlength=60) for day in DAYS)
    lead = _("Write 9–11, or 9–11, 13–14.30. An empty day has no phone hours.")
    title = _("Phone hours of %(name)s", name=one.name)
    link = Link(_title(one), url_for("absences.of", agent_id=agent_id))
    return edit_page(Edit(title, (field, *week), now_are, save, link, AREA, one.login, lead))


def _page(one: Person, fields: tuple[Field, ...]) -> str:
    hours, at = phone_hours(one.id), now()
    changed = words.short_date(hours.changed_at, at) if hours.changed_at else ""
    coming = [(absence, _absence_words(absence), absence.holds(at)) for absence in absences_of(one.id)]
    form = Form(_("New absence"), url_for("absences.of", agent_id=one.id), fields, (Button(_("Save")),))
    led = bool(colleagues_led_by(current_agent()))
    return page(
        "absence.html",
        title=_title(one),
        person=one,
        own=one.id == current_agent().id,
        coming=coming,
        away=any(holds for _one, _words, holds in coming),
        hours=[hours.words]
        if hours.words
        else [f"{_day_names()[day]} {spans}" for day, spans in hours.week.items() if spans],
        changed=changed,
        form=form,
        notices=saved_notice(),
        back=Link(_("Absence"), url_for("absences.listed")) if led else Link(_("My account"), url_for("account.show")),
    )


def _title(one: Person) -> str:
    return _("I am away") if one.id == current_agent().id else _("Absence of %(name)s", name=one.name)


def _absence_words(absence: Absence) -> str:
    why = reason_words(absence.why)
    said = why if absence.why == REST_OF_DAY else f"{why} {span_words(absence)}"
    return f"{said}, {_('%(name)s answers', name=absence.deputy)}" if absence.deputy else said


def _fields(agent_id: int) -> tuple[Field, ...]:
    by = current_agent()
    seen_by = SYSTEM if may(by, "administer") else by  # a leader counts what a leader may list
    piles = pile_words(open_cases(agent_id, seen_by), names_for(by.language))
    people = (Choice(str(one.id), one.name) for one in deputies(agent_id))
    never_health = _("Never write illness here: choose Away.")
    reasons = tuple(Choice(code, _reason_choice(code)) for code in REASONS)
    cases = (
        Choice("back", _("They go back to the group when the absence begins"), True, " ".join(piles)),
        Choice("keep", _("They stay where they are")),
    )
    return (
        Field("first", _("First day"), "date", hint=_("Leave it empty for now."), optional=True, short=True),
        Field("last", _("Last day"), "date", hint=_("Leave it empty until further notice."), optional=True, short=True),
        Field("why", _("Why?"), "radios", hint=never_health, choices=reasons),
        Field("deputy", _("Who answers meanwhile?"), "select", choices=choose(*people, words=_("No deputy"))),
        Field("cases", _("Open cases and calls to return"), "radios", choices=cases),
    )


def _reason_choice(code: str) -> str:
    said = reason_words(code)
    return said[:1].upper() + said[1:]


def _day_names() -> dict[str, str]:
    monday = date(2024, 1, 1)
    return {day: words.weekday(monday.replace(day=1 + n)) for n, day in enumerate(DAYS)}
