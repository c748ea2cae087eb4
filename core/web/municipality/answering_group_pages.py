"""Svarsgrupper: the list, a new one, another name, and the whole list as a file."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from core.access.agents import Agent
from core.contract.errors import Refused
from core.municipality.answering_groups import AREA, LONGEST_NAME, add_group, change_group, group_by_digit, groups
from core.municipality.merging import Value
from core.municipality.sheets import Column, Line, LineProblem, Sheet, doubles
from core.web.form_rows import Field
from core.web.language import gettext as _
from core.web.municipality.editing import Edit, edit_page
from core.web.municipality.hub import insist_here
from core.web.municipality.importing import Kind, Plan, Step, file_links, mount
from core.web.municipality.listing import list_page
from core.web.register_rows import Cell, Register
from core.web.register_rows import Column as Heading
from core.web.rows import Link
from core.web.session import current_agent

blueprint = Blueprint("answering_groups", __name__, url_prefix="/installningar")
FIELDS = {"digit": lambda: _("Menu digit"), "name": lambda: _("Name")}
COLUMNS = (Column("digit", "knappval", required=True, longest=2), Column("name", "namn", True, LONGEST_NAME))


@blueprint.get("/svarsgrupper")
def listed() -> str:
    """All of them."""
    insist_here("administer")
    rows = tuple(
        (
            Cell(group.digit, url_for("answering_groups.one", digit=group.digit)),
            Cell(group.name),
            Cell(_("closed") if group.closed else "", tone="soft"),
        )
        for group in groups()
    )
    headings = (Heading(_("Menu digit")), Heading(_("Name"), "wide"), Heading(_("State")))
    register = Register(
        _("Answering groups"),
        headings,
        rows,
        _("Who answers what in the contact centre. The digit is the choice in the phone menu."),
        links=file_links("answering_groups", KIND),
        empty=_("No answering groups yet. Make the first one: those who answer the same questions."),
    )
    new = Link(_("New answering group"), url_for("answering_groups.new"))
    return list_page(register, new=new, area=AREA, fields=FIELDS)


@blueprint.route("/svarsgrupper/ny", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new one."""
    insist_here("administer")
    digit = Field("digit", _("Menu digit"), short=True, inputmode="numeric", maxlength=2)

    def save(values: dict[str, Value]) -> str:
        add_group(str(values["digit"]), str(values["name"]), current_agent())
        return url_for("answering_groups.listed")

    return edit_page(Edit(_("New answering group"), (digit, _name()), dict, save, _back()))


@blueprint.route("/svarsgrupper/<digit>", methods=["GET", "POST"])
def one(digit: str) -> ResponseReturnValue:
    """Another name for one."""
    insist_here("administer")
    group = group_by_digit(digit)

    def save(values: dict[str, Value]) -> str:
        change_group(digit, {"name": str(values["name"])}, current_agent())
        return url_for("answering_groups.listed")

    def now_values() -> dict[str, Value]:
        return {"name": group_by_digit(digit).name}

    title = _("Answering group %(digit)s", digit=group.digit)
    return edit_page(Edit(title, (_name(),), now_values, save, _back(), AREA, digit))


def _name() -> Field:
    return Field(
        "name", _("Name"), hint=_("What they answer about, for example Building and streets."), maxlength=LONGEST_NAME
    )


def _back() -> Link:
    return Link(_("Answering groups"), url_for("answering_groups.listed"))


def _plan(sheet: Sheet) -> Plan:
    known = {group.digit: group for group in groups()}
    problems = [*doubles(sheet, COLUMNS[0]), *_not_digits(sheet)]
    steps = []
    for line in sheet.lines:
        digit, name = line.values["digit"], line.values["name"]
        group = known.get(digit)
        if group is None:
            steps.append(Step(line.number, f"{digit} {name}", "new"))
        elif group.name != name:
            steps.append(Step(line.number, digit, "changed", (("namn", group.name, name),)))
        else:
            steps.append(Step(line.number, digit, "same"))
    return Plan(tuple(steps), tuple(problems))


def _not_digits(sheet: Sheet) -> Iterator[LineProblem]:
    for line in sheet.lines:
        if line.values["digit"] and not (line.values["digit"].isascii() and line.values["digit"].isdigit()):
            yield LineProblem(line.number, "knappval", Refused("digit_wrong"))


def _apply(lines: tuple[Line, ...], by: Agent) -> None:
    known = {group.digit for group in groups()}
    for line in lines:
        if line.values["digit"] in known:
            change_group(line.values["digit"], line.values, by)
        else:
            add_group(line.values["digit"], line.values["name"], by)


KIND = Kind(
    "svarsgrupper",
    "groups",
    lambda: _("Answering groups"),
    lambda: _("A line for each answering group. What is not in the file stays as it is."),
    COLUMNS,
    ("administer",),
    "answering_groups.listed",
    _plan,
    _apply,
    lambda: [(group.digit, group.name) for group in groups()],
)
mount(blueprint, KIND)
