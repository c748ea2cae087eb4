"""A delivery's life: sent once, tried again when that is safe, and shown to a person when nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from core.case.closing import Closing, close
from core.contract.errors import Conflict, NotSent, Refused, SendUncertain
from core.contract.registry import plugins_of
from core.flow import outbox
from core.flow.bounces import receipt
from core.flow.replying import Reply, neutral_text, reply, send_again, settle_unknown
from core.flow.undoing import undo
from core.store.db import reading, table, transaction
from core.store.models import Case, ContactAddress, Delivery, Draft, Message
from tests.cast import Cast
from tests.conftest import Clock
from tests.flow.conftest import GO_ON, Desk


def answer(case: Case, cast: Cast, text: str = "Vi lagar den i kväll.") -> int:
    with transaction():
        return reply(case.id, Reply(text), cast.agent("fatima"))


def state_of(delivery_id: int) -> Delivery:
    row = reading().get(Delivery, delivery_id, populate_existing=True)
    assert row is not None
    return row


def case_of(case: Case) -> Case:
    row = reading().get(Case, case.id, populate_existing=True)
    assert row is not None
    return row


def test_an_answer_waits_ten_seconds_before_it_leaves(desk: Desk, cast: Cast) -> None:
    answer(desk.bring("m1", subject="gatlampa"), cast)
    outbox.deliver_due("w1", GO_ON)
    assert [m.text for m in desk.paper.sent if not m.automatic] == []


def test_an_answer_can_be_undone_while_it_waits_and_becomes_a_draft(desk: Desk, cast: Cast) -> None:
    delivery_id = answer(desk.bring("m1", subject="gatlampa"), cast)
    with transaction():
        assert undo(delivery_id, cast.agent("fatima")) == "Vi lagar den i kväll."
    assert state_of(delivery_id).state == "cancelled"
    assert reading().scalar(select(Draft.text)) == "Vi lagar den i kväll."


def test_an_answer_that_is_undone_opens_the_case_that_was_closed_with_it(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa")
    owed = case_of(case).due_at
    with transaction():
        delivery_id = reply(case.id, Reply("Vi lagar den i kväll."), cast.agent("fatima"))
        close(case.id, Closing("answered"), cast.agent("fatima"))
    with transaction():
        undo(delivery_id, cast.agent("fatima"))
    now_open = case_of(case)
    assert (now_open.status, now_open.closed_at, now_open.outcome) == ("open", None, "")
    assert now_open.due_at == owed is not None


def test_undoing_an_answer_leaves_a_case_closed_before_it_closed(desk: Desk, cast: Cast, clock: Clock) -> None:
    case = desk.bring("m1", subject="gatlampa")
    with transaction():
        close(case.id, Closing("answered"), cast.agent("fatima"))
    clock.at += timedelta(minutes=1)
    delivery_id = answer(case, cast)
    with transaction():
        undo(delivery_id, cast.agent("fatima"))
    assert case_of(case).status == "closed"


def test_an_answer_that_has_left_cannot_be_undone(desk: Desk, cast: Cast) -> None:
    delivery_id = answer(desk.bring("m1", subject="gatlampa"), cast)
    desk.deliver()
    with pytest.raises(Refused, match="already_sent"), transaction():
        undo(delivery_id, cast.agent("fatima"))


def test_two_workers_send_an_answer_once(desk: Desk, cast: Cast) -> None:
    answer(desk.bring("m1", subject="gatlampa"), cast)
    assert len([t for t in desk.deliver("w1") + desk.deliver("w2") if "kväll" in t]) == 1


def test_a_refused_connection_is_tried_again_with_growing_pauses(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa")
    desk.deliver()
    delivery_id = answer(case, cast)
    desk.paper.fails = NotSent("connection refused", retry=True)
    desk.deliver()
    assert (state_of(delivery_id).state, state_of(delivery_id).reason) == ("retry", "connection refused")
    assert [outbox.pause(tries) for tries in (1, 2, 3, 20)] == [30, 60, 120, 3600]
    assert desk.deliver() == ["Vi lagar den i kväll."]


def fails_with(desk: Desk, cast: Cast, error: Exception) -> tuple[Case, int]:
    """A closed case whose answer fails so."""
    case = desk.bring("m1", subject="snö på gatan")
    desk.deliver()
    delivery_id = answer(case, cast)
    with transaction():
        close(case.id, Closing("answered"), cast.agent("fatima"))
    desk.paper.fails = error
    desk.deliver()
    return case_of(case), delivery_id


def test_a_permanent_error_reopens_the_case_and_tells_a_person(desk: Desk, cast: Cast) -> None:
    case, delivery_id = fails_with(desk, cast, NotSent("no such mailbox", retry=False))
    assert state_of(delivery_id).state == "failed"
    assert (case.status, case.closed_at, case.unread) == ("open", None, True)


def test_an_uncertain_sending_is_never_repeated_but_shown(desk: Desk, cast: Cast) -> None:
    case, delivery_id = fails_with(desk, cast, SendUncertain("connection lost"))
    assert state_of(delivery_id).state == "unknown"
    assert case.unread and desk.deliver() == []


def test_an_unexpected_error_counts_as_uncertain(desk: Desk, cast: Cast) -> None:
    _, delivery_id = fails_with(desk, cast, RuntimeError("bug"))
    assert state_of(delivery_id).state == "unknown"


def test_a_person_settles_what_nobody_knows(desk: Desk, cast: Cast) -> None:
    _, delivery_id = fails_with(desk, cast, SendUncertain("connection lost"))
    with transaction():
        settle_unknown(delivery_id, cast.agent("fatima"), arrived=True)
    assert state_of(delivery_id).state == "sent"


def test_a_person_may_send_again(desk: Desk, cast: Cast) -> None:
    _, delivery_id = fails_with(desk, cast, SendUncertain("connection lost"))
    with transaction():
        send_again(delivery_id, cast.agent("fatima"))
    assert desk.deliver() == ["Vi lagar den i kväll."]


def test_a_worker_that_died_before_sending_loses_its_claim(desk: Desk, cast: Cast, expire: Callable[[], None]) -> None:
    delivery_id = answer(desk.bring("m1", subject="gatlampa"), cast)
    with transaction() as tx:
        tx.execute(update(table(Delivery)).values(not_before=0))
    assert delivery_id in outbox.claim("dead")
    expire()
    assert "Vi lagar den i kväll." in desk.deliver("w2")


def test_a_worker_that_died_while_sending_leaves_unknown(desk: Desk, cast: Cast, expire: Callable[[], None]) -> None:
    delivery_id = answer(desk.bring("m1", subject="gatlampa"), cast)
    with transaction() as tx:
        tx.execute(update(table(Delivery)).values(not_before=0))
    assert delivery_id in outbox.claim("dead")
    assert outbox._start(delivery_id, "dead")
    expire()
    assert "Vi lagar den i kväll." not in desk.deliver("w2")
    assert state_of(delivery_id).state == "unknown"
    outbox.settle(delivery_id, outbox.Result("sent", external_id="late"))
    assert state_of(delivery_id).state == "sent"


def test_a_switched_off_channel_hands_its_answers_to_a_person(app: Flask, desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa")
    desk.deliver()
    delivery_id = answer(case, cast)
    plugins_of(app)["paper"].state = "off"
    plugins_of(app)["paper"].plugin = None
    desk.deliver()
    assert state_of(delivery_id).state == "failed"


def test_a_failed_receipt_only_marks_the_address(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa")
    desk.paper.fails = NotSent("no such mailbox", retry=False)
    desk.deliver()
    assert case_of(case).version == case.version
    assert reading().scalar(select(ContactAddress.failed_at)) is not None


def test_a_newer_message_stops_the_answer_once(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa", message_id="a@x.example")
    seen = reading().scalar(select(Message.id).where(Message.direction == "in"))
    desk.bring("m2", subject="Sv: gatlampa", references=["a@x.example"], message_id="b@x.example")
    with pytest.raises(Conflict), transaction():
        reply(case.id, Reply("Hej"), cast.agent("fatima"), seen_message=seen)


def test_a_secret_case_is_answered_openly_with_the_neutral_text_only(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="avboka hemtjänstbesök")
    gunilla = cast.agent("gunilla")
    with pytest.raises(Refused, match="neutral_only"), transaction():
        reply(case.id, Reply("Din hemtjänst kommer i morgon."), gunilla)
    with transaction():
        reply(case.id, Reply(neutral_text(case)), gunilla)
    sent = [m for m in _all_sent(desk) if not m.automatic]
    assert "hemtjänst" not in sent[0].subject + sent[0].text


def test_a_bounce_finds_its_answer_and_brings_it_back(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa")
    answer(case, cast)
    desk.deliver()
    left = next(m for m in desk.paper.sent if not m.automatic)
    bounced = desk.bring(
        "b1", sender="mailer-daemon@x.example", automatic="bounce", about=left.message_id, reason="550 no mailbox"
    )
    assert bounced.id == case.id
    assert desk.states() == ["failed"]


def test_a_providers_report_of_failure_brings_the_answer_back(desk: Desk, cast: Cast) -> None:
    answer(desk.bring("m1", subject="gatlampa"), cast)
    desk.deliver()
    external_id = reading().scalar(select(Delivery.external_id).where(~Delivery.automatic))
    with transaction():
        assert receipt("paper", str(external_id), "undelivered", "number not in use")
        assert not receipt("paper", "somebody-elses", "failed")
    assert desk.states() == ["failed"]


def _all_sent(desk: Desk):  # type: ignore[no-untyped-def]
    desk.deliver()
    return desk.paper.sent
