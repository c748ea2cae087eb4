"""The municipality's own rules: tried in order before the words, never more statements, never seen by the wrong one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from core.case.classification import classify
from core.case.secrecy import secrecy_class_of
from core.contract.errors import Refused, Wrong
from core.flow.ended_types import move_cases_of_ended_types
from core.municipality.changes import changes
from core.municipality.routing_rules import add_rule, change_rule, move_rule, remove_rule, rules, switch_rule
from core.municipality.rule_trials import try_rule
from core.municipality.service_types import end_type
from core.store.db import db, reading, transaction
from core.store.models import Case, CaseType, Event
from core.store.models.agents import SORTERING
from core.web.facts_view import why_type
from tests.cast import VOF_SECRET, Cast
from tests.conftest import Clock
from tests.flow.conftest import GO_ON, Desk

BATHS = {
    "name": "Badhuset", "kind": "words", "value": "badhus, stora bassängen", "within": "both", "case_type": "K03",
    "svarsgrupp": "", "valid_from": "2026-05-11",
}  # fmt: skip


def rule(cast: Cast, on: bool = True, **changed: str) -> int:
    with transaction():
        rule_id = add_rule({**BATHS, **changed}, cast.agent("greta"))
        if on:
            switch_rule(rule_id, True, cast.agent("greta"))
    return rule_id


def code(case: Case) -> str:
    return str(reading().scalar(select(CaseType.code).where(CaseType.id == case.case_type_id)))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, {"subject": "Hej", "text": "När öppnar badhuset, lampan lyser?"}),
        ({}, {"subject": "Bassängen", "text": "den stora, är den stängd?"}),
        ({"within": "subject"}, {"subject": "Badhusets tider"}),
        ({"kind": "mailbox", "value": "badhuset@bjorkasa.example"}, {"to": ["badhuset+abc@bjorkasa.example"]}),
        ({"kind": "sender", "value": "simklubben.example"}, {"sender": "eva@post.simklubben.example"}),
        ({"kind": "sender", "value": "eva@simklubben.example"}, {"sender": "Eva@simklubben.example"}),
        ({"kind": "topic", "value": "bad, simning"}, {"hints": {"topic": "simning"}}),
        ({"kind": "menu", "value": "7"}, {"hints": {"menu_choice": "7"}}),
    ],
)
def test_a_rule_decides_before_the_words_and_is_the_reason(
    desk: Desk, cast: Cast, values: dict[str, str], message: dict[str, Any]
) -> None:
    rule(cast, **values)
    case = desk.bring("m1", **message)
    assert (code(case), case.type_reason, case.confirmed) == ("K03", "rule:Badhuset", False)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"within": "subject"}, {"subject": "Hej", "text": "badhuset"}),
        ({"kind": "sender", "value": "simklubben.example"}, {"sender": "eva@falsksimklubben.example"}),
        ({"kind": "words", "value": "(a+)+$"}, {"subject": "a" * 5000 + "!"}),
        ({"kind": "menu", "value": "7"}, {"subject": "7"}),
    ],
)
def test_what_only_looks_alike_does_not_fit(
    desk: Desk, cast: Cast, values: dict[str, str], message: dict[str, Any]
) -> None:
    rule(cast, **values)
    assert code(desk.bring("m1", **message)) != "K03"


def test_a_rule_that_is_off_or_to_come_decides_nothing(desk: Desk, cast: Cast, clock: Clock) -> None:
    rule(cast, on=False)
    rule(cast, name="Sedan", valid_from="2026-05-13")
    assert desk.bring("m1", subject="badhus").type_reason == ""
    clock.at += timedelta(days=2)
    assert desk.bring("m2", subject="badhus").type_reason == "rule:Sedan"


def test_the_first_that_fits_decides_and_the_order_can_be_changed(desk: Desk, cast: Cast) -> None:
    rule(cast)
    second = rule(cast, name="Lampor i badhuset", value="lampa", case_type="T06")
    assert code(desk.bring("m1", subject="Lampa i badhuset")) == "K03"
    with transaction():
        move_rule(second, True, cast.agent("greta"))
    assert [one.name for one in rules()] == ["Lampor i badhuset", "Badhuset"]
    assert code(desk.bring("m2", subject="Lampa i badhuset")) == "T06"


def test_a_rule_may_only_name_the_group(desk: Desk, cast: Cast) -> None:
    rule(cast, case_type="", svarsgrupp="1")
    nothing = desk.bring("m1", subject="badhus")
    assert (nothing.svarsgrupp_id, nothing.type_reason) == (cast.groups["1"], "rule:Badhuset")
    worded = desk.bring("m2", subject="badhus lampa")
    assert (code(worded), worded.svarsgrupp_id) == ("T06", cast.groups["1"])


def test_a_secret_type_is_secret_by_rule_too_and_care_words_still_hide(desk: Desk, cast: Cast) -> None:
    rule(cast, name="Vård", kind="mailbox", value="vard@bjorkasa.example", case_type="V02")
    rule(cast, name="Bad", kind="mailbox", value="bad@bjorkasa.example")
    secret = desk.bring("m1", subject="Hej", to=["vard@bjorkasa.example"])
    assert secrecy_class_of(secret) == VOF_SECRET
    sick = desk.bring("m2", subject="Jag är sjuk", to=["bad@bjorkasa.example"])
    assert secrecy_class_of(sick) == SORTERING


def test_the_reason_is_said_on_the_case(app: Flask, desk: Desk, cast: Cast) -> None:
    rule(cast)
    case = desk.bring("m1", subject="badhus")
    with app.test_request_context():
        assert why_type(case) == "regeln ”Badhuset”"


def test_rules_cost_no_more_statements(desk: Desk, cast: Cast) -> None:
    desk.bring("m0", subject="Hej")
    none = _statements(lambda: desk.bring("m1", subject="Hej igen"))
    for number in range(20):
        rule(cast, name=f"Regel {number}", value=f"ord{number}")
    desk.bring("m2", subject="Hej hej")
    assert _statements(lambda: desk.bring("m3", subject="Hej hopp")) <= none


def test_a_trial_counts_what_would_be_right_wrong_and_new(desk: Desk, cast: Cast) -> None:
    fatima = cast.agent("fatima")
    for number, (subject, confirmed) in enumerate(
        [("badhus", "K03"), ("badhus igen", "K03"), ("badhus lampa", "T06"), ("badhus", ""), ("badhus plogning", "")]
    ):
        case = desk.bring(f"m{number}", subject=subject)
        if confirmed:
            with transaction():
                classify(case.id, confirmed, fatima)
    desk.bring("m9", subject="något annat")
    rule(cast, on=False)
    trial = try_rule(rules()[0], cast.agent("greta"))
    assert (trial.tried, trial.counts) == (6, {"right": 2, "wrong": 1, "more": 1, "other": 1})
    rule(cast, name="Före", value="lampa", case_type="T06")
    with transaction():
        move_rule(rules()[1].id, True, cast.agent("greta"))
    assert try_rule(rules()[1], cast.agent("greta")).counts["taken"] == 1


def test_a_trial_meets_only_cases_that_the_reader_may_list(desk: Desk, cast: Cast) -> None:
    secret = desk.bring("m1", subject="avboka hemtjänstbesök på badhuset")
    rule(cast, on=False)
    only = rules()[0]
    assert [hit.number for hit in try_rule(only, cast.agent("gunilla")).hits] == [secret.number]
    for login in ("greta", "adam", "fatima"):
        trial = try_rule(only, cast.agent(login))
        assert (trial.tried, trial.counts, trial.hits) == (0, {}, ())


def test_a_changed_rule_is_off_until_it_is_tried_again(desk: Desk, cast: Cast) -> None:
    number = rule(cast)
    with transaction():
        change_rule(number, {**BATHS, "value": "simhall"}, cast.agent("greta"))
    assert not rules()[0].active
    with transaction():
        remove_rule(number, cast.agent("greta"))
    assert rules() == () and changes("rule")[0].before["value"] == "simhall"


@pytest.mark.parametrize("login", ["fatima", "tore", "reino"])
def test_others_make_no_rules(app: Flask, cast: Cast, login: str) -> None:
    with pytest.raises(Refused, match="not_your_role"), transaction():
        add_rule(BATHS, cast.agent(login))


def test_every_field_that_is_wrong_is_told(app: Flask, cast: Cast) -> None:
    wrong = {**BATHS, "name": " ", "kind": "regex", "value": "..., !", "case_type": "C10", "valid_from": "nyss"}
    with pytest.raises(Wrong) as told, transaction():
        add_rule(wrong, cast.agent("greta"))
    assert set(told.value.fields) == {"name", "kind", "case_type", "valid_from"}
    with pytest.raises(Wrong) as told, transaction():
        add_rule({**BATHS, "value": " , ", "case_type": ""}, cast.agent("greta"))
    assert set(told.value.fields) == {"value", "case_type"}


def test_open_cases_of_an_ended_type_go_where_somebody_chose_once(desk: Desk, cast: Cast, clock: Clock) -> None:
    fatima = cast.agent("fatima")
    suggested, confirmed = desk.bring("m1", subject="plogning"), desk.bring("m2", subject="plogning")
    with transaction():
        classify(confirmed.id, "T03", fatima)
        end_type("T03", date(2026, 5, 12), "T06", cast.agent("adam"))
    assert move_cases_of_ended_types(GO_ON) == 0
    clock.at += timedelta(days=1)
    assert move_cases_of_ended_types(GO_ON) == 2
    rows = reading().execute(select(Case.case_type_id, Case.confirmed).order_by(Case.id)).all()
    assert [row.confirmed for row in rows] == [False, True] and len({row.case_type_id for row in rows}) == 1
    moved = reading().scalars(select(Event.agent_id).where(Event.kind == "classified", Event.case_id == suggested.id))
    assert list(moved) == [None] and changes("type", "T03")[0].name == ""
    assert move_cases_of_ended_types(GO_ON) == 0
    assert desk.bring("m3", subject="plogning").type_reason == ""


def _statements(act) -> int:  # type: ignore[no-untyped-def]
    seen: list[str] = []

    def note(connection, cursor, statement, *rest) -> None:  # type: ignore[no-untyped-def]
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    act()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
