"""What a finished delivery means for its case: an answer that did not arrive comes back to a person.

A failed or unknown *answer* reopens the case and marks it unread; a failed *automatic* message only marks the address.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from core.access.agents import SYSTEM
from core.case.deadlines import answered
from core.case.events import record
from core.case.record import change, lock
from core.case.threads import touch
from core.clock import now
from core.store.db import table, writing
from core.store.models import ContactAddress, Delivery, PluginHealth

REASONS_TO_REOPEN = ("failed", "unknown")


def settled(delivery_id: int, state: str, *, was: str = "sending") -> None:
    """Called in the transaction that settles a delivery."""
    delivery = writing().get(Delivery, delivery_id, populate_existing=True)
    assert delivery is not None
    if state == "retry":
        return
    case = lock(delivery.case_id, SYSTEM)
    data = {"delivery": delivery_id, "message": delivery.message_id, "way": delivery.way}
    if state == "sent":
        _note_activity(delivery.plugin)
        if not delivery.automatic:
            answered(case)
        record(case.id, "delivered", SYSTEM, data)
        touch(case)
    elif delivery.automatic:
        _mark_address(delivery)
        record(case.id, f"receipt_{state}", SYSTEM, data)
    else:
        fields: dict[str, Any] = {"unread": True, "activity_at": now()}
        if case.closed_at:
            fields |= {"status": "open", "closed_at": None}
        change(case, SYSTEM, f"delivery_{state}", data=data, **fields)


def _mark_address(delivery: Delivery) -> None:
    writing().execute(
        update(table(ContactAddress))
        .where(table(ContactAddress).c.value == delivery.to_value)
        .values(failed_at=now())
    )


def _note_activity(plugin: str) -> None:
    health = table(PluginHealth)
    writing().execute(update(health).where(health.c.plugin == plugin).values(activity_at=now()))


def delivery_of(message_ref: str) -> int | None:
    """The delivery that left with this Message-ID."""
    return writing().scalar(select(Delivery.id).where(Delivery.message_ref == message_ref.strip().strip("<>")))
