"""Whom the contact centre reaches in a förvaltning, and what the two have agreed on (requirements 52 and 53)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from core.access.agents import Agent
from core.clock import now
from core.contract.errors import Refused, Wrong
from core.municipality.answers import Asked, wrong_in
from core.municipality.changes import note_change
from core.municipality.forvaltningar import department
from core.store.db import reading, table, upsert, writing
from core.store.models import Agreement, ContactPerson

AREA = "overenskommelse"
KINDS = ("contact", "deputy")
PERSON = (Asked("name", 120), Asked("phone", 40, kind="phone"), Asked("email", 254, kind="email"), Asked("hours", 200))
AGREED = tuple(Asked(name, 200) for name in ("first_response", "hand_back", "hours", "contact"))
FIELDS = (
    *(Asked(f"{kind}_{one.name}", one.longest, kind=one.kind) for kind in KINDS for one in PERSON),
    *(Asked(f"sla_{one.name}", one.longest) for one in AGREED),
)
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """`hours` is when the phone is answered, in words; `changed_at` when somebody last said so."""

    name: str
    phone: str
    email: str
    hours: str
    changed_at: datetime


def persons(forvaltning_id: int | None = None) -> dict[tuple[int, str], Person]:
    """(förvaltning, contact | deputy) → who; of one förvaltning or all."""
    asked = select(ContactPerson)
    if forvaltning_id is not None:
        asked = asked.where(ContactPerson.forvaltning_id == forvaltning_id)
    return {
        (row.forvaltning_id, row.kind): Person(row.name, row.phone, row.email, row.hours, row.changed_at)
        for row in reading().scalars(asked)
    }


def agreed(code: str) -> dict[str, str]:
    """Everything about a förvaltning as its form has it: contact_name …, deputy_name …, sla_first_response …"""
    here = department(code)
    found = dict.fromkeys((one.name for one in FIELDS), "")
    for (_owner, kind), person in persons(here.id).items():
        found |= {f"{kind}_{one.name}": str(getattr(person, one.name)) for one in PERSON}
    row = reading().get(Agreement, here.id)
    if row is not None:
        found |= {f"sla_{one.name}": str(getattr(row, one.name)) for one in AGREED}
    return found


def agree(code: str, values: Values, by: Agent) -> None:
    """Saves all of it. A person without a name is taken away. Raises `Wrong`."""
    here, before = department(code), agreed(code)
    _check(values)
    if not note_change(AREA, code, before, {**before, **values}, by):
        return
    for kind in KINDS:
        _save_person(here.id, kind, {one.name: values[f"{kind}_{one.name}"] for one in PERSON}, before)
    row = {one.name: values[f"sla_{one.name}"] for one in AGREED} | {"changed_at": now()}
    statement = upsert(Agreement).values(forvaltning_id=here.id, **row)
    writing().execute(statement.on_conflict_do_update(index_elements=["forvaltning_id"], set_=row))


def changed_at(forvaltning_id: int) -> datetime | None:
    """When the agreement itself was last changed."""
    row = reading().get(Agreement, forvaltning_id)
    return row.changed_at if row else None


def _check(values: Values) -> None:
    wrong = wrong_in(values, FIELDS)
    for kind in KINDS:
        rest = [values[f"{kind}_{one.name}"] for one in PERSON[1:]]
        if any(rest) and not values[f"{kind}_name"]:
            wrong[f"{kind}_name"] = Refused("name_of_thing_missing")
    if wrong:
        raise Wrong(wrong)


def _save_person(forvaltning_id: int, kind: str, values: Values, before: Values) -> None:
    """`changed_at` tells of this person alone: what has not changed keeps its day."""
    if all(before[f"{kind}_{name}"] == value for name, value in values.items()):
        return
    rows = table(ContactPerson)
    if not values["name"]:
        mine = (rows.c.forvaltning_id == forvaltning_id) & (rows.c.kind == kind)
        writing().execute(delete(rows).where(mine))
        return
    row = {**values, "changed_at": now()}
    statement = upsert(ContactPerson).values(forvaltning_id=forvaltning_id, kind=kind, **row)
    writing().execute(statement.on_conflict_do_update(index_elements=["forvaltning_id", "kind"], set_=row))
