"""Delivery reports and receipts: they come late, early, twice and in any order, and still mean one thing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest
from sqlalchemy import func, select, update

from core.case.closing import Closing, close
from core.contract.errors import SendUncertain
from core.flow import outbox
from core.flow.bounces import receipt
from core.flow.replying import Reply, reply
from core.store.db import reading, table, transaction
from core.store.models import Case, Delivery, Event, Message
from tests.cast import Cast
from tests.flow.conftest import Desk


def sending(desk: Desk, cast: Cast) -> tuple[int, str]:
    """An answer that is just being sent: its id, and our own name for it."""
    case = desk.bring("m1", subject="gatlampa")
    desk.deliver()
    with transaction() as tx:
        delivery_id = reply(case.id, Reply("Vi lagar den i kväll."), cast.agent("fatima"))
        tx.execute(update(table(Delivery)).where(table(Delivery).c.id == delivery_id).values(not_before=0))
    assert outbox.claim("w1") == [delivery_id]
    assert outbox._start(delivery_id, "w1")
    return delivery_id, row(delivery_id).message_ref


def row(delivery_id: int) -> Delivery:
    reading().rollback()
    return reading().execute(select(Delivery).where(Delivery.id == delivery_id)).scalar_one()


def told(state: str, ref: str = "", sid: str = "sid-1") -> bool:
    with transaction():
        return receipt("paper", sid, state, "30003", message_id=ref)


def happened(kind: str) -> int:
    return reading().scalar(select(func.count()).select_from(Event).where(Event.kind == kind)) or 0


def test_a_failure_told_before_the_sending_was_booked_is_not_lost(desk: Desk, cast: Cast) -> None:
    delivery_id, ref = sending(desk, cast)
    assert told("undelivered", ref)
    outbox.settle(delivery_id, outbox.Result("sent", external_id="sid-1"))
    found = row(delivery_id)
    assert (found.state, found.receipt, found.reason, found.external_id) == ("failed", "undelivered", "30003", "sid-1")
    assert happened("delivery_failed") == 1
    case = reading().execute(select(Case)).scalar_one()
    assert case.unread


def test_an_arrival_told_before_the_sending_was_booked_is_not_lost(desk: Desk, cast: Cast) -> None:
    delivery_id, ref = sending(desk, cast)
    before = happened("delivered")
    assert told("delivered", ref)
    outbox.settle(delivery_id, outbox.Result("sent", external_id="sid-1"))
    found = row(delivery_id)
    assert (found.state, found.receipt, found.external_id) == ("sent", "delivered", "sid-1")
    assert happened("delivered") == before + 1


def test_an_arrival_settles_what_nobody_knew(desk: Desk, cast: Cast, expire: Callable[[], None]) -> None:
    delivery_id, ref = sending(desk, cast)
    expire()
    outbox.expire()
    assert row(delivery_id).state == "unknown"
    assert told("delivered", ref)
    assert row(delivery_id).state == "sent"


def test_a_lost_answer_of_the_provider_does_not_undo_what_was_reported(desk: Desk, cast: Cast) -> None:
    delivery_id, ref = sending(desk, cast)
    assert told("sent", ref)
    outbox.settle(delivery_id, outbox.Result("unknown", str(SendUncertain("connection lost"))))
    assert row(delivery_id).state == "sent"


@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered"])))
def test_reports_in_any_order_and_twice_end_as_delivered(desk: Desk, cast: Cast, order: tuple[str, ...]) -> None:
    delivery_id, ref = sending(desk, cast)
    outbox.settle(delivery_id, outbox.Result("sent", external_id="sid-1"))
    for state in (*order, *order):
        assert told(state, ref)
    found = row(delivery_id)
    assert (found.state, found.receipt) == ("sent", "delivered")


@pytest.mark.parametrize("order", list(permutations(["sent", "undelivered", "settle"])))
def test_a_failure_in_any_order_comes_back_once(desk: Desk, cast: Cast, order: tuple[str, ...]) -> None:
    delivery_id, ref = sending(desk, cast)
    for step in (*order, *order):
        if step == "settle":
            outbox.settle(delivery_id, outbox.Result("sent", external_id="sid-1"))
        else:
            told(step, ref)
    found = row(delivery_id)
    assert (found.state, found.receipt, found.external_id) == ("failed", "undelivered", "sid-1")
    assert happened("delivery_failed") == 1


def test_a_report_with_the_name_of_another_instances_message_changes_nothing(desk: Desk, cast: Cast) -> None:
    delivery_id, ref = sending(desk, cast)
    with transaction():
        assert not receipt("other", "sid-1", "failed", message_id=ref)
    assert row(delivery_id).state == "sending"


def test_a_read_receipt_joins_the_case_it_is_about_and_disturbs_nobody(desk: Desk, cast: Cast, clock: object) -> None:
    from datetime import timedelta

    case = desk.bring("m1", subject="gatlampa")
    with transaction():
        reply(case.id, Reply("Vi lagar den i kväll."), cast.agent("fatima"))
        close(case.id, Closing("answered"), cast.agent("fatima"))
    desk.deliver()
    with transaction() as tx:
        tx.execute(update(table(Case)).values(unread=False))
    clock.at += timedelta(days=45)  # type: ignore[attr-defined]
    left = next(m for m in desk.paper.sent if not m.automatic)
    read = desk.bring("r1", sender="mona.privat@annan.example", automatic="receipt", about=left.message_id)
    assert (read.id, read.status, read.unread) == (case.id, "closed", False)
    assert reading().scalar(select(Message.automatic).order_by(Message.id.desc()).limit(1)) == "receipt"
    assert desk.inbound("r1").disposition == "automatic"
    assert desk.deliver() == [] and desk.states() == ["sent"]


def test_a_receipt_about_somebody_elses_message_is_kept_as_a_case_of_its_own(desk: Desk) -> None:
    case = desk.bring("m1", subject="gatlampa")
    other = desk.bring("r1", sender="x@annan.example", automatic="receipt", about="never-ours@x.example")
    assert other.id != case.id and other.due_at is None
