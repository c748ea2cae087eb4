"""Histories of several packages, and rebuilding a table that other rows point at."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from core.contract.errors import ConfigurationError, SchemaMismatch
from core.contract.plugin import Plugin
from core.store.checks import differences, problems
from core.store.db import db
from core.store.histories import History, foreign_keys_off, histories
from core.store.schema import upgrade
from tests.store.example import models
from tests.store.rows import put_a_case

EXAMPLE = Path(models.__file__).parent / "migrations"
CORE = histories([])[0].folder


class Example(Plugin):
    migrations = EXAMPLE


def write(statement: str) -> None:
    with db.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement))


def count(table: str) -> int:
    with db.engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def a_history(folder: Path, name: str, original: Path, *files: str) -> History:
    """A history under the same name that knows only some of the files yet."""
    target = folder / name / "migrations"
    target.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copy(original / file, target / file)
    return History(name, target)


def test_a_plugin_with_tables_has_a_history_of_its_own_after_the_core(bare):
    done = upgrade(bare, [Example("bilder", {})])
    assert [line.split(":")[0] for line in done[:3]] == ["core 0001", "example 0001", "example 0002"]
    with bare.app_context():
        assert count("alembic_core") == count("alembic_example") == 1


def test_a_plugins_migrations_and_models_agree(bare):
    example = Example("bilder", {})
    upgrade(bare, [example])
    with bare.app_context(), db.engine.connect() as connection:
        assert differences(connection, [example]) == []
    assert problems(bare, [example]) == []


def test_a_plugin_enabled_later_is_added_to_a_running_database(bare):
    upgrade(bare, [])
    done = upgrade(bare, [Example("bilder", {})])
    assert [line.split(":")[0] for line in done[-2:]] == ["example 0001", "example 0002"]


def test_a_plugin_switched_off_keeps_its_tables_and_is_not_missed(bare):
    upgrade(bare, [Example("bilder", {})])
    assert upgrade(bare, []) == []
    assert problems(bare, []) == []


def test_two_instances_of_one_class_share_tables():
    assert [h.name for h in histories([Example("a", {}), Plugin("b", {}), Example("c", {})])] == ["core", "example"]


def test_two_packages_of_one_name_are_refused(tmp_path):
    class Other(Plugin):
        migrations = tmp_path / "example" / "migrations"

    with pytest.raises(ConfigurationError, match="två paket som heter example"):
        histories([Example("a", {}), Other("b", {})])


def test_two_ends_of_one_history_are_refused(tmp_path):
    history = a_history(tmp_path, "example", EXAMPLE, "0001_first.py", "0002_who_took_it.py")
    (history.folder / "0002_another.py").write_text(f"revision = 'x'\ndown_revision = '0001'\n{NOTHING}")
    with pytest.raises(ConfigurationError, match="2 versioner"):
        history.head()


def test_a_rebuilt_table_keeps_the_rows_that_point_at_it(bare, tmp_path):
    upgrade(bare, [])
    history = a_history(tmp_path, "example", EXAMPLE, "0001_first.py")
    with bare.app_context():
        history.run(db.engine)
        put_a_case()
        write("INSERT INTO example_photos (id, case_id, title) VALUES (7, 1, 'Lampa')")
        write("INSERT INTO example_sightings (id, photo_id, what) VALUES (1, 7, 'stolpe'), (2, 7, 'katt')")
        a_history(tmp_path, "example", EXAMPLE, "0002_who_took_it.py")
        assert [line.split(":")[0] for line in history.run(db.engine)] == ["example 0002"]
        assert (count("example_photos"), count("example_sightings")) == (1, 2)


def test_with_foreign_keys_on_the_same_rebuild_would_have_deleted_them(sqlite_app, tmp_path):
    upgrade(sqlite_app, [Example("bilder", {})])
    with sqlite_app.app_context():
        put_a_case()
        write("INSERT INTO example_photos (id, case_id, title) VALUES (7, 1, 'Lampa')")
        write("INSERT INTO example_sightings (id, photo_id, what) VALUES (1, 7, 'stolpe')")
        with db.engine.execution_options(writes=True).begin() as connection:
            connection.execute(text("CREATE TABLE copied AS SELECT * FROM example_photos"))
            connection.execute(text("DROP TABLE example_photos"))
            connection.execute(text("ALTER TABLE copied RENAME TO example_photos"))
        assert count("example_sightings") == 0


NOTHING = "def upgrade():\n    pass\n"
ORPHANS = "from alembic import op\ndef upgrade():\n    op.execute('DELETE FROM example_photos')\n"
HALF = "from alembic import op\ndef upgrade():\n    op.execute('CREATE TABLE example_half (id int)')\n    1 / 0\n"


def test_a_migration_that_leaves_rows_pointing_at_nothing_is_undone(sqlite_app, tmp_path):
    upgrade(sqlite_app, [Example("bilder", {})])
    history = a_history(tmp_path, "example", EXAMPLE, "0001_first.py", "0002_who_took_it.py")
    (history.folder / "0003_bad.py").write_text(f"revision = '0003'\ndown_revision = '0002'\n{ORPHANS}")
    with sqlite_app.app_context():
        put_a_case()
        write("INSERT INTO example_photos (id, case_id, title) VALUES (7, 1, 'Lampa')")
        write("INSERT INTO example_sightings (id, photo_id, what) VALUES (1, 7, 'stolpe')")
        with pytest.raises(SchemaMismatch, match="1 rader i example_sightings pekar på rader som saknas i"):
            history.run(db.engine)
        assert (count("example_photos"), count("example_sightings")) == (1, 1)
        with db.engine.connect() as connection:
            assert history.current(connection) == "0002"


def test_a_migration_that_fails_half_way_leaves_nothing(bare, tmp_path):
    upgrade(bare, [Example("bilder", {})])
    history = a_history(tmp_path, "example", EXAMPLE, "0001_first.py", "0002_who_took_it.py")
    (history.folder / "0003_bad.py").write_text(f"revision = '0003'\ndown_revision = '0002'\n{HALF}")
    with bare.app_context():
        with pytest.raises(ZeroDivisionError):
            history.run(db.engine)
        assert "example_half" not in inspect(db.engine).get_table_names()


def test_foreign_keys_are_off_inside_and_on_again_after(sqlite_app):
    with sqlite_app.app_context(), db.engine.connect() as connection:
        with foreign_keys_off(connection), connection.begin():
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 0
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_foreign_keys_cannot_be_switched_off_too_late(sqlite_app):
    with sqlite_app.app_context(), db.engine.begin() as connection:
        late = foreign_keys_off(connection)
        with pytest.raises(SchemaMismatch, match="outside a transaction"):
            late.__enter__()


WIDER = """
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"


def upgrade():
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("subject", existing_type=sa.String(300), type_=sa.String(400), existing_nullable=False)
        cases.add_column(sa.Column("mood", sa.String(10)))
    with op.batch_alter_table("search_rows") as rows:
        rows.alter_column("scope", existing_type=sa.String(20), type_=sa.String(30), existing_nullable=False)
"""


def test_rebuilding_the_cores_largest_tables_keeps_rows_partial_indexes_and_search(sqlite_app, tmp_path):
    upgrade(sqlite_app, [])
    history = a_history(tmp_path, "core", CORE, "0001_first.py")
    (history.folder / "0002_wider.py").write_text(WIDER)
    with sqlite_app.app_context():
        put_a_case()
        write("INSERT INTO search_index(rowid, stems, scope) SELECT id, stems, scope FROM search_rows")
        before = statements("index", "cases")
        history.run(db.engine)
        assert statements("index", "cases") == before
        assert (count("messages"), count("inbound"), count("attachments")) == (1, 1, 1)
        assert count("search_index WHERE search_index MATCH 'ågat AND scope:s1'") == 1
        with pytest.raises(DBAPIError, match="FOREIGN KEY"):
            write("DELETE FROM cases")


def statements(kind: str, table: str) -> set[str]:
    with db.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT name || coalesce(substr(sql, instr(sql, ' WHERE ')), '') FROM sqlite_schema"
                 " WHERE type = :kind AND tbl_name = :table AND sql IS NOT NULL"),
            {"kind": kind, "table": table},
        )  # fmt: skip
        return set(rows.scalars())
