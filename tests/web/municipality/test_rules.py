"""The pages of rules: a new one is tried before it is switched on, each hit leads to a case that one may read."""

from __future__ import annotations

from flask import Flask

from core.case.classification import classify
from core.municipality.routing_rules import rules
from core.store.db import transaction
from tests.cast import Cast
from tests.web.conftest import Visitor
from tests.web.desk import LAMP, SECRET, bring

PATH = "/installningar/regler"
RULE = {
    "name": "Badhuset", "kind": "words", "value": "badhus", "within": "both", "case_type": "K03", "svarsgrupp": "",
    "valid_from": "2026-05-11",
}  # fmt: skip


def test_a_new_rule_is_off_and_shown_with_what_it_would_have_done(app: Flask, client: Visitor, cast: Cast) -> None:
    right, wrong = bring("m1", subject="badhuset"), bring("m2", subject="badhuset och lampan")
    bring("m3", subject="badhuset en gång till")
    with transaction():
        classify(right.id, "K03", cast.agent("fatima"))
        classify(wrong.id, "T06", cast.agent("fatima"))
    client.log_in("greta")
    answer = client.send(f"{PATH}/ny", **RULE)
    assert answer.status_code == 303 and not rules()[0].active
    page = client.get(answer.location).text
    assert "1 skulle hamna rätt, 1 fel, 1 till skulle få ett förslag." in page
    assert f'href="/arende/{wrong.number}"' in page and "de senaste 3 ärendena" in page
    assert client.send(f"{PATH}/{rules()[0].id}/pa").status_code == 303 and rules()[0].active
    assert "regeln ”Badhuset”" in client.get(f"/arende/{bring('m4', subject='badhuset').number}").text


def test_the_trial_says_nothing_of_cases_that_one_may_not_read(client: Visitor, cast: Cast) -> None:
    secret, lamp = bring("m1", **SECRET), bring("m2", **LAMP)
    client.log_in("greta").send(f"{PATH}/ny", **{**RULE, "value": "hemtjänstbesök, gatlampa"})
    number = rules()[0].id
    page = client.get(f"{PATH}/{number}/prova").text
    assert lamp.number in page and secret.number not in page and "det senaste ärendet" in page
    assert "Du får inte läsa några ärenden" in client.log_in("adam").get(f"{PATH}/{number}/prova").text


def test_order_off_and_away(client: Visitor) -> None:
    client.log_in("adam")
    for name in ("Ett", "Två"):
        client.send(f"{PATH}/ny", **{**RULE, "name": name})
    first, second = rules()
    client.send(f"{PATH}/{second.id}/upp")
    assert [one.name for one in rules()] == ["Två", "Ett"]
    client.send(f"{PATH}/{second.id}/upp")
    assert [one.name for one in rules()] == ["Två", "Ett"]
    client.send(f"{PATH}/{first.id}/bort")
    page = client.get(PATH).text
    assert [one.name for one in rules()] == ["Två"] and "Två" in page and "Senaste ändringar" in page
    assert client.send(f"{PATH}/{second.id}/konstigt").status_code == 303


def test_what_is_wrong_stands_at_its_field(client: Visitor) -> None:
    client.log_in("greta").send(f"{PATH}/ny", **RULE)
    answer = client.send(f"{PATH}/ny", **{**RULE, "value": ",", "case_type": ""})
    assert answer.status_code == 422 and rules()[1:] == ()
    for said in ("Det finns redan en regel som heter Badhuset.", "Skriv vad meddelandet ska ha.", "Välj en ärendetyp,"):
        assert said in answer.text


def test_who_may_not_make_rules_meets_none(client: Visitor) -> None:
    client.log_in("greta").send(f"{PATH}/ny", **RULE)
    for login in ("fatima", "tore", "reino"):
        client.log_in(login)
        assert client.get(PATH).status_code == 403
        assert client.send(f"{PATH}/{rules()[0].id}/pa").status_code == 403
    assert not rules()[0].active
