"""Those outside the municipality that cases concern: contractors, companies, kommunalförbund, neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from core.access.agents import Agent
from core.clock import today
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.answers import Asked, insist_on
from core.municipality.changes import note_change
from core.store.db import reading, writing
from core.store.models import OutsideBody

AREA = "utomstaende"
KINDS = ("entreprenor", "kommunalforbund", "bolag", "kommun", "annan")
FIELDS = (
    Asked("name", 120, True),
    Asked("kind", 20, True),
    Asked("purpose", 300),
    Asked("email", 254, kind="email"),
    Asked("phone", 40, kind="phone"),
    Asked("hours", 200),
)
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Body:
    """`purpose` is what one turns to it for, `hours` when it answers, both in words."""

    id: int
    name: str
    kind: str
    purpose: str
    email: str
    phone: str
    hours: str
    closed_on: date | None

    @property
    def closed(self) -> bool:
        return self.closed_on is not None and self.closed_on <= today()

    @property
    def values(self) -> dict[str, str]:
        """As a form has them."""
        return {name: value for name, value in asdict(self).items() if name not in ("id", "closed_on")}


def bodies(*, closed: bool = True) -> tuple[Body, ...]:
    """All by name, those that are no longer used last; without `closed`, only those in use."""
    rows = reading().scalars(select(OutsideBody).order_by(OutsideBody.name))
    names = ("id", "name", "kind", "purpose", "email", "phone", "hours", "closed_on")
    found = [Body(**{name: getattr(row, name) for name in names}) for row in rows]
    return tuple(sorted((one for one in found if closed or not one.closed), key=lambda one: one.closed))


def body(body_id: int) -> Body:
    """Raises `NotFound`."""
    found = next((one for one in bodies() if one.id == body_id), None)
    if found is None:
        raise NotFound
    return found


def add_body(values: Values, by: Agent) -> None:
    """Raises `Wrong`."""
    _check(values, None)
    writing().add(OutsideBody(**values))
    writing().flush()
    note_change(AREA, values["name"], {}, values, by)


def change_body(body_id: int, values: Values, by: Agent) -> None:
    """Any of its fields. Raises `Wrong`."""
    before = body(body_id)
    _check(values, body_id)
    row = writing().get_one(OutsideBody, body_id)
    for name, value in values.items():
        setattr(row, name, value)
    writing().flush()
    note_change(AREA, before.name, before.values, {**before.values, **values}, by)


def end_body(body_id: int, by: Agent, *, ended: bool) -> None:
    """No longer offered, or offered again. What was sent to it is still said to have gone there."""
    row = writing().get_one(OutsideBody, body_id)
    before = row.closed_on.isoformat() if row.closed_on else None
    row.closed_on = today() if ended else None
    writing().flush()
    note_change(AREA, row.name, {"closed_on": before}, {"closed_on": today().isoformat() if ended else None}, by)


def _check(values: Values, body_id: int | None) -> None:
    insist_on(values, FIELDS)
    if values.get("kind", KINDS[0]) not in KINDS:
        raise Wrong({"kind": Refused("kind_wrong")})
    name = values.get("name", "").casefold()
    if name and any(one.name.casefold() == name and one.id != body_id for one in bodies()):
        raise Wrong({"name": Refused("name_taken", name=values["name"])})
