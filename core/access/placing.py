"""Where a role holds, given a förvaltning and perhaps a unit: the contact centre, there, its nämnd, or nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.store.db import reading
from core.store.models import Forvaltning, Unit

IN_CENTRE = ("kommunvagledare", "gruppledare")
IN_FORVALTNING = ("chef", "handlaggare", "kontaktperson")
IN_NAMND = ("registrator", "dataskydd", "arkiv", "revisor")
NOWHERE = ("kommunikator", "analytiker", "administrator")


@dataclass(frozen=True, slots=True)
class Place:
    """A förvaltning, with its nämnd, and perhaps one of its units."""

    forvaltning_id: int
    namnd_id: int
    unit_id: int | None = None


def place_called(code: str) -> Place | None:
    """The unit or the förvaltning with that code."""
    units = (
        select(Unit.forvaltning_id, Forvaltning.namnd_id, Unit.id)
        .join(Forvaltning, Forvaltning.id == Unit.forvaltning_id)
        .where(Unit.code == code)
    )
    if unit := reading().execute(units).first():
        return Place(*unit)
    owner = reading().execute(select(Forvaltning.id, Forvaltning.namnd_id).where(Forvaltning.code == code)).first()
    return Place(*owner) if owner else None


def centre() -> Place:
    """The contact centre."""
    wanted = select(Forvaltning.id, Forvaltning.namnd_id).where(Forvaltning.contact_centre)
    return Place(*reading().execute(wanted).one())


def columns(role: str, place: Place | None) -> dict[str, int | None] | None:
    """Where the role holds, as columns of its row; None when it cannot hold without a place."""
    if role in NOWHERE:
        return {}
    if role in IN_CENTRE:
        return {"forvaltning_id": centre().forvaltning_id}
    if place is None:
        return None
    if role in IN_NAMND:
        return {"namnd_id": place.namnd_id}
    return {"forvaltning_id": place.forvaltning_id, "unit_id": place.unit_id}
