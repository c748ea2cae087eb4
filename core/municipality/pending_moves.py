"""What is planned for a unit on a day, as a value: read from its row by whoever shows it, checks it or does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from core.store.db import reading
from core.store.models import UnitMove

STAY, NONE, CENTRE, END = "stay", "none", "centre", "end"  # where else than to a unit, which is its id as text


@dataclass(frozen=True, slots=True)
class Move:
    """Where everything goes: to a unit (its id as text), `none` (the förvaltning without unit), `centre`, `stay`, and
    for members `end`.

    `cases` are the open cases whose type is not in `types` (case type id → where, for the type and its open cases);
    `members` role id → where; `mailbox` the unit that gets the address, or empty. `archive`: members who move go on
    reading the closed unit's closed cases.
    """

    day: date
    closes: bool
    cases: str
    types: Mapping[int, str] = field(default_factory=dict)
    members: Mapping[int, str] = field(default_factory=dict)
    mailbox: str = ""
    archive: bool = True

    def where(self, case_type_id: int) -> str:
        """Where a case of the type goes."""
        return self.types.get(case_type_id) or self.cases

    @property
    def places(self) -> frozenset[str]:
        return frozenset((self.cases, *self.types.values(), *self.members.values()))

    @property
    def units(self) -> frozenset[int]:
        """The units that get something."""
        return frozenset(int(place) for place in (*self.places, self.mailbox) if place.isdigit())


class RoleMoved(NamedTuple):
    """A role that was moved: its row, the new row when there is one, and until when it held before (ISO, or empty)."""

    old: int
    new: int | None
    until: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A move that is kept. `roles` are those written for it."""

    id: int
    unit_id: int
    move: Move
    planned_at: datetime
    begun: bool
    roles: tuple[RoleMoved, ...]


def to_row(move: Move, roles: list[RoleMoved]) -> dict[str, Any]:
    """As the column `plan` holds it."""
    return {
        "cases": move.cases,
        "types": {str(id): where for id, where in move.types.items()},
        "members": {str(id): where for id, where in move.members.items()},
        "mailbox": move.mailbox,
        "archive": move.archive,
        "roles": [list(one) for one in roles],
    }


def from_row(row: UnitMove) -> Planned:
    plan = row.plan
    move = Move(
        row.day,
        row.closes,
        plan["cases"],
        {int(id): where for id, where in plan["types"].items()},
        {int(id): where for id, where in plan["members"].items()},
        plan["mailbox"],
        plan["archive"],
    )
    roles = tuple(RoleMoved(*one) for one in plan["roles"])
    return Planned(row.id, row.unit_id, move, row.planned_at, row.begun_at is not None, roles)


def pending_moves() -> Iterator[Planned]:
    """Those that are not done, by day."""
    rows = select(UnitMove).where(UnitMove.done_at.is_(None), UnitMove.undone_at.is_(None)).order_by(UnitMove.day)
    return (from_row(row) for row in reading().scalars(rows))


def pending_of(unit_id: int) -> Planned | None:
    """What is planned for that unit."""
    return next((planned for planned in pending_moves() if planned.unit_id == unit_id), None)


def first_day_as_receiver(unit_id: int) -> date | None:
    """The first day on which another unit gives it something."""
    return next((planned.move.day for planned in pending_moves() if unit_id in planned.move.units), None)


def last_day_as_receiver(unit_id: int) -> date | None:
    """The last such day."""
    days = [planned.move.day for planned in pending_moves() if unit_id in planned.move.units]
    return days[-1] if days else None
