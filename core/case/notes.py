"""Two kinds of note: an official note is part of the case (FL 27 §), an internal one is a working paper."""

from __future__ import annotations

from typing import Literal

from core.access.agents import Agent
from core.access.searchable import stems_of_message
from core.case.events import record
from core.case.record import lock
from core.case.threads import insert_message, make_findable, touch
from core.clock import now
from core.contract.errors import Refused
from core.store.db import table, writing
from core.store.models import Case

NoteKind = Literal["official_note", "internal_note"]


def note(case_id: int, text: str, kind: NoteKind, by: Agent) -> int:
    """Writes a note on the case and returns its id. Does not confirm anything."""
    if not text.strip():
        raise Refused("text_missing")
    return _write(lock(case_id, by, "note"), text, kind, by)


def official_note(case: Case, text: str, by: Agent) -> int:
    """The note that goes with another verb, on a case that is locked already."""
    return _write(case, text, "official_note", by)


def internal_note(case: Case, text: str, by: Agent) -> int:
    """The working paper that goes with another verb, such as a question to a unit."""
    return _write(case, text, "internal_note", by)


def _write(case: Case, text: str, kind: NoteKind, by: Agent) -> int:
    message_id = insert_message(
        case_id=case.id,
        direction="note",
        kind=kind,
        channel=case.channel,
        agent_id=by.id or None,
        text=text.strip(),
        fresh=text.strip(),
        recipients=[],
        at=now(),
    )
    make_findable(case, message_id, stems_of_message("note", "", text.strip()))
    cases = table(Case)
    writing().execute(cases.update().where(cases.c.id == case.id).values(last_message=message_id))
    record(case.id, kind, by, {"message": message_id})
    touch(case)
    return message_id
