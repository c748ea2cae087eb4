"""The inbox: what a view lists, how filters and search narrow it, and what the poll costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, update

from core.case.assignment import take
from core.case.handover import hand_over
from core.store.db import db, table, transaction
from core.store.models import Case
from tests.cast import Cast
from tests.conftest import Clock
from tests.web.conftest import Visitor
from tests.web.desk import LAMP, SECRET, bring

SNOW = {"from": "bo@invanare.example", "name": "Bo Wik", "subject": "Plogning", "text": "Ingen plogning på Åsgatan"}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that the block sends to the database."""
    said: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield said
    event.remove(db.engine, "before_cursor_execute", note)


def subjects(page: str) -> list[str]:
    rows = page[page.index('id="rows"') :] if 'id="rows"' in page else ""
    return [re.sub(r"<.*?>", "", found).strip() for found in re.findall(r'class="row-subject"[^>]*>(.*?)</a>', rows)]


def counter(page: str, view: str) -> str:
    found = re.search(rf'id="n-{view}"[^>]*>(\d*\+?)<', page)
    assert found, view
    return found[1]


def several(n: int, **values: str) -> None:
    for i in range(n):
        bring(f"s{i}", **{**LAMP, "subject": f"Gatlampa {i}", **values})


def test_a_new_case_is_in_the_list_with_all_that_is_asked_of_a_row(client: Visitor) -> None:
    number = bring(**LAMP).number
    page = client.log_in("fatima").get("/").text
    assert subjects(page) == ["Oläst: Släckt gatlampa"]
    for words in (number, "Mona Lind", "E-post", "förslag", ">Tekniska<", 'due-ok" datetime', "nyss"):
        assert words in page, words
    assert counter(page, "otilldelade") == "1"


def test_the_counter_of_every_view_is_the_number_of_its_rows(client: Visitor, cast: Cast) -> None:
    cases = [bring(f"m{i}", **values) for i, values in enumerate((LAMP, SNOW, SECRET, LAMP, SNOW))]
    with transaction():
        take(cases[0].id, cast.agent("fatima"))
    for login in ("fatima", "gunilla", "greta", "tore", "bo", "vera"):
        page = client.log_in(login).get("/").text
        for view in re.findall(r'href="/\?vy=([a-z-]+)"', page):
            rows = len(subjects(client.get(f"/?vy={view}").text))
            if view != "avslutade":
                assert counter(page, view) == (str(rows) if rows else ""), (login, view)


def test_nobody_sees_a_secret_case_in_any_list_or_search_but_those_who_may(client: Visitor) -> None:
    number = bring(**SECRET).number
    for login in ("fatima", "tore", "reino"):
        client.log_in(login)
        for path in ("/", "/?vy=grupp", "/?vy=otilldelade&text=hemtjänstbesök", f"/?text={number}", "/?type=V02"):
            page = client.get(path)
            assert page.status_code == 200 and "Mona" not in page.text and "hemtjänstbesök</a>" not in page.text
            assert subjects(page.text) == []
    assert subjects(client.log_in("gunilla").get("/").text) == ["Oläst: avboka hemtjänstbesök"]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("", ["Plogning", "Släckt gatlampa"]),
        ("&channel=email", ["Plogning", "Släckt gatlampa"]),
        ("&channel=sms", []),
        ("&level=3", ["Släckt gatlampa"]),
        ("&level=1&level=3", ["Plogning", "Släckt gatlampa"]),
        ("&type=T03", ["Plogning"]),
        ("&forvaltning=TEK&level=1", ["Plogning"]),
        ("&forvaltning=PBK", []),
        ("&svarsgrupp=4&status=new", ["Plogning", "Släckt gatlampa"]),
        ("&svarsgrupp=finns-inte", []),
    ],
)
def test_filters_stand_in_the_address_and_combine(client: Visitor, asked: str, left: list[str]) -> None:
    bring("m1", **LAMP)
    bring("m2", **SNOW)
    page = client.log_in("fatima").get(f"/?vy=otilldelade{asked}").text
    assert [subject.removeprefix("Oläst: ") for subject in subjects(page)] == left
    if not left:
        assert "Inga ärenden här passar filtren" in page


def test_a_chosen_filter_is_ticked_and_can_be_taken_away_alone(client: Visitor) -> None:
    page = client.log_in("fatima").get("/?vy=grupp&channel=sms&level=3").text
    assert re.search(r'name="channel" value="sms" id="[^"]*" checked', page)
    assert 'href="/?vy=grupp&amp;level=3"' in page
    assert 'href="/?vy=grupp"' in page


def test_a_whole_number_opens_its_case(client: Visitor) -> None:
    number = bring(**LAMP).number
    client.log_in("fatima")
    for typed in (number, f" {number} ", number.replace("-00000", "-")):
        assert client.get("/", query_string={"text": typed}).headers["Location"] == f"/arende/{number}"


def test_the_number_of_a_case_one_has_handed_over_opens_the_little_one_may_see(client: Visitor, cast: Cast) -> None:
    case = bring(**SECRET)
    case_id, number = case.id, case.number
    with transaction():
        hand_over(case_id, cast.forvaltningar["VOF"], cast.agent("gunilla"), unit_id=cast.units["BIST"])
    client.log_in("gunilla")
    assert client.get("/", query_string={"text": number}).headers["Location"] == f"/arende/{number}"
    assert subjects(client.get("/?text=hemtjänstbesök").text) == []


def test_words_are_found_and_counted(client: Visitor) -> None:
    bring("m1", **LAMP)
    bring("m2", **SNOW)
    page = client.log_in("fatima").get("/?text=åsgatan").text
    assert subjects(page) == ["Oläst: Plogning"]
    assert "1 träff" in page and "<title>Sök" in page and 'value="åsgatan"' in page
    assert "Ingenting hittades" in client.get("/?text=elefant").text


def test_the_list_goes_on_where_the_page_ended(client: Visitor, clock: Clock) -> None:
    several(53)
    first = client.log_in("fatima").get("/").text
    more = re.search(r'href="(/\?vy=otilldelade&amp;efter=[^"]+)"', first)
    assert more and len(subjects(first)) == 50
    second = client.get(more[1].replace("&amp;", "&")).text
    assert len(subjects(second)) == 3
    assert len(set(subjects(first) + subjects(second))) == 53
    assert "Visa fler" in first and "Visa fler" not in second


def test_a_page_asks_as_many_questions_for_one_row_as_for_fifty(client: Visitor) -> None:
    client.log_in("fatima")
    bring("one", **LAMP)
    client.get("/")  # the agent is seen, the scopes are known
    with statements() as one:
        client.get("/")
    several(50)
    with statements() as fifty:
        assert len(subjects(client.get("/").text)) == 50
    assert len(fifty) == len(one)
    assert len(one) <= 30


def test_the_poll_answers_nothing_new_without_reading_a_case(client: Visitor) -> None:
    bring(**LAMP)
    client.log_in("fatima")
    poll, etag = polled(client.get("/").text)
    with statements() as said:
        answer = client.get(poll, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert [s for s in said if re.search(r"FROM (cases|messages|search_rows)\b", s)] == []


def test_the_poll_says_how_many_are_new_and_refreshes_every_counter(client: Visitor) -> None:
    bring("m1", **LAMP)
    client.log_in("fatima")
    poll, etag = polled(client.get("/").text)
    bring("m2", **{**SNOW, "from": "b@invanare.example"})
    answer = client.get(poll, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert "1 nytt ärende, visa" in answer.text
    assert 'id="n-otilldelade" hx-swap-oob="true">2<' in answer.text
    again, fresh = polled(answer.text)
    assert again == poll and fresh != etag
    assert client.get(again, headers={"If-None-Match": fresh}).status_code == 304


def test_the_poll_is_not_woken_by_a_case_that_one_may_not_see(client: Visitor) -> None:
    bring("m1", **LAMP)
    client.log_in("fatima")
    poll, etag = polled(client.get("/").text)
    bring("m2", **SECRET)
    assert client.get(poll, headers={"If-None-Match": etag}).status_code == 304


def test_the_poll_is_fresh_each_minute_for_the_sake_of_what_falls_due(client: Visitor, clock: Clock) -> None:
    bring(**LAMP)
    client.log_in("fatima")
    poll, etag = polled(client.get("/").text)
    clock.at += timedelta(minutes=1)
    assert client.get(poll, headers={"If-None-Match": etag}).status_code == 200


def test_one_agents_mark_says_nothing_to_another(client: Visitor) -> None:
    bring(**LAMP)
    poll, etag = polled(client.log_in("fatima").get("/").text)
    assert client.log_in("greta").get(poll, headers={"If-None-Match": etag}).status_code == 200


def test_an_empty_view_says_what_would_be_here(client: Visitor) -> None:
    client.log_in("fatima")
    for view, words in (("mina", "Du har inga ärenden."), ("forsenade", "Inget är försenat."), ("skrap", "skräp")):
        assert words in client.get(f"/?vy={view}").text


def test_a_view_one_does_not_have_shows_the_first_one_has(client: Visitor) -> None:
    assert "<title>Otilldelade" in client.log_in("fatima").get("/?vy=sortering").text
    assert "<title>Sortering" in client.log_in("greta").get("/?vy=sortering").text
    assert "<title>Otilldelade" in client.log_in("fatima").get("/?vy=finns-inte").text


def test_a_late_case_is_red_in_rail_and_row(app: Flask, client: Visitor, clock: Clock) -> None:
    case = bring(**LAMP)
    cases = table(Case)
    with transaction() as tx:
        tx.execute(update(cases).where(cases.c.id == case.id).values(due_at=clock.at - timedelta(hours=1)))
    page = client.log_in("fatima").get("/?vy=forsenade").text
    assert re.search(r'class="n n-alarm" id="n-forsenade">1<', page)
    assert "due-late" in page and "försenat sedan 11.00" in page


def polled(page: str) -> tuple[str, str]:
    """The poll's address and mark, as htmx would use them."""
    found = re.search(r'data-etag="([^"]*)" hx-get="([^"]*)"', page)
    assert found
    return found[2].replace("&amp;", "&"), found[1].replace("&#34;", '"')
