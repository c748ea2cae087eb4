"""The starter: what an ordinary municipality has, nämnder to types of case, as a beginning that one goes on from.

It only adds to an empty installation, in one transaction, and everything in it can be changed afterwards. The files
lie in `starter/`; their columns are the fields of the verbs that take them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

from core.access.agents import Agent
from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import Refused
from core.municipality.answering_groups import add_group, change_group, groups
from core.municipality.forvaltningar import add_department, add_namnd, departments, namnder
from core.municipality.secrecy_classes import add_class, secrecy_classes
from core.municipality.service_types import add_type, service_types
from core.municipality.units import add_unit, units

FOLDER = Path(__file__).parent / "starter"
Row = Mapping[str, str]


def rows(name: str) -> tuple[Row, ...]:
    """What one file of the starter says: namnder, forvaltningar, units, groups, classes or types."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter=";"))


def may_start() -> bool:
    """Whether there is nothing yet that the starter could be mixed up with: only the contact centre, and no types."""
    return all(one.contact_centre for one in departments()) and not (service_types() or units() or secrecy_classes())


def add_starter(by: Agent) -> None:
    """Adds it all. Raises `Refused("starter_too_late")` when there is something already. Inside a transaction."""
    if not may_start():
        raise Refused("starter_too_late")
    here, today = set(namnder()), local_date(now())
    steps: tuple[tuple[str, Callable[[Row], object]], ...] = (
        ("namnder", lambda row: None if row["code"] in here else add_namnd(row, by)),
        ("forvaltningar", lambda row: add_department(row, by)),
        ("units", lambda row: add_unit(row, by)),
        ("groups", lambda row: _group(row, by)),
        ("classes", lambda row: add_class(row["code"], row["name"], by)),
        ("types", lambda row: add_type(row["code"], row, today, by)),
    )
    for name, add in steps:
        for row in rows(name):
            add(row)


def _group(row: Row, by: Agent) -> None:
    if any(group.digit == row["digit"] for group in groups()):
        change_group(row["digit"], row, by)
    else:
        add_group(row["digit"], row["name"], by)
