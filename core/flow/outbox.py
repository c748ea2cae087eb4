"""The one way out: a delivery's life from queued to sent, failed or unknown.

queued -> claimed -> sending -> sent | retry | failed | unknown. `sending` is committed just before the provider is
called, so a worker that dies in the call leaves "unknown": a person decides, nobody is answered twice on a guess.
An expired claim goes back to queued. All times here are the database's epoch seconds.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, exists, select, update

from core.contract.errors import NotSent, SendUncertain
from core.contract.messages import Sent
from core.contract.plugin import Stop
from core.contract.registry import instance
from core.flow.outcome_of_sending import lock_case_of, settled
from core.flow.outgoing import outbound
from core.store.db import database_now, db, reading, rows_changed, table, transaction
from core.store.models import Delivery

log = logging.getLogger("envagin.outbox")

CLAIM_SECONDS = 30
SENDING_SECONDS = 90
GIVE_UP_SECONDS = 2 * 24 * 3600
BATCH = 10
PAUSES = (30, 60, 120, 300, 900, 1800, 3600)  # seconds between tries; the last one repeats

State = Literal["sent", "retry", "failed", "unknown"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one try. `reason` is for a person, without secrets."""

    state: State
    reason: str = ""
    external_id: str = ""
    refused: tuple[str, ...] = ()
    address_fails: bool = False


def deliver_due(worker: str, stop: Stop) -> int:
    """Sends everything that is due, until nothing is or `stop` is set. Returns how many were tried."""
    tried = 0
    if not something_is_on_its_way():
        return tried
    expire()
    while not stop.is_set() and (ids := claim(worker)):
        for delivery_id in ids:
            if stop.is_set():
                return tried
            if _start(delivery_id, worker):
                settle(delivery_id, _send(delivery_id))
                tried += 1
    return tried


def something_is_on_its_way() -> bool:
    """A look that takes no lock: most of the time there is nothing to send."""
    found = reading().scalar(select(exists().where(Delivery.state.in_(("queued", "retry", "claimed", "sending")))))
    db.session.rollback()  # the snapshot ends with the look
    return bool(found)


def claim(worker: str) -> list[int]:
    """Takes due deliveries for this worker."""
    deliveries = table(Delivery)
    due = deliveries.c.state.in_(("queued", "retry")) & (deliveries.c.not_before <= database_now())
    with transaction() as tx:
        ids = tx.scalars(
            select(deliveries.c.id)
            .where(due)
            .order_by(deliveries.c.not_before)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        if ids:
            tx.execute(
                update(deliveries)
                .where(deliveries.c.id.in_(ids), due)
                .values(state="claimed", claimed_by=worker, claimed_until=database_now() + CLAIM_SECONDS)
            )
    return list(ids)


def expire() -> None:
    """Frees what dead workers held: a claim goes back, a started sending becomes unknown."""
    deliveries = table(Delivery)
    late: ColumnElement[bool] = deliveries.c.claimed_until < database_now()
    with transaction() as tx:
        tx.execute(update(deliveries).where(deliveries.c.state == "claimed", late).values(state="queued"))
        stuck = tx.scalars(select(deliveries.c.id).where(deliveries.c.state == "sending", late)).all()
    for delivery_id in stuck:
        settle(delivery_id, Result("unknown", "the program stopped while sending"))


def _start(delivery_id: int, worker: str) -> bool:
    """Commits `sending`. False when the delivery is no longer ours."""
    deliveries, now_ = table(Delivery), database_now()
    with transaction() as tx:
        started = tx.execute(
            update(deliveries)
            .where(
                deliveries.c.id == delivery_id,
                deliveries.c.state == "claimed",
                deliveries.c.claimed_by == worker,
                deliveries.c.claimed_until > now_,
            )
            .values(state="sending", claimed_until=now_ + SENDING_SECONDS, tries=deliveries.c.tries + 1)
        )
        if rows_changed(started):
            tx.execute(
                update(deliveries)
                .where(deliveries.c.id == delivery_id, deliveries.c.first_try == 0)
                .values(first_try=database_now())
            )
    return bool(rows_changed(started))


def _send(delivery_id: int) -> Result:
    try:
        name, message = outbound(delivery_id)
    except Exception as error:  # a lost file, say: it is certain that nothing left
        log.exception("delivery %s cannot be made ready", delivery_id)
        return Result("failed", type(error).__name__)
    finally:
        reading().rollback()  # no snapshot is held over the network
    entry = instance(name)
    if entry is None or entry.state == "off":
        return Result("failed", "the channel is switched off")
    if entry.plugin is None:
        return Result("retry", "the channel has failed")
    try:
        sent: Sent = entry.plugin.send(message)  # type: ignore[attr-defined]
    except NotSent as error:
        return Result("retry" if error.retry else "failed", error.reason, address_fails=not error.retry)
    except SendUncertain as error:
        return Result("unknown", error.reason)
    except Exception as error:
        log.exception("delivery %s through %s", delivery_id, name)
        return Result("unknown", type(error).__name__)
    return Result("sent", external_id=sent.external_id, refused=sent.refused)


def settle(delivery_id: int, result: Result) -> None:
    """Books what became of a try. A late result may still settle a delivery that was given up as unknown."""
    deliveries = table(Delivery)
    with transaction() as tx:
        lock_case_of(delivery_id)
        row = tx.execute(
            select(
                deliveries.c.tries,
                deliveries.c.state,
                (database_now() - deliveries.c.first_try).label("age"),
            )
            .where(deliveries.c.id == delivery_id)
            .with_for_update()
        ).one()
        if row.state not in ("sending", "unknown"):  # a report was quicker than the provider's own answer
            if result.external_id:
                known = deliveries.c.id == delivery_id
                tx.execute(update(deliveries).where(known).values(external_id=result.external_id[:200]))
            return
        state: State = result.state
        if state == "retry" and row.age > GIVE_UP_SECONDS:
            state = "failed"
        values: dict[str, Any] = {"state": state, "reason": result.reason[:300]}
        if state == "retry":
            values["not_before"] = database_now() + pause(row.tries)
        elif state == "sent":
            values |= {"external_id": result.external_id[:200], "refused": list(result.refused)}
        tx.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(**values))
        settled(delivery_id, state, address_fails=result.address_fails)


def pause(tries: int) -> int:
    """Seconds until the next try."""
    return PAUSES[min(tries, len(PAUSES)) - 1]
