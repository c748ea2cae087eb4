"""The service catalogue as its owners change it: a change is a version with a day it begins, and old cases keep theirs.

Requirements 34, 48 and 50.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from core.access.agents import Agent
from core.case.catalogue import knows_type
from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.changes import note_change
from core.municipality.type_fields import FIELDS, NAMED, Demands, codes, columns, demands, words_of
from core.store.db import reading, table, upsert, writing
from core.store.editions import forget_edition, known
from core.store.models import CaseType, CaseTypeName, CaseTypeVersion, CaseTypeWord
from core.store.models.catalogue import UNCLASSIFIED

AREA = "type"
HOME = ZoneInfo("Europe/Stockholm")
_CODE = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9-]{0,9}")


@dataclass(frozen=True, slots=True)
class TypeVersion:
    """One version and when it begins. `state` past, current or coming."""

    id: int
    valid_from: datetime
    state: str
    values: Demands


@dataclass(frozen=True, slots=True)
class ServiceType:
    """A type with all its versions, newest first. `closed_on` is the first day it is not offered."""

    code: str
    closed_on: date | None
    successor: str
    versions: tuple[TypeVersion, ...]

    @property
    def current(self) -> TypeVersion:
        """The version that holds now; of a type that is still to come, its first."""
        return next((one for one in self.versions if one.state == "current"), self.versions[-1])

    @property
    def values(self) -> Demands:
        return self.current.values

    @property
    def closed(self) -> bool:
        return self.closed_on is not None and self.closed_on <= local_date(now())


def service_types() -> tuple[ServiceType, ...]:
    """Every type by code, *Ej klassat* left out: nobody changes what that demands."""
    return tuple(_now(one) for one in known("service types", _read) if one.code != UNCLASSIFIED)


def service_type(code: str) -> ServiceType:
    """Raises `NotFound`."""
    found = next((one for one in service_types() if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def add_type(code: str, values: Mapping[str, str], valid_from: date, by: Agent) -> None:
    """A type that nobody had. Raises `Wrong` with every field that needs another answer."""
    found = _checked(values, {**code_problem(code), **day_problem(valid_from)})
    tx = writing()
    row = CaseType(code=code)
    tx.add(row)
    tx.flush()
    tx.add(CaseTypeVersion(case_type_id=row.id, valid_from=_begins(valid_from), **found))
    _name(row.id, values)
    note_change(AREA, code, {}, {name: values[name] for name in FIELDS if values.get(name)}, by)
    _settle()


def change_type(code: str, changed: Mapping[str, str], valid_from: date, by: Agent) -> None:
    """The fields in `changed` from that day on, in a new version; names and words at once, for they have no versions.

    A version that is to come keeps what it says of itself and takes over the rest. Raises `Wrong`.
    """
    kind = service_type(code)
    start = _begins(valid_from)
    base = next((one for one in kind.versions if one.valid_from <= start), kind.versions[-1])
    values = {**base.values, **changed}
    found = _checked(values, day_problem(valid_from))
    type_id = _id_of(code)
    if any(values[name] != base.values[name] for name in FIELDS if name not in NAMED):
        _write(type_id, start, found)
        _carry_on(kind, start, base.values, changed)
    _name(type_id, values)
    note_change(AREA, code, base.values, values, by)
    _settle()


def end_type(code: str, closed_on: date, successor: str, by: Agent) -> None:
    """Not offered from that day on. Its open cases become `successor` then, or stay as they are when it is empty."""
    kind = service_type(code)
    wrong = day_problem(closed_on, "closed_on")
    if successor and (successor == code or not knows_type(successor) or service_type(successor).closed_on):
        wrong["successor"] = Refused("choose_from_list")
    if wrong:
        raise Wrong(wrong)
    row = writing().get_one(CaseType, _id_of(code))
    row.closed_on, row.cases_moved = closed_on, not successor
    row.successor_id = _id_of(successor) if successor else None
    before = {"closed_on": kind.closed_on.isoformat() if kind.closed_on else "", "successor": kind.successor}
    note_change(AREA, code, before, {"closed_on": closed_on.isoformat(), "successor": successor}, by)
    _settle()


def offer_again(code: str, by: Agent) -> None:
    """Undoes an ending, whether it has begun or not; cases that went to another type stay there."""
    kind = service_type(code)
    row = writing().get_one(CaseType, _id_of(code))
    row.closed_on, row.successor_id, row.cases_moved = None, None, False
    before = {"closed_on": kind.closed_on.isoformat() if kind.closed_on else "", "successor": kind.successor}
    note_change(AREA, code, before, {"closed_on": "", "successor": ""}, by)
    _settle()


def code_problem(code: str) -> dict[str, Refused]:
    """Why a new type cannot have that code; empty when it can."""
    if wrong := code_shape(code):
        return wrong
    if reading().scalar(select(CaseType.id).where(CaseType.code == code)) is not None:
        return {"code": Refused("type_code_taken", code=code)}
    return {}


def code_shape(code: str) -> dict[str, Refused]:
    """Whether it looks like a code at all."""
    return {} if _CODE.fullmatch(code) else {"code": Refused("type_code_wrong")}


def day_problem(day: date, field: str = "valid_from") -> dict[str, Refused]:
    """A change is from today or later: what was, was."""
    return {field: Refused("day_has_passed")} if day < local_date(now()) else {}


def _checked(values: Mapping[str, str], wrong: dict[str, Refused]) -> dict[str, object]:
    try:
        found = columns(values)
    except Wrong as more:
        raise Wrong({**wrong, **more.fields}) from None
    if wrong:
        raise Wrong(wrong)
    return found


def _begins(day: date) -> datetime:
    """From midnight of that day; today's begins now."""
    return now() if day <= local_date(now()) else datetime.combine(day, time(), HOME).astimezone(now().tzinfo)


def _write(type_id: int, start: datetime, found: Mapping[str, object]) -> None:
    """A version from then on; one that was to begin at that very moment is replaced."""
    rows = table(CaseTypeVersion)
    if start > now():
        same = (rows.c.case_type_id == type_id, rows.c.valid_from == start)
        if writing().execute(select(rows.c.id).where(*same)).first() is not None:
            writing().execute(rows.update().where(*same).values(**found))
            return
    writing().execute(rows.insert().values(case_type_id=type_id, valid_from=start, **found))


def _carry_on(kind: ServiceType, start: datetime, before: Demands, changed: Mapping[str, str]) -> None:
    """What changed earlier holds later too, where the later version had said nothing else about it."""
    rows = table(CaseTypeVersion)
    for later in (one for one in kind.versions if one.valid_from > start):
        values = {name: value for name, value in changed.items() if later.values[name] == before[name]}
        found = columns({**later.values, **values})
        writing().execute(rows.update().where(rows.c.id == later.id).values(**found))


def _name(type_id: int, values: Mapping[str, str]) -> None:
    for language, field in (("sv", "name"), ("en", "name_en")):
        if values.get(field):
            row = {"case_type_id": type_id, "language": language, "name": values[field]}
            made = upsert(CaseTypeName).values(**row)
            keys = ["case_type_id", "language"]
            writing().execute(made.on_conflict_do_update(index_elements=keys, set_={"name": values[field]}))
    writing().execute(delete(CaseTypeWord).where(CaseTypeWord.case_type_id == type_id))
    words = [{"case_type_id": type_id, "word": word} for word in words_of(values.get("words", ""))]
    if words:
        writing().execute(table(CaseTypeWord).insert(), words)


def _settle() -> None:
    writing().flush()
    forget_edition()


def _id_of(code: str) -> int:
    return int(reading().execute(select(CaseType.id).where(CaseType.code == code)).scalar_one())


def _now(kind: ServiceType) -> ServiceType:
    """With what each version is at this moment."""
    at = now()
    holds = next((one.id for one in kind.versions if one.valid_from <= at), 0)
    states = ("coming" if one.valid_from > at else "current" if one.id == holds else "past" for one in kind.versions)
    return replace(kind, versions=tuple(replace(v, state=s) for v, s in zip(kind.versions, states, strict=True)))


def _read() -> tuple[ServiceType, ...]:
    known_codes = codes()
    types = list(reading().scalars(select(CaseType).order_by(CaseType.code)))
    by_id = {row.id: row.code for row in types}
    versions: dict[int, list[CaseTypeVersion]] = {}
    newest = select(CaseTypeVersion).order_by(CaseTypeVersion.valid_from.desc(), CaseTypeVersion.id.desc())
    for version in reading().scalars(newest):
        versions.setdefault(version.case_type_id, []).append(version)
    return tuple(
        ServiceType(
            row.code,
            row.closed_on,
            by_id.get(row.successor_id or 0, ""),
            tuple(TypeVersion(one.id, one.valid_from, "", demands(one, known_codes)) for one in versions[row.id]),
        )
        for row in types
        if row.id in versions
    )
