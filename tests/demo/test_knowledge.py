"""Björkåsa's knowledge: about its own catalogue and people, and within what the plug-in takes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.access.agents import agent_by_login
from core.store.db import transaction
from core.tables import reading
from demo.bjorkasa.cast import cast
from demo.bjorkasa.catalogue import catalogue
from demo.bjorkasa.files import toml
from demo.bjorkasa.organisation import organisation
from demo.fill import fill
from demo.knowledge import write_knowledge
from kunskap.articles import LONGEST, content_of, searchable, versions
from kunskap.faults import waiting
from kunskap.models import Article
from kunskap.searching import Wanted, find
from tests.kunskap.conftest import plugins

__all__ = ["plugins"]
TOLD = toml("knowledge.toml")


def test_it_has_enough_of_everything_to_look_at():
    counts = {name: len(rows) for name, rows in TOLD.items()}
    assert counts["articles"] >= 25 and (counts["notices"], counts["rules"], counts["faults"]) == (3, 2, 4)
    assert {one["kind"] for one in TOLD["articles"]} == {"guide", "faq"}


@pytest.mark.parametrize("kind", TOLD)
def test_types_departments_and_people_are_those_of_bjorkasa(kind):
    codes = {one.code for one in organisation().forvaltningar}
    for one in TOLD[kind]:
        assert one["forvaltning"] in codes, one
        assert {*one.get("types", ()), *filter(None, [one.get("case_type")])} <= set(catalogue()), one
        assert {*one.get("read", ()), *filter(None, [one.get("by")])} <= set(cast()), one


def test_the_words_are_plain_and_fit():
    for one in TOLD["articles"]:
        assert all(len(one.get(name, "")) <= most for name, most in LONGEST.items()), one["title"]
        assert "vänligen" not in one["text"].lower() and "**" not in one["text"], one["title"]


def test_what_the_demo_writes_is_what_the_plugin_would_have_written(app):
    with transaction():
        ids = fill()
        assert write_knowledge(ids) == len(TOLD["articles"])
    for one in reading().scalars(select(Article)):
        content = content_of(one)
        assert (one.title_words, one.words) == searchable(content), one.title
        kept = versions(one.id)[0].content
        assert {**kept, "types": tuple(kept["types"])} == content
    fatima = ids_agent("fatima")
    assert [hit.title for hit in find(fatima, Wanted(text="dagisavgift"))] == ["Vad kostar förskolan?"]
    assert waiting(ids_agent("klara")) == 3 and waiting(fatima) == 1


def ids_agent(login):
    agent = agent_by_login(login)
    assert agent is not None
    return agent
