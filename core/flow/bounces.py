"""A report finds the message of ours that it is about, and a failed answer comes back to its case."""

from __future__ import annotations

from sqlalchemy import select, true, update

from core.access.agents import SYSTEM
from core.case.events import record
from core.case.threads import Filed, Kept, add_message, touch
from core.contract.messages import InboundMessage, Received
from core.flow.outcome_of_sending import ONCE, delivery_of, lock_case_of, settled
from core.store.db import rows_changed, table, writing
from core.store.models import Case, Delivery, Message

FAILED = ("failed", "undelivered")  # the providers' own words
ARRIVED = ("sent", "delivered", "read")
FINAL = (*FAILED, "delivered", "read")


def take_back(row: Kept, message: InboundMessage, filed: Filed) -> Received | None:
    """Files a bounce or a receipt with the case of the message it is about. None when that message is not ours.

    A receipt disturbs nobody, however long ago the case was closed.
    """
    delivery_id = delivery_of(message.about) if message.about else None
    if delivery_id is None:
        return None
    case = lock_case_of(delivery_id)
    if _went_once(delivery_id):
        return _without_words(case, delivery_id, message)
    message_id = add_message(case, row, message, filed)
    if message.automatic != "bounce":
        touch(case)
        return Received("automatic", case.id, case.number, message_id, str(message.automatic))
    if message.reason.startswith("delayed"):
        record(case.id, "delivery_delayed", SYSTEM, {"delivery": delivery_id})
        touch(case)
    else:
        _fail(delivery_id, message.reason)
    return Received("bounce", case.id, case.number, message_id, message.reason)


def _went_once(delivery_id: int) -> bool:
    of = select(Message.kind).join(Delivery, Delivery.message_id == Message.id).where(Delivery.id == delivery_id)
    return writing().scalar(of) == ONCE


def _without_words(case: Case, delivery_id: int, message: InboundMessage) -> Received:
    """What comes back of a mail to a protected person names the address, which is kept nowhere (practice 7)."""
    if message.automatic == "bounce" and not message.reason.startswith("delayed"):
        _fail(delivery_id, "")
    touch(case)
    return Received("bounce", case.id, case.number)


def receipt(plugin: str, external_id: str, state: str, reason: str = "", *, message_id: str = "") -> bool:
    """A provider's delivery report, in the caller's transaction. False when the message is not ours.

    `state` is the provider's own word; `failed` and `undelivered` bring the answer back to a person. `message_id` is
    our own id, where the provider sends it back: then a report counts also before the provider's answer has given us
    its `external_id`, and when that answer never came. Reports may come twice and in any order.
    """
    delivery_id = (delivery_of(message_id, plugin) if message_id else None) or _known_as(plugin, external_id)
    if delivery_id is None:
        return False
    lock_case_of(delivery_id)
    _note(delivery_id, state[:20])
    if state in FAILED:
        _fail(delivery_id, reason)
    elif state in ARRIVED:
        _arrive(delivery_id)
    return True


def _known_as(plugin: str, external_id: str) -> int | None:
    return writing().scalar(select(Delivery.id).where(Delivery.plugin == plugin, Delivery.external_id == external_id))


def _note(delivery_id: int, state: str) -> None:
    """A word on the way that comes late does not hide how it ended."""
    deliveries = table(Delivery)
    still_open = deliveries.c.receipt.not_in(FINAL) if state not in FINAL else true()
    writing().execute(update(deliveries).where(deliveries.c.id == delivery_id, still_open).values(receipt=state))


def _fail(delivery_id: int, reason: str) -> None:
    if _turned(delivery_id, ("sent", "unknown", "sending"), "failed", reason):
        settled(delivery_id, "failed", address_fails=True)


def _arrive(delivery_id: int) -> None:
    """What nobody knew any more has left after all."""
    if _turned(delivery_id, ("unknown", "sending"), "sent", ""):
        settled(delivery_id, "sent")


def _turned(delivery_id: int, before: tuple[str, ...], state: str, reason: str) -> bool:
    deliveries = table(Delivery)
    changed = writing().execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.state.in_(before))
        .values(state=state, reason=reason[:300])
    )
    return bool(rows_changed(changed))
