"""Cases that belong together: related, may belong, same mail to two units. Linked both ways, undone by one key."""

from __future__ import annotations

from core.access.agents import Agent
from core.case.events import record
from core.case.record import lock
from core.case.threads import is_linked, link, unlink
from core.contract.errors import Refused


def link_cases(case_id: int, other_id: int, by: Agent) -> None:
    """Links two cases that the agent may both see."""
    if case_id == other_id:
        raise Refused("same_case")
    for one in sorted((case_id, other_id)):  # in the order of locks
        lock(one, by)
    if is_linked(case_id, other_id, "disclosed"):
        return
    link(case_id, other_id, "related")
    record(case_id, "linked", by, {"case": other_id})
    record(other_id, "linked", by, {"case": case_id})


def unlink_cases(case_id: int, other_id: int, by: Agent) -> None:
    for one in sorted((case_id, other_id)):
        lock(one, by)
    if is_linked(case_id, other_id, "disclosed"):
        raise Refused("disclosed_stays")
    unlink(case_id, other_id)
    record(case_id, "unlinked", by, {"case": other_id})
    record(other_id, "unlinked", by, {"case": case_id})
