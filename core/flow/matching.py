"""Which open case does a message belong to? Decided here and nowhere else (design: the way in, 5).

A signed token, the id of an earlier message or a number in the subject only point at a case. The message joins it when
its sender, who really wrote it, is already a party of it; otherwise it becomes a case that says "may belong to".
Of a protected person no address is kept to compare with: there the token or the earlier message's id is enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import BindParameter, and_, bindparam, exists, or_, select

from core.case.numbers import number_in
from core.case.threads import reference_key
from core.clock import now
from core.contract.messages import Address, InboundMessage
from core.flow.tokens import case_of, officer_delivery_of
from core.store.db import reading
from core.store.models import Case, ContactAddress, Delivery, Message, Reference
from core.store.models.agents import PROTECTED
from core.store.scope_rows import scope_by_id

SMS_TALK = timedelta(days=3)
TO_OFFICER = "to_officer"  # the kind of message that went to an officer, not to the citizen
FORMS = ("webform", "synpunkt")  # anybody can type any address and any number there: such a message only points


# Made once: what is asked with every message costs more to write than to run.
_CASE: BindParameter[int] = bindparam("case")
_ADDRESS: BindParameter[str] = bindparam("address")
_IS_PARTY = select(
    or_(
        exists().where(Message.case_id == _CASE, Message.sender == _ADDRESS, Message.direction != "note"),
        exists().where(
            Delivery.case_id == _CASE,
            Delivery.to_value == _ADDRESS,
            Message.id == Delivery.message_id,
            Message.kind != TO_OFFICER,
        ),
        exists().where(
            Case.id == _CASE,
            Case.contact_id == ContactAddress.contact_id,
            ContactAddress.kind == bindparam("kind"),
            ContactAddress.value == _ADDRESS,
        ),
    )
)
_BY_REFERENCE = (
    select(Reference.value, Message.case_id, Delivery.id)
    .join(Message, Message.id == Reference.message_id)
    .outerjoin(Delivery, and_(Delivery.message_id == Message.id, Message.kind == TO_OFFICER))
    .where(Reference.value.in_(bindparam("keys", expanding=True)))
    .order_by(Reference.id, Delivery.id)
)
_NOW = select(Case.id, Case.merged_into, Case.status).where(Case.id == _CASE)


@dataclass(frozen=True, slots=True)
class Match:
    """`case_id` is the case it joins; `possible` one it points at but may not join.

    `officer` says that it answers what was mailed to an officer: `proven` when it came from that very address.
    """

    case_id: int | None = None
    possible: int | None = None
    officer: bool = False
    proven: bool = True


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where the messages lead that a new one refers to, nearest first; `to_officers` are deliveries."""

    cases: Sequence[int] = ()
    to_officers: Sequence[int] = ()


def find_case(message: InboundMessage) -> Match:
    """Looks for the case, nearest evidence first. Writes nothing."""
    possible: int | None = None
    earlier = _earlier(message.references)
    if message.channel == "email" and (answer := _officers_answer(message, earlier)):
        return answer
    answered = _answered(message, earlier)
    for case_id in dict.fromkeys((*answered, *_pointed_at(message))):
        current = _not_merged(case_id)
        if current is None:
            continue
        if message.sender and _is_proven(message) and is_party(current, message.sender):
            return Match(case_id=current)
        if case_id in answered and message.channel not in FORMS and _is_protected(current):
            return Match(case_id=current)
        possible = possible or current
    return Match(possible=possible)


def is_party(case_id: int, address: Address) -> bool:
    """Whether the citizen's side of the case has been written from or to this address, or its contact has it."""
    return bool(reading().scalar(_IS_PARTY, {"case": case_id, "kind": address.kind, "address": address.value}))


def _officers_answer(message: InboundMessage, earlier: Earlier) -> Match | None:
    """The case about which an officer was mailed, by that mail's own token or id. From another address it is kept
    with the case, for the token is ours, but not believed. The citizen's own mail, which answers what an officer sent
    on to them, is the citizen's."""
    for delivery_id in _mailed(message, earlier):
        row = reading().execute(select(Delivery.case_id, Delivery.to_value).where(Delivery.id == delivery_id)).first()
        current = _not_merged(row.case_id) if row else None
        if row is not None and current is not None:
            same = message.sender is not None and message.sender.value.lower() == row.to_value.lower()
            if not same and message.sender and _is_proven(message) and is_party(current, message.sender):
                return None
            return Match(case_id=current, officer=True, proven=same and not message.unproven)
    return None


def _mailed(message: InboundMessage, earlier: Earlier) -> list[int]:
    """Mails to officers that the message answers, nearest evidence first."""
    tokens = (officer_delivery_of(address.value) for address in message.recipients)
    return [*(one for one in tokens if one is not None), *earlier.to_officers]


def _is_proven(message: InboundMessage) -> bool:
    return not message.unproven and message.channel not in FORMS


def _answered(message: InboundMessage, earlier: Earlier) -> list[int]:
    """By what only somebody has who was written to: the token, or the id of an earlier message."""
    found = [case_id for address in message.recipients if (case_id := case_of(address.value))]
    return [*found, *earlier.cases]


def _pointed_at(message: InboundMessage) -> list[int]:
    """By what anybody can write or guess: a number, a sender."""
    found: list[int] = []
    if number := number_in(_heading(message)):
        found += reading().scalars(select(Case.id).where(Case.number == number))
    if message.channel == "sms" and message.sender:
        found += _latest_by_phone(message.sender)
    return found


def _heading(message: InboundMessage) -> str:
    """The subject; of a form that asks for none, the first line."""
    first = message.fresh.lstrip().partition("\n")[0] if message.channel in FORMS else ""
    return message.subject or first


def _earlier(references: tuple[str, ...]) -> Earlier:
    """An id that several messages have leads to the case of the first."""
    keys = list(dict.fromkeys(reference_key(value) for value in references[:50]))
    if not keys:
        return Earlier()
    cases: dict[str, int] = {}
    officers: dict[str, list[int]] = defaultdict(list)
    for value, case_id, delivery_id in reading().execute(_BY_REFERENCE, {"keys": keys}):
        cases.setdefault(value, case_id)
        officers[value] += [delivery_id] if delivery_id else []
    return Earlier([cases[key] for key in keys if key in cases], [one for key in keys for one in officers[key]])


def _latest_by_phone(sender: Address) -> list[int]:
    """An SMS has no thread: it continues the latest SMS talk with that number, while open or closed since days."""
    texted = exists().where(Delivery.case_id == Case.id, Delivery.way == "sms", Delivery.to_value == sender.value)
    return list(
        reading().scalars(
            select(Case.id)
            .join(ContactAddress, ContactAddress.contact_id == Case.contact_id)
            .where(
                ContactAddress.kind == "phone",
                ContactAddress.value == sender.value,
                or_(Case.channel == "sms", texted),
                or_(Case.closed_at.is_(None), Case.closed_at > now() - SMS_TALK),
            )
            .order_by(Case.activity_at.desc())
            .limit(1)
        )
    )


def _is_protected(case_id: int) -> bool:
    scope_id = reading().scalar(select(Case.scope_id).where(Case.id == case_id))
    return scope_id is not None and scope_by_id(scope_id).secrecy_class_id == PROTECTED


def _not_merged(case_id: int) -> int | None:
    """The case that the id leads to now, or None for one that is no more."""
    for _ in range(20):
        row = reading().execute(_NOW, {"case": case_id}).first()
        if row is None or row.status in ("void", "spam"):
            return None
        if row.merged_into is None:
            return int(row.id)
        case_id = row.merged_into
    return None
