"""Beside the case and in the note: guides of the type, what was advised on which version, and for whom it is not."""

from __future__ import annotations

import re

import pytest

from core import NotFound, Refused
from core.access.agents import agent_by_login
from core.store.db import db, table, transaction, writing
from core.store.models import AgentRole
from kunskap import articles
from kunskap.advice import advice_of, advise
from tests.web.desk import LAMP, SECRET, bring


def version_id(article_id: int, number: int = 1) -> int:
    db.session.rollback()
    return next(one.id for one in articles.versions(article_id) if one.number == number)


def test_the_guides_of_the_type_are_read_in_the_case_and_no_others(desk, write):
    case = bring(**LAMP)
    write()
    write(title="Snöröjning", types=("T03",))
    write(title="Opublicerad", state="draft")
    text = desk("fatima").get(f"/arende/{case.number}").text
    assert "Fråga efter stolpens nummer." in text and "Jag använde den här" in text
    assert "Snöröjning" not in text and "Opublicerad" not in text


def test_the_version_that_was_shown_is_kept_with_the_case_and_printed(desk, write, people):
    case = bring(**LAMP)
    one = write()
    fatima = desk("fatima")
    page = fatima.get(f"/arende/{case.number}").text
    shown = re.findall(r'name="version" value="(\d+)"', page[page.index("Släckt gatlampa") :])[0]
    write(article_id=one, text="Något helt annat.", title="Ny rubrik")  # saved while the caller talks
    assert fatima.post(f"/kunskap/arende/{case.number}/rad", {"version": shown}).status_code == 303
    fatima.post(f"/kunskap/arende/{case.number}/rad", {"version": shown})  # pressed twice
    db.session.rollback()
    (given,) = advice_of(case.id)
    assert (given.title, given.version, given.who) == ("Släckt gatlampa", 1, "Fatima Rahimi")
    again = fatima.get(f"/arende/{case.number}").text
    assert "Råd har getts efter" in again and f"/kunskap/{one}/version/1" in again
    assert f"Gav råd efter artikel {one}, version 1" in fatima.get(f"/arende/{case.number}/utskrift").text
    assert "Fråga efter stolpens nummer." in fatima.get(f"/kunskap/{one}/version/1").text


def test_advice_cannot_be_written_on_a_case_that_is_not_seen_in_full(desk, write, people):
    case, secret = bring("a", **LAMP), bring("b", **SECRET)
    version = version_id(write())
    for login, number in (("bo", case.number), ("adam", case.number), ("fatima", secret.number)):
        assert desk(login).post(f"/kunskap/arende/{number}/rad", {"version": version}).status_code == 404
    db.session.rollback()
    assert advice_of(case.id) == advice_of(secret.id) == ()


def test_who_reads_a_case_but_may_not_note_in_it_writes_no_advice(write, people):
    case = bring(**LAMP)
    version = version_id(write())
    with transaction():
        rows = table(AgentRole)
        reino = people.agent("reino").id
        writing().execute(rows.update().where(rows.c.agent_id == reino).values(role="arkiv"))
    with pytest.raises(Refused), transaction():
        advise(case.number, version, agent_by_login("reino"))


def test_a_version_that_was_never_published_is_no_ground_for_advice(write, people):
    case = bring(**LAMP)
    version = version_id(write(state="draft"))
    with pytest.raises(NotFound), transaction():
        advise(case.number, version, people.agent("fatima"))


def test_a_type_that_is_chosen_in_the_note_shows_its_guides(desk, write):
    one = write()
    write(title="Utkast om lampor", state="draft")
    text = desk("fatima").get("/typer?q=gatlampa").text
    assert f'href="/kunskap/{one}" target="_blank" rel="noopener"' in text and "Utkast om lampor" not in text


def test_a_list_of_types_asks_no_more_for_many_guides_than_for_one(desk, write, count_statements):
    fatima = desk("fatima")
    write()
    fatima.get("/typer?q=gatlampa")
    one = count_statements(lambda: fatima.get("/typer?q=gatlampa"))
    for n in range(12):
        write(title=f"Nummer {n}")
    assert count_statements(lambda: fatima.get("/typer?q=gatlampa")) == one


def test_the_search_asks_no_more_for_fifty_hits_than_for_one(desk, write, count_statements):
    fatima = desk("fatima")
    write()
    fatima.get("/kunskap/")
    one = count_statements(lambda: fatima.get("/kunskap/"))
    for n in range(50):
        write(title=f"Nummer {n}")
    assert count_statements(lambda: fatima.get("/kunskap/")) == one
