"""What those who only read leave and are shown: no presence, their own word for the list; joined cases on paper."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask

from core.case.closing import Closing, close
from core.store.db import table, transaction
from core.store.models import AgentRole
from tests.cast import Cast
from tests.web.desk import LAMP, Desk, bring
from tests.web.offices import join, open_offices
from tests.web.test_joined import lamps


def seen_by_fatima(app: Flask, cast: Cast, number: str) -> str:
    return Desk(app, cast, "fatima").get(f"/arende/{number}").text


@pytest.mark.parametrize("login", ["rex", "dag", "reino"])
def test_that_somebody_audits_or_keeps_the_register_is_not_shown_to_agents(app: Flask, cast: Cast, login: str) -> None:
    open_offices(cast)
    number = bring(**LAMP).number
    assert Desk(app, cast, login).get(f"/arende/{number}").status_code == 200
    assert " läser" not in seen_by_fatima(app, cast, number).split("Du ser ärendet")[0]


def test_a_colleague_who_opened_it_before_the_revisor_is_still_named(app: Flask, cast: Cast) -> None:
    open_offices(cast)
    number = bring(**LAMP).number
    for login in ("greta", "rex"):
        Desk(app, cast, login).get(f"/arende/{number}")
    assert "Greta Holm läser" in seen_by_fatima(app, cast, number)


def test_who_works_elsewhere_and_audits_here_is_not_named(app: Flask, cast: Cast) -> None:
    open_offices(cast)
    join("olle", "handlaggare", forvaltning_id=cast.forvaltningar["PBK"])
    number = bring(**LAMP).number
    with transaction() as tx:
        where = {"agent_id": cast.agent("olle").id, "role": "revisor"}
        tx.execute(table(AgentRole).insert().values(**where))
    assert Desk(app, cast, "olle").get(f"/arende/{number}").status_code == 200
    assert "Olle läser" not in seen_by_fatima(app, cast, number)


@pytest.mark.parametrize(
    ("login", "name", "empty"),
    [
        ("reino", "Öppna ärenden", "Inga öppna ärenden just nu."),
        ("tore", "Hos andra", "Inget av förvaltningens ärenden är hos andra just nu."),
        ("fatima", "Hos förvaltningen", "Inga ärenden är hos förvaltningarna just nu."),
    ],
)
def test_the_list_of_what_one_does_not_do_has_the_word_that_is_true_of_it(
    app: Flask, cast: Cast, login: str, name: str, empty: str
) -> None:
    case = bring(**LAMP)
    with transaction():
        close(case.id, Closing("handled"), cast.agent("fatima"))
    page = unescape(Desk(app, cast, login).get("/?vy=hos-andra").text)
    assert name in page and empty in page
    assert ("Resten" in page) == (login != "reino")  # a list of its own is the rest of nothing


def test_a_printed_case_says_what_it_is_joined_with(app: Flask, cast: Cast) -> None:
    first, second, third = lamps(3)
    desk = Desk(app, cast, "fatima")
    desk.post(f"/arende/{third.number}/anslut", {"other": f"{first.number} {second.number}"})
    lead = unescape(desk.get(f"/arende/{third.number}/utskrift").text)
    assert "2 ärenden är anslutna till det här" in lead and first.number in lead and second.number in lead
    member = unescape(desk.get(f"/arende/{first.number}/utskrift").text)
    assert "Anslutet till" in member and third.number in member and second.number not in member
