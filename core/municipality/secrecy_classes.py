"""Authorisation groups: case types that the same people may know of. Who belongs to one is said on each person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from core.access.agents import Agent
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.changes import note_change
from core.store.db import reading, writing
from core.store.models import AgentAuthorisation, AgentRow, CaseTypeVersion, SecrecyClass
from core.store.models.agents import FIRST_TYPE_CLASS

AREA = "secrecy_class"
LONGEST_CODE, LONGEST_NAME = 40, 120
_TYPES, _PEOPLE = CaseTypeVersion.secrecy_class_id, AgentAuthorisation.secrecy_class_id
_CODE = re.compile(r"[A-Za-zÅÄÖåäö0-9]([A-Za-zÅÄÖåäö0-9 -]*[A-Za-zÅÄÖåäö0-9])?")


@dataclass(frozen=True, slots=True)
class Known:
    """`types` how many types name the class, now or in time; `people` how many active agents are authorised."""

    code: str
    name: str
    types: int
    people: int


def secrecy_classes() -> tuple[Known, ...]:
    """The municipality's own, by name; the core's (sorting, protected identity, marked) are none of them."""
    types = _counted(select(_TYPES, func.count(CaseTypeVersion.case_type_id.distinct())).group_by(_TYPES))
    people = _counted(
        select(_PEOPLE, func.count())
        .join(AgentRow, AgentRow.id == AgentAuthorisation.agent_id)
        .where(AgentRow.active)
        .group_by(_PEOPLE)
    )
    rows = reading().scalars(
        select(SecrecyClass).where(SecrecyClass.id >= FIRST_TYPE_CLASS).order_by(SecrecyClass.name)
    )
    return tuple(Known(row.code, row.name, types.get(row.id, 0), people.get(row.id, 0)) for row in rows)


def secrecy_class(code: str) -> Known:
    """Raises `NotFound`."""
    found = next((one for one in secrecy_classes() if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def add_class(code: str, name: str, by: Agent) -> None:
    """Raises `Wrong`. Nobody belongs to it yet, and so nobody sees more than before."""
    wrong = _name_problem(name)
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        wrong["code"] = Refused("code_wrong")
    elif reading().scalar(select(SecrecyClass.id).where(SecrecyClass.code == code)) is not None:
        wrong["code"] = Refused("code_taken", code=code)
    if wrong:
        raise Wrong(wrong)
    tx = writing()
    highest = tx.scalar(select(func.max(SecrecyClass.id))) or 0
    tx.add(SecrecyClass(id=max(FIRST_TYPE_CLASS, highest + 1), code=code, name=name))
    tx.flush()
    note_change(AREA, code, {}, {"code": code, "name": name}, by)


def rename_class(code: str, name: str, by: Agent) -> None:
    """Raises `Wrong`. The code stays: files and the log know it by that."""
    before = secrecy_class(code)
    if wrong := _name_problem(name):
        raise Wrong(wrong)
    row = writing().scalars(select(SecrecyClass).where(SecrecyClass.code == code)).one()
    row.name = name
    writing().flush()
    note_change(AREA, code, {"name": before.name}, {"name": name}, by)


def _counted(asked: Select[*tuple[Any, ...]]) -> dict[int, int]:
    return {row[0]: row[1] for row in reading().execute(asked) if row[0] is not None}


def _name_problem(name: str) -> dict[str, Refused]:
    if not name.strip():
        return {"name": Refused("name_of_thing_missing")}
    return {"name": Refused("too_long", n=str(LONGEST_NAME))} if len(name) > LONGEST_NAME else {}
