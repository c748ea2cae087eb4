"""Nämnder, each an authority of its own, and the förvaltningar that work for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select, update

from core.access.agents import SYSTEM, Agent
from core.access.filters import listed
from core.access.placing import IN_CENTRE
from core.case.record import lock
from core.case.shares import end_outside
from core.clock import now, today
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.answers import Asked, insist_on
from core.municipality.changes import note_change
from core.store.db import reading, table, writing
from core.store.models import AgentRole, Case, CaseShare, CaseTypeVersion, Forvaltning, Namnd, Unit

NAMND, FORVALTNING = "namnd", "forvaltning"
NAMND_FIELDS = (Asked("code", 10, True, "code"), Asked("name", 120, True))
FIELDS = (
    Asked("code", 10, True, "code"),
    Asked("name", 120, True),
    Asked("short_name", 60, True),
    Asked("namnd", 10, True),
    Asked("mailbox", 254, kind="email"),
)
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Department:
    """A förvaltning. `namnd` is its nämnd's code; `closed_on` the first day without it."""

    id: int
    code: str
    name: str
    short_name: str
    namnd: str
    contact_centre: bool
    mailbox: str
    closed_on: date | None

    @property
    def closed(self) -> bool:
        return self.closed_on is not None and self.closed_on <= today()

    @property
    def values(self) -> dict[str, str]:
        """As a form has them."""
        return {"name": self.name, "short_name": self.short_name, "namnd": self.namnd, "mailbox": self.mailbox}


def namnder() -> dict[str, str]:
    """Code → name, by name."""
    return {row.code: row.name for row in reading().execute(select(Namnd.code, Namnd.name).order_by(Namnd.name))}


def add_namnd(values: Values, by: Agent) -> None:
    """Raises `Wrong`."""
    insist_on(values, NAMND_FIELDS)
    if values["code"] in namnder():
        raise Wrong({"code": Refused("code_taken", code=values["code"])})
    writing().add(Namnd(code=values["code"], name=values["name"]))
    writing().flush()
    note_change(NAMND, values["code"], {}, values, by)


def change_namnd(code: str, values: Values, by: Agent) -> None:
    """Another name. The code stays: roles, files and the log know it by that."""
    insist_on(values, NAMND_FIELDS)
    row = writing().scalar(select(Namnd).where(Namnd.code == code))
    if row is None:
        raise NotFound
    note_change(NAMND, code, {"name": row.name}, {"name": values["name"]}, by)
    row.name = values["name"]
    writing().flush()


def departments() -> tuple[Department, ...]:
    """All, by name; the closed ones last."""
    rows = reading().execute(
        select(Forvaltning, Namnd.code).join(Namnd, Namnd.id == Forvaltning.namnd_id).order_by(Forvaltning.name)
    )
    found = [
        Department(row.id, row.code, row.name, row.short_name, namnd, row.contact_centre, row.mailbox, row.closed_on)
        for row, namnd in rows
    ]
    return tuple(sorted(found, key=lambda one: one.closed))


def department(code: str) -> Department:
    """Raises `NotFound`."""
    found = next((one for one in departments() if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def add_department(values: Values, by: Agent) -> None:
    """Raises `Wrong`."""
    insist_on(values, FIELDS)
    if any(one.code == values["code"] for one in departments()):
        raise Wrong({"code": Refused("code_taken", code=values["code"])})
    writing().add(Forvaltning(**_columns(values), code=values["code"]))
    writing().flush()
    note_change(FORVALTNING, values["code"], {}, values, by)


def change_department(code: str, values: Values, by: Agent) -> None:
    """Everything but the code. In another nämnd, what was shared within the old one ends (OSL 8:1)."""
    insist_on(values, FIELDS)
    before, columns = department(code), _columns(values)
    row = writing().get_one(Forvaltning, before.id)
    moves = row.namnd_id != columns["namnd_id"]
    for name, value in columns.items():
        setattr(row, name, value)
    writing().flush()
    note_change(FORVALTNING, code, before.values, values, by)
    if moves:
        _end_what_is_shared_outside()


def make_contact_centre(code: str, by: Agent) -> None:
    """This one becomes the contact centre; its agents come along. Raises `Refused` while it has cases of its own."""
    here = department(code)
    there = next((one for one in departments() if one.contact_centre), None)
    if there and there.id == here.id:
        return
    if here.closed or _has_cases(here.id):
        raise Refused("centre_has_cases")
    rows, roles = table(Forvaltning), table(AgentRole)
    writing().execute(update(rows).values(contact_centre=rows.c.id == here.id))
    if there:
        moving = (roles.c.forvaltning_id == there.id) & roles.c.role.in_(IN_CENTRE)
        writing().execute(update(roles).where(moving).values(forvaltning_id=here.id))
    note_change(FORVALTNING, code, {"contact_centre": False}, {"contact_centre": True}, by)


def close_department(code: str, by: Agent) -> None:
    """From today. Raises `Refused` while anything is left that somebody must have."""
    here = department(code)
    if here.contact_centre:
        raise Refused("centre_stays")
    if _has_units(here.id) or _has_cases(here.id) or _owns_types(here.id):
        raise Refused("department_not_empty")
    writing().get_one(Forvaltning, here.id).closed_on = today()
    writing().flush()
    note_change(FORVALTNING, code, {"closed_on": None}, {"closed_on": today().isoformat()}, by)


def reopen_department(code: str, by: Agent) -> None:
    """It is there again."""
    here = department(code)
    row = writing().get_one(Forvaltning, here.id)
    closed_on = row.closed_on.isoformat() if row.closed_on else None
    note_change(FORVALTNING, code, {"closed_on": closed_on}, {"closed_on": None}, by)
    row.closed_on = None
    writing().flush()


def _columns(values: Values) -> dict[str, object]:
    namnd_id = reading().scalar(select(Namnd.id).where(Namnd.code == values["namnd"]))
    if namnd_id is None:
        raise Wrong({"namnd": Refused("no_such_authority")})
    return {**{name: values[name] for name in ("name", "short_name", "mailbox")}, "namnd_id": namnd_id}


def _has_units(forvaltning_id: int) -> bool:
    """Such as are there, or are to come."""
    left = or_(Unit.closed_on.is_(None), Unit.closed_on > today())
    return reading().scalar(select(Unit.id).where(Unit.forvaltning_id == forvaltning_id, left).limit(1)) is not None


def _has_cases(forvaltning_id: int) -> bool:
    mine = (Case.forvaltning_id == forvaltning_id, Case.closed_at.is_(None))
    return reading().scalar(select(Case.id).where(*mine, listed(SYSTEM)).limit(1)) is not None


def _owns_types(forvaltning_id: int) -> bool:
    """Whether the catalogue's present or coming version of any type names it."""
    latest: dict[int, int] = {}
    coming = False
    for row in reading().execute(select(CaseTypeVersion).order_by(CaseTypeVersion.valid_from, CaseTypeVersion.id)):
        version = row[0]
        if version.valid_from <= now():
            latest[version.case_type_id] = version.forvaltning_id
        else:
            coming = coming or version.forvaltning_id == forvaltning_id
    return coming or forvaltning_id in latest.values()


def _end_what_is_shared_outside() -> None:
    shared = select(CaseShare.case_id).where(CaseShare.kind.in_(("question", "informed")), CaseShare.ended_at.is_(None))
    for case_id in sorted(set(reading().scalars(shared))):
        end_outside(lock(case_id, SYSTEM), SYSTEM)
