"""Counters and search rows can be made anew, and a difference is told."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from core.access.agents import SYSTEM
from core.access.checks import check
from core.access.counters import counts, freshness
from core.access.rebuild import rebuild
from core.access.scopes import access_of
from core.access.search import search
from core.case.notes import note
from core.store.db import db, reading, table, transaction
from core.store.models import Counter, SearchRow
from core.store.search_index import forget_all
from tests.access.stories import LOGINS, bring, tell

WORDS = ("gatlampa", "insulin", "hemtjänstbesök", "text", "person3", "hej", "text nummer 7", "2026-000004")


def silent(line: str) -> None:
    pass


def everything(cast):
    """All that anybody can count or find."""
    db.session.rollback()
    said = {}
    for login in LOGINS:
        agent = cast.agent(login)
        access = access_of(agent)
        finds = {word: [row.id for row in search(agent, access, word, limit=100).rows] for word in WORDS}
        said[login] = (counts(agent, access), finds)
    return said


def test_made_anew_they_are_what_they_were(app, cast, clock):
    tell(cast, clock, 11)
    with transaction():
        note(1, "Ring stolpe 117", "internal_note", SYSTEM)
    before, rows = everything(cast), list(reading().execute(_in_order()))
    assert list(check()) == []
    rebuild(silent)
    assert list(check()) == []
    assert everything(cast) == before
    assert list(reading().execute(_in_order())) == rows


def _in_order():
    return select(SearchRow.case_id, SearchRow.message_id, SearchRow.stems, SearchRow.scope).order_by(
        SearchRow.case_id, SearchRow.id
    )


def test_lost_rows_and_counters_come_back(app, cast, clock):
    tell(cast, clock, 13, cases=8, steps=20)
    before = everything(cast)
    with transaction() as tx:
        tx.execute(update(table(Counter)).values(n=7))
        forget_all()
    assert everything(cast) != before
    rebuild(silent)
    assert everything(cast) == before


def test_no_page_takes_old_numbers_for_new_after_a_rebuild(app, cast):
    bring(1, "Släckt gatlampa")
    fatima = cast.agent("fatima")
    before = freshness(fatima, access_of(fatima))
    rebuild(silent)
    assert freshness(fatima, access_of(fatima)) > before


def test_each_difference_is_told(app, cast):
    for number in (1, 2, 3):
        bring(number, "Släckt gatlampa")
    with transaction() as tx:
        tx.execute(update(table(Counter)).where(table(Counter).c.view == "unassigned").values(n=9))
        tx.execute(delete(table(SearchRow)).where(table(SearchRow).c.case_id == 1))
        tx.execute(update(table(SearchRow)).where(table(SearchRow).c.case_id == 2).values(scope="s999"))
    said = "\n".join(check())
    for words in ("unassigned för scope", "är 9, ska vara 3", "ärende 2026-000001 saknar sin egen rad",
                  "meddelande 1 i ärende 2026-000001 saknar rad", "rader har omfånget 's999'"):  # fmt: skip
        assert words in said, words
    rebuild(silent)
    assert list(check()) == []
