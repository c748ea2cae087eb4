"""Setting a case aside: waiting for the citizen, waiting inside, parked until a time. It wakes by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import select

from core.access.agents import SYSTEM, Agent
from core.case.record import change, lock
from core.clock import now
from core.contract.errors import Refused
from core.store.db import reading
from core.store.models import Case

WaitsFor = Literal["waiting_citizen", "waiting_internal"]


def wait(case_id: int, what: WaitsFor, by: Agent, *, until: datetime | None = None) -> None:
    """The case waits for somebody. A message from the citizen opens it again."""
    case = _open(case_id, by)
    change(case, by, "waits", data={"for": what}, status=what, unread=False)
    if until:
        snooze(case_id, until, by)


def resume(case_id: int, by: Agent) -> None:
    """Nothing is waited for any longer."""
    case = lock(case_id, by)
    if case.status.startswith("waiting") or case.snoozed_until:
        change(case, by, "resumed", status="open", snoozed_until=None)


def snooze(case_id: int, until: datetime, by: Agent) -> None:
    """Parks the case until then. Does not confirm and moves no deadline."""
    case = _open(case_id, by)
    if until <= now():
        raise Refused("time_has_passed")
    change(case, by, "parked", data={"until": until.isoformat()}, snoozed_until=until)


def due_to_wake() -> list[int]:
    """The parked cases whose time has come."""
    return list(reading().scalars(select(Case.id).where(Case.snoozed_until <= now()).limit(200)))


def wake(case_id: int) -> None:
    """Brings a parked case back to its list, unread."""
    case = lock(case_id, SYSTEM)
    if case.snoozed_until is not None and case.snoozed_until <= now():
        change(case, SYSTEM, "woke", snoozed_until=None, unread=True, activity_at=now())


def _open(case_id: int, by: Agent) -> Case:
    case = lock(case_id, by)
    if case.closed_at is not None:
        raise Refused("already_closed")
    return case
