"""Marking as secret (OSL 5:5): provision, date and authority on a case, a message or a file. A warning, no decision.

Who pressed the button stands in the log only. A marked case moves to its type's secrecy class, or to MARKED.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from core.access.agents import Agent
from core.access.rule import degree
from core.access.scopes import access_of, scope_by_id
from core.case.catalogue import version_by_id
from core.case.classification import let_go
from core.case.events import record
from core.case.notes import official_note
from core.case.provisions import LONGEST
from core.case.record import change, lock
from core.case.secrecy import class_of_type, secrecy_class_of
from core.case.threads import touch
from core.clock import now
from core.contract.errors import Refused
from core.store.db import reading, rows_changed, writing
from core.store.models import AttachmentRow, Case, Forvaltning, Message, Namnd, SecrecyMark, Unit
from core.store.models.agents import MARKED, ORDINARY, PROTECTED, SORTERING
from core.store.open_units import unit_is_open
from core.store.ready import insert


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked and why. Neither message nor file: the whole case. `namnd_id` None is the owner's.

    `unit_id` names who may know of it in a förvaltning. `knowing`: the one who marks knows that the case is then out
    of sight.
    """

    provision: str
    namnd_id: int | None = None
    at: datetime | None = None
    message_id: int | None = None
    attachment_id: int | None = None
    unit_id: int | None = None
    knowing: bool = False


def mark(case_id: int, value: Mark, by: Agent, *, seen: int | None = None) -> int:
    """Writes the marking and returns its id; a case that was marked before is marked anew.

    Raises `Refused`: provision_missing, secrecy_needs_unit (in a förvaltning nobody would see it), you_lose_sight.
    """
    case = lock(case_id, by, "mark")
    value = replace(value, provision=" ".join(value.provision.split())[:LONGEST], at=value.at or now())
    if not value.provision:
        raise Refused("provision_missing")
    namnd_id = _authority(case, value)
    if value.message_id is None and value.attachment_id is None:
        return _mark_case(case, value, namnd_id, by, seen)
    _check_part(case, value)
    mark_id = _insert(case, value, namnd_id)
    record(case.id, "part_marked", by, {"mark": mark_id, "message": value.message_id, "file": value.attachment_id})
    touch(case)
    return mark_id


def unmark(case_id: int, mark_id: int, reason: str, by: Agent) -> None:
    """Ends a marking, with the reason as an official note. Leaders only; what a type makes secret stays secret."""
    case = lock(case_id, by, "unmark")
    if not reason.strip():
        raise Refused("reason_missing")
    found = writing().get(SecrecyMark, mark_id)
    if found is None or found.case_id != case.id or not _end(SecrecyMark.id == mark_id):
        raise Refused("no_such_mark")
    official_note(case, reason, by)
    data = {"mark": mark_id}
    if found.message_id is None and found.attachment_id is None:
        change(case, by, "unmarked", data=data, **_unmarked(case))
        let_go(case, by)
    else:
        record(case.id, "unmarked", by, data)
        touch(case)


def marks_of(case_id: int) -> Sequence[SecrecyMark]:
    """The markings that hold now, of the case and of its parts."""
    holding = (SecrecyMark.case_id == case_id, SecrecyMark.ended_at.is_(None))
    return reading().scalars(select(SecrecyMark).where(*holding).order_by(SecrecyMark.id)).all()


def sight_after(case: Case, unit_id: int | None, by: Agent) -> bool:
    """Whether `by` would still see the case in full, were it marked."""
    access = access_of(by)
    if by.system or case.id in access.shared:
        return True
    scope = replace(
        scope_by_id(case.scope_id), secrecy_class_id=class_when_marked(case), unit_id=unit_id or case.unit_id or 0
    )
    return degree(by, scope) == "full"


def class_when_marked(case: Case) -> int:
    """The secrecy class that a marking gives: what is secret already stays in its own."""
    current = secrecy_class_of(case)
    if current not in (ORDINARY, SORTERING):
        return current
    return version_by_id(case.case_type_version_id).secrecy_class_id or MARKED


def _mark_case(case: Case, value: Mark, namnd_id: int, by: Agent, seen: int | None) -> int:
    unit_id = value.unit_id or case.unit_id
    if case.held_by == "forvaltning":
        _check_unit(case, unit_id)
    if not value.knowing and not sight_after(case, unit_id, by):
        raise Refused("you_lose_sight")
    _end(
        SecrecyMark.case_id == case.id,
        SecrecyMark.message_id.is_(None),
        SecrecyMark.attachment_id.is_(None),
    )
    mark_id = _insert(case, value, namnd_id)
    fields: dict[str, Any] = {"secrecy_class_id": class_when_marked(case)}
    if case.held_by == "forvaltning":
        fields["unit_id"] = unit_id
    change(
        case,
        by,
        "marked",
        seen=seen,
        data={"mark": mark_id},
        secrecy_provision=value.provision,
        secrecy_marked_at=value.at,
        secrecy_namnd_id=namnd_id,
        **fields,
    )
    let_go(case, by)
    return mark_id


def _authority(case: Case, value: Mark) -> int:
    """The nämnd whose secrecy it is: as said, else the owner's."""
    if value.namnd_id is None:
        return int(
            reading().execute(select(Forvaltning.namnd_id).where(Forvaltning.id == case.forvaltning_id)).scalar_one()
        )
    if reading().get(Namnd, value.namnd_id) is None:
        raise Refused("no_such_authority")
    return value.namnd_id


def _check_unit(case: Case, unit_id: int | None) -> None:
    if unit_id is None:
        raise Refused("secrecy_needs_unit")
    if reading().scalar(select(Unit.forvaltning_id).where(Unit.id == unit_id)) != case.forvaltning_id:
        raise Refused("unit_elsewhere")
    if not unit_is_open(unit_id) and unit_id != case.unit_id:
        raise Refused("unit_not_open")


def _check_part(case: Case, value: Mark) -> None:
    """Refuses a message or file of another case."""
    message_id = value.message_id
    if value.attachment_id is not None:
        message_id = reading().scalar(select(AttachmentRow.message_id).where(AttachmentRow.id == value.attachment_id))
    owner = reading().scalar(select(Message.case_id).where(Message.id == message_id))
    if owner != case.id:
        raise Refused("no_such_part")


def _unmarked(case: Case) -> dict[str, Any]:
    current = secrecy_class_of(case)
    own = class_of_type(version_by_id(case.case_type_version_id))
    return {
        "secrecy_provision": "",
        "secrecy_marked_at": None,
        "secrecy_namnd_id": None,
        "secrecy_class_id": current if current == PROTECTED else own,
    }


def _insert(case: Case, value: Mark, namnd_id: int) -> int:
    values = {
        "case_id": case.id,
        "message_id": value.message_id,
        "attachment_id": value.attachment_id,
        "provision": value.provision,
        "namnd_id": namnd_id,
        "marked_at": value.at,
    }
    return insert(SecrecyMark, values)


def _end(*which: Any) -> int:
    ended = update(SecrecyMark).where(*which, SecrecyMark.ended_at.is_(None)).values(ended_at=now())
    return rows_changed(writing().execute(ended.execution_options(synchronize_session=False)))
