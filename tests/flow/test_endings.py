"""How a case may end and who may answer it: what cannot be true is refused, and a decision outlives a reopening."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from core.case.closing import Closing, close, reopen
from core.case.deciding import decisions_of
from core.case.handover import hand_over
from core.clock import now
from core.contract.errors import Refused
from core.flow.replying import Reply, reply
from core.flow.together import Answer, answer
from core.flow.undoing import undo
from core.store.db import db, reading, table, transaction
from core.store.models import Case, CaseType, Delegation, Delivery
from core.web.facts_view import facts_of
from tests.cast import Cast
from tests.flow.conftest import Desk

DECIDED = Closing(
    "decided", fields={"decided_by": "Fatima Rahimi", "decided_on": "2026-05-11", "delegation_point": "4.2"}
)


@pytest.fixture
def case(desk: Desk, cast: Cast) -> Case:
    """K03, which Fatima may decide: level 4 and transferred."""
    with transaction() as tx:
        type_id = reading().scalar(select(CaseType.id).where(CaseType.code == "K03"))
        fatima = cast.agent("fatima").id
        tx.execute(table(Delegation).insert().values(agent_id=fatima, case_type_id=type_id, point="4.2"))
    return desk.bring("m1", subject="boka lokal")


def fresh(case: Case) -> Case:
    db.session.rollback()
    return reading().get_one(Case, case.id, populate_existing=True)


def facts(app: Flask, case: Case) -> dict[str, str]:
    with app.test_request_context("/"):
        return {fact.label: fact.value for fact in facts_of(fresh(case), now())}


def test_a_decision_is_shown_and_after_a_reopening_as_that_of_the_earlier_closing(
    app: Flask, case: Case, cast: Cast
) -> None:
    fatima = cast.agent("fatima")
    with transaction():
        close(case.id, DECIDED, fatima)
    assert facts(app, case)["Beslut"] == "2026-05-11, Fatima Rahimi, delegationspunkt 4.2"
    with transaction():
        reopen(case.id, fatima)
    shown = facts(app, case)
    assert "Beslut" not in shown
    earlier = "2026-05-11, Fatima Rahimi, delegationspunkt 4.2. Återöppnat 12.00."
    assert shown["Beslut vid ett tidigare avslut"] == earlier


def test_decided_again_both_decisions_stand_in_their_order(case: Case, cast: Cast) -> None:
    fatima = cast.agent("fatima")
    with transaction():
        close(case.id, DECIDED, fatima)
        reopen(case.id, fatima)
        close(case.id, DECIDED, fatima)
    assert [row.reopened_at is None for row in decisions_of(case.id)] == [False, True]


def test_a_closing_taken_back_within_the_seconds_takes_its_decision_with_it(case: Case, cast: Cast) -> None:
    fatima = cast.agent("fatima")
    with transaction():
        answer(case.id, Answer(Reply("Du får lokalen."), closing=DECIDED), fatima)
    assert len(decisions_of(case.id)) == 1
    sent = reading().scalar(select(Delivery.id).order_by(Delivery.id.desc()).limit(1))
    with transaction():
        undo(sent or 0, fatima)
    db.session.rollback()
    assert decisions_of(case.id) == [] and fresh(case).closed_at is None


def test_an_undo_leaves_the_decision_of_an_earlier_closing(case: Case, cast: Cast) -> None:
    fatima = cast.agent("fatima")
    with transaction():
        close(case.id, DECIDED, fatima)
        reopen(case.id, fatima)
        answer(case.id, Answer(Reply("Du får lokalen."), closing=DECIDED), fatima)
    sent = reading().scalar(select(Delivery.id).order_by(Delivery.id.desc()).limit(1))
    with transaction():
        undo(sent or 0, fatima)
    db.session.rollback()
    assert [row.reopened_at is None for row in decisions_of(case.id)] == [False]


def test_a_citizens_answer_that_opens_the_case_leaves_the_decision_to_the_earlier_closing(
    case: Case, cast: Cast, desk: Desk
) -> None:
    with transaction():
        close(case.id, DECIDED, cast.agent("fatima"))
    desk.bring("m2", subject=f"Sv: {case.number}")
    db.session.rollback()
    assert fresh(case).closed_at is None and decisions_of(case.id)[0].reopened_at is not None


@pytest.mark.parametrize("outcome", ["connected", "wrong_number", "anonymous"])
def test_an_outcome_that_cannot_be_true_of_the_case_is_refused_and_not_only_hidden(
    case: Case, cast: Cast, outcome: str
) -> None:
    with pytest.raises(Refused, match="outcome_does_not_fit"), transaction():
        close(case.id, Closing(outcome), cast.agent("fatima"))
    assert fresh(case).closed_at is None


def test_a_rule_that_forbids_is_named_before_what_does_not_fit(desk: Desk, cast: Cast) -> None:
    mine = desk.bring("m3", subject="gatlampa")
    with pytest.raises(Refused, match="decision_needs_level_4"), transaction():
        close(mine.id, DECIDED, cast.agent("fatima"))


def test_only_the_side_that_has_the_case_answers_it(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m4", subject="attefallshus")
    with pytest.raises(Refused, match="not_with_you"), transaction():
        reply(case.id, Reply("Hej"), cast.agent("bo"))  # of the owner, while it lies in the contact centre
    with transaction():
        hand_over(case.id, cast.forvaltningar["PBK"], cast.agent("fatima"))
    with pytest.raises(Refused, match="not_with_you"), transaction():
        reply(case.id, Reply("Hej"), cast.agent("fatima"))
    with transaction():
        reply(case.id, Reply("Från oss"), cast.agent("bo"))
    assert desk.deliver()[-1] == "Från oss"
