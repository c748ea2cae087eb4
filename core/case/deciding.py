"""Decisions made with the nämnd's delegation (KL 7:5-8): written at closing, kept when the case is opened again.

What was decided has been decided: a reopened case keeps it, as belonging to its earlier closing. Only a closing that
is taken back within the seconds of "Ångra" takes its decision with it, for nothing has been told to anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select, update

from core.access.agents import Agent
from core.clock import now
from core.store.db import reading, table, writing
from core.store.models import Case, Decision

_LENGTHS = {"decided_by": 120, "decided_on": 10, "delegation_point": 60}


def write_decision(case: Case, given: Mapping[str, str], by: Agent) -> None:
    """Writes who decided, when and on what point of the delegation, as the closing says."""
    fields = {name: given[name].strip()[:most] for name, most in _LENGTHS.items()}
    writing().execute(table(Decision).insert().values(case_id=case.id, agent_id=by.id or None, **fields))


def decision_of_earlier_closing(case_id: int) -> None:
    """The case is opened again: what was decided stays, and is shown as of that closing."""
    rows = table(Decision)
    standing = (rows.c.case_id == case_id) & rows.c.reopened_at.is_(None)
    writing().execute(update(rows).where(standing).values(reopened_at=now()))


def remove_decision(case_id: int) -> None:
    """The closing was taken back before anything had left: nothing was decided."""
    rows = table(Decision)
    writing().execute(delete(rows).where(rows.c.case_id == case_id, rows.c.reopened_at.is_(None)))


def decisions_of(case_id: int) -> Sequence[Decision]:
    """The case's decisions, oldest first."""
    return reading().scalars(select(Decision).where(Decision.case_id == case_id).order_by(Decision.id)).all()
