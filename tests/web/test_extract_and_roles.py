"""The extract for a citizen, the page of roles, and the first page of those who have no list of cases."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from core.access.roles import MAY
from core.access.rule import grounds
from core.case.handover import hand_over
from core.store.db import reading, transaction
from core.store.models import AgentRow
from core.store.models.agents import ROLES
from core.web.role_pages import _every_kind
from tests.cast import Cast
from tests.web.desk import LAMP, SECRET, Desk, bring
from tests.web.offices import join, open_offices
from tests.web.test_trace import logged


@pytest.fixture
def offices(cast: Cast) -> Cast:
    return open_offices(cast)


def test_a_log_extract_says_when_role_and_place_and_no_name_unless_it_is_decided(app: Flask, offices: Cast) -> None:
    case = bring(**SECRET)
    Desk(app, offices, "gunilla").get(f"/arende/{case.number}")
    with transaction():
        hand_over(case.id, offices.forvaltningar["VOF"], offices.agent("gunilla"))
    Desk(app, offices, "vera").get(f"/arende/{case.number}")
    dora = Desk(app, offices, "dora")
    text = dora.get(f"/logg/utdrag?nummer={case.number}").text
    for said in ("2026-05-11 kl. 12.00", "Kommunvägledare", "Kontaktcenter", "Lämnade över ärendet", "Biståndsenheten"):
        assert said in text, said
    for hidden in ("Gunilla", "Vera Ny", "hemtjänst", "tisdag", "Eva Ek"):
        assert hidden not in text, hidden
    named = dora.get(f"/logg/utdrag?nummer={case.number}&namn=yes").text
    assert "Gunilla Berg" in named and "Vera Ny" in named
    first, second = logged("log_extract")
    assert (first.case_id, first.data["names"], second.data["names"]) == (case.id, False, True)


def test_an_extract_is_for_the_namnds_own_cases_and_says_the_same_of_others_as_of_none(
    app: Flask, offices: Cast
) -> None:
    number = bring(**SECRET).number
    desk = Desk(app, offices, "dag")
    other = desk.get(f"/logg/utdrag?nummer={number}").text
    none = desk.get("/logg/utdrag?nummer=2026-999999").text
    assert "Finns inte bland din nämnds ärenden" in other
    assert other.replace(number, "") == none.replace("2026-999999", "")
    assert "Skriv minst ett helt ärendenummer" in desk.get("/logg/utdrag?nummer=hej").text
    assert logged("log_extract") == []


@pytest.mark.parametrize("login", ["fatima", "carin", "bo", "adam", "rex"])
def test_nobody_else_makes_an_extract(app: Flask, offices: Cast, login: str) -> None:
    assert Desk(app, offices, login).get("/logg/utdrag").status_code == 403


def test_the_page_of_roles_has_a_cross_for_each_role_and_action_of_the_table(app: Flask, offices: Cast) -> None:
    text = Desk(app, offices, "dag").get("/roller").text
    table_part = text[text.index("role-table") : text.index("Vad varje roll ser")]
    assert table_part.count('class="may"') == sum(len(roles) for roles in MAY.values())
    assert table_part.count('class="may"') + table_part.count('class="may-not"') == len(MAY) * len(ROLES)
    assert "Vad ser den här personen?" not in text
    assert "Vad ser den här personen?" in Desk(app, offices, "adam").get("/roller").text
    for login in ("fatima", "carin", "bo", "reino"):
        assert Desk(app, offices, login).get("/roller").status_code == 403


def test_what_a_person_sees_is_said_in_words_without_any_case(app: Flask, offices: Cast) -> None:
    case, secret = bring(**LAMP), bring("m2", **SECRET)
    vera = offices.agent("vera").id
    text = Desk(app, offices, "adam").get(f"/roller/{vera}").text
    assert "Handläggare, Vård- och omsorgsförvaltningen, Biståndsenheten" in text
    assert case.number not in text and secret.number not in text and "Släckt" not in text
    assert logged("log_roles")[0].data == {"agent": vera}
    assert Desk(app, offices, "dag").get(f"/roller/{vera}").status_code == 403
    assert Desk(app, offices, "adam").get("/roller/999999").status_code == 404


def test_every_ground_that_the_rule_can_give_is_met_on_the_page_of_roles(app: Flask, offices: Cast) -> None:
    text = Desk(app, offices, "adam").get("/roller").text
    reasons = {
        ground.reason
        for login in ("fatima", "gunilla", "greta", "vera", "reino", "dag", "rex")
        for scope in _every_kind()
        for ground in grounds(offices.agent(login), scope)
    }
    assert reasons and not any(f"<li>{reason}" in text for reason in reasons)  # words, never codes


@pytest.mark.parametrize(("login", "said"), [("dag", "dataskyddsombud"), ("ana", "analytiker")])
def test_a_role_without_lists_meets_a_page_that_says_what_it_can_do(
    app: Flask, offices: Cast, login: str, said: str
) -> None:
    join("ana", "analytiker")
    text = Desk(app, offices, login).get("/").text
    does = "Det här kan du göra" if login == "dag" else "Här finns ännu inget för din roll"
    assert said in text and does in text and "vy=" not in text


def test_a_dataskydd_asks_for_a_case_by_its_number_and_sees_the_register_row_only(app: Flask, offices: Cast) -> None:
    case = bring(**LAMP)
    desk = Desk(app, offices, "dag")
    answer = desk.get(f"/?text={case.number}")
    assert answer.status_code == 303 and answer.location.endswith(f"/arende/{case.number}")
    page = desk.get(f"/arende/{case.number}").text
    assert case.number in page and "Släckt" not in page
    assert "inget ärende för dig" in desk.get("/?text=gatlampa").text
    assert reading().scalar(select(AgentRow.id).where(AgentRow.login == "dag")) == logged("searched")[0].agent_id
