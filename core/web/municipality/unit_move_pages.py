"""Close or split a unit: everything is asked, then shown as what it will do, and only then planned or done."""

from __future__ import annotations

import hashlib
from datetime import date

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.clock import today
from core.contract.errors import Refused, Wrong
from core.municipality.merging import Value
from core.municipality.pending_moves import CENTRE, END, NONE, STAY, Move
from core.municipality.unit_contents import There, TypeThere, what_is_there
from core.municipality.unit_moves import check_move, plan_move
from core.municipality.unit_moving import carry_out
from core.municipality.units import OneUnit, unit_by_code, units
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web import words
from core.web.form_rows import Button, Choice, Field, Form, choose
from core.web.frame import page
from core.web.language import gettext as _
from core.web.language import ngettext
from core.web.municipality.editing import filled, posted, saved
from core.web.municipality.hub import insist_here
from core.web.municipality.unit_move_words import planned_words, type_name, where_words
from core.web.refusals import words as refusal_words
from core.web.role_words import role_name
from core.web.rows import Link
from core.web.session import current_agent

blueprint = Blueprint("unit_moves", __name__, url_prefix="/installningar")
PARTS = 5  # parts of the cases that are moved at once; the worker does the rest


@blueprint.get("/enheter/<code>/flytta")
def ask(code: str) -> str:
    """The questions."""
    insist_here("administer")
    unit = unit_by_code(code)
    return _form(unit, {"day": today().isoformat(), "closes": "yes", "archive": ("yes",)})


@blueprint.post("/enheter/<code>/flytta")
def answer(code: str) -> ResponseReturnValue:
    """What the answers would do; said again with `sure`, it is planned, or done when the day is today."""
    insist_here("administer")
    unit = unit_by_code(code)
    values = posted(_fields(unit, what_is_there(unit)))
    try:
        move = _move(values)
        with transaction():
            one_at_a_time()
            there = check_move(code, move)
            shown = planned_words(unit, there, move)
            if request.form.get("sure") != _digest(shown):
                return _preview(unit, move, values, shown)
            move_id = plan_move(code, move, current_agent())
    except Wrong as wrong:
        return _form(unit, values, {name: refusal_words(one) for name, one in wrong.fields.items()}), 422
    except Refused as refused:
        return _form(unit, values, problem=refusal_words(refused)), 422
    _do_now(move_id)
    return redirect(saved(url_for("units.one", code=code)), 303)


def _do_now(move_id: int) -> None:
    """On the day itself, as much as one page may wait for."""
    after: int | None = 0
    for _part in range(PARTS):
        if after is None:
            return
        with transaction():
            after = carry_out(move_id, after)


def _move(values: dict[str, Value]) -> Move:
    try:
        day = date.fromisoformat(str(values["day"]))
    except ValueError:
        raise Wrong({"day": Refused("day_wrong")}) from None
    return Move(
        day,
        values["closes"] == "yes",
        str(values["cases"]),
        {id: where for id, where in _numbered("type_", values).items() if where},
        _numbered("member_", values),
        str(values.get("mailbox", "")),
        "yes" in values.get("archive", ()),
    )


def _numbered(prefix: str, values: dict[str, Value]) -> dict[int, str]:
    return {int(name.removeprefix(prefix)): str(value) for name, value in values.items() if name.startswith(prefix)}


def _form(unit: OneUnit, values: dict[str, Value], errors: dict[str, str] | None = None, problem: str = "") -> str:
    there = what_is_there(unit)
    title = _("Close or split %(unit)s", unit=unit.name)
    lead = ngettext(
        "The unit has %(num)s open case. Say where everything goes; you see what it does before anything is changed.",
        "The unit has %(num)s open cases. Say where everything goes; you see what it does before anything is changed.",
        there.open_cases,
    )
    form = Form(
        title,
        request.path,
        filled(_fields(unit, there), values, errors),
        (Button(_("Show what it does")),),
        lead,
        problem,
        cancel_href=_back(unit).href,
    )
    return page("form.html", form=form, back=_back(unit), wide=True)


def _preview(unit: OneUnit, move: Move, values: dict[str, Value], shown: tuple[str, ...]) -> str:
    hidden = [(name, one) for name, value in values.items() for one in ([value] if isinstance(value, str) else value)]
    now = move.day <= today()
    return page(
        "municipality/unit_move.html",
        title=_("%(unit)s from %(day)s", unit=unit.name, day=words.whole_day(move.day)),
        rows=shown,
        hidden=(*hidden, ("sure", _digest(shown))),
        button=_("Do it now") if now else _("Plan it for %(day)s", day=words.whole_day(move.day)),
        said=_("Nothing has been changed yet. It cannot be undone once it is done.")
        if now
        else _("Nothing has been changed yet. Until the day it can be undone."),
        back=_back(unit),
        again=url_for("unit_moves.ask", code=unit.code),
    )


def _digest(shown: tuple[str, ...]) -> str:
    """Tells whether it would still do what was shown."""
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()


def _fields(unit: OneUnit, there: There) -> tuple[Field, ...]:
    closes = (
        Choice("yes", _("The whole unit closes"), why=_("it keeps its name in old cases and figures")),
        Choice("no", _("The unit is split"), why=_("it goes on with what you say stays")),
    )
    fields = [
        Field(
            "day",
            _("From which day?"),
            "date",
            hint=_("Today, or a day to come: then it is done at midnight."),
            short=True,
        ),
        Field("closes", _("What happens?"), "radios", choices=closes),
        Field("cases", _("Where do the open cases go?"), "select", choices=_places(unit, CENTRE, NONE, STAY)),
    ]
    for one in there.types:
        fields.append(_type(unit, one))
    for member in there.members:
        label = _("%(name)s, %(role)s", name=member.name, role=role_name(member.role))
        fields.append(Field(f"member_{member.role_id}", label, "select", choices=_places(unit, NONE, END, STAY)))
    if unit.mailbox:
        hint = _("Empty: nobody reads what is sent to %(mailbox)s as an answer from a unit.", mailbox=unit.mailbox)
        label = _("Who takes over the mailbox?")
        fields.append(Field("mailbox", label, "select", hint=hint, choices=_places(unit), optional=True))
    said = _("Those who move may still read the cases that the unit has closed")
    fields.append(Field("archive", _("Closed cases"), "checkboxes", choices=(Choice("yes", said),)))
    return tuple(fields)


def _type(unit: OneUnit, one: TypeThere) -> Field:
    n = ngettext("%(num)s open case", "%(num)s open cases", one.open_cases)
    said = [
        n,
        *([_("new cases come to the unit")] if one.names_unit else []),
        *([_("secret")] if one.needs_unit else []),
    ]
    rest = () if one.needs_unit else (NONE, CENTRE)
    places = _places(unit, *rest, STAY, first=_("Choose …") if one.names_unit else _("As the others"))
    return Field(f"type_{one.id}", type_name(one), "select", hint=", ".join(said), choices=places)


def _places(unit: OneUnit, *others: str, first: str = "") -> tuple[Choice, ...]:
    """The other units of the förvaltning, those to come too, and what else is possible."""
    found = [
        Choice(str(one.id), _place(one))
        for one in units()
        if one.forvaltning_id == unit.forvaltning_id and one.id != unit.id and not one.closed
    ]
    found += [Choice(where, _choice(unit, where)) for where in others]
    return choose(*found, words=first or _("Choose …"))


def _place(one: OneUnit) -> str:
    return (
        _("%(unit)s, from %(day)s", unit=one.name, day=words.whole_day(one.opened_on))
        if one.to_come and one.opened_on
        else one.name
    )


def _choice(unit: OneUnit, where: str) -> str:
    said = where_words(unit, where)
    return said[:1].upper() + said[1:]


def _back(unit: OneUnit) -> Link:
    return Link(unit.name, url_for("units.one", code=unit.code))
