"""Utlämnande: chosen messages and files become a case of their own with another nämnd, which is another authority.

What an authority has received is its own document (TF 2:9): it has its own number and access and is never taken back.
Between authorities secrecy holds (OSL 8:1), so what is secret needs consent or a provision. No receipt goes to anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select

from core.access.agents import Agent
from core.access.counters import moved, standing
from core.access.scopes import scope_id_for
from core.access.searchable import stems_of_case, stems_of_message
from core.case.catalogue import version_by_id
from core.case.deadlines import promise
from core.case.events import record
from core.case.marking import marks_of
from core.case.notes import official_note
from core.case.numbers import next_number
from core.case.record import lock
from core.case.secrecy import secrecy_class_of
from core.case.supervision import refuse_supervised
from core.case.threads import insert_message, link, make_findable
from core.clock import now
from core.contract.errors import Refused
from core.store.db import reading, table, writing
from core.store.models import AttachmentRow, Case, Forvaltning, Message, Namnd, SecrecyMark, Unit
from core.store.models.agents import MARKED, ORDINARY, PROTECTED, SORTERING
from core.store.open_units import forvaltning_is_open, unit_is_open
from core.store.ready import insert

GroundKind = Literal["", "consent", "provision"]
_COPIED = (
    "direction", "kind", "channel", "agent_id", "sender", "sender_name", "recipients", "subject", "text", "fresh",
    "html", "automatic", "unproven", "at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What goes where. `subject` names the new case. `ground` is needed for what is secret: consent (`how` and `on`)
    or a provision (`how`). Texts of the ground stand in the official note, never in the log."""

    forvaltning_id: int
    unit_id: int | None
    subject: str
    messages: tuple[int, ...] = ()
    files: tuple[int, ...] = ()
    ground: GroundKind = ""
    how: str = ""
    on: str = ""


def disclose(case_id: int, value: Disclosure, by: Agent, *, words: str) -> int:
    """Makes the receiver's case and returns its id. `words` are the official note on both sides, without numbers.

    Raises `Refused`: same_namnd, only_named (a protected identity stays), supervised, secrecy_needs_unit,
    nothing_chosen, ground_missing, subject_missing.
    """
    case = lock(case_id, by, "disclose")
    secrecy_class = secrecy_class_of(case)
    _check_receiver(case, value, by)
    messages, files = chosen(case, value.messages, value.files)
    secret = is_secret(case, secrecy_class) or holds_marked(case, messages, files)
    if secrecy_class == PROTECTED:
        raise Refused("only_named")
    if secret:
        _check_ground(value)
    if not value.subject.strip():
        raise Refused("subject_missing")
    other = _open_there(case, value, messages, _class_there(secrecy_class, secret), by)
    for message in messages:
        _copy(other, message, [file for file in files if file.message_id == message.id])
    official_note(case, words, by)
    official_note(other, words, by)
    link(case.id, other.id, "disclosed")
    data: dict[str, Any] = {"to": [value.forvaltning_id, value.unit_id], "ground": value.ground, "case": other.id}
    record(case.id, "disclosed", by, data | {"messages": [m.id for m in messages], "files": [f.id for f in files]})
    record(other.id, "received_disclosed", by, {"case": case.id, "from": case.forvaltning_id})
    return other.id


def is_secret(case: Case, secrecy_class: int) -> bool:
    """Whether nothing of the case may leave the authority without a ground."""
    return secrecy_class != ORDINARY or bool(case.secrecy_provision)


def parts_of(case_id: int) -> tuple[Sequence[Message], Sequence[AttachmentRow], Sequence[SecrecyMark]]:
    """What can be chosen: messages and official notes with their files, and the marks on them. No working papers."""
    mine = (Message.case_id == case_id, Message.kind.in_(("message", "official_note")))
    messages = reading().scalars(select(Message).where(*mine).order_by(Message.at, Message.id)).all()
    wanted = select(AttachmentRow).where(AttachmentRow.message_id.in_([message.id for message in messages]))
    return messages, reading().scalars(wanted.order_by(AttachmentRow.id)).all(), marks_of(case_id)


def is_marked(marks: Sequence[SecrecyMark], message_id: int, file_id: int | None = None) -> bool:
    """Whether a message, or a file of it, is marked secret by itself."""
    return any(
        mark.message_id == message_id or (file_id is not None and mark.attachment_id == file_id) for mark in marks
    )


def chosen(case: Case, wanted: Sequence[int], files: Sequence[int]) -> tuple[list[Message], list[AttachmentRow]]:
    """The wanted messages, and of the wanted files those that belong to them. Raises `Refused("nothing_chosen")`."""
    possible, attached, _marks = parts_of(case.id)
    taken = [message for message in possible if message.id in wanted]
    if not taken:
        raise Refused("nothing_chosen")
    ids = {message.id for message in taken}
    return taken, [file for file in attached if file.id in files and file.message_id in ids]


def holds_marked(case: Case, messages: Sequence[Message], files: Sequence[AttachmentRow]) -> bool:
    """Whether any of them is marked secret by itself."""
    marks = marks_of(case.id)
    return any(is_marked(marks, message.id) for message in messages) or any(
        is_marked(marks, file.message_id, file.id) for file in files
    )


def _check_receiver(case: Case, value: Disclosure, by: Agent) -> None:
    receiver = reading().get(Forvaltning, value.forvaltning_id)
    if receiver is None or not forvaltning_is_open(value.forvaltning_id):
        raise Refused("no_such_receiver")
    if receiver.namnd_id == reading().scalar(select(Forvaltning.namnd_id).where(Forvaltning.id == case.forvaltning_id)):
        raise Refused("same_namnd")
    if receiver.contact_centre:
        raise Refused("no_such_receiver")
    if value.unit_id is not None:
        owner = reading().scalar(select(Unit.forvaltning_id).where(Unit.id == value.unit_id))
        if owner != value.forvaltning_id:
            raise Refused("unit_elsewhere")
        if not unit_is_open(value.unit_id):
            raise Refused("unit_not_open")
    refuse_supervised(case.id, case.case_type_id, value.forvaltning_id, value.unit_id, by)


def _check_ground(value: Disclosure) -> None:
    if value.ground not in ("consent", "provision") or not value.how.strip():
        raise Refused("ground_missing")
    if value.ground == "consent" and not value.on.strip():
        raise Refused("ground_missing")
    if value.unit_id is None:
        raise Refused("secrecy_needs_unit")


def _class_there(secrecy_class: int, secret: bool) -> int:
    """What was secret here is warned of there too; the receiver judges anew."""
    if not secret:
        return ORDINARY
    return secrecy_class if secrecy_class not in (ORDINARY, SORTERING) else MARKED


def _open_there(case: Case, value: Disclosure, messages: Sequence[Message], secrecy_class: int, by: Agent) -> Case:
    at = now()
    from_citizen = secrecy_class == ORDINARY and any(message.direction == "in" for message in messages)
    fields: dict[str, Any] = {
        "number": next_number(),
        "subject": value.subject.strip()[:300],
        "channel": case.channel,
        "plugin": case.plugin,
        "case_type_id": case.case_type_id,
        "case_type_version_id": case.case_type_version_id,
        "rosa_level": case.rosa_level,
        "competence": case.competence,
        "forvaltning_id": value.forvaltning_id,
        "unit_id": value.unit_id,
        "held_by": "forvaltning",
        "contact_id": case.contact_id if from_citizen else None,
        "counterpart": case.counterpart if from_citizen else _authority(case),
        "place": case.place if from_citizen else "",
        "language": case.language,
        "received_at": at,
        "activity_at": at,
        "scope_id": scope_id_for(value.forvaltning_id, value.unit_id, None, "forvaltning", secrecy_class),
    }
    other = writing().get(Case, insert(Case, fields))
    assert other is not None
    moved(None, standing(other, secrecy_class))
    record(other.id, "opened", by, {"channel": other.channel, "type": other.case_type_id, "level": other.rosa_level})
    make_findable(other, None, stems_of_case(other.number, other.subject, other.counterpart, "", other.place))
    promise(other, version_by_id(other.case_type_version_id))
    return other


def _authority(case: Case) -> str:
    name = select(Namnd.name).join(Forvaltning, Forvaltning.namnd_id == Namnd.id)
    return str(reading().execute(name.where(Forvaltning.id == case.forvaltning_id)).scalar_one())


def _copy(other: Case, message: Message, files: Sequence[AttachmentRow]) -> None:
    """The same words and files, without what leads back: no Message-ID, no original, no delivery."""
    copied = insert_message(case_id=other.id, **{name: getattr(message, name) for name in _COPIED})
    names = [file.name for file in files]
    make_findable(other, copied, stems_of_message(message.direction, message.subject, message.fresh, names))
    rows = [
        {name: getattr(file, name) for name in ("blob", "name", "content_type", "content_id", "size")}
        | {"message_id": copied}
        for file in files
    ]
    if rows:
        writing().execute(table(AttachmentRow).insert(), rows)
