"""Reports of one thing: joined, answered together, ended together, taken back together; and what may never be."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.case.classification import classify
from core.case.closing import Closing, close
from core.case.handover import hand_over
from core.case.joining import gather, join, leave
from core.case.threads import Filed
from core.contract.errors import Conflict, NotFound, Refused
from core.contract.messages import Attachment
from core.flow.replying import Reply
from core.flow.together import Answer, Sent, answer
from core.flow.undoing import undo
from core.store import blobs
from core.store.db import db, reading, table, transaction
from core.store.models import Case, Delivery, Draft, Event, Message
from tests.cast import Cast
from tests.flow.conftest import Desk

LAMPS = ("m1", "m2", "m3")


@pytest.fixture
def lamps(desk: Desk, cast: Cast) -> list[Case]:
    """Three reports of one lamp, from three people; the first leads."""
    cases = [
        desk.bring(one, **{"from": f"{one}@invanare.example"}, subject="Släckt gatlampa", text="Vid Skolgatan 4")
        for one in LAMPS
    ]
    with transaction():
        gather(cases[0].id, [case.id for case in cases[1:]], cast.agent("fatima"))
    return [fresh(case) for case in cases]


def fresh(case: Case) -> Case:
    db.session.rollback()
    found = reading().get(Case, case.id, populate_existing=True)
    assert found is not None
    return found


def answered(lamps: list[Case], cast: Cast, **more: object) -> Sent:
    given = Answer(Reply("Lampan är lagad."), nonce="n1", also=dict.fromkeys([c.id for c in lamps[1:]]), **more)  # type: ignore[arg-type]
    with transaction():
        return answer(lamps[0].id, given, cast.agent("fatima"))


def outgoing() -> list[tuple[int, str, str]]:
    rows = reading().execute(
        select(Delivery.case_id, Delivery.to_value, Delivery.state)
        .join(Message, Message.id == Delivery.message_id)
        .where(Message.text == "Lampan är lagad.")
        .order_by(Delivery.case_id)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def kinds(case: Case) -> list[str]:
    return list(reading().scalars(select(Event.kind).where(Event.case_id == case.id).order_by(Event.id)))


def test_joined_cases_keep_number_contact_and_deadlines_and_both_sides_have_an_event(lamps: list[Case]) -> None:
    lead, *members = lamps
    assert [case.joined_to for case in lamps] == [None, lead.id, lead.id]
    assert len({case.number for case in lamps}) == len({case.contact_id for case in lamps}) == 3
    assert all(case.due_at and case.status == "new" for case in members)
    assert kinds(lead).count("got_member") == 2 and kinds(members[0]).count("joined") == 1


def test_one_answer_reaches_each_in_its_own_thread(lamps: list[Case], cast: Cast) -> None:
    sent = answered(lamps, cast)
    assert sent.answered == [case.id for case in lamps]
    assert outgoing() == [
        (case.id, f"{one}@invanare.example", "queued") for case, one in zip(lamps, LAMPS, strict=True)
    ]
    assert [fresh(case).confirmed for case in lamps] == [True] * 3


def test_the_same_press_twice_answers_nobody_twice(lamps: list[Case], cast: Cast) -> None:
    answered(lamps, cast)
    assert answered(lamps, cast).repeated
    assert len(outgoing()) == 3


def test_send_and_close_ends_all_with_the_same_outcome(lamps: list[Case], cast: Cast) -> None:
    answered(lamps, cast, closing=Closing("handled"))
    assert [(fresh(case).status, fresh(case).outcome) for case in lamps] == [("closed", "handled")] * 3


def test_one_that_may_not_be_closed_is_answered_left_open_and_named(lamps: list[Case], cast: Cast) -> None:
    with transaction():
        classify(lamps[1].id, "T14", cast.agent("fatima"))  # level 5, the same nämnd
    sent = answered(lamps, cast, closing=Closing("handled"))
    assert {one: why.code for one, why in sent.not_closed.items()} == {lamps[1].id: "level_needs_assessment"}
    assert [fresh(case).status for case in lamps] == ["closed", "open", "closed"]
    assert len(outgoing()) == 3


def test_one_that_is_not_with_the_agent_is_answered_but_not_closed(lamps: list[Case], cast: Cast) -> None:
    with transaction():
        hand_over(lamps[2].id, cast.forvaltningar["TEK"], cast.agent("fatima"))
    sent = answered(lamps, cast, closing=Closing("handled"))
    assert sent.not_closed[lamps[2].id].code == "not_with_you" and len(outgoing()) == 3


def test_when_the_lead_may_not_be_closed_nothing_is_sent_to_anybody(lamps: list[Case], cast: Cast) -> None:
    with transaction():
        classify(lamps[0].id, "T14", cast.agent("fatima"))
    with pytest.raises(Refused):
        answered(lamps, cast, closing=Closing("handled"))
    assert outgoing() == [] and [fresh(case).closed_at for case in lamps] == [None] * 3


def test_a_member_that_has_become_secret_gets_nothing(lamps: list[Case], cast: Cast) -> None:
    cases = table(Case)
    with transaction() as tx:
        tx.execute(cases.update().where(cases.c.id == lamps[1].id).values(secrecy_provision="OSL 26:1"))
    sent = answered(lamps, cast, closing=Closing("handled"))
    assert {one: why.code for one, why in sent.not_sent.items()} == {lamps[1].id: "join_secret"}
    assert [row[0] for row in outgoing()] == [lamps[0].id, lamps[2].id]
    assert fresh(lamps[1]).closed_at is None


def test_a_newer_message_in_a_member_stops_that_one_only(lamps: list[Case], cast: Cast) -> None:
    with transaction():
        sent = answer(
            lamps[0].id,
            Answer(Reply("Lampan är lagad."), also={lamps[1].id: 0, lamps[2].id: 10_000}),
            cast.agent("fatima"),
        )
    assert {one: why.code for one, why in sent.not_sent.items()} == {lamps[1].id: "newer_message"}
    with pytest.raises(Conflict), transaction():
        answer(lamps[0].id, Answer(Reply("Lampan är lagad."), seen_message=0), cast.agent("fatima"))


def test_whoever_left_or_is_closed_is_not_answered(lamps: list[Case], cast: Cast) -> None:
    fatima = cast.agent("fatima")
    with transaction():
        leave(lamps[1].id, fatima)
        classify(lamps[2].id, "T06", fatima)
    with transaction():
        close(lamps[2].id, Closing("handled"), fatima)
    sent = answered(lamps, cast)
    assert {one: why.code for one, why in sent.not_sent.items()} == {
        lamps[1].id: "not_joined",
        lamps[2].id: "already_closed",
    }
    assert "lost_member" in kinds(lamps[0])


def test_files_go_only_where_they_can(desk: Desk, cast: Cast, lamps: list[Case]) -> None:
    cases = table(Case)
    with transaction() as tx:  # nobody to mail to: the answer is rung
        tx.execute(cases.update().where(cases.c.id == lamps[1].id).values(contact_id=None))
    picture = Attachment("karta.txt", "text/plain", b"har")
    sent = answered(lamps, cast, files=Filed(((blobs.put(picture.content), picture),)))
    assert sent.answered == [case.id for case in lamps]  # by letter


def test_without_an_open_way_the_answer_becomes_a_task(lamps: list[Case], cast: Cast) -> None:
    cases = table(Case)
    with transaction() as tx:
        tx.execute(cases.update().where(cases.c.id == lamps[1].id).values(contact_id=None))
    answered(lamps, cast)
    assert [row[2] for row in outgoing()] == ["queued", "todo", "queued"]


def test_undo_takes_it_back_from_all_and_opens_them_again(lamps: list[Case], cast: Cast) -> None:
    answered(lamps, cast, closing=Closing("handled"))
    first = reading().scalar(select(Delivery.id).where(Delivery.case_id == lamps[2].id).order_by(Delivery.id.desc()))
    with transaction():
        assert undo(first or 0, cast.agent("fatima")) == "Lampan är lagad."
    assert {row[2] for row in outgoing()} == {"cancelled"}
    assert [fresh(case).status for case in lamps] == ["open"] * 3
    assert reading().scalar(select(func.count()).select_from(Draft)) == 1
    answered(lamps, cast)  # the page may send again
    assert [row[2] for row in outgoing()].count("queued") == 3


def test_undo_takes_nothing_back_when_one_has_left(lamps: list[Case], cast: Cast) -> None:
    answered(lamps, cast)
    deliveries = table(Delivery)
    with transaction() as tx:
        tx.execute(deliveries.update().where(deliveries.c.case_id == lamps[1].id).values(state="sent"))
    first = reading().scalar(select(Delivery.id).where(Delivery.case_id == lamps[0].id).order_by(Delivery.id.desc()))
    with pytest.raises(Refused, match="already_sent"), transaction():
        undo(first or 0, cast.agent("fatima"))
    assert [row[2] for row in outgoing()] == ["queued", "sent", "queued"]


def test_what_may_not_be_joined_is_refused_with_its_reason(desk: Desk, cast: Cast, app: Flask) -> None:
    fatima, gunilla = cast.agent("fatima"), cast.agent("gunilla")
    lamp = desk.bring("m1", subject="gatlampa")
    permit = desk.bring("m2", **{"from": "b@invanare.example"}, subject="bygglov för attefallshus")
    secret = desk.bring("m3", **{"from": "c@invanare.example"}, subject="avboka hemtjänstbesök")
    for other, by, code in ((permit, fatima, "join_other_namnd"), (secret, gunilla, "join_secret")):
        with pytest.raises(Refused, match=code), transaction():
            join(other.id, lamp.id, by)
    with pytest.raises(Refused, match="same_case"), transaction():
        join(lamp.id, lamp.id, fatima)
    with pytest.raises(NotFound), transaction():
        join(lamp.id, secret.id, fatima)


def test_a_closed_case_a_member_and_a_lead_cannot_be_joined(desk: Desk, cast: Cast, lamps: list[Case]) -> None:
    fatima = cast.agent("fatima")
    fourth = desk.bring("m4", **{"from": "m4@invanare.example"}, subject="gatlampa", text="Skolgatan")
    for case, lead, code in (
        (lamps[1], fourth, "joined_already"),
        (fourth, lamps[1], "join_lead_is_joined"),
        (lamps[0], fourth, "join_has_members"),
    ):
        with pytest.raises(Refused, match=code), transaction():
            join(case.id, lead.id, fatima)
    with transaction():
        classify(fourth.id, "T06", fatima)
        close(fourth.id, Closing("duplicate"), fatima)
    with pytest.raises(Refused, match="join_closed"), transaction():
        join(fourth.id, lamps[0].id, fatima)


def test_a_new_report_is_gathered_under_the_lead_that_there_is(desk: Desk, cast: Cast, lamps: list[Case]) -> None:
    fourth = desk.bring("m4", **{"from": "m4@invanare.example"}, subject="gatlampa", text="Skolgatan")
    with transaction():
        assert gather(fourth.id, [lamps[1].id], cast.agent("fatima")) == lamps[0].id
    assert fresh(fourth).joined_to == lamps[0].id
    with transaction():
        assert gather(lamps[2].id, [fourth.id], cast.agent("fatima")) == lamps[0].id
