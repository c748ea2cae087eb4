"""Reports of one thing gathered under a lead case: one answer goes to all, each in its own thread (design: join).

A joined case stays a case of its own, with its number, contact, thread, deadlines and ending. Only what the lead is
answered with may go to it too; `not_together` says when even that may not be, and is asked again for each answer.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import exists, func, select

from core.access.agents import Agent
from core.case.events import record
from core.case.record import change, lock
from core.case.secrecy import only_neutral
from core.case.threads import touch
from core.contract.errors import Conflict, Refused
from core.store.db import reading, writing
from core.store.models import Case, Forvaltning

MOST = 200  # cases under one lead: an answer to all is one transaction


def join(case_id: int, lead_id: int, by: Agent) -> None:
    """Joins a case to a lead. Both must be open, ordinary, of the same nämnd, and in full access of `by`.

    Raises `Refused` with why not. Confirms nothing; the case stays with whom it is.
    """
    locked = {one: lock(one, by) for one in sorted({case_id, lead_id})}  # in the order of locks
    _join(locked[case_id], locked[lead_id], by)


def gather(case_id: int, other_ids: Collection[int], by: Agent) -> int:
    """Joins these reports with each other and returns the lead's id; all of them, or none with the reason.

    The lead is one that there is already, else the case itself.
    """
    wanted = {case_id, *other_ids}
    locked = {one: lock(one, by) for one in sorted(wanted | _leads_of(wanted))}
    lead = locked.get(_lead(locked[case_id], [locked[one] for one in sorted(other_ids)]))
    if lead is None:
        raise Conflict  # joined elsewhere between the question and the lock
    for one in sorted(wanted - {lead.id}):
        if locked[one].joined_to != lead.id:
            _join(locked[one], lead, by)
    return lead.id


def leave(case_id: int, by: Agent) -> None:
    """Takes a case out of the joining again. What was sent to it stays in its thread."""
    case = lock(case_id, by)
    if case.joined_to is None:
        return
    lead_id = case.joined_to
    change(case, by, "left", data={"case": lead_id}, joined_to=None)
    _tell(lead_id, "lost_member", case.id, by)


def not_together(case: Case, lead: Case) -> str | None:
    """Why one answer may not go to both, as the code of a refusal; None when it may. Whether either is open aside."""
    if case.id == lead.id:
        return "same_case"
    if only_neutral(case) or only_neutral(lead):
        return "join_secret"
    return None if _namnd(case) == _namnd(lead) else "join_other_namnd"


def leads_others(case_id: int) -> bool:
    """Whether other cases are joined to this one."""
    return bool(reading().scalar(select(exists().where(Case.joined_to == case_id))))


def _join(case: Case, lead: Case, by: Agent) -> None:
    if code := why_not_joined(case, lead):
        raise Refused(code, number=case.number)
    change(case, by, "joined", data={"case": lead.id}, joined_to=lead.id)
    _tell(lead.id, "got_member", case.id, by)


def why_not_joined(case: Case, lead: Case) -> str | None:
    """Why the case may not be joined to the lead, as the code of a refusal; None when it may."""
    if code := not_together(case, lead):
        return code
    if case.closed_at is not None or lead.closed_at is not None:
        return "join_closed"
    if case.joined_to is not None:
        return "joined_already"
    if lead.joined_to is not None:
        return "join_lead_is_joined"
    if leads_others(case.id):
        return "join_has_members"
    count = select(func.count()).where(Case.joined_to == lead.id)
    return "join_too_many" if int(reading().scalar(count) or 0) >= MOST else None


def _lead(case: Case, others: list[Case]) -> int:
    if case.joined_to is not None:
        return case.joined_to
    if leads_others(case.id):
        return case.id
    there = [one.joined_to or (one.id if leads_others(one.id) else None) for one in others]
    return next((lead for lead in there if lead is not None), case.id)


def _leads_of(cases: Collection[int]) -> set[int]:
    rows = writing().scalars(select(Case.joined_to).where(Case.id.in_(sorted(cases)), Case.joined_to.is_not(None)))
    return {lead for lead in rows if lead is not None}


def _tell(lead_id: int, kind: str, case_id: int, by: Agent) -> None:
    """The other end's own event. Its fields do not change: who writes an answer there is not stopped by it."""
    record(lead_id, kind, by, {"case": case_id})
    lead = writing().get(Case, lead_id)
    assert lead is not None
    touch(lead)


def _namnd(case: Case) -> int:
    return int(reading().scalar(select(Forvaltning.namnd_id).where(Forvaltning.id == case.forvaltning_id)) or 0)
