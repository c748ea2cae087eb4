"""What a finished delivery means for its case: an answer that did not arrive comes back to a person.

A failed or unknown *answer* reopens the case, marks it unread and owes the answer again; a failed *automatic* message
only marks the address.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from core.access.agents import SYSTEM
from core.case.closing import opened_again
from core.case.deadlines import answered, told_who_answers, unanswered
from core.case.events import record
from core.case.record import change, lock
from core.case.threads import touch
from core.clock import now
from core.flow.matching import TO_OFFICER
from core.store.db import table, writing
from core.store.models import Case, ContactAddress, Delivery, Message, PluginHealth

OUTSIDE = "sent_outside"  # the kind of what was sent to another body: no answer to the citizen
ONCE = "one_time"  # the kind of what goes to an address typed for that one message, which is then forgotten
MOVED = "handed_over"  # the kind of a message that says that a case has moved on, and not to whom


def lock_case_of(delivery_id: int) -> Case:
    """The delivery's case, locked. Every writer locks the case first and the delivery after it."""
    return lock(writing().execute(select(Delivery.case_id).where(Delivery.id == delivery_id)).scalar_one(), SYSTEM)


def settled(delivery_id: int, state: str, *, address_fails: bool = False) -> None:
    """Called in the transaction that settles a delivery. `address_fails`: nobody is there, says who delivers."""
    delivery = writing().get(Delivery, delivery_id, populate_existing=True)
    assert delivery is not None
    if state == "retry":
        return
    case = lock(delivery.case_id, SYSTEM)
    data = {"delivery": delivery_id, "message": delivery.message_id, "way": delivery.way}
    if state != "unknown":
        forget_address(delivery)
    if _kind(delivery) == TO_OFFICER:
        _told_officers(case, delivery, state, data)
    elif state == "sent":
        _note_activity(delivery.plugin)
        arrived(case, delivery)
        record(case.id, "delivered", SYSTEM, data)
        touch(case)
    elif delivery.automatic and not _by_person(delivery):
        if address_fails:
            _mark_address(delivery)
        record(case.id, f"receipt_{state}", SYSTEM, data)
    else:
        _not_arrived(case, delivery, f"delivery_{state}", data)


def _told_officers(case: Case, delivery: Delivery, state: str, data: dict[str, Any]) -> None:
    """A mail to an officer answers nothing to the citizen; one that did not arrive is news for who has the case."""
    if state == "sent":
        _note_activity(delivery.plugin)
        record(case.id, "delivered", SYSTEM, data)
        touch(case)
    else:
        change(case, SYSTEM, f"officer_mail_{state}", data=data, unread=True, activity_at=now())


def arrived(case: Case, delivery: Delivery) -> None:
    """Meets the promises that this message keeps: an answer all, "X will answer you" its own, other words none."""
    if _kind(delivery) in (TO_OFFICER, OUTSIDE):
        return
    if not delivery.automatic:
        answered(case)
    elif _by_person(delivery, but_not=MOVED):
        told_who_answers(case)


def forget_address(delivery: Delivery) -> None:
    """Erases the address of a message to a protected person, which was kept for the sending alone (practice 7)."""
    if _kind(delivery) == ONCE:
        deliveries = table(Delivery)
        blank = {"to_value": "", "to_name": "", "refused": []}
        writing().execute(update(deliveries).where(deliveries.c.id == delivery.id).values(**blank))


def _kind(delivery: Delivery) -> str | None:
    return writing().scalar(select(Message.kind).where(Message.id == delivery.message_id))


def _by_person(delivery: Delivery, but_not: str = "") -> bool:
    """Whether somebody pressed a button for it, though its text is a ready one (and not of the kind `but_not`)."""
    pressed = select(Message.agent_id).where(Message.id == delivery.message_id, Message.kind != but_not)
    return writing().scalar(pressed) is not None


def _not_arrived(case: Case, delivery: Delivery, kind: str, data: dict[str, Any]) -> None:
    """Back to a person's list, wherever the case was put in the belief that it was answered."""
    if _kind(delivery) != OUTSIDE:
        unanswered(case, delivery.at)
    fields: dict[str, Any] = opened_again(case) if case.closed_at else {}
    if case.status == "waiting_citizen":
        fields["status"] = "open"
    change(case, SYSTEM, kind, data=data, unread=True, activity_at=now(), snoozed_until=None, **fields)


def _mark_address(delivery: Delivery) -> None:
    writing().execute(
        update(table(ContactAddress)).where(table(ContactAddress).c.value == delivery.to_value).values(failed_at=now())
    )


def _note_activity(plugin: str) -> None:
    health = table(PluginHealth)
    writing().execute(update(health).where(health.c.plugin == plugin).values(activity_at=now()))


def delivery_of(message_ref: str, plugin: str = "") -> int | None:
    """The delivery that left with this id of ours; through that instance, if one is named."""
    found = select(Delivery.id).where(Delivery.message_ref == message_ref.strip().strip("<>"))
    return writing().scalar(found.where(Delivery.plugin == plugin) if plugin else found)
