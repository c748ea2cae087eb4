"""Units: a new one, its name, mailbox and first day, and what is planned for it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.clock import today
from core.contract.errors import Refused
from core.municipality.forvaltningar import departments
from core.municipality.merging import Value
from core.municipality.pending_moves import pending_of
from core.municipality.unit_contents import what_is_there
from core.municipality.unit_moves import undo_move
from core.municipality.units import AREA, OneUnit, add_unit, change_unit, unit_by_code
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web import words
from core.web.form_rows import Choice, Field, choose
from core.web.language import gettext as _
from core.web.municipality.editing import Edit, edit_page, saved
from core.web.municipality.hub import insist_here
from core.web.municipality.importing import mount
from core.web.municipality.organisation_pages import back_home, home, page_of
from core.web.municipality.unit_file import KIND
from core.web.municipality.unit_move_words import planned_words
from core.web.refusals import words as refusal_words
from core.web.rows import Link, Notice
from core.web.session import current_agent

blueprint = Blueprint("units", __name__, url_prefix="/installningar")


@blueprint.route("/enheter/ny", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new one, perhaps from a day to come."""
    insist_here("administer")
    owners = choose(*(Choice(one.code, one.name) for one in departments() if not one.closed), words=_("Choose …"))
    fields = (
        Field("forvaltning", _("Department"), "select", choices=owners),
        Field("code", _("Code"), hint=_("For example TEK Tillstånd. It stays."), short=True, maxlength=40),
        *_fields(first_day=True),
    )

    def save(values: dict[str, Value]) -> str:
        add_unit({name: str(value) for name, value in values.items()}, current_agent())
        return home()

    chosen = {"forvaltning": request.args.get("forvaltning", "")}
    return edit_page(Edit(_("New unit"), fields, lambda: chosen, save, back_home()))


@blueprint.route("/enheter/<code>", methods=["GET", "POST"])
def one(code: str) -> ResponseReturnValue:
    """One, and what is planned for it."""
    insist_here("administer")
    unit = unit_by_code(code)

    def now_values() -> dict[str, Value]:
        kept = unit_by_code(code).values
        return {name: value for name, value in kept.items() if unit.to_come or name != "opened_on"}

    def save(values: dict[str, Value]) -> str:
        change_unit(code, {name: str(value) for name, value in values.items()}, current_agent())
        return home()

    edit = Edit(unit.name, _fields(first_day=unit.to_come), now_values, save, back_home(), AREA, code)
    return edit_page(replace(edit, template="municipality/thing.html", more=_more(unit)))


@blueprint.post("/enheter/<code>/angra")
def undo(code: str) -> ResponseReturnValue:
    """Takes back what is planned, before its day."""
    insist_here("administer")
    unit = unit_by_code(code)
    try:
        with transaction():
            one_at_a_time()
            undo_move(code, current_agent())
    except Refused as refused:
        return page_of(unit.forvaltning, refusal_words(refused)), 422
    return redirect(saved(url_for("units.one", code=code)), 303)


def _fields(*, first_day: bool) -> tuple[Field, ...]:
    hint = _("For officers without a login: what is handed over is mailed there.")
    day = Field("opened_on", _("First day"), "date", hint=_("Empty: from now."), optional=True, short=True)
    return (
        Field("name", _("Name"), maxlength=120),
        Field("mailbox", _("Shared mailbox"), "email", hint=hint, optional=True, maxlength=254),
        *((day,) if first_day else ()),
    )


def _more(unit: OneUnit) -> dict[str, object]:
    planned = pending_of(unit.id)
    if unit.closed:
        said = _("The unit has been closed since %(day)s. Old cases and figures still name it.", day=_day(unit))
        return {"links": (), "posts": (), "notices": (Notice(said),), "rows": ()}
    there = what_is_there(unit)
    if planned is None:
        move = Link(_("Close or split the unit"), url_for("unit_moves.ask", code=unit.code), "split")
        return {"links": (move,), "posts": (), "notices": (), "rows": ()}
    begun = planned.begun or planned.move.day <= today()
    undo = () if begun else ((_("Undo what is planned"), url_for("units.undo", code=unit.code)),)
    said = _("Planned for %(day)s:", day=words.whole_day(planned.move.day))
    rows = planned_words(unit, there, planned.move)
    return {"links": (), "posts": undo, "notices": (Notice("", said, "soon"),), "rows": rows}


def _day(unit: OneUnit) -> str:
    return words.whole_day(unit.closed_on) if unit.closed_on else ""


mount(blueprint, KIND)
