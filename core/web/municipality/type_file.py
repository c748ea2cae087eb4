"""The whole catalogue as a file, down and up with a preview; what a förvaltning decides is still asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Blueprint

from core.access.agents import Agent
from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import Refused, Wrong
from core.municipality.service_types import ServiceType, code_shape, service_types
from core.municipality.sheets import Column, Line, LineProblem, Sheet, doubles
from core.municipality.type_fields import FIELDS, Demands, columns, tidy
from core.municipality.type_owners import is_proposed
from core.municipality.type_proposals import save_change, save_new
from core.store.models.catalogue import UNCLASSIFIED
from core.web.language import gettext as _
from core.web.municipality.importing import Kind, Plan, Step, mount

_HEADINGS: Mapping[str, str] = {
    **{"name": "namn", "forvaltning": "forvaltning", "rosa_level": "rosa", "transferred": "i_kundtjanst"},
    **{"svarsgrupp": "svarsgrupp", "minutes_here": "min_kundtjanst", "minutes_there": "min_forvaltning"},
    **{"secrecy": "sekretess", "diary": "diariefors", "promise": "svarsmal", "volume": "volym_ar"},
    **{"name_en": "engelska", "words": "vardagsord", "unit": "enhet", "secrecy_class": "behorighet", "topic": "amne"},
    **{"ask_for": "fraga_efter", "delegation": "delegation", "supervision": "tillsyn", "competence": "kompetens"},
    **{"eservice": "e_tjanst", "partial": "delvis", "checklist": "checklista", "write_nothing": "skriv_inget"},
    **{"review_on": "granskas", "review_owner": "granskas_av", "retention": "gallring"},
}
_NEEDED = ("name", "forvaltning", "rosa_level", "transferred", "svarsgrupp", "promise")
_UNKEPT = ("kanaler", "kalla", "resultat")  # other programs' columns: read, said and left
_LONGEST = 4000
CODE = Column("code", "kod", required=True, longest=10)
COLUMNS = (
    CODE,
    *(Column(name, heading, name in _NEEDED, _LONGEST) for name, heading in _HEADINGS.items()),
    *(Column(name, name, longest=_LONGEST) for name in _UNKEPT),
)
_STEPS_BETWEEN = " | "
_NEW: Mapping[str, str] = {
    **dict.fromkeys(FIELDS, ""),
    **{"competence": "2", "secrecy": "nej", "diary": "nej", "supervision": "nej", "write_nothing": "nej"},
}


def _plan(sheet: Sheet) -> Plan:
    known = {one.code: one for one in service_types()}
    problems, steps = list(doubles(sheet, CODE)), []
    for line in sheet.lines:
        code, values = line.values["code"], _values(line, known)
        problems += _wrong(line.number, code, values, known)
        steps.append(_step(line.number, code, values, known.get(code)))
    kept = any(line.values.get(name) for line in sheet.lines for name in _UNKEPT)
    note = _("The columns %(names)s are not kept.", names=", ".join(_UNKEPT))
    return Plan(tuple(steps), tuple(problems), (_owners_note(), note) if kept else (_owners_note(),))


def _apply(lines: tuple[Line, ...], by: Agent) -> None:
    known = {one.code: one for one in service_types()}
    today = local_date(now())
    for line in lines:
        code, values = line.values["code"], _values(line, known)
        if code not in known:
            save_new(code, values, today, "", by)
        elif values != known[code].values:
            save_change(code, values, today, "", by)


def _values(line: Line, known: Mapping[str, ServiceType]) -> Demands:
    """What the line says, over what holds; a column that the file does not have stays as it is."""
    kind = known.get(line.values["code"])
    said = {name: _read(name, value) for name, value in line.values.items() if name in FIELDS}
    return tidy({**(kind.values if kind else _NEW), **said})


def _read(name: str, value: str) -> str:
    if name in ("transferred", "secrecy", "supervision", "write_nothing", "diary"):
        plain = value.casefold()
        return {"möjlig": "mojlig", "": "nej"}.get(plain, plain)
    if name == "checklist":
        return "\n".join(value.split("|"))
    return value or ("2" if name == "competence" else "")


def _wrong(number: int, code: str, values: Demands, known: Mapping[str, ServiceType]) -> list[LineProblem]:
    problems = [] if code in known else [LineProblem(number, CODE.heading, one) for one in code_shape(code).values()]
    try:
        columns(values)
    except Wrong as wrong:
        problems += [LineProblem(number, _HEADINGS[name], refused) for name, refused in wrong.fields.items()]
    if code not in known and not problems and (code == UNCLASSIFIED or is_proposed(code)):
        problems.append(LineProblem(number, CODE.heading, Refused("type_code_taken", code=code)))
    return problems


def _step(number: int, code: str, values: Demands, kind: ServiceType | None) -> Step:
    if kind is None:
        return Step(number, f"{code} {values['name']}", "new")
    differs = tuple(
        (_HEADINGS[name], kind.values[name], values[name]) for name in FIELDS if kind.values[name] != values[name]
    )
    return Step(number, f"{code} {values['name']}", "changed" if differs else "same", differs)


def _rows() -> Iterable[list[str]]:
    for one in service_types():
        yield [one.code, *(_written(column.name, one.values.get(column.name, "")) for column in COLUMNS[1:])]


def _written(name: str, value: str) -> str:
    if name in ("transferred", "secrecy", "supervision", "write_nothing", "diary"):
        return {"mojlig": "Möjlig"}.get(value, value[:1].upper() + value[1:])
    return value.replace("\n", _STEPS_BETWEEN) if name == "checklist" else value


def _owners_note() -> str:
    return _("What a department decides becomes a proposal to its contact person; the rest holds at once.")


blueprint = Blueprint("type_file", __name__, url_prefix="/installningar")
KIND = Kind(
    "tjanster",
    "types",
    lambda: _("Service catalogue"),
    lambda: _("A line for each type. What is not in the file stays as it is."),
    COLUMNS,
    ("administer",),
    "types_catalogue.listed",
    _plan,
    _apply,
    _rows,
)
mount(blueprint, KIND)
