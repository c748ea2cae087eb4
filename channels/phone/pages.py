"""Ny anteckning at /NAME/ny: a call registered and closed while the phone is still at the ear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

import core
from channels.phone.typed import own_fields, read_note
from channels.phone.words import gettext as _
from channels.phone.words import spoken
from core import Link, Notice, Problems, Refused

MOST_KNOWN = 3  # contacts with the same number that are shown


def pages(plugin: str) -> Blueprint:
    """The form of one instance. The core's /ny leads to whichever plug-in has a page called `new_note`."""
    blueprint = Blueprint(plugin, __name__)

    @blueprint.get("/ny")
    def new_note() -> ResponseReturnValue:
        _only_those_who_take_calls()
        return _show(plugin, _prefilled(request.args), notices=_saved(request.args.get("sparat", "")))

    @blueprint.post("/ny")
    def save() -> ResponseReturnValue:
        _only_those_who_take_calls()
        return _save(plugin, request.form)

    return blueprint


def _save(plugin: str, typed: Mapping[str, str]) -> ResponseReturnValue:
    """The case; or the form again, with what is wrong or for the same person's next question."""
    by = core.current_agent()
    if typed.get("do") == "search":
        return _show(plugin, typed)
    note = read_note(typed)
    if isinstance(note, Problems):
        return _show(plugin, typed, note), 422
    try:
        with core.transaction():
            number = core.register(plugin, note, by).number
    except Refused as refused:
        return _show(plugin, typed, core.note_problems(refused, note, by)), 422
    if typed.get("do") == "next":
        return _show(plugin, _same_person(typed), notices=_saved(number))  # the caller never stands in an address
    return redirect(core.case_href(number, by) or url_for(f"{plugin}.new_note", sparat=number), 303)


def _show(
    plugin: str, typed: Mapping[str, str], problems: Problems | None = None, notices: tuple[Notice, ...] = ()
) -> str:
    form = core.quick_form(
        typed,
        problems,
        core.current_agent(),
        action=url_for(f"{plugin}.save"),
        fields=own_fields(typed, problems),
        notices=notices,
    )
    return core.page("quick.html", quick=replace(form, earlier=_earlier(typed.get("caller", ""))))


def _prefilled(asked: Mapping[str, str]) -> dict[str, str]:
    """From the telephone's address. A number that only one known contact has brings the name with it."""
    number = asked.get("telefon", "")
    if number.startswith(" "):  # a telephone that wrote + as it is: in an address that is a space
        number = f"+{number.strip()}"
    known = core.find_contacts(number) if _is_number(number) else ()
    name = f"{known[0].name} " if len(known) == 1 and not known[0].name.startswith("+") else ""
    channel = asked.get("kanal", "phone")
    return {"caller": f"{name}{spoken(number)}".strip(), "menu": asked.get("menyval", ""), "channel": channel}


def _same_person(typed: Mapping[str, str]) -> dict[str, str]:
    kept = ("caller", "channel", "menu", "protected")
    return {name: typed[name] for name in kept if name in typed}


def _earlier(caller: str) -> tuple[Link, ...]:
    """The latest case of each contact that the caller may be, of those that the agent may read."""
    by, found = core.current_agent(), []
    for hit in core.find_contacts(caller, limit=MOST_KNOWN) if len(caller.strip()) > 2 else ():
        if hit.last_number and (href := core.case_href(hit.last_number, by)):
            found.append(Link(_("%(name)s, latest case %(number)s", name=hit.name, number=hit.last_number), href))
    return tuple(found)


def _saved(number: str) -> tuple[Notice, ...]:
    """The number of the note before this one."""
    if not number.replace("-", "").isdigit():
        return ()
    href = core.case_href(number, core.current_agent())
    links = (Link(_("Open the case"), href),) if href else ()
    return (Notice(_("Saved as %(number)s.", number=number), tone="good", links=links),)


def _is_number(text: str) -> bool:
    return sum(sign.isdigit() for sign in text) > 5


def _only_those_who_take_calls() -> None:
    if not core.current_agent().in_contact_centre:
        abort(403)
