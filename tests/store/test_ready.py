"""A statement compiled once writes what the ordinary way would (defaults, times, JSON, many rows) and fails as it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from core.contract.errors import NoTransaction
from core.store.db import db, reading, table, transaction
from core.store.models import Contact, Event, Heartbeat, PluginHealth
from core.store.ready import Ready, insert, insert_all

AT = datetime(2026, 5, 11, 12, 30, tzinfo=timezone(timedelta(hours=2)))


def test_an_insert_gives_the_id_and_the_columns_their_defaults(app: Flask) -> None:
    with transaction():
        first = insert(Contact, {"name": "Mona", "created_at": AT})
        second = insert(Contact, {"name": "Åsa", "created_at": AT, "protected": True})
    rows = {row.id: row for row in reading().scalars(select(Contact).where(Contact.id.in_((first, second))))}
    assert (rows[first].kind, rows[first].language, rows[first].protected) == ("person", "sv", False)
    assert rows[first].created_at == datetime(2026, 5, 11, 10, 30, tzinfo=UTC)
    assert rows[second].name == "Åsa" and rows[second].protected


def test_many_rows_at_once(app: Flask) -> None:
    with transaction():
        insert_all(PluginHealth, [{"plugin": f"p{n}", "at": AT} for n in range(3)])
        insert_all(PluginHealth, [])
    found = reading().scalars(select(PluginHealth).where(PluginHealth.plugin.in_(("p0", "p1", "p2")))).all()
    assert [(row.state, row.at) for row in found] == [("ok", AT)] * 3


def test_a_statement_says_how_many_rows_it_met(app: Flask) -> None:
    beats = table(Heartbeat)
    beat = Ready(lambda: update(beats).where(beats.c.worker == bindparam("who")).values(at=bindparam("now")))
    with transaction():
        insert_all(Heartbeat, [{"worker": "w1", "at": 1.0}])
        assert beat.run({"who": "w1", "now": 2.5}).rowcount == 1
        assert beat.run({"who": "w2", "now": 2.5}).rowcount == 0
        assert Ready(lambda: text("SELECT at FROM heartbeats WHERE worker = :who")).run({"who": "w1"}).value() == 2.5


def test_more_rows_than_one_statement_takes(app: Flask) -> None:
    with transaction():
        insert_all(PluginHealth, [{"plugin": f"many{n}", "at": AT} for n in range(1001)])
    found = select(func.count()).select_from(PluginHealth).where(PluginHealth.plugin.startswith("many"))
    assert reading().scalar(found) == 1001


def test_what_was_to_be_written_stays_out_of_the_words_of_an_error(app: Flask) -> None:
    nobodys = {"case_id": 404, "at": AT, "kind": "of_nobody", "agent_id": None, "data": {}}
    with pytest.raises(IntegrityError) as refused, transaction():
        insert_all(Event, [nobodys])
    assert "of_nobody" not in str(refused.value).partition("[SQL")[2]
    with transaction():
        insert_all(Heartbeat, [{"worker": "w1", "at": 1.0}])
    assert reading().get(Heartbeat, "w1") is not None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has no server that could go
def test_a_connection_that_is_gone_is_not_used_again(app: Flask) -> None:
    with pytest.raises(OperationalError), transaction() as tx:
        own = tx.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
        insert_all(Heartbeat, [{"worker": "w1", "at": 1.0}])
    with transaction():
        insert_all(Heartbeat, [{"worker": "w2", "at": 1.0}])
    assert list(reading().scalars(select(Heartbeat.worker))) == ["w2"]


def test_what_the_database_refuses_is_raised_and_nothing_is_written(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction():
        insert_all(PluginHealth, [{"plugin": "p1"}])
        insert_all(Event, [{"case_id": 404, "at": AT, "kind": "opened", "agent_id": None, "data": {}}])
    assert reading().get(PluginHealth, "p1") is None


def test_outside_a_transaction_it_refuses(app: Flask) -> None:
    with pytest.raises(NoTransaction):
        insert(Contact, {"name": "Mona", "created_at": AT})
