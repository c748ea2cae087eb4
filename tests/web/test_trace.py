"""What is written in the audit log: every search as its kind and a hash, never its text; and nothing leaves the log."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from core.case.looking import key_of, kind_of, look_up
from core.store.db import db, reading, table, transaction
from core.store.models import Audit, Contact
from core.web.plugin_pages import find_contacts
from core.web.session import forget_agent
from tests.cast import Cast
from tests.web.desk import LAMP, MONA, Desk, bring


def logged(action: str = "") -> list[Any]:
    """The rows of the log, all or of one action."""
    db.session.rollback()
    rows = select(Audit).order_by(Audit.id)
    return list(reading().scalars(rows.where(Audit.action == action) if action else rows))


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("2026-000001", "case_number"),
        (MONA, "email"),
        ("070-174 06 12", "phone"),
        ("+46701740612", "phone"),
        ("Mona Lind", "words"),
        ("000001", "phone"),
    ],
)
def test_a_search_in_the_box_is_logged_as_its_kind_and_a_hash(app: Flask, cast: Cast, typed: str, kind: str) -> None:
    bring(**LAMP)
    Desk(app, cast, "fatima").get("/", query_string={"text": typed})
    (row,) = logged("searched")
    assert (row.agent_id, row.case_id) == (cast.agent("fatima").id, None)
    assert row.data == {"where": "box", "kind": kind, "key": key_of(typed)}
    assert typed not in str(row.data) and "mona" not in str(row.data).lower()


def test_a_list_without_a_search_logs_nothing(app: Flask, cast: Cast) -> None:
    desk = Desk(app, cast, "fatima")
    desk.get("/?text=")
    desk.get("/?text=%20%20")
    desk.get("/?vy=mina")
    assert logged() == []


def test_the_hash_is_the_same_however_a_number_is_written_and_another_for_another(app: Flask) -> None:
    ways = {key_of(way) for way in ("070-174 06 12", "0701740612", "+46 70 174 06 12")}
    assert len(ways) == 1 and key_of("070-174 06 13") not in ways
    assert key_of("Lind  Mona") == key_of("mona lind") != key_of("mona")
    assert len(key_of("\ud800")) == len(key_of("")) == 32 and kind_of("...") == "words"


def test_a_search_for_contacts_is_logged_with_the_ids_of_those_it_found(app: Flask, cast: Cast) -> None:
    bring(**LAMP)
    with app.test_request_context("/"):
        forget_agent(cast.agent("fatima"))
        assert [hit.name for hit in find_contacts("mona")] == ["Mona Lind"]
        assert find_contacts("ingen") == ()
    first, second = logged("searched")
    assert first.data["contacts"] == [reading().scalar(select(Contact.id))]
    assert second.data["contacts"] == [] and first.data["where"] == "contacts"
    assert "mona" not in str(first.data).lower()


def test_what_stands_in_the_log_can_neither_be_changed_nor_taken_away(app: Flask, cast: Cast) -> None:
    rows = table(Audit)
    look_up("box", "Mona", cast.agent("fatima"))
    for statement in (update(rows).values(action="nothing"), delete(rows)):
        with pytest.raises(DatabaseError, match="only added to"), transaction() as tx:
            tx.execute(statement)
    assert [row.action for row in logged()] == ["searched"]
