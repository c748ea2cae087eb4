"""A message in, one case: kept first, filed once, seen only by those who may."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from core import keep
from core.access.agents import agent_by_login
from core.access.counters import counts
from core.access.filters import listed, readable
from core.access.scopes import access_of
from core.case.assignment import take
from core.case.classification import classify
from core.case.closing import Closing, close
from core.case.handover import hand_back, hand_over
from core.contract.errors import NotFound, NoTransaction, Refused
from core.flow.outbox import deliver_due
from core.flow.reading import read_waiting
from core.flow.replying import Reply, reply
from core.store.db import db, reading, transaction
from core.store.models import Case, Inbound, Message
from tests.cast import Cast
from tests.doubles import letter

GO_ON = threading.Event()


def bring(**values: str) -> Case:
    """Keeps and reads one message; returns the newest case."""
    keep("paper", values["id"], letter(**values))
    read_waiting("w1", GO_ON)
    case = reading().scalar(select(Case).order_by(Case.id.desc()).limit(1))
    assert case is not None
    return case


def test_a_mail_about_a_lamp_becomes_a_case_with_channel_level_and_owner(app: Flask, cast: Cast) -> None:
    case = bring(
        id="m1", **{"from": "mona@invanare.example"}, name="Mona", subject="Släckt gatlampa", text="Vid Skolgatan 4"
    )
    assert (case.number, case.channel, case.rosa_level, case.confirmed) == ("2026-000001", "email", 3, False)
    assert case.forvaltning_id == cast.forvaltningar["TEK"]
    assert case.type_reason == "word:gatlampa"
    assert case.due_at is not None


def test_the_same_mail_twice_makes_one_case(app: Flask, cast: Cast) -> None:
    for _ in range(2):
        bring(id="m1", **{"from": "mona@invanare.example"}, subject="Släckt gatlampa")
    assert reading().scalar(select(func.count()).select_from(Case)) == 1


def test_what_nothing_matches_is_unclassified_in_the_contact_centre(app: Flask, cast: Cast) -> None:
    case = bring(id="m1", **{"from": "a@invanare.example"}, subject="Hej", text="En fråga")
    assert case.rosa_level == 1 and case.type_reason == ""
    assert not case.confirmed


def test_words_of_illness_are_seen_by_leaders_and_authorised_agents_only(app: Flask, cast: Cast) -> None:
    case = bring(id="m1", **{"from": "a@invanare.example"}, subject="Mamma", text="fick inte sin insulin")
    for login, sees in (("fatima", False), ("gunilla", True), ("greta", True), ("bo", False), ("adam", False)):
        found = reading().scalar(select(Case.id).where(Case.id == case.id, listed(cast.agent(login))))
        assert (found is not None) is sees, login


def test_a_secrecy_type_is_secret_from_the_moment_it_is_suggested(app: Flask, cast: Cast) -> None:
    case = bring(id="m1", **{"from": "a@invanare.example"}, subject="avboka hemtjänstbesök")
    for login, sees in (("fatima", False), ("greta", False), ("gunilla", True), ("vera", False), ("carin", False)):
        found = reading().scalar(select(Case.id).where(Case.id == case.id, listed(cast.agent(login))))
        assert (found is not None) is sees, login
    assert counts(cast.agent("fatima"), access_of(cast.agent("fatima"))) == {}


def test_after_hand_over_the_named_unit_sees_the_secret_case_and_the_agent_its_number(app: Flask, cast: Cast) -> None:
    case = bring(id="m1", **{"from": "a@invanare.example"}, subject="avboka hemtjänstbesök")
    with transaction():
        hand_over(case.id, cast.forvaltningar["VOF"], cast.agent("gunilla"))
    for login, full, limited in (
        ("vera", True, True),
        ("vilma", False, False),
        ("gunilla", False, True),
        ("fatima", False, False),
    ):
        agent = cast.agent(login)
        assert (reading().scalar(select(Case.id).where(listed(agent))) is not None) is full, login
        assert (reading().scalar(select(Case.id).where(readable(agent))) is not None) is limited, login


def test_a_secret_case_cannot_be_handed_to_a_forvaltning_without_unit(app: Flask, cast: Cast) -> None:
    case = bring(id="m1", **{"from": "a@invanare.example"}, subject="avboka hemtjänstbesök")
    with pytest.raises(Refused, match="secrecy_needs_unit"), transaction():
        hand_over(case.id, cast.forvaltningar["TEK"], cast.agent("gunilla"))


def test_a_verb_outside_a_transaction_is_refused(app: Flask, cast: Cast) -> None:
    with pytest.raises(NoTransaction):
        take(1, cast.agent("fatima"))


def test_a_verb_on_a_case_one_may_not_see_finds_nothing(app: Flask, cast: Cast) -> None:
    case = bring(id="m1", **{"from": "a@invanare.example"}, subject="avboka hemtjänstbesök")
    with pytest.raises(NotFound), transaction():
        take(case.id, cast.agent("fatima"))


def test_the_contact_centre_cannot_finish_a_level_5_case(app: Flask, cast: Cast) -> None:
    case = bring(id="m1", **{"from": "a@invanare.example"}, subject="Attefallshus nära vatten")
    with pytest.raises(Refused, match="level_needs_assessment"), transaction():
        close(case.id, Closing("answered"), cast.agent("fatima"))


def test_a_reply_leaves_and_the_answer_to_it_joins_the_case(app: Flask, cast: Cast) -> None:
    case = bring(
        id="m1", **{"from": "mona@invanare.example"}, subject="Släckt gatlampa", message_id="x1@invanare.example"
    )
    with transaction():
        reply(case.id, Reply("Montören är på väg."), cast.agent("fatima"))
    app.extensions["envagin.plugins"]["paper"]
    _let_undo_pass()
    deliver_due("w1", GO_ON)
    sent = app.extensions["envagin.plugins"]["paper"].plugin.sent
    assert [m.text for m in sent if not m.automatic] == ["Montören är på väg."]
    answer = next(m for m in sent if not m.automatic)
    assert answer.references[0] == "x1@invanare.example"
    joined = bring(id="m2", **{"from": "mona@invanare.example"}, subject="Sv: tack", references=[answer.message_id])  # type: ignore[arg-type]
    assert joined.id == case.id
    assert reading().scalar(select(func.count()).select_from(Case)) == 1


def test_a_stranger_with_the_number_gets_a_case_of_his_own(app: Flask, cast: Cast) -> None:
    first = bring(id="m1", **{"from": "mona@invanare.example"}, subject="Släckt gatlampa")
    other = bring(id="m2", **{"from": "okand@invanare.example"}, subject=f"[{first.number}] hej")
    assert other.id != first.id


def test_hand_over_and_back_counts_owner_changes(app: Flask, cast: Cast) -> None:
    case = bring(id="m1", **{"from": "a@invanare.example"}, subject="Släckt gatlampa")
    fatima, tore = cast.agent("fatima"), cast.agent("tore")
    with transaction():
        hand_over(case.id, cast.forvaltningar["TEK"], fatima, text="Stolpe 117")
    with transaction():
        hand_back(case.id, "Trafikverkets väg", tore)
    db.session.expire_all()
    again = reading().get(Case, case.id)
    assert again is not None and (again.held_by, again.owner_changes, again.confirmed) == ("kundtjanst", 2, True)


def test_what_cannot_be_read_becomes_a_case_with_the_original(app: Flask, cast: Cast) -> None:
    keep("paper", "broken", b"\x00\xff not json")
    read_waiting("w1", GO_ON)
    row = reading().scalar(select(Inbound))
    assert row is not None and (row.state, row.disposition) == ("quarantined", "unreadable")
    assert reading().scalar(select(Message.id).where(Message.case_id == row.case_id)) is not None


def test_classifying_confirms_and_counts_move(app: Flask, cast: Cast) -> None:
    case = bring(id="m1", **{"from": "a@invanare.example"}, subject="Hej")
    fatima = agent_by_login("fatima")
    assert fatima is not None
    before = counts(fatima, access_of(fatima))
    with transaction():
        classify(case.id, "T03", fatima)
        close(case.id, Closing("answered"), fatima)
    after = counts(fatima, access_of(fatima))
    assert (before["unassigned"], after.get("unassigned", 0)) == (1, 0)


def _let_undo_pass() -> None:
    from sqlalchemy import update

    from core.store.db import table
    from core.store.models import Delivery

    with transaction() as tx:
        tx.execute(update(table(Delivery)).values(not_before=0))
