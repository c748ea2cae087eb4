"""A promise is kept by a person's word that arrived, never by the machine's receipt."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from core import Address, InboundMessage, receive
from core.contract.errors import NotSent, SendUncertain
from core.contract.registry import plugins_of
from core.flow.replying import settle_unknown
from core.flow.telling import tell_who_answers
from core.store.db import reading, table, transaction
from core.store.models import Case, ContactAddress, DeadlineRow, Delivery
from tests.cast import Cast
from tests.flow.conftest import Desk


@pytest.fixture
def synpunkt(app: Flask, desk: Desk) -> Case:
    with transaction():
        sender = Address("email", "mona@invanare.example")
        received = receive("paper", InboundMessage("s1", "synpunkt", sender, text="gatlampa"))
    case = reading().get(Case, received.case_id)
    assert case is not None
    return case


def owed(case: Case) -> set[str]:
    unmet = (DeadlineRow.case_id == case.id, DeadlineRow.met_at.is_(None))
    return set(reading().scalars(select(DeadlineRow.kind).where(*unmet)))


def test_a_receipt_that_a_person_says_arrived_keeps_no_promise(synpunkt: Case, desk: Desk, cast: Cast) -> None:
    desk.paper.fails = SendUncertain("connection lost")
    desk.deliver()
    delivery_id = reading().scalar(select(Delivery.id).where(Delivery.automatic))
    assert delivery_id is not None
    with transaction():
        settle_unknown(delivery_id, cast.agent("fatima"), arrived=True)
    assert owed(synpunkt) == {"who_answers", "answer"}


def test_who_answers_is_told_when_that_message_is_on_its_way(synpunkt: Case, desk: Desk, cast: Cast) -> None:
    desk.deliver()
    with transaction():
        tell_who_answers(synpunkt.id, "Gatuenheten", cast.agent("fatima"))
    assert owed(synpunkt) == {"answer"}
    desk.deliver()
    assert owed(synpunkt) == {"answer"}


def test_who_answers_is_owed_again_when_that_message_does_not_arrive(synpunkt: Case, desk: Desk, cast: Cast) -> None:
    desk.deliver()
    with transaction():
        tell_who_answers(synpunkt.id, "Gatuenheten", cast.agent("fatima"))
    desk.paper.fails = NotSent("no such mailbox", retry=False)
    desk.deliver()
    assert owed(synpunkt) == {"who_answers", "answer"}
    assert reading().scalar(select(Case.unread).where(Case.id == synpunkt.id))


@pytest.mark.parametrize("off", [True, False])
def test_an_address_is_marked_only_when_it_is_what_fails(app: Flask, synpunkt: Case, desk: Desk, off: bool) -> None:
    entry = plugins_of(app)["paper"]
    if off:
        entry.state, entry.plugin = "off", None
    else:
        desk.paper.fails = NotSent("no such mailbox", retry=False)
    with transaction() as tx:
        tx.execute(update(table(Delivery)).values(not_before=0))
    desk.deliver()
    marked: Any = reading().scalar(select(ContactAddress.failed_at))
    assert (marked is None) is off
