"""From nothing to the newest version, and a clear no to any other."""

from __future__ import annotations

from sqlalchemy import inspect, text

from core.store.checks import differences, problems
from core.store.db import db
from core.store.schema import require_current, upgrade


def run(statement: str) -> None:
    with db.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement))


def test_an_empty_database_gets_every_table_and_a_marked_blob_folder(bare):
    done = upgrade(bare, [])
    assert done[0].startswith("core 0001: ")
    assert done[-1] == f"new blob folder {bare.config['BLOBS']}"
    with bare.app_context():
        assert "cases" in inspect(db.engine).get_table_names()
    assert problems(bare, []) == []


def test_a_second_upgrade_finds_nothing_to_do(bare):
    upgrade(bare, [])
    assert upgrade(bare, []) == []
    require_current(bare, [])


def test_migrations_and_models_agree(bare):
    upgrade(bare, [])
    with bare.app_context(), db.engine.connect() as connection:
        assert differences(connection, []) == []
