"""Personal jäv (KL 6:28-32, FL 16-18): whoever has it tells, or a chief says so; the case is taken away at once.

A block wins over every role and share, and is lifted by a chief alone. Reasons lie in the share's row, not in a log.
"""

from __future__ import annotations

from core.access.agents import Agent, agent_by_id
from core.case import shares
from core.case.events import record
from core.case.record import change, lock
from core.case.threads import touch
from core.contract.errors import NotFound, Refused
from core.store.db import writing
from core.store.models import Case, CaseShare


def report_conflict(case_id: int, reason: str, by: Agent) -> None:
    """`by` has jäv and says so: from now on the case does not exist for `by`, and is back in its group."""
    case = lock(case_id, by, "read")
    if by.system:
        raise Refused("not_yours")
    _block(case, by.id, reason, by, "conflict_reported")


def set_conflict(case_id: int, agent_id: int, reason: str, by: Agent) -> None:
    """A chief says that somebody has jäv, such as who a complaint is about (practice 11)."""
    case = lock(case_id, by, "lift_conflict")
    if agent_id == by.id or agent_by_id(agent_id) is None:
        raise Refused("no_such_receiver")
    _block(case, agent_id, reason, by, "conflict_set")


def lift_conflict(share_id: int, reason: str, by: Agent) -> None:
    """A chief ends a block. Nobody lifts their own: who is blocked sees no case to lift it in."""
    share = writing().get(CaseShare, share_id)
    if share is None or share.kind != "block":
        raise NotFound
    case = lock(share.case_id, by, "lift_conflict")
    if not reason.strip():
        raise Refused("reason_missing")
    if not shares.end(share_id, by):
        raise Refused("already_ended")
    record(case.id, "conflict_lifted", by, {"agent": share.agent_id, "share": share_id})
    touch(case)


def _block(case: Case, agent_id: int, reason: str, by: Agent, kind: str) -> None:
    if not reason.strip():
        raise Refused("reason_missing")
    if any(share.agent_id == agent_id for share in shares.active(case.id, "block")):
        raise Refused("already_given")
    share_id = shares.give(case.id, "block", by, agent_id=agent_id, reason=reason.strip())
    data = {"agent": agent_id, "share": share_id}
    if case.agent_id == agent_id:
        change(case, by, kind, data=data, agent_id=None, unread=True)
    else:
        record(case.id, kind, by, data)
        touch(case)
