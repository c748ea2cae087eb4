"""A delivery report finds the message it is about, and a failed answer comes back to its case."""

from __future__ import annotations

from sqlalchemy import select, update

from core.access.agents import SYSTEM
from core.case.events import record
from core.case.threads import Filed, add_message, touch
from core.contract.messages import InboundMessage, Received
from core.flow.outcome_of_sending import delivery_of, lock_case_of, settled
from core.store.db import rows_changed, table, writing
from core.store.models import Delivery, Inbound

FINAL_RECEIPTS = {"failed": "failed", "undelivered": "failed"}


def take_back(row: Inbound, message: InboundMessage, filed: Filed) -> Received | None:
    """Files a bounce with the case of the message it is about. None when that message is not ours."""
    delivery_id = delivery_of(message.about) if message.about else None
    if delivery_id is None:
        return None
    case = lock_case_of(delivery_id)
    message_id = add_message(case, row, message, filed)
    if message.reason.startswith("delayed"):
        record(case.id, "delivery_delayed", SYSTEM, {"delivery": delivery_id})
        touch(case)
    else:
        _fail(delivery_id, message.reason)
    return Received("bounce", case.id, case.number, message_id, message.reason)


def receipt(plugin: str, external_id: str, state: str, reason: str = "") -> bool:
    """A provider's delivery report, in the caller's transaction. False when the message is not ours.

    `state` is the provider's own word; `failed` and `undelivered` bring the answer back to a person.
    """
    delivery_id = writing().scalar(
        select(Delivery.id).where(Delivery.plugin == plugin, Delivery.external_id == external_id)
    )
    if delivery_id is None:
        return False
    lock_case_of(delivery_id)
    writing().execute(
        update(table(Delivery)).where(table(Delivery).c.id == delivery_id).values(receipt=state[:20])
    )
    if state in FINAL_RECEIPTS:
        _fail(delivery_id, reason)
    return True


def _fail(delivery_id: int, reason: str) -> None:
    deliveries = table(Delivery)
    changed = writing().execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.state.in_(("sent", "unknown", "sending")))
        .values(state="failed", reason=reason[:300])
    )
    if rows_changed(changed):
        settled(delivery_id, "failed", address_fails=True)
