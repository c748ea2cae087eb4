"""/ny: Ny anteckning. A plug-in for calls takes it over; without one this plain page registers the same notes."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.access.agents import Agent
from core.case.numbers import number_in
from core.contract.errors import Refused
from core.contract.registry import plugins
from core.flow.registering import register
from core.store.db import transaction
from core.web.after_note import case_href, note_problems
from core.web.frame import page
from core.web.language import gettext as _
from core.web.quick_note import Problems, note_from, quick_form
from core.web.rows import Link, Notice
from core.web.session import current_agent

blueprint = Blueprint("new_note", __name__)
TAKES_OVER = "new_note"  # the endpoint by which a plug-in says that its form is the one


@blueprint.get("/ny")
def show() -> ResponseReturnValue:
    """The empty form, prefilled from the telephone's address: ?telefon=…&menyval=…; or the plug-in's own."""
    by = _writer()
    if theirs := _plugin_page():
        return redirect(theirs + (f"?{request.query_string.decode()}" if request.query_string else ""), 302)
    asked = request.args
    typed = {
        "caller": asked.get("telefon", ""),
        "menu": asked.get("menyval", ""),
        "channel": asked.get("kanal", "phone"),
    }
    return _page(typed, None, by, notices=_saved(asked.get("sparat", ""), by))


@blueprint.post("/ny")
def save() -> ResponseReturnValue:
    """Registers the note: the case, or the same form with what is wrong."""
    by, typed = _writer(), request.form
    if typed.get("do") == "search":
        return _page(typed, None, by)
    note = note_from(typed)
    if isinstance(note, Problems):
        return _page(typed, note, by), 422
    try:
        with transaction():
            number = register("", note, by).number
    except Refused as refused:
        return _page(typed, note_problems(refused, note, by), by), 422
    if typed.get("do") == "next":
        again = {
            name: typed.get(name, "") for name in ("caller", "channel", "menu")
        }  # not in an address: it is personal
        return _page(again, None, by, notices=_saved(number, by))
    return redirect(_after(number, by), 303)


def _writer() -> Agent:
    """Those who take calls."""
    by = current_agent()
    if not by.in_contact_centre:
        abort(403)
    return by


def _plugin_page() -> str:
    """The address of the form of a running plug-in that takes this page over; empty when none does."""
    for plugin in plugins().on():
        if f"{plugin.name}.{TAKES_OVER}" in current_app.view_functions:
            return url_for(f"{plugin.name}.{TAKES_OVER}")
    return ""


def _page(typed: Mapping[str, str], problems: Problems | None, by: Agent, notices: tuple[Notice, ...] = ()) -> str:
    return page("quick.html", quick=quick_form(typed, problems, by, action=url_for("new_note.save"), notices=notices))


def _after(number: str, by: Agent) -> str:
    """The case, for who may read it; else an empty form that tells the number."""
    return case_href(number, by) or url_for("new_note.show", sparat=number)


def _saved(typed: str, by: Agent) -> tuple[Notice, ...]:
    """The number of the note before this one."""
    number = number_in(typed)
    if number is None:
        return ()
    href = case_href(number, by)
    links = (Link(_("Open the case"), href),) if href else ()
    return (Notice(_("Saved as %(number)s.", number=number), tone="good", links=links),)
