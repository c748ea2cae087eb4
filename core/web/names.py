"""What things are called on a page: förvaltningar, units, groups, types, levels and agents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from core.case.catalogue import code_of, names
from core.case.rosa import LEVELS
from core.store.db import reading
from core.store.editions import known
from core.store.models import AgentRow, Forvaltning, Namnd, Svarsgrupp, TextRow, Unit
from core.store.models.catalogue import UNCLASSIFIED
from core.store.open_units import forvaltning_is_open, unit_is_open
from core.web.language import gettext as _
from core.web.rows import Rosa


@dataclass(frozen=True, slots=True)
class Names:
    """Id → name, of all there has been. `owners` are short names of förvaltningar, `groups` "4 Bygg, gata"; `centre` is
    the contact centre."""

    owners: Mapping[int, str]
    forvaltningar: Mapping[int, str]
    units: Mapping[int, str]
    units_of: Mapping[int, tuple[int, ...]]  # the closed ones too
    groups: Mapping[int, str]
    namnder: Mapping[int, str]
    types: Mapping[int, str]
    levels: Mapping[int, str]
    centre: int

    def receivers(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Every förvaltning that may be given a case today, with its units: neither the closed nor the centre."""
        for forvaltning_id in self.forvaltningar:
            if forvaltning_id != self.centre and forvaltning_is_open(forvaltning_id):
                yield forvaltning_id, self.open_units_of(forvaltning_id)

    def open_units_of(self, forvaltning_id: int) -> tuple[int, ...]:
        """Its units of today, by name."""
        return tuple(unit for unit in self.units_of.get(forvaltning_id, ()) if unit_is_open(unit))


def names_for(language: str) -> Names:
    """The names in the reader's language."""
    return known(f"names {language}", lambda: _read(language))


def agent_names(ids: Iterable[int | None]) -> dict[int, str]:
    """Agent id → name, for those that a page mentions."""
    wanted = sorted({agent_id for agent_id in ids if agent_id})
    if not wanted:
        return {}
    rows = reading().execute(select(AgentRow.id, AgentRow.name).where(AgentRow.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def place_name(names: Names, forvaltning_id: int | None, unit_id: int | None) -> str:
    """A unit by its own name, a förvaltning by its."""
    return names.units.get(unit_id or 0) or names.forvaltningar.get(forvaltning_id or 0, "?")


def rosa_of(level: int, names: Names, *, confirmed: bool, judged: bool = True) -> Rosa:
    """ROSA-stegen with the municipality's name for the level."""
    return Rosa(level, names.levels[level], confirmed, judged)


def _read(language: str) -> Names:
    session = reading()
    rows = session.execute(
        select(Forvaltning.id, Forvaltning.name, Forvaltning.short_name, Forvaltning.contact_centre).order_by(
            Forvaltning.name
        )
    ).all()
    units = session.execute(select(Unit.id, Unit.name, Unit.forvaltning_id).order_by(Unit.name)).all()
    groups = session.execute(select(Svarsgrupp.id, Svarsgrupp.digit, Svarsgrupp.name).order_by(Svarsgrupp.digit))
    units_of: dict[int, tuple[int, ...]] = {}
    for unit in units:
        units_of[unit.forvaltning_id] = (*units_of.get(unit.forvaltning_id, ()), unit.id)
    return Names(
        owners={row.id: row.short_name for row in rows},
        forvaltningar={row.id: row.name for row in rows},
        units={unit.id: unit.name for unit in units},
        units_of=units_of,
        groups={row.id: f"{row.digit} {row.name}" for row in groups},
        namnder={row.id: row.name for row in session.execute(select(Namnd.id, Namnd.name))},
        types=names(language),
        levels=level_names(language),
        centre=next((row.id for row in rows if row.contact_centre), 0),
    )


def level_names(language: str) -> dict[int, str]:
    """The municipality's own words for the six levels, else the standard ones."""
    keys = [f"level_{level}" for level in LEVELS]
    rows = reading().execute(
        select(TextRow.key, TextRow.text).where(TextRow.key.in_(keys), TextRow.language == language)
    )
    own = {row.key: row.text for row in rows}
    return {level: own.get(f"level_{level}") or _(value.name) for level, value in LEVELS.items()}


def is_judged(case_type_id: int) -> bool:
    """False for *Ej klassat*, whose level nobody has judged."""
    return code_of(case_type_id) != UNCLASSIFIED
