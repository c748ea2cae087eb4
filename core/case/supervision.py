"""Tillsyn: who is supervised in cases of a type can never receive one, not even by mistake (requirement 106).

Asked by the only function that changes a case and by every verb that gives one to read. A refusal is logged in a
transaction of its own: somebody tried.
"""

from __future__ import annotations

from functools import partial

from sqlalchemy import or_, select

from core.access.agents import Agent
from core.case.events import audit
from core.contract.errors import Refused
from core.store.db import even_if_undone, reading
from core.store.models import SupervisedUnit


def refuse_supervised(case_id: int, case_type_id: int, forvaltning_id: int, unit_id: int | None, by: Agent) -> None:
    """Raises `Refused("supervised")` when that förvaltning or unit is under supervision in cases of that type."""
    if not is_supervised(case_type_id, forvaltning_id, unit_id):
        return
    data = {"type": case_type_id, "to": [forvaltning_id, unit_id]}
    even_if_undone(partial(audit, "supervised_refused", by, case_id, data))
    raise Refused("supervised")


def is_supervised(case_type_id: int, forvaltning_id: int, unit_id: int | None) -> bool:
    """Whether the whole förvaltning is supervised, or that unit of it."""
    whole_or_this = or_(SupervisedUnit.unit_id.is_(None), SupervisedUnit.unit_id == unit_id)
    found = select(SupervisedUnit.id).where(
        SupervisedUnit.case_type_id == case_type_id, SupervisedUnit.forvaltning_id == forvaltning_id, whole_or_this
    )
    return reading().scalar(found.limit(1)) is not None
