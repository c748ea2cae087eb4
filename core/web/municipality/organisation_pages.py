"""The organisation as one page, and the forms of nämnder and förvaltningar."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.contract.errors import NotFound, Refused
from core.municipality import forvaltningar as verbs
from core.municipality.changes import changes
from core.municipality.forvaltningar import FORVALTNING, NAMND, Department, department, departments, namnder
from core.municipality.merging import Value
from core.municipality.organisation import organisation
from core.municipality.units import AREA as UNITS
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web import words
from core.web.form_rows import Choice, Field, choose
from core.web.frame import page
from core.web.language import gettext as _
from core.web.municipality.editing import Edit, edit_page, saved, saved_notice
from core.web.municipality.hub import back_to_settings, insist_here
from core.web.municipality.importing import file_links
from core.web.municipality.listing import change_rows
from core.web.municipality.unit_file import KIND
from core.web.refusals import words as refusal_words
from core.web.rows import Link, Notice
from core.web.session import current_agent

blueprint = Blueprint("organisation", __name__, url_prefix="/installningar")
FIELDS = {
    "code": lambda: _("Code"),
    "name": lambda: _("Name"),
    "short_name": lambda: _("Short name"),
    "namnd": lambda: _("Board"),
    "forvaltning": lambda: _("Department"),
    "mailbox": lambda: _("Shared mailbox"),
    "opened_on": lambda: _("First day"),
    "closed_on": lambda: _("First day without it"),
    "split_on": lambda: _("Gives away a part from"),
    "moved_on": lambda: _("Open cases moved"),
    "contact_centre": lambda: _("Contact centre"),
}

DONE = {
    "stang": verbs.close_department,
    "oppna": verbs.reopen_department,
    "kontaktcenter": verbs.make_contact_centre,
}


@blueprint.get("/organisation")
def show() -> str:
    """All of it, as numbers without a way to any case."""
    insist_here("administer")
    latest = sorted((*changes(NAMND), *changes(FORVALTNING), *changes(UNITS)), key=lambda one: one.at, reverse=True)
    return page(
        "municipality/organisation.html",
        namnder=organisation(),
        day=words.whole_day,
        links=file_links("units", KIND),
        notices=(*saved_notice(), *_problem()),
        changes=change_rows(tuple(latest[:20]), FIELDS),
        back=back_to_settings(),
    )


@blueprint.route("/namnder/ny", methods=["GET", "POST"])
def new_namnd() -> ResponseReturnValue:
    """A new nämnd."""
    insist_here("administer")

    def save(values: dict[str, Value]) -> str:
        verbs.add_namnd(_texts(values), current_agent())
        return home()

    lead = _("Each board is an authority of its own: secrecy holds between boards.")
    return edit_page(Edit(_("New board"), (_code(), _name()), dict, save, back_home(), lead=lead))


@blueprint.route("/namnder/<code>", methods=["GET", "POST"])
def namnd(code: str) -> ResponseReturnValue:
    """Another name for it."""
    insist_here("administer")
    if code not in namnder():
        raise NotFound

    def save(values: dict[str, Value]) -> str:
        verbs.change_namnd(code, _texts(values), current_agent())
        return home()

    title = _("Board %(code)s", code=code)
    return edit_page(Edit(title, (_name(),), lambda: {"name": namnder()[code]}, save, back_home(), NAMND, code))


@blueprint.route("/forvaltningar/ny", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new förvaltning."""
    insist_here("administer")

    def save(values: dict[str, Value]) -> str:
        verbs.add_department(_texts(values), current_agent())
        return home()

    chosen = {"namnd": request.args.get("namnd", "")}
    return edit_page(Edit(_("New department"), (_code(), *_fields()), lambda: chosen, save, back_home()))


@blueprint.route("/forvaltningar/<code>", methods=["GET", "POST"])
def one(code: str) -> ResponseReturnValue:
    """One, and what else can be done with it."""
    insist_here("administer")
    here = department(code)

    def save(values: dict[str, Value]) -> str:
        verbs.change_department(code, _texts(values), current_agent())
        return home()

    edit = Edit(here.name, _fields(), lambda: department(code).values, save, back_home(), FORVALTNING, code)
    return edit_page(replace(edit, template="municipality/thing.html", more=_more(here)))


@blueprint.post("/forvaltningar/<code>/<verb>")
def do(code: str, verb: str) -> ResponseReturnValue:
    """Closes it today, takes it back, or makes it the contact centre."""
    insist_here("administer")
    work = DONE.get(verb)
    if work is None:
        raise NotFound
    try:
        with transaction():
            one_at_a_time()
            work(code, current_agent())
    except Refused as refused:
        return page_of(code, refusal_words(refused)), 422
    return redirect(saved(home()), 303)


def page_of(code: str, problem: str) -> str:
    """The organisation again, with why it could not be done."""
    return page(
        "municipality/organisation.html",
        namnder=organisation(),
        day=words.whole_day,
        links=file_links("units", KIND),
        notices=(Notice(problem, department(code).name, "late"),),
        changes=(),
        back=back_to_settings(),
    )


def home() -> str:
    return url_for("organisation.show")


def back_home() -> Link:
    return Link(_("Organisation"), home())


def _more(here: Department) -> dict[str, object]:
    """Where else one can go from a förvaltning, and what can be done with it."""
    links = (
        Link(_("Contact person and agreement"), url_for("agreements.one", code=here.code), "phone"),
        Link(_("New unit"), url_for("units.new", forvaltning=here.code), "plus"),
    )
    verb = "oppna" if here.closed_on else "stang"
    label = _("Take the department back") if here.closed_on else _("Close the department today")
    posts = [] if here.contact_centre else [(label, _do(here, verb))]
    if not here.contact_centre and not here.closed_on:
        posts.append((_("Make it the contact centre"), _do(here, "kontaktcenter")))
    return {"links": links, "posts": posts, "notices": (), "rows": ()}


def _do(here: Department, verb: str) -> str:
    return url_for("organisation.do", code=here.code, verb=verb)


def _problem() -> tuple[Notice, ...]:
    if any(one.contact_centre for one in departments()):
        return ()
    said = _("No department is the contact centre. Open one and make it that.")
    return (Notice(said, tone="soon"),)


def _code() -> Field:
    hint = _("Short, for example TEK. Files and accounts know it by that, so it stays.")
    return Field("code", _("Code"), hint=hint, short=True, maxlength=10)


def _name() -> Field:
    return Field("name", _("Name"), maxlength=120)


def _fields() -> tuple[Field, ...]:
    boards = choose(*(Choice(code, name) for code, name in namnder().items()), words=_("Choose …"))
    hint = _("For officers without a login: what is handed over is mailed there.")
    return (
        _name(),
        Field("short_name", _("Short name"), hint=_("In lists, for example Tekniska."), short=True, maxlength=60),
        Field("namnd", _("Board"), "select", choices=boards),
        Field("mailbox", _("Shared mailbox"), "email", hint=hint, optional=True, maxlength=254),
    )


def _texts(values: dict[str, Value]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}
