"""Registering what came by phone, visit or letter: one note, one case, closed in the same breath where it can be.

An agent may register what they may not read afterwards: the case is filed for those who may (practice 1, 12).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from core.access.agents import Agent
from core.access.filters import degree_of, listed
from core.case.assignment import take
from core.case.catalogue import is_unclassified, version_at
from core.case.classification import confirm
from core.case.closing import Closing, close
from core.case.contacts import new_contact
from core.case.drafts import forget_draft
from core.case.events import record
from core.case.handover import hand_over
from core.case.joining import gather
from core.case.naming import name_person
from core.case.numbers import number_in
from core.case.record import change, lock
from core.case.waiting import snooze
from core.clock import now
from core.contract.messages import Address, Attachment, ChannelName, InboundMessage, Received
from core.flow.intake import receive
from core.flow.officers import mail_officers
from core.store.db import reading, taking_no_lock
from core.store.models import Case
from core.store.models.agents import PROTECTED
from core.store.models.catalogue import UNCLASSIFIED


@dataclass(frozen=True, slots=True)
class Note:
    """What an agent writes down. Only `nonce`, `channel` and `case_type` are needed, and an outcome to close with.

    `nonce` makes a second press of the button the same note. `outcome` empty leaves the case open with the agent;
    `hand_over_to` is a förvaltning's id. `received_at` is the original time of what is registered afterwards, in UTC.
    `protected`: the caller has a protected identity, and neither name nor number is stored.
    `minutes` is active handling time. `join` is the number of a report of the same thing.
    `call_back_at` keeps the case with the agent and brings it back at that time.
    """

    nonce: str
    channel: ChannelName
    case_type: str = UNCLASSIFIED
    text: str = ""
    subject: str = ""
    caller: str = ""
    address: Address | None = None
    place: str = ""
    outcome: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    minutes: float = 0
    hand_over_to: int | None = None
    received_at: datetime | None = None
    language: str = "sv"
    interpreter: str = ""
    protected: bool = False
    menu_choice: str = ""
    join: str = ""
    call_back_at: datetime | None = None
    files: tuple[Attachment, ...] = ()


def register(plugin: str, note: Note, by: Agent) -> Received:
    """Files the note in the caller's transaction. Raises `Refused` as the verbs do; then nothing is written."""
    note = _without_what_must_not_be_written(note)
    registrar = replace(by, system=True)  # for this note alone: it may end where the agent does not see
    received = receive(plugin, _message(note), by=by)
    if received.case_id is None or received.disposition == "duplicate":
        return received
    forget_draft(None, "call", by, tab=note.nonce[:32])
    case = lock(received.case_id, registrar)
    _complete(case, note, by, registrar)
    _join(case, note, by)
    if note.outcome:
        close(case.id, Closing(note.outcome, fields=note.fields, minutes=note.minutes), registrar)
    elif note.hand_over_to is not None:
        hand_over(case.id, note.hand_over_to, registrar)
        mail_officers(case.id, by)
    else:
        _keep(case, note, registrar)
    return received


def _join(case: Case, note: Note, by: Agent) -> None:
    """With the report that the agent chose while writing; a number that is not for the agent is as good as none."""
    number = number_in(note.join)
    other = reading().scalar(select(Case.id).where(Case.number == number, listed(by))) if number else None
    if other is not None and degree_of(by, case.id, case.scope_id) == "full":
        gather(int(other), [case.id], by)


def _keep(case: Case, note: Note, registrar: Agent) -> None:
    """Left open: with the agent as soon as somebody knows what it is, or wants to call back."""
    known = not is_unclassified(case.case_type_id)
    if known:
        confirm(case, registrar)
    may_see = degree_of(replace(registrar, system=False), case.id, case.scope_id) == "full"
    if may_see and (known or note.call_back_at):
        take(case.id, registrar)  # else it waits for those who may see it
    if note.call_back_at:
        snooze(case.id, note.call_back_at, registrar)


def _without_what_must_not_be_written(note: Note) -> Note:
    with taking_no_lock():  # the original is written after this
        write_nothing = version_at(note.case_type, note.received_at or now()).write_nothing
    if write_nothing and note.channel == "phone":
        nobody = {name: value for name, value in note.fields.items() if name != "connected_to"}
        return replace(note, text="", subject="", caller="", address=None, place="", files=(), fields=nobody)
    if note.protected:
        return replace(note, caller="", address=None)
    return note


def _message(note: Note) -> InboundMessage:
    hints = {"case_type": note.case_type if note.case_type != UNCLASSIFIED else ""}
    hints |= {"place": note.place, "menu_choice": note.menu_choice}
    address = replace(note.address, name=note.address.name or note.caller) if note.address else None
    return InboundMessage(
        external_id=note.nonce,
        channel=note.channel,
        sender=address,
        subject=note.subject,
        text=note.text,
        fresh=note.text,
        attachments=note.files,
        received_at=note.received_at,
        language=note.language,
        hints={name: value for name, value in hints.items() if value},
    )


def _complete(case: Case, note: Note, by: Agent, registrar: Agent) -> None:
    """What a note knows and a message does not: the caller's name without address, minutes, that it came late."""
    fields: dict[str, object] = {"unread": False, "minutes": note.minutes, "interpreter": note.interpreter}
    if note.caller and note.address is None:
        fields |= {"counterpart": note.caller[:200], "contact_id": new_contact(note.caller, language=note.language)}
    if note.protected:
        fields |= {"contact_id": new_contact("", protected=True), "secrecy_class_id": PROTECTED}
        name_person(case.id, by)
    change(case, registrar, "registered", data={"channel": note.channel}, **fields)  # type: ignore[arg-type]
    if note.received_at is not None:
        record(case.id, "registered_afterwards", registrar)
