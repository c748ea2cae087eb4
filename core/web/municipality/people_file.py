"""Medarbetare as a file: roles by code and place, svarsgrupper by digit; new ones, changes, and every problem."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.access.agents import Agent
from core.clock import now
from core.contract.errors import Refused
from core.municipality.people import FROM_LOGIN, LONGEST, Held, Person, people, wrong_facts
from core.municipality.people_in_bulk import FileRole, Wanted, take_in
from core.municipality.roles_held import Places, places, role_code
from core.municipality.sheets import Column, Line, LineProblem, Sheet, doubles, unknown
from core.municipality.trust import group_digits
from core.store.models.agents import ROLES
from core.web.language import gettext as _
from core.web.municipality.importing import Kind, Plan, Step

COLUMNS = (
    Column("login", "inloggning", required=True, longest=LONGEST["login"]),
    Column("name", "namn", required=True, longest=LONGEST["name"]),
    Column("email", "e-post", longest=LONGEST["email"]),
    Column("phone", "telefon", longest=LONGEST["phone"]),
    Column("title", "titel", longest=LONGEST["title"]),
    Column("duties", "arbetsuppgifter", longest=LONGEST["duties"]),
    Column("language", "språk", longest=2),
    Column("roles", "roller", longest=1000),
    Column("groups", "svarsgrupper", longest=60),
)
HEADINGS = {column.name: column.heading for column in COLUMNS}
FACTS = tuple(name for name in HEADINGS if name not in ("login", "roles", "groups"))

_ROLE = re.compile(
    r"(?P<role>\S+)(?: (?!från |till )(?P<place>.+?))??(?: från (?P<first>\S+))?(?: till (?P<last>\S+))?"
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a file is compared with, read once."""

    people: Mapping[str, Person]
    places: Places
    digits: frozenset[str]


def plan(sheet: Sheet) -> Plan:
    """What the file would do, line by line."""
    known = _known()
    steps, problems = [], list(doubles(sheet, COLUMNS[0]))
    wanted = []
    for line in sheet.lines:
        found = list(_problems(line, known))
        problems += found
        if not found:
            steps.append(_step(line, known))
            wanted.append(_wanted(line, known))
    if not problems and (refused := _nobody_administers(known, wanted)):
        problems.append(LineProblem(0, HEADINGS["roles"], refused))
    notes = (_("New ones have no password: each gets a one-time link on their page."),)
    return Plan(tuple(steps), tuple(problems), notes if any(step.kind == "new" for step in steps) else ())


def apply(lines: tuple[Line, ...], by: Agent) -> None:
    """Saves what was planned."""
    known = _known()
    take_in([_wanted(line, known) for line in lines], known.people, known.places, by)


def rows() -> Iterator[tuple[str, ...]]:
    """What the file has now: everybody who may log in, in the order of the columns."""
    for one in people():
        if one.active and not one.emergency:
            facts = (one.login, one.name, one.email, one.phone, one.title, one.duties, one.language)
            yield (*facts, _roles_of(one), ", ".join(one.groups))


def _known() -> _Known:
    return _Known({one.login: one for one in people()}, places(), frozenset(group_digits()))


def _problems(line: Line, known: _Known) -> Iterator[LineProblem]:
    values = line.values
    one = known.people.get(values["login"].lower())
    facts = {"language": "sv", **values, "login": values["login"].lower()}
    facts["language"] = facts["language"] or "sv"
    for name, refused in wrong_facts(facts).items():
        if name in HEADINGS:
            yield LineProblem(line.number, HEADINGS[name], refused)
    for digit in _split(values.get("groups", "")):
        if digit not in known.digits:
            yield LineProblem(line.number, HEADINGS["groups"], unknown(digit, sorted(known.digits)))
    for said in _split(values.get("roles", "")):
        if wrong := _wrong_role(said, known.places):
            yield LineProblem(line.number, HEADINGS["roles"], wrong)
    if one is not None:
        yield from _not_here(line, one)


def _wrong_role(said: str, here: Places) -> Refused | None:
    try:
        role = _role(said)
    except ValueError:
        return Refused("role_words_wrong", value=said)
    if role.role not in ROLES:
        return unknown(role.role, ROLES)
    if role.first and role.last and role.last < role.first:
        return Refused("ends_before_start")
    try:
        here.columns(role.role, role.place)
    except Refused as refused:
        return refused if not role.place else unknown(role.place, sorted({*here.here, *here.namnder}))
    return None


def _not_here(line: Line, one: Person) -> Iterator[LineProblem]:
    """What cannot be changed by a file: accounts whose facts are decided elsewhere, or that are switched off."""
    values = line.values
    if not one.active:
        yield LineProblem(line.number, HEADINGS["login"], Refused("account_off"))
    if one.emergency:
        yield LineProblem(line.number, HEADINGS["login"], Refused("emergency_elsewhere"))
    elif one.external:
        if any(values.get(name, getattr(one, name)) != getattr(one, name) for name in FROM_LOGIN[1:]):
            yield LineProblem(line.number, HEADINGS["name"], Refused("facts_elsewhere"))
        if "roles" in values and _said(values["roles"]) != set(_split(_roles_of(one))):
            yield LineProblem(line.number, HEADINGS["roles"], Refused("roles_elsewhere"))


def _step(line: Line, known: _Known) -> Step:
    values, one = line.values, known.people.get(line.values["login"].lower())
    if one is None:
        return Step(line.number, f"{values['login']} {values['name']}", "new")
    differs = [
        (HEADINGS[name], getattr(one, name), values[name] or ("sv" if name == "language" else ""))
        for name in FACTS
        if name in values and (values[name] or ("sv" if name == "language" else "")) != getattr(one, name)
    ]
    if "roles" in values and _said(values["roles"]) != set(_split(_roles_of(one))):
        differs.append((HEADINGS["roles"], _roles_of(one), ", ".join(sorted(_said(values["roles"])))))
    if "groups" in values and set(_split(values["groups"])) != set(one.groups):
        differs.append((HEADINGS["groups"], ", ".join(one.groups), ", ".join(_split(values["groups"]))))
    return Step(line.number, one.login, "changed" if differs else "same", tuple(differs))


def _wanted(line: Line, known: _Known) -> Wanted:
    values = line.values
    facts = {name: values[name] for name in FACTS if name in values}
    if "language" in facts:
        facts["language"] = facts["language"] or "sv"
    roles = tuple(_role(said) for said in _split(values["roles"])) if "roles" in values else None
    groups = tuple(sorted(set(_split(values["groups"])))) if "groups" in values else None
    return Wanted(values["login"].lower(), facts, roles, groups)


def _nobody_administers(known: _Known, wanted: list[Wanted]) -> Refused | None:
    """Whether the file would take away the last administrator."""
    at = now()
    left = {
        one.login
        for one in known.people.values()
        if one.active and not one.emergency and any(_administers(h, at) for h in one.roles)
    }
    if not left:
        return None
    for one in wanted:
        if one.roles is not None:
            stays = any(role.role == "administrator" and not role.last and not role.first for role in one.roles)
            (left.add if stays else left.discard)(one.login)
    return None if left else Refused("last_administrator")


def _administers(held: Held, at: datetime) -> bool:
    return held.role == "administrator" and held.holds(at) and held.valid_until is None


def _roles_of(one: Person) -> str:
    at = now()
    return ", ".join(role_code(held) for held in one.roles if not held.over(at))


def _role(said: str) -> FileRole:
    """ "handlaggare PBK till 2027-03-31". Raises `ValueError`."""
    match = _ROLE.fullmatch(said)
    if match is None:
        raise ValueError(said)
    first, last = (date.fromisoformat(match[name]) if match[name] else None for name in ("first", "last"))
    return FileRole(match["role"], match["place"] or "", first, last)


def _said(cell: str) -> set[str]:
    """The roles of a cell as `role_code` writes them; what is no role stands as it is."""
    found = set()
    for part in _split(cell):
        try:
            found.add(_role(part).said)
        except ValueError:
            found.add(part)
    return found


def _split(cell: str) -> list[str]:
    return [" ".join(part.split()) for part in cell.split(",") if part.strip()]


KIND = Kind(
    "medarbetare",
    "people",
    lambda: _("Employees"),
    lambda: _("A line for each employee. Who is not in the file, and a column that is not there, stays as it is."),
    COLUMNS,
    ("administer",),
    "people.listed",
    plan,
    apply,
    rows,
)
