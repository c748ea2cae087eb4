"""All units as a file: new ones, other names and mailboxes. Closing is never done by a file: it needs its choices."""

from __future__ import annotations

from collections.abc import Iterator

from core.access.agents import Agent
from core.contract.errors import Refused
from core.municipality.answers import wrong_in
from core.municipality.forvaltningar import departments
from core.municipality.sheets import Column, Line, LineProblem, Sheet, doubles, unknown
from core.municipality.units import FIELDS, OneUnit, add_unit, change_unit, units
from core.web.language import gettext as _
from core.web.municipality.importing import Kind, Plan, Step

COLUMNS = (
    Column("code", "kod", True, 40),
    Column("forvaltning", "förvaltning", True, 10),
    Column("name", "namn", True, 120),
    Column("mailbox", "brevlåda", longest=254),
    Column("opened_on", "öppnar", longest=10),
)
HEADINGS = {column.name: column.heading for column in COLUMNS}


def _plan(sheet: Sheet) -> Plan:
    known = {unit.code: unit for unit in units()}
    problems = [*doubles(sheet, COLUMNS[0]), *_problems(sheet, known)]
    return Plan(tuple(_step(line, known.get(line.values["code"])) for line in sheet.lines), tuple(problems))


def _step(line: Line, unit: OneUnit | None) -> Step:
    if unit is None:
        return Step(line.number, f"{line.values['code']} {line.values['name']}", "new")
    differs = tuple(
        (HEADINGS[name], unit.values[name], value) for name, value in _given(line).items() if unit.values[name] != value
    )
    return Step(line.number, unit.code, "changed" if differs else "same", differs)


def _problems(sheet: Sheet, known: dict[str, OneUnit]) -> Iterator[LineProblem]:
    owners = {one.code: one for one in departments()}
    for line in sheet.lines:
        for name, refused in wrong_in(line.values, FIELDS).items():
            if line.values[name]:  # an empty one is told by the sheet
                yield LineProblem(line.number, HEADINGS[name], refused)
        owner, unit = line.values["forvaltning"], known.get(line.values["code"])
        if owner and owner not in owners:
            yield LineProblem(line.number, "förvaltning", unknown(owner, tuple(owners)))
        elif owner and (unit.forvaltning != owner if unit else owners[owner].closed):
            yield LineProblem(line.number, "förvaltning", Refused("unit_stays_in_department"))
        elif unit and unit.closed:
            yield LineProblem(line.number, "kod", Refused("unit_not_open"))
        elif (
            unit
            and not unit.to_come
            and _given(line).get("opened_on", unit.values["opened_on"]) != unit.values["opened_on"]
        ):
            yield LineProblem(line.number, "öppnar", Refused("unit_at_work"))


def _given(line: Line) -> dict[str, str]:
    """What the line says of what can change."""
    return {name: line.values[name] for name in ("name", "mailbox", "opened_on") if name in line.values}


def _apply(lines: tuple[Line, ...], by: Agent) -> None:
    known = {unit.code for unit in units()}
    for line in lines:
        if line.values["code"] in known:
            change_unit(line.values["code"], _given(line), by)
        else:
            add_unit(line.values, by)


KIND = Kind(
    "enheter",
    "units",
    lambda: _("Units"),
    lambda: _("A line for each unit. What is not in the file stays as it is; a file closes nothing."),
    COLUMNS,
    ("administer",),
    "organisation.show",
    _plan,
    _apply,
    lambda: [
        (unit.code, unit.forvaltning, unit.name, unit.mailbox, unit.values["opened_on"])
        for unit in units()
        if not unit.closed
    ],
)
