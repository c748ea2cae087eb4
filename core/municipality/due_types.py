"""The types of case whose answering date may be asked for: what each promises, and by whose hours it is counted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.case.catalogue import names, version_at
from core.clock import now
from core.contract.errors import Refused
from core.store.db import reading
from core.store.models import CaseType


@dataclass(frozen=True, slots=True)
class Promised:
    """A type as it holds now. `places` is its förvaltning and unit."""

    code: str
    name: str
    promise: str
    places: tuple[int | None, int | None]


def promised_types(language: str) -> tuple[Promised, ...]:
    """All that hold now, by name."""
    said, found = names(language), []
    for type_id, code in reading().execute(select(CaseType.id, CaseType.code)):
        try:
            version = version_at(code, now())
        except Refused:
            continue  # to come
        places = version.forvaltning_id, version.unit_id
        found.append(Promised(code, said.get(type_id, code), version.promise, places))
    return tuple(sorted(found, key=lambda one: one.name))
