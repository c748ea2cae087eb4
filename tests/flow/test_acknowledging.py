"""The automatic receipt: never to a forged sender, never more than five to one, however many workers there are."""

from __future__ import annotations

import threading

from flask import Flask
from sqlalchemy import func, select

from core.contract.messages import Address, InboundMessage
from core.flow.acknowledging import MOST, acknowledge
from core.store.db import db, reading, transaction, writing
from core.store.limits import counted
from core.store.models import Case, Delivery, Event, Message
from core.store.texts import set_setting, set_text
from tests.flow.conftest import Desk

MONA = InboundMessage("x", "email", Address("email", "mona@invanare.example"))


def receipts() -> int:
    reading().rollback()
    return reading().scalar(select(func.count()).select_from(Delivery).where(Delivery.automatic)) or 0


def test_a_forged_sender_gets_no_receipt_and_the_mail_is_kept_and_marked(desk: Desk) -> None:
    case = desk.bring("m1", subject="gatlampa", unproven=True)
    assert receipts() == 0 and desk.deliver() == []
    assert reading().scalar(select(Message.unproven).where(Message.case_id == case.id)) is True
    assert case.due_at is not None


def test_many_workers_at_once_send_one_sender_five_receipts(app: Flask, desk: Desk) -> None:
    cases = [desk.bring(f"m{n}", subject=f"gatlampa {n}").id for n in range(4)]
    others = [desk.bring(f"o{n}", sender=f"b{n}@invanare.example", subject="snö").id for n in range(4)]
    before, together = receipts(), threading.Barrier(len(others))

    def work(case_id: int) -> None:
        with app.app_context(), transaction():
            together.wait()
            acknowledge(writing().get_one(Case, case_id), "paper", MONA)
            db.session.remove()

    threads = [threading.Thread(target=work, args=(case_id,)) for case_id in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(cases) == MOST - 1 and receipts() == before + 1
    withheld = select(func.count()).select_from(Event).where(Event.kind == "receipt_withheld")
    assert reading().scalar(withheld) == len(others) - 1


def test_what_is_rolled_back_is_not_counted(app: Flask) -> None:
    try:
        with transaction():
            assert counted("receipt", "a@x.example", 1, 60)
            raise RuntimeError
    except RuntimeError:
        pass
    with transaction():
        assert counted("receipt", "a@x.example", 1, 60)
        assert not counted("receipt", "a@x.example", 1, 60)


def test_a_receipt_says_whom_to_ring(app: Flask, desk: Desk) -> None:
    with transaction():
        set_text("receipt", "sv", "Nummer {number}. Ring {centre}, {phone}.")
        set_setting("centre_name", "Björkåsa Direkt")
        set_setting("phone", "08-465 004 00")
    case = desk.bring("m1", subject="gatlampa")
    assert desk.deliver() == [f"Nummer {case.number}. Ring Björkåsa Direkt, 08-465 004 00."]
