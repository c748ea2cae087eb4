"""Did it lead to a measure? Asked of every synpunkt, and what the half-year's report counts."""

from __future__ import annotations

from sqlalchemy import select, update

from core import NotFound, Refused, now
from core.tables import Agent, Case, listed, record, table, writing
from synpunkter.models import Entry

LONGEST = 2000


def note_measure(case_id: int, led: bool, text: str, by: Agent) -> None:
    """Notes it; the words are required when it did. The register keeps the last word, the event who gave it.

    Needs a transaction. Raises `NotFound` unless the agent has full access to the case.
    """
    mine = select(Case.id).where(Case.id == case_id, listed(by)).with_for_update()
    if writing().scalar(mine) is None:
        raise NotFound
    if led and not text:
        raise Refused("text_missing")
    entries = table(Entry)
    values = {"led_to_measure": led, "measure": text[:LONGEST], "measure_at": now(), "measure_by": by.id or None}
    writing().execute(update(entries).where(entries.c.case_id == case_id).values(**values))
    record(case_id, "measure_noted", by, {"led": led})
