"""Units of the förvaltningar: added, renamed, opened from a day. How one closes or is split stands in `unit_moves`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.access.agents import Agent
from core.clock import today
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.answers import Asked, day_of, insist_on
from core.municipality.changes import note_change
from core.store.db import reading, writing
from core.store.models import Forvaltning, Unit

AREA = "enhet"
FIELDS = (
    Asked("code", 40, True, "code"),
    Asked("forvaltning", 10, True),
    Asked("name", 120, True),
    Asked("mailbox", 254, kind="email"),
    Asked("opened_on", 10, kind="day"),
)
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OneUnit:
    """`forvaltning` is a code. `opened_on` is its first day, when known; `closed_on` the first without."""

    id: int
    code: str
    name: str
    forvaltning_id: int
    forvaltning: str
    mailbox: str
    opened_on: date | None
    closed_on: date | None

    @property
    def closed(self) -> bool:
        return self.closed_on is not None and self.closed_on <= today()

    @property
    def to_come(self) -> bool:
        return self.opened_on is not None and self.opened_on > today()

    @property
    def values(self) -> dict[str, str]:
        """As a form has them."""
        opened_on = self.opened_on.isoformat() if self.opened_on else ""
        return {"name": self.name, "mailbox": self.mailbox, "opened_on": opened_on}


def units() -> tuple[OneUnit, ...]:
    """All, by name; the closed ones last."""
    rows = reading().execute(
        select(Unit, Forvaltning.code).join(Forvaltning, Forvaltning.id == Unit.forvaltning_id).order_by(Unit.name)
    )
    found = [
        OneUnit(row.id, row.code, row.name, row.forvaltning_id, owner, row.mailbox, row.opened_on, row.closed_on)
        for row, owner in rows
    ]
    return tuple(sorted(found, key=lambda unit: unit.closed))


def unit_by_code(code: str) -> OneUnit:
    """Raises `NotFound`."""
    found = next((unit for unit in units() if unit.code == code), None)
    if found is None:
        raise NotFound
    return found


def add_unit(values: Values, by: Agent) -> None:
    """Raises `Wrong`. A unit stays in its förvaltning: in another one it is another unit."""
    insist_on(values, FIELDS)
    if any(unit.code == values["code"] for unit in units()):
        raise Wrong({"code": Refused("code_taken", code=values["code"])})
    owner = (
        reading()
        .execute(select(Forvaltning.id, Forvaltning.closed_on).where(Forvaltning.code == values["forvaltning"]))
        .first()
    )
    if owner is None or (owner.closed_on and owner.closed_on <= today()):
        raise Wrong({"forvaltning": Refused("no_such_department")})
    writing().add(
        Unit(
            forvaltning_id=owner.id,
            code=values["code"],
            name=values["name"],
            mailbox=values.get("mailbox", ""),
            opened_on=day_of(values.get("opened_on", "")),
        )
    )
    writing().flush()
    note_change(AREA, values["code"], {}, dict(values), by)


def change_unit(code: str, values: Values, by: Agent) -> None:
    """Name, mailbox, first day. A first day cannot be put ahead of a unit that is at work already."""
    insist_on(values, FIELDS)
    unit = unit_by_code(code)
    row = writing().get_one(Unit, unit.id)
    opened_on = day_of(values["opened_on"]) if "opened_on" in values else row.opened_on
    if opened_on != row.opened_on and opened_on is not None and opened_on > today() and not unit.to_come:
        raise Wrong({"opened_on": Refused("unit_at_work")})
    row.name, row.mailbox = values.get("name", row.name), values.get("mailbox", row.mailbox)
    row.opened_on = opened_on
    writing().flush()
    note_change(AREA, code, unit.values, {**unit.values, **values}, by)
