"""The pages of the catalogue: found by everyday words, changed by who may, compared, approved, counted with care."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from core.municipality.service_types import service_type
from core.municipality.type_counts import counts_of
from core.municipality.type_proposals import proposals
from core.web.frame import SETTINGS
from core.web.municipality.hub import SECTIONS
from tests.cast import Cast
from tests.municipality.catalogue_cast import contact_persons, values
from tests.web.conftest import Visitor
from tests.web.desk import LAMP, SECRET, bring

PATH = "/installningar/tjanster"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def send(client: Visitor, code: str, was: str = "", **changed: str):  # type: ignore[no-untyped-def]
    form = {**values(code), "valid_from": "2026-05-11", "reason": "", **changed}
    return client.send(f"{PATH}/{code}/andra", was=was, **form)


def test_whoever_has_a_page_among_the_settings_finds_them() -> None:
    assert {action for _label, sections in SECTIONS for one in sections for action in one.actions} <= set(SETTINGS)


@pytest.mark.parametrize(
    ("query", "found", "not_found"),
    [
        ("text=lyktstolp", "T06", "T03"),
        ("text=t03", "T03", "T06"),
        ("forvaltning=PBK", "E02", "T06"),
        ("rosa_level=5&transferred=nej", "P05", "T14"),
        ("secrecy=ja", "V02", "T06"),
        ("svarsgrupp=1", "V02", "T06"),
        ("state=review", "", "T06"),
    ],
)
def test_the_list_finds_and_filters(client: Visitor, query: str, found: str, not_found: str) -> None:
    page = client.log_in("greta").get(f"{PATH}?{query}").text
    assert f'{PATH}/{found}"' in page or not found
    assert f'{PATH}/{not_found}"' not in page


def test_a_review_date_that_has_passed_is_found(client: Visitor) -> None:
    client.log_in("adam")
    assert send(client, "T06", review_on="2026-05-10").status_code == 303
    assert f'{PATH}/T06"' in client.get(f"{PATH}?state=review").text
    assert "2026-05-10 (har passerat)" in client.get(f"{PATH}/T06").text


def test_the_page_of_a_type_says_who_answers_for_the_quality_and_who_does_it(client: Visitor) -> None:
    page = client.log_in("greta").get(f"{PATH}/T14").text
    assert "Kvalitetsansvarig" in page and "Tekniska förvaltningen" in page
    assert "Kontaktcenter och Tekniska förvaltningen" in page and "Ingen har skrivit det än." in page


def test_a_change_of_the_owners_becomes_a_proposal_that_the_contact_person_sees_and_approves(
    client: Visitor, cast: Cast
) -> None:
    contact_persons(cast)
    client.log_in("adam")
    answer = send(client, "T06", svarsgrupp="1", rosa_level="2", reason="Provat i ett halvår.")
    page = client.get(answer.location).text
    assert "Sparat." in page and "har föreslagit en ändring" in page
    client.log_in("kim")
    assert "1 ändring i tjänstekatalogen väntar på ditt svar." in client.get("/").text
    waiting = client.get(f"{PATH}/forslag").text
    href = re.findall(rf'href="({PATH}/forslag/\d+)"', waiting)[0]
    page = client.get(href).text
    assert "Provat i ett halvår." in page and "<del>3</del>" in page and "<ins>2</ins>" in page
    assert client.send(href, do="decline", answer="").status_code == 422
    assert client.send(href, do="approve", answer="Bra.").status_code == 303
    assert service_type("T06").values["rosa_level"] == "2"
    assert "väntar på ditt svar" not in client.get(href).text and "Kim Lund: Bra." in client.get(href).text


@pytest.mark.parametrize(("login", "code"), [("fatima", 403), ("tore", 403), ("reino", 403), ("kim", 403)])
def test_who_may_not_propose_meets_no_form(client: Visitor, cast: Cast, login: str, code: int) -> None:
    contact_persons(cast)
    client.log_in(login)
    assert client.get(f"{PATH}/T06/andra").status_code == code
    assert send(client, "T06", rosa_level="2").status_code == code
    assert client.get(f"{PATH}/T06/avsluta").status_code == 403
    assert service_type("T06").values["rosa_level"] == "3"


def test_another_forvaltnings_proposal_is_not_there(client: Visitor, cast: Cast) -> None:
    contact_persons(cast)
    client.log_in("adam")
    send(client, "T06", rosa_level="2")
    number = proposals(cast.agent("adam"))[0].id
    client.log_in("pia")
    assert client.get(f"{PATH}/forslag/{number}").status_code == 404
    assert client.send(f"{PATH}/forslag/{number}", do="approve").status_code == 404
    assert "T06" not in client.get(f"{PATH}/forslag").text
    assert "har föreslagit" not in client.get(f"{PATH}/T06").text


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(client: Visitor) -> None:
    client.log_in("adam")
    answer = send(client, "T06", promise="snart", valid_from="2026-05-01", ask_for="Stolpens nummer")
    assert answer.status_code == 422 and "Stolpens nummer" in answer.text
    assert "Skriv direkt, genast" in answer.text
    assert service_type("T06").values["ask_for"] == ""


def test_two_at_once_keep_both(client: Visitor) -> None:
    client.log_in("adam")
    was = hidden(client.get(f"{PATH}/T06/andra").text, "was")
    mine = values("T06", ask_for="Stolpens nummer")
    assert send(client, "T06", eservice="https://bjorkasa.example/lampa").status_code == 303
    form = {**mine, "valid_from": "2026-05-11", "reason": "", "was": was}
    assert client.send(f"{PATH}/T06/andra", **form).status_code == 303
    kept = service_type("T06").values
    assert (kept["ask_for"], kept["eservice"]) == ("Stolpens nummer", "https://bjorkasa.example/lampa")


def test_two_versions_are_compared_field_by_field(client: Visitor) -> None:
    client.log_in("adam")
    send(client, "T06", svarsgrupp="1", valid_from="2027-01-01")
    page = client.get(f"{PATH}/T06/jamfor").text
    assert "Svarsgrupp" in page and "<del>4 Bygg, gata</del>" in page and "<ins>1 Äldre</ins>" in page
    assert "kommande" in client.get(f"{PATH}/T06").text
    assert client.get(f"{PATH}/T06/jamfor?fran=999999&till=1").status_code == 404


def test_ending_a_type_asks_where_its_open_cases_go(client: Visitor) -> None:
    client.log_in("adam")
    assert client.send(f"{PATH}/T03/avsluta", closed_on="2026-05-11").status_code == 422
    assert client.send(f"{PATH}/T03/avsluta", closed_on="2026-05-11", cases="move").status_code == 422
    ended = client.send(f"{PATH}/T03/avsluta", closed_on="2026-05-11", cases="move", successor="T06")
    assert ended.status_code == 303 and service_type("T03").successor == "T06"
    assert "Öppna ärenden går till T06." in client.get(f"{PATH}/T03").text
    assert f'{PATH}/T03"' not in client.get(PATH).text and f'{PATH}/T03"' in client.get(f"{PATH}?state=closed").text
    assert client.send(f"{PATH}/T03/erbjud").status_code == 303 and service_type("T03").closed_on is None


def test_a_secret_type_is_counted_only_for_those_who_may_read_it(app: Flask, client: Visitor, cast: Cast) -> None:
    bring("m1", **SECRET)
    bring("m2", **LAMP)
    seen = {login: counts_of("V02", cast.agent(login)) for login in ("gunilla", "greta", "adam")}
    assert (seen["gunilla"].cases, seen["greta"].cases, seen["adam"]) == (1, 0, None)  # type: ignore[union-attr]
    lamps = counts_of("T06", cast.agent("greta"))
    assert lamps is not None and lamps.cases == 1 and lamps.hours is None
    assert "Du får inte läsa några ärenden" in client.log_in("adam").get(f"{PATH}/V02").text
    assert "<dt>Kom in</dt><dd>0</dd>" in client.log_in("greta").get(f"{PATH}/V02").text


def test_a_word_that_is_no_code_is_no_page(client: Visitor) -> None:
    client.log_in("adam")
    assert client.get(f"{PATH}/X99").status_code == 404
    assert client.get(f"{PATH}/C10/andra").status_code == 404
