"""Search finds by number, by words in any form, newest first, and nothing that one may not see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from core.access import matches
from core.access.agents import SYSTEM
from core.access.contact_search import find_contacts
from core.access.lists import Query, page
from core.access.matches import cover
from core.access.scopes import access_of, all_scopes
from core.access.search import search
from core.case.classification import classify
from core.case.handover import hand_over
from core.case.notes import note
from core.case.type_search import find_types
from core.store.db import reading, table, transaction
from core.store.models import Contact, SearchRow
from core.store.search_index import CENTRE, tokens
from tests.access.stories import LOGINS, bring, share, tell


def found(agent, text, **values):
    return [row.subject for row in search(agent, access_of(agent), text, **values).rows]


def test_a_word_is_found_in_all_its_forms(app, cast):
    bring(1, "Släckt gatlampa")
    fatima = cast.agent("fatima")
    for text in ("gatlampa", "gatlampor", "GATLAMPAN släckt", "gatlamp*", "person1@invanare.example"):
        assert found(fatima, text) == ["Släckt gatlampa"], text
    for text in ("gatlampa finns inte", "slackt", "xyz", "", "   ", "-", '"', "' OR 1", "a:b & | ! (", "*", "NEAR("):
        assert found(fatima, text) == [], text


def test_a_star_finds_every_word_that_begins_so_and_only_where_the_agent_may_look(app, cast):
    bring(1, "Skolan är kall")
    bring(2, "Grop i Skolgatan")
    bring(3, "Snöröjning")
    there = bring(4, "avboka hemtjänstbesök på skolhemmet")
    fatima, gunilla = cast.agent("fatima"), cast.agent("gunilla")
    for text in ("skol*", "SKOL*", "Skolan*"):
        assert found(fatima, text) == ["Grop i Skolgatan", "Skolan är kall"], text
    assert found(gunilla, "skol*")[0].startswith("avboka")
    assert found(fatima, "skol*", limit=1) == ["Grop i Skolgatan"]
    assert found(fatima, "skol* grop") == ["Grop i Skolgatan"]
    assert found(fatima, "skol") == ["Skolan är kall"]
    assert found(fatima, "skolh*") == found(fatima, "hemtj*") == []
    with transaction():
        hand_over(there, cast.forvaltningar["VOF"], gunilla)
    assert found(gunilla, "skolh*") == []


def test_a_number_is_found_whole_or_by_its_tail(app, cast):
    bring(1, "Släckt gatlampa")
    fatima = cast.agent("fatima")
    for text in ("2026-000001", " 2026-1 ", "000001", "1", "2026–000001"):
        exact = search(fatima, access_of(fatima), text).exact
        assert exact is not None and exact.number == "2026-000001", text
    for text in ("2026-000002", "2025-000001", "12345678901234567890", "2026-", "0"):
        assert search(fatima, access_of(fatima), text).exact is None, text


def test_limited_access_finds_the_number_alone_and_only_when_it_is_whole(app, cast):
    case_id = bring(1, "avboka hemtjänstbesök")
    gunilla = cast.agent("gunilla")
    with transaction():
        hand_over(case_id, cast.forvaltningar["VOF"], gunilla)
    page = search(gunilla, access_of(gunilla), "2026-000001")
    assert page.exact is None and page.rows == ()
    assert page.number_only is not None and page.number_only.forvaltning == "VOF"
    assert not hasattr(page.number_only, "subject")
    for login, text in (("gunilla", "1"), ("fatima", "2026-000001"), ("gunilla", "hemtjänstbesök")):
        page = search(cast.agent(login), access_of(cast.agent(login)), text)
        assert (page.rows, page.exact, page.number_only) == ((), None, None), (login, text)


def test_hidden_words_are_not_found(app, cast):
    bring(1, "Mamma fick inte sin insulin")
    bring(2, "avboka hemtjänstbesök")
    for login in ("fatima", "bo", "adam", "vilma"):
        for text in ("insulin", "hemtjänstbesök", "person2", "Mamma insulin", "insul*"):
            assert found(cast.agent(login), text) == [], (login, text)


def test_letters_with_dots_are_letters_of_their_own(app, cast):
    bring(1, "Får")
    bring(2, "Far")
    assert found(cast.agent("fatima"), "får") == ["Får"]
    assert found(cast.agent("fatima"), "far") == ["Far"]


@pytest.mark.parametrize("window", [4, 50_000])
def test_newest_first_in_pages_each_case_once(app, cast, monkeypatch, window):
    monkeypatch.setattr(matches, "_WINDOW", window)
    cases = [bring(number, f"Lampa {number}") for number in range(1, 8)]
    fatima = cast.agent("fatima")
    with transaction():
        note(cases[0], "Lampan i fråga", "internal_note", fatima)
    seen, before = [], None
    for _ in range(10):
        page = search(fatima, access_of(fatima), "lampa", before, 2)
        seen += [row.subject for row in page.rows]
        before = page.more
        if before is None:
            break
    assert seen == ["Lampa 1", *(f"Lampa {number}" for number in range(7, 1, -1))]


def test_a_shared_case_is_found_and_a_blocked_one_is_not(app, cast):
    case_id = bring(1, "avboka hemtjänstbesök")
    gunilla, bo = cast.agent("gunilla"), cast.agent("bo")
    assert found(gunilla, "hemtjänstbesök") and not found(bo, "hemtjänstbesök")
    with transaction():
        share(case_id, bo, "informed")
        share(case_id, gunilla, "block")
    assert found(bo, "hemtjänstbesök") and not found(gunilla, "hemtjänstbesök")
    assert search(gunilla, access_of(gunilla), "2026-000001").exact is None


def test_what_is_handed_over_is_found_by_those_who_have_it_now(app, cast):
    case_id = bring(1, "avboka hemtjänstbesök")
    with transaction():
        hand_over(case_id, cast.forvaltningar["VOF"], cast.agent("gunilla"))
    assert found(cast.agent("vera"), "hemtjänstbesök")
    assert not found(cast.agent("gunilla"), "hemtjänstbesök")


def test_the_fewest_tokens_stand_for_exactly_the_scopes_in_full(app, cast, clock):
    tell(cast, clock, 3, cases=12, steps=60)
    for login in LOGINS:
        access = access_of(cast.agent(login))
        covered = {scope.id for scope in all_scopes() if set(tokens(scope.id).split()) & set(cover(access))}
        assert covered == access.full, login
    assert CENTRE in cover(access_of(cast.agent("fatima")))


def test_nothing_that_is_typed_is_an_error(app, cast):
    bring(1, "Hej")
    fatima = cast.agent("fatima")
    for text in ("\x00", "\ud800", "a" * 5000, "s1 s00", "s10xhej", "🙂", "٣", "1e5", "a\u0301" * 300):
        assert found(fatima, text) == [], text
        assert find_contacts(text, fatima) == () and isinstance(find_types(text), tuple), text


def test_filters_leave_some_of_what_is_found(app, cast):
    bring(1, "Släckt lampa")
    bring(2, "Lampa och bygglov", channel="sms")
    fatima = cast.agent("fatima")
    access = access_of(fatima)
    asked = ((Query(), 2), (Query(channel=("sms",)), 1), (Query(forvaltning=("TEK",)), 1), (Query(type=("X",)), 0))
    for query, n in asked:
        assert len(page(fatima, access, replace(query, text="lampa")).rows) == n, query


def test_a_contact_is_found_by_name_address_and_number_through_a_case_one_may_read(app, cast):
    bring(1, "Släckt lampa")
    bring(2, "avboka hemtjänstbesök")
    assert [hit.name for hit in find_contacts("pers", cast.agent("fatima"))] == ["Person 1"]
    found_by_address = find_contacts("person1@inv", cast.agent("fatima"))
    assert [hit.addresses for hit in found_by_address] == [("person1@invanare.example",)]
    assert [hit.name for hit in find_contacts("person", cast.agent("gunilla"))] == ["Person 2", "Person 1"]
    assert find_contacts("lampa", cast.agent("fatima")) == ()


def test_a_protected_contact_is_never_found(app, cast):
    bring(1, "Släckt lampa")
    with transaction() as tx:
        tx.execute(table(Contact).update().values(protected=True))
    assert find_contacts("person", cast.agent("fatima")) == ()


def test_types_are_found_by_everyday_words_and_names(app, cast):
    assert [hit.code for hit in find_types("lykt")] == ["T06"]
    assert [hit.word for hit in find_types("gatlampor")] == ["gatlampa"]
    assert [hit.code for hit in find_types("trasig gatu")] == ["T06"]
    assert [hit.code for hit in find_types("snö")] == ["T03"] and find_types("sno") == ()
    assert [hit.word for hit in find_types("någon har krossat en gatlampa hos oss")] == ["gatlampa"]
    assert find_types("t06")[0].code == "T06" and find_types("ej klassat") == ()
    bring(1, "Släckt lampa")
    assert [hit.code for hit in find_types("")] == ["T06"] and find_types("", svarsgrupp="1") == ()


def test_words_of_secret_cases_are_written_apart_and_follow_the_case(app, cast):
    case_id = bring(1, "Mamma fick inte sin insulin")
    fatima, gunilla = cast.agent("fatima"), cast.agent("gunilla")

    def plain():
        stems = reading().scalars(select(SearchRow.stems).where(SearchRow.case_id == case_id))
        return ["insulin" in row.split() for row in stems if "insulin" in row]

    for code, is_plain in ((None, False), ("T03", True), ("V02", False), ("T03", True)):
        if code:
            with transaction():
                classify(case_id, code, SYSTEM)
        assert set(plain()) == {is_plain}, code
        assert bool(found(fatima, "insulin")) is is_plain, code
        assert bool(found(gunilla, "insul*")) is True, code
        assert found(gunilla, "insulin mamma person1") and not found(gunilla, "insulin pappa")
