"""The verbs against each other: nobody loses sight of a case, and no rule is walked around."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core import Address, InboundMessage, receive
from core.access.agents import agent_by_login
from core.access.filters import degree_of
from core.access.scopes import access_of
from core.case.assignment import assign, take
from core.case.classification import classify, raise_level
from core.case.closing import Closing, close, reopen
from core.case.handover import hand_back, hand_over
from core.case.linking import link_cases
from core.case.threads import Filed, link, store_files
from core.case.waiting import snooze, wait
from core.commands.people import Held, add_user
from core.contract.errors import Refused
from core.contract.messages import Attachment
from core.flow.queueing import ways
from core.flow.registering import Note, register
from core.flow.replying import Reply, neutral_text, reply, send_again
from core.store.db import reading, table, transaction, writing
from core.store.models import Case, CaseLink, CaseShare, DeadlineRow, Scope
from core.store.models.agents import PROTECTED
from tests.cast import Cast
from tests.flow.conftest import Desk


def fresh(case: Case) -> Case:
    found = reading().get(Case, case.id, populate_existing=True)
    assert found is not None
    return found


def registered(type_code: str, cast: Cast, by: str = "fatima", **values: Any) -> Case:
    with transaction():
        received = register("paper", Note(secrets.token_hex(8), "phone", type_code, **values), cast.agent(by))
    found = reading().scalar(select(Case).where(Case.id == received.case_id))
    assert found is not None
    return found


def owed(case: Case) -> list[tuple[str, datetime]]:
    rows = reading().execute(
        select(DeadlineRow.kind, DeadlineRow.due_at).where(DeadlineRow.case_id == case.id, DeadlineRow.met_at.is_(None))
    )
    return [(row.kind, row.due_at) for row in rows]


def test_a_case_opened_again_in_time_owes_what_it_did(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa")
    before = owed(case)
    with transaction():
        close(case.id, Closing("handled"), cast.agent("fatima"))
    assert owed(case) == []
    with transaction():
        reopen(case.id, cast.agent("fatima"))
    assert before and owed(case) == before
    assert fresh(case).due_at == before[0][1]


def test_a_case_opened_again_late_owes_an_answer_from_now(desk: Desk, cast: Cast, clock: Any) -> None:
    case = desk.bring("m1", subject="gatlampa", message_id="a@x.example")
    with transaction():
        close(case.id, Closing("handled"), cast.agent("fatima"))
    assert fresh(case).first_contact
    clock.at += timedelta(days=7)
    desk.bring("m2", subject="Sv: gatlampa", references=["a@x.example"])
    again = fresh(case)
    assert (again.status, again.outcome, again.first_contact, again.reached_level) == ("open", "", False, None)
    assert [kind for kind, due in owed(case) if due > clock.at] == ["answer"]


def test_an_answer_that_fails_is_owed_again_and_nobody_waits_for_the_citizen(desk: Desk, cast: Cast) -> None:
    from core.contract.errors import NotSent

    case = desk.bring("m1", subject="gatlampa")
    desk.deliver()
    with transaction():
        reply(case.id, Reply("Vilken lampa?"), cast.agent("fatima"))
        wait(case.id, "waiting_citizen", cast.agent("fatima"), until=fresh(case).received_at + timedelta(days=30))
    desk.paper.fails = NotSent("no such mailbox", retry=False)
    desk.deliver()
    again = fresh(case)
    assert (again.status, again.snoozed_until, again.unread) == ("open", None, True)
    assert [kind for kind, _ in owed(case)] == ["answer"]


def test_a_bounced_answer_is_owed_again(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa")
    with transaction():
        reply(case.id, Reply("Vi lagar den."), cast.agent("fatima"))
    desk.deliver()
    assert owed(case) == []
    left = next(m for m in desk.paper.sent if not m.automatic)
    desk.bring("b1", sender="daemon@x.example", automatic="bounce", about=left.message_id, reason="550")
    assert [kind for kind, _ in owed(case)] == ["answer"]
    assert fresh(case).due_at is not None


def test_old_and_automatic_mail_owes_nothing_when_it_is_classified(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="Autosvar", automatic="auto_reply")
    with transaction():
        classify(case.id, "T06", cast.agent("fatima"))
    assert fresh(case).due_at is None


def test_a_closed_case_is_not_handed_over(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa")
    with transaction():
        close(case.id, Closing("handled"), cast.agent("fatima"))
    with pytest.raises(Refused, match="already_closed"), transaction():
        hand_over(case.id, cast.forvaltningar["TEK"], cast.agent("fatima"))


def handed_over(desk: Desk, cast: Cast) -> Case:
    case = desk.bring("m1", subject="attefallshus")
    with transaction():
        hand_over(case.id, cast.forvaltningar["PBK"], cast.agent("fatima"))
    return case


def test_only_the_forvaltning_hands_back(desk: Desk, cast: Cast) -> None:
    case = handed_over(desk, cast)
    with pytest.raises(Refused, match="not_with_you"), transaction():
        hand_back(case.id, "Jag tar den.", cast.agent("fatima"))
    with transaction():
        hand_back(case.id, "Inte vår väg.", cast.agent("bo"))
    with pytest.raises(Refused, match="not_with_you"), transaction():
        take(case.id, cast.agent("bo"))


def test_what_lies_at_the_forvaltning_is_taken_by_its_own(desk: Desk, cast: Cast) -> None:
    case = handed_over(desk, cast)
    with pytest.raises(Refused, match="not_with_you"), transaction():
        take(case.id, cast.agent("fatima"))
    with pytest.raises(Refused, match="receiver_may_not_see"), transaction():
        assign(case.id, cast.agent("fatima").id, cast.agent("greta"))
    with transaction():
        take(case.id, cast.agent("bo"))


def test_a_parked_case_wakes_when_it_is_handed_over(desk: Desk, cast: Cast, clock: Any) -> None:
    case = desk.bring("m1", subject="attefallshus")
    with transaction():
        snooze(case.id, clock.at + timedelta(days=9), cast.agent("fatima"))
        hand_over(case.id, cast.forvaltningar["PBK"], cast.agent("fatima"))
    assert fresh(case).snoozed_until is None


def test_a_level_that_a_person_raised_is_not_lowered_by_a_new_type(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="Hej")
    with transaction():
        raise_level(case.id, 5, "Kräver en bedömning.", cast.agent("fatima"))
    with pytest.raises(Refused, match="only_owner_changes_type"), transaction():
        classify(case.id, "T03", cast.agent("fatima"))


def test_no_level_outside_the_six_is_reached(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa")
    for level in (0, 7, -1):
        with pytest.raises(Refused, match="no_such_level"), transaction():
            close(case.id, Closing("handled", reached_level=level), cast.agent("fatima"))


def test_long_words_in_a_closing_fit(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa")
    fields = {"other_system": "s" * 300, "other_number": "n" * 300}
    with transaction():
        close(case.id, Closing("registered_elsewhere", fields=fields), cast.agent("fatima"))
    assert len(fresh(case).other_number) == 60


def test_a_case_that_becomes_secret_leaves_the_desk_of_whoever_may_not_see_it(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa")
    with transaction():
        take(case.id, cast.agent("fatima"))
    with transaction():
        classify(case.id, "V02", cast.agent("fatima"))
    assert fresh(case).agent_id is None
    gunilla = cast.agent("gunilla")
    assert degree_of(gunilla, case.id, fresh(case).scope_id) == "full"


def test_a_secret_note_left_open_waits_for_those_who_may_see_it(desk: Desk, cast: Cast) -> None:
    assert registered("V02", cast).agent_id is None
    assert registered("V02", cast, by="gunilla").agent_id == cast.agent("gunilla").id


def test_a_secret_type_in_the_forvaltning_goes_to_its_unit_or_nowhere(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="gatlampa")
    with transaction():
        hand_over(case.id, cast.forvaltningar["TEK"], cast.agent("fatima"))
    with pytest.raises(Refused, match="secrecy_needs_unit"), transaction():
        classify(case.id, "V02", cast.agent("tore"))
    with transaction():
        hand_over(case.id, cast.forvaltningar["VOF"], cast.agent("tore"))
    with transaction():
        classify(case.id, "V02", cast.agent("vilma"))
    assert degree_of(cast.agent("vera"), case.id, fresh(case).scope_id) == "full"
    assert degree_of(cast.agent("vilma"), case.id, fresh(case).scope_id) == "none"


def test_a_file_does_not_leave_with_the_neutral_text(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="avboka hemtjänstbesök")
    message = InboundMessage("f", "email", attachments=(Attachment("beslut.pdf", "application/pdf", b"%PDF"),))
    with pytest.raises(Refused, match="neutral_only"), transaction():
        reply(case.id, Reply(neutral_text(case)), cast.agent("gunilla"), files=store_files(message))
    with transaction():
        reply(case.id, Reply(neutral_text(case)), cast.agent("gunilla"), files=Filed())


def test_an_answer_is_not_sent_again_openly_once_the_case_is_secret(desk: Desk, cast: Cast) -> None:
    from core.contract.errors import NotSent

    case = desk.bring("m1", subject="gatlampa")
    desk.deliver()
    with transaction():
        delivery_id = reply(case.id, Reply("Din hemtjänst kommer i morgon."), cast.agent("fatima"))
    desk.paper.fails = NotSent("no such mailbox", retry=False)
    desk.deliver()
    with transaction():
        classify(case.id, "V02", cast.agent("fatima"))
    with pytest.raises(Refused, match="neutral_only"), transaction():
        send_again(delivery_id, cast.agent("gunilla"))


def test_a_plain_share_does_not_open_a_protected_identity(desk: Desk, cast: Cast) -> None:
    case = registered("T06", cast, protected=True)
    assert reading().scalar(select(Scope.secrecy_class_id).where(Scope.id == case.scope_id)) == PROTECTED
    with transaction():
        for login, kind in (("tore", "informed"), ("bo", "named")):
            who = {"case_id": case.id, "agent_id": cast.agent(login).id}
            values = {**who, "kind": kind, "created_at": case.received_at}
            writing().execute(table(CaseShare).insert().values(**values))
    sees = [login for login in ("tore", "bo", "fatima") if case.id in access_of(cast.agent(login)).shared]
    assert sees == ["bo", "fatima"]


def test_what_a_person_says_of_two_cases_replaces_the_guess(desk: Desk, cast: Cast) -> None:
    first = desk.bring("m1", subject="gatlampa")
    second = desk.bring("m2", subject="gatlampa", sender="b@invanare.example")
    with transaction():
        link(second.id, first.id, "possible")
    with transaction():
        link_cases(first.id, second.id, cast.agent("fatima"))
    assert list(reading().scalars(select(CaseLink.kind))) == ["related"]


@pytest.mark.parametrize(("number", "texts"), [("+4684650401", False), ("+46701740605", True)])
def test_no_text_message_is_offered_to_a_landline(app: Flask, cast: Cast, number: str, texts: bool) -> None:
    from core.contract.registry import plugins_of

    paper = plugins_of(app)["paper"].plugin
    paper.delivers_to = "mobile"  # type: ignore[union-attr]
    case = registered("T06", cast, address=Address("phone", number))
    assert ("sms" in {way.name for way in ways(case)}) is texts


def test_a_letter_is_answered_by_letter(app: Flask, cast: Cast) -> None:
    message = InboundMessage("l1", "letter", Address("postal", "Skolgatan 4, Björkåsa", "Mona"), text="gatlampa")
    with transaction():
        received = receive("paper", message)
    case = reading().get(Case, received.case_id)
    assert case is not None
    assert next((way.name, way.to and way.to.value) for way in ways(case)) == ("letter", "Skolgatan 4, Björkåsa")


def test_a_login_is_in_lower_case_and_a_registrator_has_a_namnd(app: Flask, cast: Cast) -> None:
    add_user("Registrator.Ek", "Ek", Held("registrator", "TEK"), "ett långt lösenord")
    agent = agent_by_login("registrator.ek")
    assert agent is not None
    assert [role.namnd_id is not None for role in agent.roles] == [True]
