"""A case is found by an address that stands only on its contact, by those who may see the case and nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select, update

from core.access.contact_search import find_contacts
from core.access.scopes import access_of
from core.access.search import search
from core.case.handover import hand_over
from core.store.db import db, reading, table, transaction
from core.store.models import Case, ContactAddress
from tests.access.stories import bring, share

PHONE, MAIL = "+46701740699", "annan@invanare.example"


def found(agent, text, **values):
    return [row.subject for row in search(agent, access_of(agent), text, **values).rows]


def give_address(case_id, kind, value):
    contact_id = reading().scalar(select(Case.contact_id).where(Case.id == case_id))
    with transaction() as tx:
        tx.execute(table(ContactAddress).insert().values(contact_id=contact_id, kind=kind, value=value))


WRITTEN = ("070-174 06 99", "0701740699", "+46 70 174 06 99", "0046701740699", MAIL, MAIL.upper())
PARTS = ("070-174 06", "1740699", "annan@", "@", "a\x00@b", "a @ b", "x" * 400 + "@y", "\udc80@x")


@pytest.mark.parametrize("text", WRITTEN)
def test_a_whole_address_of_the_contact_finds_its_cases(app, cast, text):
    case_id = bring(1, "Släckt gatlampa")
    bring(2, "Snö på gatan")
    give_address(case_id, "phone", PHONE)
    give_address(case_id, "email", MAIL)
    fatima = cast.agent("fatima")
    assert found(fatima, text) == ["Släckt gatlampa"]
    assert [hit.last_number for hit in find_contacts(text, fatima)] == ["2026-000001"]


@pytest.mark.parametrize("text", PARTS)
def test_a_part_of_an_address_finds_nothing_and_is_no_error(app, cast, text):
    give_address(bring(1, "Släckt gatlampa"), "phone", PHONE)
    assert found(cast.agent("fatima"), text) == []


def test_an_address_finds_no_case_that_one_may_not_see(app, cast):
    hidden, blocked, given = bring(1, "avboka hemtjänstbesök"), bring(2, "Släckt gatlampa"), bring(3, "avboka insulin")
    with transaction():
        share(blocked, cast.agent("fatima"), "block")
    for case_id, end in ((hidden, "97"), (blocked, "98"), (given, "99")):
        give_address(case_id, "phone", f"+467017406{end}")
    fatima = cast.agent("fatima")
    for end in ("97", "98", "99"):
        assert found(fatima, f"070-174 06 {end}") == [] and find_contacts(f"070-174 06 {end}", fatima) == ()
    with transaction():
        hand_over(hidden, cast.forvaltningar["VOF"], cast.agent("gunilla"))
    assert found(cast.agent("gunilla"), "070-174 06 97") == [], "limited access finds nothing by an address"


def test_a_hidden_address_takes_as_many_statements_as_one_that_nobody_has(app, cast):
    give_address(bring(1, "avboka hemtjänstbesök"), "phone", PHONE)
    fatima, access = cast.agent("fatima"), access_of(cast.agent("fatima"))

    def statements(text):
        said = []
        event.listen(db.engine, "before_cursor_execute", lambda *seen: said.append(seen[2]))
        search(fatima, access, text)
        return said.copy()

    statements("070-174 06 01")
    assert statements("070-174 06 99") == statements("070-174 06 98")


def test_pages_show_each_case_of_an_address_once(app, cast):
    contact = None
    for n in range(1, 8):
        case_id = bring(n, f"Släckt gatlampa {n}")
        contact = contact or reading().scalar(select(Case.contact_id).where(Case.id == case_id))
        with transaction() as tx:
            tx.execute(update(table(Case)).where(table(Case).c.id == case_id).values(contact_id=contact))
    give_address(case_id, "email", MAIL)
    fatima, seen, before = cast.agent("fatima"), [], None
    while True:
        page = search(fatima, access_of(fatima), MAIL, before, limit=3)
        seen += [row.number for row in page.rows]
        before = page.more
        if before is None:
            break
    assert seen == [f"2026-{n:06d}" for n in range(7, 0, -1)]
