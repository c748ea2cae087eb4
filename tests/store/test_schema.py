"""From nothing to the newest version, and a clear no to any other."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from core.contract.errors import SchemaMismatch
from core.store import blobs, marker, snapshot
from core.store.checks import differences, problems
from core.store.db import Base, db
from core.store.schema import require_current, upgrade
from tests.store.bare import bare_app
from tests.store.rows import put_a_case
from tests.store.test_histories import Example


def write(statement: str) -> None:
    with db.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement))


def set_version(app, version: str) -> None:
    with app.app_context():
        write(f"UPDATE alembic_core SET version_num = '{version}'")


def test_an_empty_database_gets_every_table_and_a_marked_blob_folder(bare):
    done = upgrade(bare, [])
    assert done[0].startswith("core 0001: ")
    assert done[-1] == f"ny filmapp: {bare.config['BLOBS']}"
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


def test_partial_indexes_are_partial_in_the_same_way_as_the_models(bare):
    upgrade(bare, [])
    with bare.app_context():
        option = f"{db.engine.dialect.name}_where"
        for table in ("cases", "inbound", "deliveries"):
            found = {i["name"]: i.get("dialect_options", {}).get(option) for i in inspect(db.engine).get_indexes(table)}
            wanted = {i.name: i.dialect_kwargs.get(option) for i in Base.metadata.tables[table].indexes}
            assert {name for name, where in found.items() if where is not None} == {
                name for name, where in wanted.items() if where is not None
            }


def test_an_empty_database_is_not_run_on(bare):
    with pytest.raises(SchemaMismatch, match=r"core har inga tabeller än.*behöver 0001.*`./run db upgrade`"):
        require_current(bare, [])
    assert len(problems(bare, [])) == 1


def test_a_plugin_whose_tables_are_missing_is_named(bare):
    upgrade(bare, [])
    with pytest.raises(SchemaMismatch, match=r"example har inga tabeller än, programmet behöver 0002"):
        require_current(bare, [Example("bilder", {})])


def test_a_newer_database_is_neither_run_on_nor_upgraded(bare):
    upgrade(bare, [])
    set_version(bare, "0099")
    for refuse in (require_current, upgrade):
        with pytest.raises(SchemaMismatch, match=r"nyare än programmet \(core har version 0099"):
            refuse(bare, [])


def test_the_tables_of_another_program_are_left_alone(bare):
    with bare.app_context():
        write("CREATE TABLE wp_posts (id int)")
    with pytest.raises(SchemaMismatch, match="ett annat programs tabeller"):
        upgrade(bare, [])
    with bare.app_context():
        assert inspect(db.engine).get_table_names() == ["wp_posts"]


def test_eight_starts_at_once_upgrade_once(bare, tmp_path):
    url, done, errors = bare.config["SQLALCHEMY_DATABASE_URI"], [], []

    def start() -> None:
        try:
            done.append(upgrade(bare_app(url, tmp_path), []))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(len(lines) for lines in done) == [0] * 7 + [2]


def test_a_new_database_is_not_copied_first(bare, tmp_path):
    upgrade(bare, [Example("bilder", {})])
    assert not (tmp_path / "backups").exists()


def test_a_database_with_something_to_lose_is_copied_first(sqlite_app, tmp_path):
    upgrade(sqlite_app, [])
    with sqlite_app.app_context():
        put_a_case()
    done = upgrade(sqlite_app, [Example("bilder", {})])
    (copy,) = (tmp_path / "backups").iterdir()
    assert done[0] == f"databasen är kopierad till {copy}"
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT number FROM cases").fetchall() == [("2026-000001",)]
        assert not connection.execute("SELECT 1 FROM sqlite_schema WHERE name LIKE 'example%'").fetchall()


def test_without_postgresqls_client_the_upgrade_says_that_it_made_no_copy(postgresql_app, monkeypatch, tmp_path):
    upgrade(postgresql_app, [])
    monkeypatch.setenv("PATH", str(tmp_path))
    done = upgrade(postgresql_app, [Example("bilder", {})])
    assert done[0] == "ingen kopia gjordes före uppgraderingen: pg_dump är inte installerat"


def test_two_copies_in_one_second_do_not_overwrite_each_other(sqlite_app):
    upgrade(sqlite_app, [])
    with sqlite_app.app_context():
        first, second = snapshot.before_upgrade(sqlite_app), snapshot.before_upgrade(sqlite_app)
    assert first != second


def test_a_start_that_died_before_the_marker_was_written_down_takes_the_marker_it_finds(bare):
    folder = Path(bare.config["BLOBS"])
    folder.mkdir()
    (folder / "marker").write_text("from-before\n")
    upgrade(bare, [])
    with bare.app_context():
        assert marker.problem() is None
    assert (folder / "marker").read_text() == "from-before\n"


def test_a_folder_with_anothers_blobs_is_not_taken_over(bare):
    with bare.app_context():
        blobs.put(b"somebody else's mail")
    upgrade(bare, [])
    with bare.app_context():
        assert "hör inte till den här databasen" in marker.problem()


def test_nothing_starts_on_a_restore_that_was_broken_off(bare):
    folder = Path(bare.config["BLOBS"])
    folder.mkdir()
    (folder / marker.RESTORING).touch()
    for refuse in (require_current, upgrade):
        with pytest.raises(SchemaMismatch, match="En återläsning avbröts"):
            refuse(bare, [])
