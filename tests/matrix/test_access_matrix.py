"""Every way to a case × every person × every situation, against the table written by hand in `tests.matrix.town`.

The ways are generated: every address of the app with a number in it, and every function and command that lists, counts
or finds. An address that the matrix does not know fails the build.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.access.agents import Agent
from core.access.contact_search import find_contacts
from core.access.lists import page
from core.access.query import Query
from core.access.scopes import access_of
from core.access.search import search
from core.access.views import VIEWS
from core.commands.messages import cases
from core.store.db import db, reading
from core.store.models import Case, Event, Message
from tests.matrix.town import PEOPLE, SEES, Town, filled, person, visitor, word
from tests.web.conftest import Visitor
from tests.web.test_routes import TABLE

ABSENT = "2026-999999"
LIMITED_OPEN = {  # what number, status, owner and date are shown at, and where one notes that somebody asked
    "/arende/<number>",
    "/forhandsvisning/<number>",
    "/arende/<number>/utskrift",
    "/arende/<number>/fraga",
}
CENTRE = {"fatima", "gunilla", "greta", "carin"}
_PROPOSAL = "/forslag/<int:proposal_id>"
FOR_ROLES = {  # pages that are not for everybody who has logged in
    "/ny": CENTRE,
    "/ny/utkast": CENTRE,
    "/ny/liknande": CENTRE,
    "/logg": {"dag", "rune"},
    "/logg/fil": {"dag", "rune"},
    "/logg/utdrag": {"dag", "reino"},
    "/roller": {"dag", "rune", "adam"},
    "/roller/<int:agent_id>": {"adam"},
    "/admin/insticksmoduler": {"adam"},
    "/admin/insticksmoduler/prova/<name>": {"adam"},
    "/admin/insticksmoduler/kontrollera": {"adam"},
    **{rule: {"adam"} for _method, rule in TABLE if rule.startswith("/installningar")},
    **{rule: {"greta", "carin", "adam"} for _method, rule in TABLE if rule.startswith("/installningar/regler")},
    **{f"/installningar/tjanster/{rest}": {"greta", "carin", "adam"} for rest in ("ny", "<code>/andra")},
    **{
        f"/installningar/tjanster{rest}": {"greta", "carin", "tea", "kim", "adam"}  # who propose, and who agree to it
        for rest in ("", "/<code>", "/<code>/jamfor", "/forslag", _PROPOSAL, "/paket/<owner>")
    },
    **{rule: {"klara", "adam"} for _method, rule in TABLE if rule.startswith("/installningar/texter")},
    "/installningar": {"greta", "carin", "tea", "kim", "klara", "adam"},
}
ON_SQLITE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
READ_ONLY = ("arne", "rune")  # they open everything of the nämnd's, and the table of roles gives them nothing to do
Reach = Callable[[Agent], set[str]]


def addresses(app: Flask) -> list[tuple[str, str]]:
    """Every (method, rule) that leads to one case."""
    rules = [rule for rule in app.url_map.iter_rules() if "<number>" in rule.rule]
    return sorted((m, r.rule) for r in rules for m in (r.methods or set()) - {"HEAD", "OPTIONS"})


# --- addresses ---


def test_every_address_of_the_core_is_in_the_table_of_routes_and_every_number_in_an_address_is_a_cases(
    app: Flask,
) -> None:
    core = {(m, r.rule) for r in app.url_map.iter_rules() for m in (r.methods or set()) - {"HEAD", "OPTIONS"}}
    core = {(m, rule) for m, rule in core if not rule.startswith("/synpunkter/")}
    assert core - set(TABLE) == set(), "say in tests/web/test_routes.py who may come there"
    assert all(rule in filled(rule, "<number>") or "<int:" in rule for _m, rule in addresses(app))
    assert not [rule for _m, rule in addresses(app) if "<" in filled(rule, "")], "give the new part of it a value"


# what an address answers does not depend on the database; the queries further down run on both
@pytest.mark.slow
@ON_SQLITE
@pytest.mark.parametrize("login", PEOPLE)
def test_no_address_leads_to_any_hidden_case(app: Flask, town: Town, login: str) -> None:
    hidden = sorted(town.seen(login, "n"))
    assert _open(visitor(app, login), [(*way, number) for way in addresses(app) for number in hidden]) == {}


@ON_SQLITE
@pytest.mark.parametrize("login", PEOPLE)
def test_no_address_leads_to_a_case_that_the_table_does_not_give(app: Flask, town: Town, login: str) -> None:
    hidden, start = sorted(town.seen(login, "n")), PEOPLE.index(login)
    # each address meets two hidden cases, other ones for each person; the slow test above lets it meet all
    tries = [
        (*way, hidden[(start + place + n) % len(hidden)]) for place, way in enumerate(addresses(app)) for n in (0, 1)
    ]
    assert _open(visitor(app, login), tries) == {}


def _open(browser: Visitor, tries: list[tuple[str, str, str]]) -> dict[tuple[str, str, str], int]:
    """Whatever did not answer that there is no such page."""
    codes = {one: browser.open(filled(one[1], one[2]), method=one[0]).status_code for one in tries}
    return {one: code for one, code in codes.items() if code != 404}


@pytest.mark.parametrize("login", PEOPLE)
def test_what_is_hidden_answers_as_what_does_not_exist(app: Flask, town: Town, login: str) -> None:
    browser = visitor(app, login)
    missing = browser.get(f"/arende/{ABSENT}").text
    for number in town.seen(login, "n"):
        assert browser.get(f"/arende/{number}").text.replace(number, ABSENT) == missing, number


@pytest.mark.parametrize("login", PEOPLE)
def test_the_page_shows_what_the_table_gives_and_limited_shows_no_word_of_the_case(
    app: Flask, town: Town, login: str
) -> None:
    browser, place = visitor(app, login), PEOPLE.index(login)
    for situation, row in SEES.items():
        answer = browser.get(f"/arende/{town.numbers[situation]}")
        shown = word(situation) in answer.text
        assert (answer.status_code, shown) == {"f": (200, True), "l": (200, False), "n": (404, False)}[row[place]]
        if row[place] == "l":
            assert person(situation) not in answer.text and "invanare" not in answer.text, situation


def test_limited_access_opens_four_addresses_and_no_other(app: Flask, town: Town) -> None:
    browser, number = visitor(app, "dag"), town.numbers["own"]
    for method, rule in addresses(app):
        if method == "GET" or rule not in LIMITED_OPEN:
            code = browser.open(filled(rule, number), method=method).status_code
            assert (code != 404) == (rule in LIMITED_OPEN), (method, rule, code)


@pytest.mark.parametrize("login", READ_ONLY)
def test_who_only_reads_changes_nothing_at_any_address(app: Flask, town: Town, login: str) -> None:
    typed = {"text": "Hej", "do": "send", "via": "email", "to": "", "case_type": "T03", "outcome": "answered"}
    case_id, before = town.ids["own"], _state(town.ids["own"])
    browser = visitor(app, login)
    for method, rule in addresses(app):
        # a draft is one's own, and whoever reads a case may have to report that they should not
        if method == "POST" and not rule.endswith(("/utkast", "/anmal-jav")):
            code = browser.open(filled(rule, town.numbers["own"]), method=method, data=typed).status_code
            assert code < 500, rule
    assert _state(case_id) == before


def _state(case_id: int) -> tuple[Any, ...]:
    db.session.rollback()
    case = reading().execute(select(Case.__table__).where(Case.id == case_id)).one()
    kinds = list(reading().scalars(select(Event.kind).where(Event.case_id == case_id).order_by(Event.id)))
    return tuple(case), kinds, len(list(reading().scalars(select(Message.id).where(Message.case_id == case_id))))


@pytest.mark.parametrize("login", PEOPLE)
def test_pages_that_are_about_no_single_case_open_for_the_roles_that_need_them(
    app: Flask, town: Town, login: str
) -> None:
    browser, wrong = visitor(app, login), {}
    for method, rule in TABLE:
        if "<number>" in rule or rule.startswith(("/logga-ut", "/konto/logga-ut", "/sprak", "/static")):
            continue
        path = re.sub(r"<int:\w+>", "1", rule).replace("<token>", "x")
        code = browser.open(path, method=method, buffered=True).status_code
        if (code == 403) != (rule in FOR_ROLES and login not in FOR_ROLES[rule]):
            wrong[method, rule] = code
    assert wrong == {}


# --- functions and commands ---


def lists(agent: Agent) -> set[str]:
    """Every view of the inbox."""
    access = access_of(agent)
    found = (page(agent, access, Query(view=view, limit=200)).rows for view in VIEWS)
    return {row.number for rows in found for row in rows}


def searches(agent: Agent) -> set[str]:
    """Each case's own word."""
    access = access_of(agent)
    return {row.number for situation in SEES for row in search(agent, access, word(situation)).rows}


def exact_numbers(agent: Agent) -> set[str]:
    """A whole number typed in the box gives the row itself; limited gives `number_only`."""
    numbers = list(reading().scalars(select(Case.number)))
    found = (search(agent, access_of(agent), number).exact for number in numbers)
    return {row.number for row in found if row}


def contacts(agent: Agent) -> set[str]:
    """Everybody who has written, by the beginning of their name."""
    return {hit.last_number for situation in SEES for hit in find_contacts(person(situation), agent)}


def command(agent: Agent) -> set[str]:
    """`./run cases --json --as`."""
    return {case["number"] for case in cases(agent.login, None, None)}


WAYS: dict[str, Reach] = {
    "lists": lists,
    "search": searches,
    "number": exact_numbers,
    "contacts": contacts,
    "cases --json": command,
}
ALL = ("search", "number", "contacts", "cases --json")  # these find all that is given; a list has its own cases


@pytest.mark.parametrize("way", WAYS)
def test_nobody_finds_what_the_table_does_not_give(app: Flask, town: Town, way: str) -> None:
    for login in PEOPLE:
        found, given = WAYS[way](town.cast.agent(login)), town.seen(login)
        assert found == given if way in ALL else found <= given, (login, found ^ given)


def test_limited_is_found_by_the_exact_number_only(app: Flask, town: Town) -> None:
    for login in PEOPLE:
        agent = town.cast.agent(login)
        access = access_of(agent)
        only = {number for number in town.numbers.values() if search(agent, access, number).number_only}
        assert only == town.seen(login, "l"), login


def test_the_lists_of_those_who_work_hold_every_open_case_they_are_given(app: Flask, town: Town) -> None:
    for login in ("fatima", "greta", "tea", "tore", "dan", "bo", "vera"):
        assert lists(town.cast.agent(login)) == town.seen(login), login
