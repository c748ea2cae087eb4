"""Nothing that was kept is lost, read twice, or able to stop the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from core import keep
from core.flow import reading as reader
from core.store.db import db, reading
from core.store.models import AttachmentRow, Case, Delivery, Inbound, Message
from tests.cast import Cast
from tests.doubles import letter
from tests.flow.conftest import Desk


def number_of_cases() -> int:
    return int(reading().scalar(select(func.count()).select_from(Case)) or 0)


def test_a_message_kept_by_two_threads_at_once_is_kept_once(app: Flask, desk: Desk) -> None:
    new: list[bool] = []

    def bring() -> None:
        with app.app_context():
            new.append(keep("paper", "m1", letter("m1", **{"from": "a@invanare.example"}, subject="Hej")))
            db.session.remove()

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk.read()
    assert sorted(new) == [False, False, False, True]
    assert number_of_cases() == 1


def test_two_workers_share_what_waits_and_read_nothing_twice(app: Flask, desk: Desk) -> None:
    for number in range(30):
        keep("paper", f"m{number}", letter(f"m{number}", **{"from": f"p{number}@invanare.example"}, subject="Hej"))

    def work(worker: str) -> None:
        with app.app_context():
            desk.read(worker)
            db.session.remove()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert number_of_cases() == 30
    numbers = sorted(reading().scalars(select(Case.number)))
    assert numbers == [f"2026-{n:06d}" for n in range(1, 31)], "no gap, no number twice"


def test_a_bad_message_does_not_stop_those_behind_it(desk: Desk) -> None:
    keep("paper", "bad", b"\xff\x00")
    good = desk.bring("good", subject="gatlampa")
    assert good.rosa_level == 3
    assert desk.inbound("bad").state == "quarantined"


def test_the_unreadable_original_is_attached_to_its_case(desk: Desk) -> None:
    keep("paper", "bad", b"\xff\x00 original")
    desk.read()
    message = reading().scalar(select(Message.id).where(Message.case_id == desk.inbound("bad").case_id))
    assert reading().scalar(select(AttachmentRow.size).where(AttachmentRow.message_id == message)) == 11


def test_a_failure_while_filing_is_tried_again_and_then_shown(desk: Desk, expire: Callable[[], None]) -> None:
    keep("paper", "m1", letter("m1", **{"from": "a@invanare.example"}, hints={"case_type": "NOPE"}))
    for _ in range(reader.TRIES):
        desk.read()
        expire()
    row = desk.inbound("m1")
    assert (row.state, row.disposition, row.tries) == ("quarantined", "unreadable", 3)
    assert number_of_cases() == 1


def test_a_message_that_kills_its_reader_three_times_becomes_a_case(desk: Desk, expire: Callable[[], None]) -> None:
    keep("paper", "m1", letter("m1", **{"from": "a@invanare.example"}, subject="Hej"))
    for _ in range(reader.TRIES):
        assert reader.claim("dies") != []
        expire()
    desk.read()
    assert desk.inbound("m1").state == "quarantined"


def test_after_a_death_messages_are_read_one_at_a_time(desk: Desk, expire: Callable[[], None]) -> None:
    for number in range(3):
        keep("paper", f"m{number}", letter(f"m{number}", **{"from": "a@invanare.example"}, subject="Hej"))
    assert len(reader.claim("dies")) == 3
    expire()
    assert len(reader.claim("w1")) == 1


def test_an_automatic_message_is_kept_and_never_answered(desk: Desk) -> None:
    case = desk.bring("m1", subject="Autosvar: semester", automatic="auto_reply")
    assert reading().scalar(select(func.count()).select_from(Delivery)) == 0
    assert case.due_at is None


def test_a_new_case_is_acknowledged_with_its_number_and_none_of_its_words(desk: Desk) -> None:
    case = desk.bring("m1", subject="Hemligt ord", text="Mina hemligheter")
    sent = desk.deliver()
    assert len(sent) == 1 and case.number in sent[0]
    assert "hemlig" not in (sent[0] + desk.paper.sent[0].subject).lower()
    assert desk.paper.sent[0].automatic


def test_the_sixth_case_of_a_day_gets_no_receipt(desk: Desk) -> None:
    for number in range(6):
        desk.bring(f"m{number}", subject=f"gatlampa {number}")
    assert len(desk.deliver()) == 5


def test_a_second_matter_from_the_same_person_is_a_case_of_its_own(desk: Desk) -> None:
    first = desk.bring("m1", subject="gatlampa")
    assert desk.bring("m2", subject="snö").id != first.id


def test_an_answer_to_a_case_closed_long_ago_becomes_a_linked_case(desk: Desk, cast: Cast, clock: object) -> None:
    from datetime import timedelta

    from core.case.closing import Closing, close
    from core.store.db import transaction
    from core.store.models import CaseLink

    first = desk.bring("m1", subject="snö", message_id="a@x.example")
    with transaction():
        close(first.id, Closing("answered"), cast.agent("fatima"))
    clock.at += timedelta(days=10)  # type: ignore[attr-defined]
    assert desk.bring("m2", subject="Sv: snö", references=["a@x.example"]).id == first.id
    with transaction():
        close(first.id, Closing("answered"), cast.agent("fatima"))
    clock.at += timedelta(days=31)  # type: ignore[attr-defined]
    later = desk.bring("m3", subject="Sv: snö", references=["a@x.example"])
    assert later.id != first.id
    assert reading().execute(select(CaseLink.case_id, CaseLink.other_id, CaseLink.kind)).all() == [
        (later.id, first.id, "possible")
    ]


def test_an_unproven_sender_never_joins_a_case(desk: Desk) -> None:
    first = desk.bring("m1", subject="gatlampa", message_id="a@x.example")
    forged = desk.bring("m2", subject="Sv: gatlampa", references=["a@x.example"], unproven=True)
    assert forged.id != first.id


def test_every_kept_message_is_accounted_for(desk: Desk) -> None:
    for number in range(5):
        desk.bring(f"m{number}", subject="Hej")
    rows = reading().execute(select(Inbound.state, Inbound.case_id)).all()
    assert all(row.state == "done" and row.case_id for row in rows)


def test_what_waits_for_a_channel_that_is_off_stands_in_nobodys_way(app: Flask, desk: Desk) -> None:
    from core.store.db import table, transaction

    keep("paper", "m1", letter("m1", **{"from": "a@invanare.example"}, subject="Hej"))
    with transaction() as tx:
        tx.execute(table(Inbound).update().values(plugin="switched-off"))
    assert desk.read() == 0
    assert (desk.inbound("m1").state, desk.inbound("m1").tries) == ("waiting", 0)
    assert desk.bring("m2", subject="gatlampa").rosa_level == 3


def test_trouble_of_the_database_is_not_the_messages_fault(
    desk: Desk, expire: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep("paper", "m1", letter("m1", **{"from": "a@invanare.example"}, subject="Hej"))
    locked = OperationalError("INSERT", {}, Exception("database is locked"))
    monkeypatch.setattr(reader, "receive", _raises(locked))
    for _ in range(5):
        desk.read()
        expire()
    assert (desk.inbound("m1").state, desk.inbound("m1").tries) == ("waiting", 0)
    monkeypatch.undo()
    desk.read()
    assert desk.inbound("m1").state == "done"


def _raises(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail
