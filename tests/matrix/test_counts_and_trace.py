"""Counters, the log and the command line × every person × every situation, on both databases."""

from __future__ import annotations

import pytest
from flask import Flask

from core.access.agents import Agent
from core.access.counters import counts
from core.access.lists import due_counts, page
from core.access.query import Query
from core.access.scopes import access_of
from core.access.trace import Asked, case_within, log, reach_of
from core.access.views import VIEWS
from core.cli import _parser
from core.commands.trace import lines
from tests.matrix.town import PEOPLE, SEES, Town, person, visitor, word

# Every command, and what it can say of cases: "" nothing, else the test that holds it against the table.
COMMANDS = {
    "cases": "test_access_matrix",
    "audit": "test_the_trace_on_the_command_line_says_numbers_and_codes_and_no_word_of_any_case",
    "receive": "",  # the number of what it brought in itself
    **dict.fromkeys(("serve", "web", "worker", "check", "plugin", "user", "db", "bench", "screenshots"), ""),
}
LOG_READERS = ("dag", "rune")


# --- counters ---


@pytest.mark.parametrize("login", PEOPLE)
def test_a_counter_is_the_number_of_rows_that_the_table_gives(app: Flask, town: Town, login: str) -> None:
    agent = town.cast.agent(login)
    access = access_of(agent)
    counted = counts(agent, access) | due_counts(agent, access)
    rows = {view: page(agent, access, Query(view=view, limit=200)).rows for view in VIEWS if view != "closed"}
    assert counted == {view: len(found) for view, found in rows.items() if found}
    assert sum(counted.values()) > 0 or not {row.number for found in rows.values() for row in found}
    assert {row.number for found in rows.values() for row in found} <= town.seen(login)


# --- the log ---


def within(town: Town, agent: Agent) -> set[str]:
    """The situations whose rows the agent finds in the log, asked for one by one and all together."""
    reach = reach_of(agent, "search_log")
    named = {s for s in SEES if case_within(town.numbers[s], reach)}
    every = {row.number for row in log(Asked(limit=200), reach).rows if row.number}
    assert every <= {town.numbers[s] for s in named}
    return named


@pytest.mark.parametrize("login", LOG_READERS)
def test_the_log_is_of_the_own_namnds_cases_without_those_closed_by_conflict(
    app: Flask, town: Town, login: str
) -> None:
    own = {"own", "other_unit", "here", "handed_over", "marked_here", "marked_there", "protected"}  # Tekniska nämnden's
    assert within(town, town.cast.agent(login)) == own
    browser = visitor(app, login)
    for situation in SEES:
        text = browser.get("/logg", query_string={"arende": town.numbers[situation]}).text
        text = text[text.index("<main") :]  # the alarm above it is a case that a revisor may read
        assert word(situation) not in text and person(situation) not in text
        assert situation in own or f"/arende/{town.numbers[situation]}" not in text


# --- the command line ---


def test_every_command_has_a_row() -> None:
    action = next(a for a in _parser()._actions if hasattr(a, "choices") and a.choices)
    assert set(action.choices or ()) == set(COMMANDS), "say in COMMANDS what it can tell of a case"


def test_the_trace_on_the_command_line_says_numbers_and_codes_and_no_word_of_any_case(app: Flask, town: Town) -> None:
    for as_json in (True, False):
        said = "\n".join(lines("", None, None, as_json=as_json))
        assert not [s for s in SEES if word(s) in said or person(s).lower() in said.lower()]
    for situation, number in town.numbers.items():
        others = set(town.numbers.values()) - {number}
        assert not [other for other in others if other in "\n".join(lines(number, None, None, as_json=True))], situation
