"""A word that stands only in hidden cases costs what a word that stands nowhere costs: nothing tells the two apart."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from core.access.agents import Agent
from core.access.contact_search import find_contacts
from core.access.scopes import access_of
from core.access.search import search
from core.access.stems import query_terms
from core.store.db import db
from tests.matrix.town import SEES, Town, person, visitor, word

Ask = Callable[[str, Agent], object]
ASKS: dict[str, Ask] = {
    "search": lambda text, agent: search(agent, access_of(agent), text),
    "contacts": lambda text, agent: find_contacts(text, agent),
    "number": lambda text, agent: search(agent, access_of(agent), text),
}
SEARCHERS = ("fatima", "bo", "vera", "adam")  # a broad agent, two narrow ones, and one who sees nothing


def work(ask: Ask, text: str, agent: Agent) -> list[tuple[str, int, int]]:
    """Each statement, the rows it gives, and on PostgreSQL the rows that its steps look at."""
    db.session.rollback()
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SET ")):
            asked.append((statement, parameters))

    ask(text, agent)  # what is kept in memory is kept for both
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        ask(text, agent)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    with db.engine.connect() as connection:
        return [(one, *_rows(connection, one, parameters)) for one, parameters in asked]


def _rows(connection: Any, statement: str, parameters: Any) -> tuple[int, int]:
    given = len(connection.exec_driver_sql(statement, parameters).fetchall())
    if connection.dialect.name != "postgresql":
        return given, 0
    found = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).scalar()
    return given, _looked_at(json.loads(found)[0]["Plan"] if isinstance(found, str) else found[0]["Plan"])


def _looked_at(step: dict[str, Any]) -> int:
    """Rows that came out of every step or were thrown away in it."""
    own = step["Actual Rows"] * step["Actual Loops"] + step.get("Rows Removed by Filter", 0)
    return int(own) + sum(_looked_at(inner) for inner in step.get("Plans", ()))


@pytest.mark.parametrize("login", SEARCHERS)
@pytest.mark.parametrize("way", ["search", "contacts"])
def test_a_hidden_word_is_as_much_work_as_a_word_that_stands_nowhere(
    app: Flask, town: Town, way: str, login: str
) -> None:
    agent, said = town.cast.agent(login), word if way == "search" else person
    nowhere = work(ASKS[way], "Kvarnfinnsinte" if way == "search" else "Sigvardfinnsinte", agent)
    for situation, number in town.numbers.items():
        if number not in town.seen(login) and situation != "conflict":
            assert work(ASKS[way], said(situation), agent) == nowhere, situation


@pytest.mark.parametrize("login", SEARCHERS)
def test_a_beginning_that_only_hidden_words_have_is_as_much_work_as_one_that_no_word_has(
    app: Flask, town: Town, login: str
) -> None:
    agent = town.cast.agent(login)
    nowhere = work(ASKS["search"], "kvarnfinnsin*", agent)
    beginnings = [f"{word(hidden)[:-1]}*" for hidden in town.numbers if hidden != "conflict"]
    seen = [word(there).lower() for there, number in town.numbers.items() if number in town.seen(login)]
    alone = [one for one in beginnings if not any(w.startswith(query_terms(one)[0].token) for w in seen)]
    assert len(alone) >= 6
    for beginning in alone:
        assert work(ASKS["search"], beginning, agent) == nowhere, beginning


def test_a_beginning_finds_what_the_agent_sees_and_the_measure_can_tell(app: Flask, town: Town) -> None:
    agent, beginning = town.cast.agent("fatima"), f"{word('handed_over')[:-3]}*"
    assert [row.number for row in search(agent, access_of(agent), beginning).rows] == [town.numbers["handed_over"]]
    assert work(ASKS["search"], beginning, agent) != work(ASKS["search"], "kvarnfinnsin*", agent)


@pytest.mark.parametrize("way", ["search", "contacts"])
def test_a_word_of_a_case_closed_by_conflict_gives_nothing_and_costs_at_most_its_own_rows(
    app: Flask, town: Town, way: str
) -> None:
    """The scope lets it match and the block takes it away: the one difference there is, one row a message."""
    agent, said = town.cast.agent("fatima"), word if way == "search" else person
    nowhere = work(ASKS[way], "Kvarnfinnsinte" if way == "search" else "Sigvardfinnsinte", agent)
    found = work(ASKS[way], said("conflict"), agent)
    assert [one[:2] for one in found] == [one[:2] for one in nowhere]
    assert sum(one[2] for one in found) - sum(one[2] for one in nowhere) <= 1


@pytest.mark.parametrize("login", SEARCHERS)
def test_a_hidden_number_is_as_much_work_as_one_that_does_not_exist(app: Flask, town: Town, login: str) -> None:
    agent = town.cast.agent(login)
    nowhere = work(ASKS["number"], "2026-999999", agent)
    for number in town.seen(login, "n"):
        found = work(ASKS["number"], number, agent)
        assert [(one[0], one[1]) for one in found] == [(one[0], one[1]) for one in nowhere], number


def test_a_found_word_is_other_work_so_the_measure_can_tell(app: Flask, town: Town) -> None:
    agent = town.cast.agent("fatima")
    assert work(ASKS["search"], word("here"), agent) != work(ASKS["search"], "Kvarnfinnsinte", agent)


@pytest.mark.parametrize("login", SEARCHERS)
def test_the_page_of_a_hidden_word_is_that_of_a_word_that_stands_nowhere(app: Flask, town: Town, login: str) -> None:
    browser = visitor(app, login)
    nowhere = _page(browser, "Kvarnfinnsinte")
    for situation in SEES:
        if town.numbers[situation] not in town.seen(login):
            assert _page(browser, word(situation)) == nowhere, situation


def _page(browser: Any, text: str) -> str:
    answer = browser.get("/", query_string={"text": text}, follow_redirects=True)
    return re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text.replace(text, ""))
