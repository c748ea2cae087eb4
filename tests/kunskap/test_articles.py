"""Articles: who writes which, every save a version, found by words as people say them."""

from __future__ import annotations

import pytest

from core import NotFound, Refused, Wrong
from core.store.db import db, transaction
from kunskap import articles
from kunskap.searching import Wanted, count, find


def titles(people, login="fatima", **wanted):
    db.session.rollback()
    return [hit.title for hit in find(people.agent(login), Wanted(**wanted))]


def test_every_save_is_a_version_and_a_save_without_change_is_none(people, write):
    one = write()
    write(article_id=one)
    write(article_id=one, text="Fråga efter stolpens nummer och platsen.")
    found = articles.versions(one)
    assert [version.number for version in found] == [2, 1]
    assert found[0].agent_id == people.agent("greta").id
    assert found[1].content["text"] == "Fråga efter stolpens nummer."


@pytest.mark.parametrize(
    "typed", ["släckt gatlampa", "lyktstolpe", "lyktstolparna", "stolpens nummer", "gatubelysning", "GATLA"]
)
def test_an_article_is_found_by_everyday_words_by_its_type_and_by_half_a_word(people, write, typed):
    write()
    write(title="Snöröjning på gångbanor", text="Plogas efter sju centimeter.", everyday="snö", types=("T03",))
    assert titles(people, text=typed) == ["Släckt gatlampa"]


def test_letters_with_rings_and_dots_are_letters_of_their_own(people, write):
    write(title="Får man elda löv?", text="Ja.", everyday="", types=())
    assert titles(people, text="löv") == ["Får man elda löv?"]
    assert titles(people, text="lov") == [] and titles(people, text="100%") == []


def test_a_hit_in_the_title_stands_before_one_in_the_text(people, write):
    write(title="Avgifter", text="Om släckt belysning.", everyday="", types=())
    write(title="Belysning", text="Vem ringer man?", everyday="", types=())
    assert titles(people, text="belysning")[0] == "Belysning"


def test_a_draft_and_a_withdrawn_article_are_only_for_those_who_may_write_them(people, write):
    draft, gone = write(state="draft", title="Utkastet"), write(state="withdrawn", title="Borta")
    for login in ("fatima", "tore", "reino", "bo"):
        assert titles(people, login) == [] and titles(people, login, states=("withdrawn", "draft")) == []
        for one in (draft, gone):
            with pytest.raises(NotFound):
                articles.article(one, people.agent(login))
            with pytest.raises(NotFound):
                articles.version(one, 1, people.agent(login))
    assert titles(people, "karin") == ["Utkastet"] and titles(people, "kim", states=("withdrawn",)) == ["Borta"]
    assert articles.article(draft, people.agent("carin")).title == "Utkastet"


@pytest.mark.parametrize("login", ["fatima", "gunilla", "bo", "tore", "vera", "reino"])
def test_who_only_reads_saves_and_reviews_nothing(people, write, login):
    one = write()
    with pytest.raises(Refused):
        write(by=login, article_id=one, text="Något annat")
    with pytest.raises(Wrong):
        write(by=login, title="Ny")
    with pytest.raises(Refused), transaction():
        articles.review(one, people.agent(login))
    assert len(articles.versions(one)) == 1


def test_a_contact_person_writes_for_the_own_department_and_for_no_other(people, write):
    own, other = write(by="karin"), write(place="PBK", title="Bygglov", types=("P05",))
    write(by="karin", article_id=own, text="Nytt")
    with pytest.raises(Refused):
        write(by="karin", article_id=other, text="Nytt", place="PBK")
    with pytest.raises(Wrong) as wrong:
        write(by="karin", place="PBK")
    assert set(wrong.value.fields) == {"forvaltning"}
    with pytest.raises(Wrong):  # nor is the own given away
        write(by="karin", article_id=own, place="PBK")


def test_every_wrong_field_is_said_at_once(people, write):
    with pytest.raises(Wrong) as wrong:
        write(title=" ", text="", source="x" * 121, types=("Z99",), review_on="i morgon")
    assert set(wrong.value.fields) == {"title", "text", "source", "types", "review_on"}


def test_a_review_keeps_the_version_and_moves_the_day_a_year(people, write):
    one = write(review_on="2026-05-01")
    assert count(people.agent("fatima"), Wanted(review=("passed",))) == 1
    with transaction():
        articles.review(one, people.agent("karin"))
    db.session.rollback()
    found = articles.article(one, people.agent("fatima"))
    assert found.review_on.isoformat() == "2027-05-11" and found.version == 1
    assert count(people.agent("fatima"), Wanted(review=("passed",))) == 0
