"""What a hand-over tells: who answers, where that is owed; else that the case has moved on, which keeps no promise."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from core import Address, InboundMessage, receive
from core.contract.errors import NotSent
from core.flow.telling import hand_over_and_tell, news_of_hand_over
from core.store.db import reading, table, transaction
from core.store.models import Case, Contact, DeadlineRow
from core.store.texts import set_text
from tests.cast import Cast
from tests.flow.conftest import Desk


def owed(case: Case) -> set[str]:
    unmet = (DeadlineRow.case_id == case.id, DeadlineRow.met_at.is_(None))
    return set(reading().scalars(select(DeadlineRow.kind).where(*unmet)))


@pytest.fixture
def synpunkt(app: Flask, desk: Desk) -> Case:
    with transaction():
        sender = Address("email", "mona@invanare.example")
        received = receive("paper", InboundMessage("s1", "synpunkt", sender, text="gatlampa"))
    case = reading().get(Case, received.case_id)
    assert case is not None
    desk.deliver()
    return case


def give(case: Case, cast: Cast, code: str = "TEK") -> None:
    with transaction():
        hand_over_and_tell(case.id, cast.forvaltningar[code], cast.agent("fatima"))


def test_a_synpunkt_is_told_who_answers_and_that_promise_is_kept(synpunkt: Case, desk: Desk, cast: Cast) -> None:
    give(synpunkt, cast)
    assert owed(synpunkt) == {"answer"}
    (told,) = desk.deliver()
    assert "Tekniska förvaltningen svarar dig senast den 26 maj" in told
    assert owed(synpunkt) == {"answer"}


def test_a_question_is_told_that_it_moved_and_its_answer_is_still_owed(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="Attefallshus")
    desk.deliver()
    give(case, cast, "PBK")
    (told,) = desk.deliver()
    assert case.number in told and "senast den 19 maj" in told and "byggkontoret" not in told
    assert owed(case) == {"answer"}


def test_the_text_is_the_municipalitys_own_and_may_name_who_answers(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="Attefallshus")
    desk.deliver()
    with transaction():
        set_text("forwarded", "sv", "{answer} svarar om {number} den {date}")
    give(case, cast, "PBK")
    assert desk.deliver() == [f"Plan- och byggkontoret svarar om {case.number} den 19 maj"]


def test_without_a_date_none_is_promised(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="Attefallshus")
    desk.deliver()
    with transaction() as tx:
        tx.execute(table(DeadlineRow).delete())
    give(case, cast, "PBK")
    (told,) = desk.deliver()
    assert case.number in told and "senast" not in told


def test_news_that_does_not_arrive_comes_back_unread(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="Attefallshus")
    desk.deliver()
    give(case, cast, "PBK")
    with transaction() as tx:
        tx.execute(table(Case).update().values(unread=False))
    desk.paper.fails = NotSent("no such mailbox", retry=False)
    desk.deliver()
    assert reading().scalar(select(Case.unread).where(Case.id == case.id))


def test_a_protected_contact_and_one_without_a_way_are_told_nothing(desk: Desk, cast: Cast) -> None:
    case, pbk = desk.bring("m1", subject="Attefallshus"), cast.forvaltningar["PBK"]
    assert news_of_hand_over(case, pbk, None) is not None
    with transaction() as tx:
        tx.execute(table(Contact).update().values(protected=True))
    assert news_of_hand_over(case, pbk, None) is None
    nobody = desk.bring("m2", sender="", subject="Attefallshus")
    assert news_of_hand_over(nobody, pbk, None) is None
