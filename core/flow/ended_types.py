"""When a type is no longer offered its open cases go where somebody chose, once, each with its event."""

from __future__ import annotations

import logging

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.access.agents import SYSTEM
from core.case.classification import retype
from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import Refused
from core.contract.plugin import Stop
from core.municipality.changes import note_change
from core.municipality.service_types import AREA
from core.store.db import reading, table, transaction, writing
from core.store.models import Case, CaseType

log = logging.getLogger("envagin.worker")
AT_ONCE = 100  # cases looked up at a time; each moves in a transaction of its own


def move_cases_of_ended_types(stop: Stop) -> int:
    """Moves what is due and says how many cases it was. A case that cannot go (see the log) stays as it is."""
    into, moved = aliased(CaseType), 0
    due = (CaseType.closed_on <= local_date(now()), CaseType.cases_moved.is_(False))
    ended = select(CaseType.id, CaseType.code, into.code).join(into, into.id == CaseType.successor_id).where(*due)
    for type_id, code, successor in reading().execute(ended).all():
        n = _move(type_id, successor, stop)
        moved += n
        if not stop.is_set():
            _done(type_id, code, successor, n)
    return moved


def _move(type_id: int, successor: str, stop: Stop) -> int:
    last, moved = 0, 0
    while not stop.is_set():
        mine = (Case.case_type_id == type_id, Case.closed_at.is_(None), Case.id > last)
        ids = reading().scalars(select(Case.id).where(*mine).order_by(Case.id).limit(AT_ONCE)).all()
        if not ids:
            break
        for last in ids:
            moved += _move_one(last, successor)
    return moved


def _move_one(case_id: int, successor: str) -> bool:
    try:
        with transaction():
            retype(case_id, successor, SYSTEM)
    except Refused as refused:
        log.warning("case %s keeps its type that has ended: %s", case_id, refused.code)
        return False
    return True


def _done(type_id: int, code: str, successor: str, n: int) -> None:
    types = table(CaseType)
    with transaction():
        writing().execute(types.update().where(types.c.id == type_id).values(cases_moved=True))
        note_change(AREA, code, {}, {"successor": f"{successor} ({n})"}, SYSTEM)
