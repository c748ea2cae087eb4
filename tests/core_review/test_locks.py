"""Two at once on one case: nobody waits for the other in a ring, and what has left is never called unknown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from core.access.agents import SYSTEM
from core.case.record import lock
from core.case.threads import link
from core.contract.errors import Refused
from core.flow import outbox
from core.flow.bounces import receipt
from core.flow.leases import LeaseStop, run_leased
from core.flow.replying import Reply, reply
from core.flow.takeover import free_what_the_dead_held, worker_name
from core.flow.undoing import undo
from core.store import blobs
from core.store.db import db, reading, table, transaction, writing
from core.store.models import AttachmentRow, Case, Delivery, Lease
from tests.cast import Cast
from tests.flow.conftest import GO_ON, Desk


def answered(desk: Desk, cast: Cast) -> tuple[Case, int]:
    case = desk.bring("m1", subject="gatlampa")
    desk.deliver()
    with transaction():
        return case, reply(case.id, Reply("Vi lagar den."), cast.agent("fatima"))


def in_thread(app: Flask, work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        with app.app_context():
            work()
            db.session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_locked_case_can_be_pointed_at(app: Flask, desk: Desk) -> None:
    first, second = desk.bring("m1", subject="gatlampa"), desk.bring("m2", subject="snö")
    if db.engine.dialect.name == "sqlite":
        return  # there is one writer at a time
    done: list[str] = []

    def link_them() -> None:
        with suppress(OperationalError), transaction():
            writing().execute(text("SET LOCAL lock_timeout = '2s'"))
            link(second.id, first.id, "possible")
            done.append("linked")

    with transaction():
        lock(first.id, SYSTEM)
        in_thread(app, link_them).join()
    assert done == ["linked"]


def test_settling_and_undoing_at_once_do_not_deadlock(app: Flask, desk: Desk, cast: Cast) -> None:
    """Both lock the case first and its delivery after it."""
    case, delivery_id = answered(desk, cast)
    with transaction() as tx:
        tx.execute(update(table(Delivery)).values(not_before=0))
    outbox.claim("w1")
    assert outbox._start(delivery_id, "w1")
    waiting = threading.Event()

    def settle() -> None:
        waiting.set()
        outbox.settle(delivery_id, outbox.Result("sent", external_id="p1"))

    with transaction():
        lock(case.id, SYSTEM)
        if db.engine.dialect.name != "sqlite":
            thread = in_thread(app, settle)
            waiting.wait()
            threading.Event().wait(0.3)
            writing().execute(text("SET LOCAL lock_timeout = '2s'"))
        with suppress(Refused):
            undo(delivery_id, cast.agent("fatima"))
    if db.engine.dialect.name == "sqlite":
        thread = in_thread(app, settle)
    thread.join()
    assert reading().scalar(select(Delivery.state).where(Delivery.id == delivery_id)) == "sent"


def test_a_delivery_report_waits_for_the_case(app: Flask, desk: Desk, cast: Cast) -> None:
    case, delivery_id = answered(desk, cast)
    desk.deliver()
    external_id = str(reading().scalar(select(Delivery.external_id).where(Delivery.id == delivery_id)))

    def report() -> None:
        with transaction():
            receipt("paper", external_id, "delivered")

    with transaction():
        lock(case.id, SYSTEM)
        thread = in_thread(app, report)
        threading.Event().wait(0.3)
        if db.engine.dialect.name != "sqlite":
            writing().execute(text("SET LOCAL lock_timeout = '2s'"))
        writing().execute(update(table(Delivery)).where(table(Delivery).c.id == delivery_id).values(to_name="Mona"))
    thread.join()
    assert reading().scalar(select(Delivery.receipt).where(Delivery.id == delivery_id)) == "delivered"


def test_an_answer_whose_file_is_gone_fails_and_holds_up_nothing(desk: Desk, cast: Cast) -> None:
    case, delivery_id = answered(desk, cast)
    with transaction() as tx:
        message_id = tx.scalar(select(Delivery.message_id).where(Delivery.id == delivery_id))
        row = {"message_id": message_id, "blob": "0" * 64, "name": "karta.pdf", "content_type": "application/pdf"}
        tx.execute(table(AttachmentRow).insert().values(**row, size=1))
        reply(case.id, Reply("Här är kartan igen."), cast.agent("fatima"))
    assert not blobs.exists("0" * 64)
    assert desk.deliver() == ["Här är kartan igen."]
    assert desk.states() == ["failed", "sent"]


def test_a_lease_that_cannot_be_prolonged_stops_its_job(app: Flask) -> None:
    from core.flow import leases

    stopped: list[bool] = []

    def in_app(work: Callable[[], object]) -> None:
        raise OperationalError("UPDATE", {}, Exception("the server is gone"))

    def work(stop: object) -> None:
        assert isinstance(stop, LeaseStop)
        stopped.append(stop.wait(5))

    seconds, leases.SECONDS = leases.SECONDS, 0
    try:
        assert run_leased("job", "w1", threading.Event(), work, in_app)
    finally:
        leases.SECONDS = seconds
    assert stopped == [True]


def test_a_new_worker_leaves_what_was_sent_long_ago_alone(app: Flask, desk: Desk, cast: Cast) -> None:
    _, delivery_id = answered(desk, cast)
    dead = worker_name().replace(worker_name().split("-")[-2], "999999999")
    with transaction() as tx:
        values = {"state": "sent", "claimed_by": dead, "claimed_until": 5.0}
        tx.execute(update(table(Delivery)).where(table(Delivery).c.id == delivery_id).values(**values))
        tx.execute(table(Lease).insert().values(name="job", owner=dead, until=9e12))
    assert free_what_the_dead_held() == 1
    assert reading().scalar(select(Delivery.claimed_until).where(Delivery.id == delivery_id)) == 5
    assert outbox.deliver_due("w2", GO_ON) == 0
