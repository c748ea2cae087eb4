"""A municipality to measure in: fourteen förvaltningar, six groups, seventy types, and two people who look at lists."""

from __future__ import annotations

from dataclasses import dataclass

from bench.corpus import FIRST, LAST
from core.filling import BEGINNING, FIRST_TYPE_CLASS, models, set_setting, table, transaction, writing
from core.passwords import hashed
from core.store.db import Base

WIDE = "wide"  # a kommunvägledare, who sees nearly everything
NARROW = "narrow"  # an officer, who may see twelve cases
PASSWORD = "bjorkasa"
SMALL = 13  # the index of the förvaltning where the narrow officer works
_FORVALTNINGAR = 14
_TYPES_EACH = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """A case type as the loader needs it."""

    id: int
    version_id: int
    forvaltning_id: int
    unit_id: int | None
    svarsgrupp_id: int
    level: int
    secrecy_class: int


@dataclass(frozen=True, slots=True)
class Town:
    """Ids of what was made."""

    kinds: tuple[Kind, ...]
    agents: tuple[int, ...]  # of the contact centre
    officers: dict[int, int]  # förvaltning id → an officer there
    units: dict[int, int]  # förvaltning id → its unit


def build() -> Town:
    """Fills a seeded database."""
    with transaction():
        groups = [_add(models.Svarsgrupp, digit=d, name=f"Grupp {d}") for d in ("1", "2", "3", "4", "6")]
        namnder = [_add(models.Namnd, code=f"N{n}", name=f"Nämnd {n}") for n in range(_FORVALTNINGAR)]
        owners = [
            _add(models.Forvaltning, code=f"F{n:02}", name=f"Förvaltning {n}", short_name=f"F {n}", namnd_id=namnd)
            for n, namnd in enumerate(namnder)
        ]
        units = {f: _add(models.Unit, forvaltning_id=f, code=f"U{f}", name=f"Enhet {f}") for f in owners}
        _add(models.SecrecyClass, id=FIRST_TYPE_CLASS, code="VÅRD", name="Vård")
        owner_of = [owner for owner in owners for _ in range(_TYPES_EACH)]
        kinds = tuple(_kind(number, owner, units, groups) for number, owner in enumerate(owner_of))
        agents = _centre(groups)
        officers = {f: _officer(f"officer{f}", f) for f in owners[:SMALL]}
        officers[owners[SMALL]] = _officer(NARROW, owners[SMALL])
        set_setting("care_words", ["insulin"])
    return Town(kinds, agents, officers, units)


def _kind(number: int, owner: int, units: dict[int, int], groups: list[int]) -> Kind:
    secret = number % 23 == 7
    type_id = _add(models.CaseType, code=f"T{number:03}")
    level, group = 1 + number % 6, groups[number % len(groups)]
    version_id = _add(
        models.CaseTypeVersion,
        case_type_id=type_id,
        valid_from=BEGINNING,
        forvaltning_id=owner,
        unit_id=units[owner] if secret else None,
        svarsgrupp_id=group,
        rosa_level=level,
        transferred="ja",
        competence=1 if level < 3 else 2,
        promise="2 ad",
        secrecy="ja" if secret else "nej",
        secrecy_class_id=FIRST_TYPE_CLASS if secret else None,
    )
    names = {"case_type_id": type_id, "language": "sv", "name": f"Ärendetyp {number}"}
    writing().execute(table(models.CaseTypeName).insert().values(**names))
    first, last = FIRST[number % len(FIRST)], LAST[number % len(LAST)]
    writing().execute(table(models.CaseTypeWord).insert().values(case_type_id=type_id, word=first + last))
    return Kind(type_id, version_id, owner, None, group, level, FIRST_TYPE_CLASS if secret else 0)


def _centre(groups: list[int]) -> tuple[int, ...]:
    """Twenty of the contact centre; the first is the one whose pages are measured."""
    found = []
    for number in range(20):
        login = WIDE if number == 0 else f"agent{number}"
        agent_id = _agent(login, "kommunvagledare")
        member = {"agent_id": agent_id, "svarsgrupp_id": groups[number % len(groups)]}
        writing().execute(table(models.AgentSvarsgrupp).insert().values(**member))
        found.append(agent_id)
    return tuple(found)


def _officer(login: str, forvaltning_id: int) -> int:
    return _agent(login, "handlaggare", forvaltning_id=forvaltning_id)


def _agent(login: str, role: str, **where: int) -> int:
    password = hashed(PASSWORD) if login in (WIDE, NARROW) else ""
    agent_id = _add(models.AgentRow, login=login, name=login.capitalize(), password=password)
    _add(models.AgentRole, agent_id=agent_id, role=role, **where)
    return agent_id


def _add(model: type[Base], **values: object) -> int:
    rows = table(model)
    return int(writing().execute(rows.insert().values(**values).returning(rows.c.id)).scalar_one())
