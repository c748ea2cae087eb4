"""That the caller's identity was checked, and how: before any status is read out (practice 9). Never what was said."""

from __future__ import annotations

from core.access.agents import Agent
from core.case.events import record
from core.case.record import lock
from core.case.threads import touch
from core.contract.errors import Refused

WAYS = ("call_back", "electronic_id", "known_facts", "document")


def check_identity(case_id: int, how: str, by: Agent) -> None:
    """Notes that `by` has checked who it is. Raises `Refused` for a way that is none of `WAYS`."""
    case = lock(case_id, by, "note")
    if how not in WAYS:
        raise Refused("unknown_identity_check")
    record(case.id, "identity_checked", by, {"how": how})
    touch(case)
