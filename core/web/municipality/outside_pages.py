"""Those outside the municipality: the list, a new one, its details, and all of it as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from core.access.agents import Agent
from core.contract.errors import Refused
from core.municipality.answers import wrong_in
from core.municipality.merging import Value
from core.municipality.outside import AREA, FIELDS, KINDS, add_body, bodies, body, change_body, end_body
from core.municipality.sheets import Column, Line, LineProblem, Sheet, doubles, unknown
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web.form_rows import Choice, Field, choose
from core.web.language import gettext as _
from core.web.municipality.editing import Edit, edit_page, saved
from core.web.municipality.hub import insist_here
from core.web.municipality.importing import Kind, Plan, Step, file_links, mount
from core.web.municipality.listing import list_page
from core.web.register_rows import Cell, Register
from core.web.register_rows import Column as Heading
from core.web.rows import Link
from core.web.session import current_agent

blueprint = Blueprint("outside", __name__, url_prefix="/installningar")
LABELS: dict[str, Callable[[], str]] = {
    "name": lambda: _("Name"),
    "kind": lambda: _("Kind"),
    "purpose": lambda: _("For what"),
    "email": lambda: _("E-mail"),
    "phone": lambda: _("Phone"),
    "hours": lambda: _("Hours"),
    "closed_on": lambda: _("No longer used from"),
}
KIND_WORDS: dict[str, Callable[[], str]] = {
    "entreprenor": lambda: _("Contractor"),
    "kommunalforbund": lambda: _("Municipal association"),
    "bolag": lambda: _("Company"),
    "kommun": lambda: _("Another municipality"),
    "annan": lambda: _("Other"),
}
COLUMNS = (
    Column("name", "namn", True, 120),
    Column("kind", "slag", True, 20),
    Column("purpose", "gäller", longest=300),
    Column("email", "e-post", longest=254),
    Column("phone", "telefon", longest=40),
    Column("hours", "tider", longest=200),
)
HEADINGS = {column.name: column.heading for column in COLUMNS}


@blueprint.get("/utomstaende")
def listed() -> str:
    """All of them."""
    insist_here("administer")
    rows = tuple(
        (
            Cell(one.name, url_for("outside.one", body_id=one.id)),
            Cell(KIND_WORDS[one.kind]()),
            Cell(one.purpose),
            Cell(", ".join(filter(None, (one.phone, one.email)))),
            Cell(_("no longer used") if one.closed else one.hours, tone="soft" if one.closed else ""),
        )
        for one in bodies()
    )
    headings = (
        Heading(_("Name"), "wide"),
        Heading(_("Kind")),
        Heading(_("For what"), "wide"),
        Heading(_("Phone and e-mail"), "wide"),
        Heading(_("Hours"), "wide"),
    )
    register = Register(
        _("Outside the municipality"),
        headings,
        rows,
        _("Contractors, companies and associations. They are offered when a case is sent outside the municipality."),
        links=file_links("outside", KIND),
        empty=_("Nobody yet. Add those that your cases are sent to, such as the contractor for street lights."),
    )
    new_one = Link(_("New outside body"), url_for("outside.new"))
    return list_page(register, new=new_one, area=AREA, fields=LABELS)


@blueprint.route("/utomstaende/ny", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new one."""
    insist_here("administer")

    def save(values: dict[str, Value]) -> str:
        add_body({name: str(value) for name, value in values.items()}, current_agent())
        return url_for("outside.listed")

    return edit_page(Edit(_("New outside body"), _fields(), dict, save, _back()))


@blueprint.route("/utomstaende/<int:body_id>", methods=["GET", "POST"])
def one(body_id: int) -> ResponseReturnValue:
    """Its details."""
    insist_here("administer")
    here = body(body_id)

    def save(values: dict[str, Value]) -> str:
        change_body(body_id, {name: str(value) for name, value in values.items()}, current_agent())
        return url_for("outside.listed")

    label = _("Use it again") if here.closed else _("Use it no longer")
    more = {"links": (), "posts": ((label, url_for("outside.end", body_id=body_id)),), "notices": (), "rows": ()}
    edit = Edit(here.name, _fields(), lambda: dict(body(body_id).values), save, _back(), AREA, here.name)
    return edit_page(replace(edit, template="municipality/thing.html", more=more))


@blueprint.post("/utomstaende/<int:body_id>/anvands")
def end(body_id: int) -> ResponseReturnValue:
    """No longer offered, or offered again."""
    insist_here("administer")
    with transaction():
        one_at_a_time()
        end_body(body_id, current_agent(), ended=not body(body_id).closed)
    return redirect(saved(url_for("outside.listed")), 303)


def _fields() -> tuple[Field, ...]:
    kinds = choose(*(Choice(kind, words()) for kind, words in KIND_WORDS.items()), words=_("Choose …"))
    return (
        Field("name", _("Name"), maxlength=120),
        Field("kind", _("Kind"), "select", choices=kinds),
        Field(
            "purpose",
            _("For what"),
            hint=_("For example street lights that do not work."),
            optional=True,
            maxlength=300,
        ),
        Field("email", _("E-mail"), "email", optional=True, maxlength=254),
        Field("phone", _("Phone"), "tel", optional=True, short=True, maxlength=40),
        Field(
            "hours",
            _("Hours"),
            hint=_("For example weekdays 7–16, on call at other times."),
            optional=True,
            maxlength=200,
        ),
    )


def _back() -> Link:
    return Link(_("Outside the municipality"), url_for("outside.listed"))


def _plan(sheet: Sheet) -> Plan:
    known = {one.name.casefold(): one for one in bodies()}
    steps = []
    for line in sheet.lines:
        here = known.get(line.values["name"].casefold())
        if here is None:
            steps.append(Step(line.number, line.values["name"], "new"))
            continue
        differs = tuple(
            (HEADINGS[name], here.values[name], value)
            for name, value in line.values.items()
            if here.values[name] != value
        )
        steps.append(Step(line.number, here.name, "changed" if differs else "same", differs))
    return Plan(tuple(steps), (*doubles(sheet, COLUMNS[0]), *_problems(sheet)))


def _problems(sheet: Sheet) -> Iterator[LineProblem]:
    for line in sheet.lines:
        for name, refused in wrong_in(line.values, FIELDS).items():
            if line.values[name]:
                yield LineProblem(line.number, HEADINGS[name], refused)
        if line.values["kind"] and line.values["kind"] not in KINDS:
            yield LineProblem(line.number, "slag", unknown(line.values["kind"], KINDS))
        if "\0" in "".join(line.values.values()):
            yield LineProblem(line.number, "", Refused("sheet_bad_sign"))


def _apply(lines: tuple[Line, ...], by: Agent) -> None:
    known = {one.name.casefold(): one.id for one in bodies()}
    for line in lines:
        here = known.get(line.values["name"].casefold())
        if here is None:
            add_body(line.values, by)
        else:
            change_body(here, line.values, by)


KIND = Kind(
    "utomstaende",
    "bodies",
    lambda: _("Outside the municipality"),
    lambda: _("A line for each. The kinds are %(kinds)s.", kinds=", ".join(KINDS)),
    COLUMNS,
    ("administer",),
    "outside.listed",
    _plan,
    _apply,
    lambda: [tuple(one.values[column.name] for column in COLUMNS) for one in bodies(closed=False)],
)
mount(blueprint, KIND)
