"""Reads the service catalogue: which version of a type holds at a time, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import Refused
from core.store.db import reading, table
from core.store.editions import known
from core.store.models import CaseType, CaseTypeName, CaseTypeVersion
from core.store.models.catalogue import UNCLASSIFIED


def version_at(code: str, at: datetime) -> CaseTypeVersion:
    """The version of the type that holds at `at`; of a type that is younger than that, the first.

    Raises `Refused("unknown_type")` when the catalogue has no such type today.
    """
    latest = max(at, now())
    versions = [version for version in known("versions", _versions).get(code, ()) if version.valid_from <= latest]
    if not versions:
        raise Refused("unknown_type", code=code)
    return next((version for version in versions if version.valid_from <= at), versions[-1])


def has_ended(code: str, at: datetime) -> bool:
    """Whether the type was no longer offered then (see `CaseType.closed_on`)."""
    closed_on = known("ended types", _ended).get(code)
    return closed_on is not None and closed_on <= local_date(at)


def _ended() -> dict[str, date]:
    rows = reading().execute(select(CaseType.code, CaseType.closed_on).where(CaseType.closed_on.is_not(None)))
    return {row.code: row.closed_on for row in rows}


def knows_type(code: str) -> bool:
    """Whether the catalogue has a type of that code today."""
    return bool(
        reading().scalar(
            select(CaseType.id)
            .join(CaseTypeVersion, CaseTypeVersion.case_type_id == CaseType.id)
            .where(CaseType.code == code, CaseTypeVersion.valid_from <= now())
            .limit(1)
        )
    )


def version_by_id(version_id: int) -> CaseTypeVersion:
    """The version that a case points at, apart from any session: to read."""
    return known("versions by id", _versions_by_id)[version_id]


def code_of(case_type_id: int) -> str:
    return known("type codes", _codes).get(case_type_id, "")


def _codes() -> dict[int, str]:
    return {row.id: row.code for row in reading().execute(select(CaseType.id, CaseType.code))}


def is_unclassified(case_type_id: int) -> bool:
    return code_of(case_type_id) == UNCLASSIFIED


def _versions() -> Mapping[str, list[CaseTypeVersion]]:
    """Code → its versions, newest first: values apart from any session, for every transaction to read."""
    rows = reading().execute(
        select(CaseType.code, *table(CaseTypeVersion).columns)
        .join(CaseType, CaseType.id == CaseTypeVersion.case_type_id)
        .order_by(CaseTypeVersion.valid_from.desc(), CaseTypeVersion.id.desc())
    )
    found: dict[str, list[CaseTypeVersion]] = {}
    for row in rows:
        values = {column.name: row._mapping[column] for column in table(CaseTypeVersion).columns}
        found.setdefault(row.code, []).append(CaseTypeVersion(**values))
    return found


def _versions_by_id() -> Mapping[int, CaseTypeVersion]:
    return {version.id: version for versions in known("versions", _versions).values() for version in versions}


def forvaltning_of(code: str) -> int:
    """The förvaltning that owns cases of the type now. Raises `Refused("unknown_type")`."""
    return version_at(code, now()).forvaltning_id


def names_by_code(language: str) -> Mapping[str, str]:
    """Code → name of every type that the catalogue has today; Swedish where the language has none."""
    return known(f"type names {language}", lambda: _names_by_code(language))


def _names_by_code(language: str) -> Mapping[str, str]:
    by_id = names(language)
    codes = {code: type_id for type_id, code in known("type codes", _codes).items()}
    return {code: by_id.get(codes[code], code) for code in sorted(known("versions", _versions))}


def names(language: str) -> dict[int, str]:
    """Case type id → its name; Swedish where the language has none."""
    rows = reading().execute(
        select(CaseTypeName.case_type_id, CaseTypeName.language, CaseTypeName.name).where(
            CaseTypeName.language.in_(("sv", language))
        )
    )
    found: dict[int, str] = {}
    for type_id, row_language, name in rows:
        if row_language == language or type_id not in found:
            found[type_id] = name
    return found
