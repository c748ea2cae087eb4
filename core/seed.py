"""What every installation starts with: the contact centre, one svarsgrupp and *Ej klassat*.

The rest is the municipality's own, or the demo's.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select

from core.store.db import table, transaction, upsert, writing
from core.store.models import (
    CaseType,
    CaseTypeName,
    CaseTypeVersion,
    Forvaltning,
    Namnd,
    SecrecyClass,
    Svarsgrupp,
)
from core.store.models.agents import MARKED, PROTECTED, SORTERING
from core.store.models.catalogue import UNCLASSIFIED
from core.store.texts import set_setting

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # what is in the catalogue from the start holds for every older message


def seed() -> bool:
    """Fills an empty database; False when there was something already."""
    with transaction() as tx:
        if tx.scalar(select(func.count()).select_from(Forvaltning)):
            return False
        centre = _contact_centre()
        _unclassified(centre)
        for class_id, code in ((SORTERING, "sortering"), (PROTECTED, "protected"), (MARKED, "marked")):
            tx.execute(upsert(SecrecyClass).values(id=class_id, code=code, name=code).on_conflict_do_nothing())
        set_setting("centre_name", "Kontaktcenter")
        set_setting("municipality_name", "Kommunen")
    return True


def _contact_centre() -> tuple[int, int]:
    """Förvaltning and svarsgrupp ids."""
    tx, namnder, forvaltningar, groups = writing(), table(Namnd), table(Forvaltning), table(Svarsgrupp)
    namnd = tx.execute(namnder.insert().values(code="KS", name="Kommunstyrelsen").returning(namnder.c.id)).scalar_one()
    forvaltning = tx.execute(
        forvaltningar.insert()
        .values(code="KTJ", name="Kontaktcenter", short_name="Kontaktcenter", namnd_id=namnd, contact_centre=True)
        .returning(forvaltningar.c.id)
    ).scalar_one()
    group = tx.execute(groups.insert().values(digit="5", name="Övriga").returning(groups.c.id)).scalar_one()
    return int(forvaltning), int(group)


def _unclassified(centre: tuple[int, int]) -> None:
    tx, types = writing(), table(CaseType)
    type_id = tx.execute(types.insert().values(code=UNCLASSIFIED).returning(types.c.id)).scalar_one()
    tx.execute(
        table(CaseTypeVersion)
        .insert()
        .values(
            case_type_id=type_id,
            valid_from=BEGINNING,
            forvaltning_id=centre[0],
            svarsgrupp_id=centre[1],
            rosa_level=1,
            transferred="ja",
            competence=1,
            promise="2 ad",
            secrecy="mojlig",
        )
    )
    names = {"sv": "Ej klassat", "en": "Not classified"}
    rows = [{"case_type_id": type_id, "language": language, "name": name} for language, name in names.items()]
    tx.execute(table(CaseTypeName).insert(), rows)
