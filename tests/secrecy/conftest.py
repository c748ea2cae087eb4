"""More of the small Björkåsa: Tekniska has a park unit with Pia, and Cecilia is its chief; M03 supervises Tekniska.

Mattias is an officer of Miljö, whose nämnd supervises. A type that is "Möjlig" is Ö01, Tekniska's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core import keep
from core.access.agents import Agent
from core.access.filters import degree_of
from core.contract.errors import Refused
from core.flow.reading import read_waiting
from core.seed import BEGINNING
from core.store.db import db, reading, table, transaction, writing
from core.store.models import (
    AgentRole,
    AgentRow,
    Audit,
    Case,
    CaseType,
    CaseTypeName,
    CaseTypeVersion,
    Event,
    Forvaltning,
    Inbound,
    Message,
    Namnd,
    SupervisedUnit,
    Unit,
)
from core.store.ready import insert
from tests.cast import Cast
from tests.doubles import letter

TYPES = (("M03", "Buller", "MIL", 5, "nej"), ("Ö01", "Klagomål på skötsel", "TEK", 2, "mojlig"))


@dataclass(frozen=True)
class Town:
    """The cast with what this folder adds; `tek` and `park` are ids."""

    cast: Cast
    tek: int
    park: int
    mil: int

    def agent(self, login: str) -> Agent:
        return self.cast.agent(login)

    def bring(self, id: str = "m1", sender: str = "mona@invanare.example", **values: Any) -> Case:
        """A mail comes in and is read: the case it opened."""
        keep("paper", id, letter(id, **{"from": sender, "subject": "gatlampa", "text": "Vid Skolgatan", **values}))
        read_waiting("w1", threading.Event())
        case = reading().scalar(select(Case).join(Inbound, Inbound.case_id == Case.id).where(Inbound.external_id == id))
        assert case is not None
        return case

    def sees(self, login: str, case: Case) -> str:
        """none, limited or full."""
        fresh = self.fresh(case)
        return degree_of(self.agent(login), fresh.id, fresh.scope_id)

    def fresh(self, case: Case) -> Case:
        db.session.rollback()
        found = reading().get(Case, case.id, populate_existing=True)
        assert found is not None
        return found


@pytest.fixture
def town(app: Flask, cast: Cast) -> Town:
    with transaction():
        namnd = insert(Namnd, {"code": "MN", "name": "Miljönämnden"})
        values = {"code": "MIL", "name": "Miljökontoret", "short_name": "Miljö", "namnd_id": namnd}
        mil = insert(Forvaltning, values)
        tek = cast.forvaltningar["TEK"]
        park = insert(Unit, {"forvaltning_id": tek, "code": "PARK", "name": "Parkenheten"})
        places = {"MIL": mil, "TEK": tek}
        types = {code: _type(code, name, places[f], level, s, cast) for code, name, f, level, s in TYPES}
        insert(SupervisedUnit, {"case_type_id": types["M03"], "forvaltning_id": tek})
        _officer("pia", "Pia Park", "handlaggare", tek, park)
        _officer("cecilia", "Cecilia Chef", "chef", tek)
        _officer("mattias", "Mattias Miljö", "handlaggare", mil)
    return Town(cast, tek, park, mil)


def _type(code: str, name: str, forvaltning_id: int, level: int, secrecy: str, cast: Cast) -> int:
    type_id = insert(CaseType, {"code": code})
    values = {"transferred": "ja", "promise": "2 ad", "secrecy": secrecy, "rosa_level": level}
    where = {"forvaltning_id": forvaltning_id, "svarsgrupp_id": cast.groups["4"], "valid_from": BEGINNING}
    insert(CaseTypeVersion, {"case_type_id": type_id, **where, **values})
    writing().execute(table(CaseTypeName).insert().values(case_type_id=type_id, language="sv", name=name))
    return type_id


def _officer(login: str, name: str, role: str, forvaltning_id: int, unit_id: int | None = None) -> None:
    agent_id = insert(AgentRow, {"login": login, "name": name})
    place = {"forvaltning_id": forvaltning_id, "unit_id": unit_id}
    insert(AgentRole, {"agent_id": agent_id, "role": role, **place})


def refused(work: Callable[[], object]) -> str:
    """The code with which a verb refuses; nothing of it stays."""
    with pytest.raises(Refused) as caught, transaction():
        work()
    return caught.value.code


def kinds(case: Case) -> list[str]:
    """The kinds of the case's events, in order."""
    db.session.rollback()
    return list(reading().scalars(select(Event.kind).where(Event.case_id == case.id).order_by(Event.id)))


def texts(case: Case) -> list[str]:
    """What stands in its thread, receipts apart."""
    db.session.rollback()
    wanted = select(Message.text).where(Message.case_id == case.id, Message.kind != "receipt").order_by(Message.id)
    return list(reading().scalars(wanted))


def audited(action: str) -> list[Audit]:
    db.session.rollback()
    return list(reading().scalars(select(Audit).where(Audit.action == action)))
