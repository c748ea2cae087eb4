"""The named cast of the tests: a small Björkåsa with one secrecy group, and people in every role.

fatima     kommunvägledare, svarsgrupp 4
gunilla    kommunvägledare, svarsgrupp 1, authorised for VOF's secrecy types
greta      gruppledare
carin      chef of the contact centre
bo         handläggare in PBK
tore       handläggare in TEK
vera       handläggare in VOF, unit Biståndsenheten
vilma      handläggare in VOF, no unit
reino      registrator of Tekniska nämnden
adam       administratör
"""

from __future__ import annotations

from dataclasses import dataclass

from core.access.agents import Agent, agent_by_login
from core.seed import BEGINNING
from core.store.db import table, transaction, writing
from core.store.models import (
    AgentAuthorisation,
    AgentRole,
    AgentRow,
    AgentSvarsgrupp,
    CaseType,
    CaseTypeName,
    CaseTypeVersion,
    CaseTypeWord,
    Forvaltning,
    Namnd,
    SecrecyClass,
    Svarsgrupp,
    Unit,
)
from core.store.texts import set_setting

VOF_SECRET = 10


@dataclass(frozen=True)
class Cast:
    """Ids by code, and `agent(login)`."""

    forvaltningar: dict[str, int]
    units: dict[str, int]
    groups: dict[str, int]

    def agent(self, login: str) -> Agent:
        agent = agent_by_login(login)
        assert agent is not None, login
        return agent


def fill() -> Cast:
    with transaction():
        namnder = {
            c: _add(Namnd, code=c, name=n)
            for c, n in (("TN", "Tekniska nämnden"), ("BN", "Byggnadsnämnden"), ("VN", "Vård- och omsorgsnämnden"))
        }
        forvaltningar = {
            code: _add(Forvaltning, code=code, name=name, short_name=name.split()[0], namnd_id=namnder[namnd])
            for code, name, namnd in (
                ("TEK", "Tekniska förvaltningen", "TN"),
                ("PBK", "Plan- och byggkontoret", "BN"),
                ("VOF", "Vård- och omsorgsförvaltningen", "VN"),
            )
        }
        units = {"BIST": _add(Unit, forvaltning_id=forvaltningar["VOF"], code="BIST", name="Biståndsenheten")}
        groups = {d: _add(Svarsgrupp, digit=d, name=n) for d, n in (("1", "Äldre"), ("4", "Bygg, gata"))}
        _add(SecrecyClass, id=VOF_SECRET, code="VOF", name="Vård och omsorg")
        _catalogue(forvaltningar, units, groups)
        _agents(forvaltningar, units, groups, namnder)
        set_setting("care_words", ["insulin", "hemtjänst", "sjuk"])
        set_setting("phone", "08-465 004 00")
    return Cast(forvaltningar, units, groups)


def _catalogue(forvaltningar: dict[str, int], units: dict[str, int], groups: dict[str, int]) -> None:
    rows = (
        ("T06", "Trasig gatubelysning", "TEK", 3, "ja", "4", "1 ad", "nej", ["lampa", "gatlampa", "lyktstolpe"]),
        ("T03", "Snöröjning", "TEK", 1, "ja", "4", "direkt", "nej", ["snö", "plogning"]),
        ("T14", "Trafikplanering", "TEK", 5, "delvis", "4", "10 ad", "nej", ["övergångsställe", "vägmärke"]),
        ("P05", "Kräver min åtgärd bygglov?", "PBK", 5, "nej", "4", "5 ad", "nej", ["attefallshus", "bygglov"]),
        ("E02", "Anstånd", "PBK", 4, "delvis", "4", "2 ad", "nej", ["anstånd"]),
        ("K03", "Boka lokal", "PBK", 4, "ja", "4", "2 ad", "nej", ["boka lokal"]),
        ("V02", "Hemtjänst, avboka", "VOF", 3, "delvis", "1", "genast", "ja", ["hemtjänstbesök"]),
    )
    for code, name, forvaltning, level, transferred, group, promise, secrecy, words in rows:
        type_id = _add(CaseType, code=code)
        _add(
            CaseTypeVersion,
            case_type_id=type_id,
            valid_from=BEGINNING,
            forvaltning_id=forvaltningar[forvaltning],
            unit_id=units["BIST"] if secrecy == "ja" else None,
            svarsgrupp_id=groups[group],
            rosa_level=level,
            transferred=transferred,
            competence=1 if level <= 2 else 2,
            promise=promise,
            secrecy=secrecy,
            secrecy_class_id=VOF_SECRET if secrecy == "ja" else None,
        )
        writing().execute(table(CaseTypeName).insert().values(case_type_id=type_id, language="sv", name=name))
        for word in words:
            writing().execute(table(CaseTypeWord).insert().values(case_type_id=type_id, word=word))


def _agents(
    forvaltningar: dict[str, int], units: dict[str, int], groups: dict[str, int], namnder: dict[str, int]
) -> None:
    from sqlalchemy import select

    centre = writing().scalar(select(Forvaltning.id).where(Forvaltning.contact_centre))
    people = (
        ("fatima", "Fatima Rahimi", "kommunvagledare", {"forvaltning_id": centre}, ["4"], []),
        ("gunilla", "Gunilla Berg", "kommunvagledare", {"forvaltning_id": centre}, ["1"], [VOF_SECRET]),
        ("greta", "Greta Holm", "gruppledare", {"forvaltning_id": centre}, ["1", "4"], []),
        ("carin", "Carin Ek", "chef", {"forvaltning_id": centre}, [], []),
        ("bo", "Bo Lind", "handlaggare", {"forvaltning_id": forvaltningar["PBK"]}, [], []),
        ("tore", "Tore Ås", "handlaggare", {"forvaltning_id": forvaltningar["TEK"]}, [], []),
        ("vera", "Vera Ny", "handlaggare", {"forvaltning_id": forvaltningar["VOF"], "unit_id": units["BIST"]}, [], []),
        ("vilma", "Vilma Ö", "handlaggare", {"forvaltning_id": forvaltningar["VOF"]}, [], []),
        ("reino", "Reino Salo", "registrator", {"namnd_id": namnder["TN"]}, [], []),
        ("adam", "Adam Sand", "administrator", {}, [], []),
    )
    for login, name, role, where, svarsgrupper, classes in people:
        agent_id = _add(AgentRow, login=login, name=name)
        _add(AgentRole, agent_id=agent_id, role=role, **where)
        for digit in svarsgrupper:
            values = {"agent_id": agent_id, "svarsgrupp_id": groups[digit]}
            writing().execute(table(AgentSvarsgrupp).insert().values(**values))
        for class_id in classes:
            values = {"agent_id": agent_id, "secrecy_class_id": class_id}
            writing().execute(table(AgentAuthorisation).insert().values(**values))


def _add(model, **values) -> int:  # type: ignore[no-untyped-def]
    rows = table(model)
    return int(writing().execute(rows.insert().values(**values).returning(rows.c.id)).scalar_one())
