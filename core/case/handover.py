"""Between contact centre and förvaltning: hand over, hand back, and who has the ball."""

from __future__ import annotations

from sqlalchemy import select

from core.access.agents import Agent
from core.case.catalogue import code_of, is_unclassified, version_at, version_by_id
from core.case.classification import confirming
from core.case.deadlines import acted, handed_back
from core.case.notes import official_note
from core.case.record import change, has_ball, lock
from core.case.secrecy import secrecy_class_of
from core.clock import now
from core.contract.errors import Refused
from core.store.db import reading
from core.store.models import Case, Forvaltning, Unit
from core.store.models.agents import ORDINARY, SORTERING
from core.store.open_units import forvaltning_is_open, unit_is_open


def hand_over(
    case_id: int,
    forvaltning_id: int,
    by: Agent,
    *,
    unit_id: int | None = None,
    text: str = "",
    seen: int | None = None,
) -> None:
    """Gives the ball to a förvaltning; a secrecy type needs its unit named. `text` becomes an official note.

    Confirms the suggestion. Raises `Refused` when the type is not known, or the receiver may not have it.
    """
    case = lock(case_id, by)
    if is_unclassified(case.case_type_id):
        raise Refused("classify_first")
    if case.held_by == "forvaltning":
        _must_have(case, by)
    secret = secrecy_class_of(case) not in (ORDINARY, SORTERING)
    if secret and unit_id is None:
        unit_id = unit_of_type(case, forvaltning_id)
    _check_receiver(case, forvaltning_id, unit_id, needs_unit=secret)
    data = {"from": [case.held_by, case.forvaltning_id], "to": ["forvaltning", forvaltning_id, unit_id]}
    if text.strip():
        official_note(case, text, by)
    acted(case)
    change(
        case,
        by,
        "handed_over",
        seen=seen,
        data=data,
        owner_changes=case.owner_changes + 1,
        **confirming(case) | {"status": "open", "unread": True},
        held_by="forvaltning",
        forvaltning_id=forvaltning_id,
        unit_id=unit_id,
        agent_id=None,
        snoozed_until=None,
    )


def hand_back(case_id: int, reason: str, by: Agent, *, seen: int | None = None) -> None:
    """Gives the ball back to the contact centre, with the reason as an official note."""
    case = lock(case_id, by)
    if case.held_by == "kundtjanst":
        raise Refused("already_here")
    _must_have(case, by)
    if not reason.strip():
        raise Refused("reason_missing")
    version = version_by_id(case.case_type_version_id)
    official_note(case, reason, by)
    handed_back(case)
    change(
        case,
        by,
        "handed_back",
        seen=seen,
        data={"from": ["forvaltning", case.forvaltning_id], "to": ["kundtjanst", case.forvaltning_id]},
        owner_changes=case.owner_changes + 1,
        status="open",
        held_by="kundtjanst",
        svarsgrupp_id=case.svarsgrupp_id or version.svarsgrupp_id,
        unit_id=None,
        agent_id=None,
        snoozed_until=None,
        unread=True,
    )


def _must_have(case: Case, by: Agent) -> None:
    if not has_ball(case, by):
        raise Refused("not_with_you")
    if case.closed_at is not None:
        raise Refused("already_closed")


def unit_of_type(case: Case, forvaltning_id: int) -> int | None:
    """The unit that the type names in that förvaltning; when it has closed since, the one that the type names now."""
    for version in (version_by_id(case.case_type_version_id), version_at(code_of(case.case_type_id), now())):
        if version.unit_id and version.forvaltning_id == forvaltning_id and unit_is_open(version.unit_id):
            return version.unit_id
    return None


def _check_receiver(case: Case, forvaltning_id: int, unit_id: int | None, *, needs_unit: bool) -> None:
    if case.closed_at is not None:
        raise Refused("already_closed")
    receiver = reading().get(Forvaltning, forvaltning_id)
    if receiver is None or receiver.contact_centre or not forvaltning_is_open(forvaltning_id):
        raise Refused("no_such_receiver")
    if case.held_by == "forvaltning" and (case.forvaltning_id, case.unit_id) == (forvaltning_id, unit_id):
        raise Refused("already_there")
    if needs_unit and unit_id is None:
        raise Refused("secrecy_needs_unit")
    if unit_id is not None:
        owner = reading().scalar(select(Unit.forvaltning_id).where(Unit.id == unit_id))
        if owner != forvaltning_id:
            raise Refused("unit_elsewhere")
        if not unit_is_open(unit_id):
            raise Refused("unit_not_open")
