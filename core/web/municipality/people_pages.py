"""Medarbetare: the list with search and filters, a new account, and the facts of one."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core.access.absences import Absence, away_now
from core.clock import now
from core.municipality.merging import Value
from core.municipality.people import (
    AREA,
    FACTS,
    LANGUAGES,
    LONGEST,
    Person,
    add_person,
    change_person,
    people,
    person,
)
from core.store.db import reading
from core.store.models import Forvaltning, Unit
from core.store.models.agents import ROLES
from core.web.absence_words import away_words
from core.web.form_rows import Choice, Field
from core.web.language import gettext as _
from core.web.language import ngettext
from core.web.municipality.editing import Edit, edit_page
from core.web.municipality.hub import insist_here
from core.web.municipality.importing import file_links, mount
from core.web.municipality.listing import list_page
from core.web.municipality.people_file import KIND
from core.web.register_rows import Cell, Column, Register
from core.web.role_words import role_name
from core.web.rows import Filter, FilterOption, Link
from core.web.session import current_agent

blueprint = Blueprint("people", __name__, url_prefix="/installningar")
SHOWN = 100
STATES = ("active", "away", "off", "waits")
CHANGED = {
    "login": lambda: _("User name"),
    "name": lambda: _("Name"),
    "email": lambda: _("E-mail"),
    "phone": lambda: _("Phone"),
    "title": lambda: _("Title"),
    "duties": lambda: _("Duties"),
    "language": lambda: _("Language"),
    "roles": lambda: _("Roles"),
    "groups": lambda: _("Answering groups"),
    "authorised": lambda: _("Secrecy"),
    "delegations": lambda: _("Delegation"),
    "active": lambda: _("May log in"),
    "absence": lambda: _("Away"),
    "phone_words": lambda: _("Phone hours"),
    "phone_hours": lambda: _("Phone hours by weekday"),
    "link": lambda: _("One-time link"),
}


@blueprint.get("/medarbetare")
def listed() -> str:
    """Those that the address asks for."""
    insist_here("administer")
    away = away_now()
    found = [one for one in people() if _wanted(one, away)]
    start = request.args.get("fran", 0, int)
    rows = tuple(_row(one, away.get(one.id)) for one in found[start : start + SHOWN])
    headings = (Column(_("Name")), Column(_("Roles"), "wide"), Column(_("Groups")), Column(_("State")))
    register = Register(
        _("Employees"),
        headings,
        rows,
        _("Everybody who logs in here: roles, answering groups, what they are authorised for, and who is away."),
        action=url_for("people.listed"),
        filters=_filters(),
        query=request.args.get("text", ""),
        found=ngettext("%(num)s employee", "%(num)s employees", len(found)),
        links=file_links("people", KIND),
        more_href=_address(fran=str(start + SHOWN)) if len(found) > start + SHOWN else "",
        clear_href=url_for("people.listed") if request.args else "",
        empty=_("Nobody fits. Take away a filter, or search for less."),
    )
    new = Link(_("New employee"), url_for("people.new"))
    return list_page(register, new=new, area=AREA, fields=CHANGED)


@blueprint.route("/medarbetare/ny", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new account; roles and the one-time link come on its page."""
    insist_here("administer")

    def save(values: dict[str, Value]) -> str:
        added = add_person({name: str(value) for name, value in values.items()}, current_agent())
        return url_for("person.show", agent_id=added)

    hint = _("Small letters without spaces. It is kept for good: the log knows people by it.")
    login = Field("login", _("User name"), hint=hint, short=True, maxlength=LONGEST["login"], autocomplete="off")
    lead = _("Afterwards you give roles, and a one-time link where they choose a password of their own.")
    title = _("New employee")
    back = Link(_("Employees"), url_for("people.listed"))
    return edit_page(Edit(title, (login, *fact_fields()), lambda: {"language": "sv"}, save, back, lead=lead))


@blueprint.route("/medarbetare/<int:agent_id>/uppgifter", methods=["GET", "POST"])
def facts(agent_id: int) -> ResponseReturnValue:
    """Other facts of one; for an account of the municipality's own login, those that are not its."""
    insist_here("administer")
    one = person(agent_id)

    def save(values: dict[str, Value]) -> str:
        change_person(agent_id, {name: str(value) for name, value in values.items()}, current_agent())
        return url_for("person.show", agent_id=agent_id)

    def now_are() -> dict[str, Value]:
        them = person(agent_id)
        return {name: str(getattr(them, name)) for name in FACTS}

    lead = _("Name and e-mail come from the municipality's own login and are changed there.") if one.external else ""
    back = Link(one.name, url_for("person.show", agent_id=agent_id))
    title = _("Change %(name)s", name=one.name)
    fields = fact_fields(external=one.external)
    return edit_page(Edit(title, fields, now_are, save, back, AREA, one.login, lead))


def fact_fields(*, external: bool = False) -> tuple[Field, ...]:
    """The questions about a person."""
    duties = _("In the words that colleagues search by, for example building permits, garages.")
    own = (
        Field("name", _("Name"), maxlength=LONGEST["name"], autocomplete="off"),
        Field("email", _("E-mail"), "email", optional=True, maxlength=LONGEST["email"], autocomplete="off"),
    )
    return (
        *(() if external else own),
        Field("phone", _("Phone"), "tel", optional=True, short=True, maxlength=LONGEST["phone"], autocomplete="off"),
        Field("title", _("Title"), optional=True, maxlength=LONGEST["title"]),
        Field("duties", _("Duties"), "textarea", hint=duties, optional=True, rows=3, maxlength=LONGEST["duties"]),
        Field("language", _("Language of the pages"), "radios", choices=_languages()),
    )


def _languages() -> tuple[Choice, ...]:
    names = {"sv": "Svenska", "en": "English"}
    return tuple(Choice(code, names[code]) for code in LANGUAGES)


def _row(one: Person, absence: Absence | None) -> tuple[Cell, ...]:
    at = now()
    roles = ", ".join(
        " ".join(filter(None, (role_name(held.role), held.place_name))) for held in one.roles if held.holds(at)
    )
    state = (_("switched off"), "soft") if not one.active else ("", "")
    if one.active and absence:
        state = (away_words(absence), "soon")
    elif one.active and one.waits and not one.emergency:
        state = (_("has not chosen a password"), "soft")
    return (
        Cell(one.name, url_for("person.show", agent_id=one.id)),
        Cell(roles or _("None"), tone="" if roles else "soft"),
        Cell(", ".join(one.groups)),
        Cell(state[0], tone=state[1]),  # type: ignore[arg-type]
    )


def _wanted(one: Person, away: dict[int, Absence]) -> bool:
    args, at = request.args, now()
    held = [role for role in one.roles if not role.over(at)]
    if (roles := set(args.getlist("roll"))) and not any(role.role in roles for role in held):
        return False
    if (places := set(args.getlist("plats"))) and not any(role.place in _with_units(places) for role in held):
        return False
    if states := set(args.getlist("lage")):
        are = {"off"} if not one.active else {"active"}
        are |= {"away"} if one.id in away else set()
        are |= {"waits"} if one.waits and one.active and not one.emergency else set()
        if not states & are:
            return False
    said = (
        f"{one.name} {one.login} {one.title} {one.duties} {one.email} {one.phone}".casefold().replace(",", " ").split()
    )
    wanted = args.get("text", "").casefold().split()
    return all(any(word.startswith(part) for word in said) for part in wanted)


def _with_units(places: set[str]) -> set[str]:
    """The codes, and those of the units of each förvaltning among them."""
    rows = select(Unit.code).join(Forvaltning, Forvaltning.id == Unit.forvaltning_id)
    return places | set(reading().scalars(rows.where(Forvaltning.code.in_(sorted(places)))))


def _filters() -> tuple[Filter, ...]:
    owners = reading().execute(select(Forvaltning.code, Forvaltning.short_name).order_by(Forvaltning.short_name))
    states = {
        "active": _("May log in"),
        "away": _("Away now"),
        "waits": _("Without a password yet"),
        "off": _("Switched off"),
    }
    return (
        _chip("roll", _("Role"), [(role, role_name(role)) for role in ROLES]),
        _chip("plats", _("Department"), [(row.code, row.short_name) for row in owners]),
        _chip("lage", _("State"), [(state, states[state]) for state in STATES]),
    )


def _chip(name: str, label: str, pairs: list[tuple[str, str]]) -> Filter:
    chosen = set(request.args.getlist(name))
    options = tuple(FilterOption(value, words, value in chosen) for value, words in pairs)
    return Filter(name, label, options, _address(**{name: ""}))


def _address(**changed: str) -> str:
    """This list with something changed; empty takes it away."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in (*changed, "sparat")]
    pairs = [pair for pair in pairs if pair[0] != "fran"] + [(name, value) for name, value in changed.items() if value]
    return f"{url_for('people.listed')}?{urlencode(pairs)}"


mount(blueprint, KIND)
