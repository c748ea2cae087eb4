"""One Alembic history for each package that owns tables: its files, its version table, how it is run.

A history is a folder of version files and nothing else: no env.py, no ini file. SQLite changes a table by copying
it, so each run there has foreign keys switched off (a copy with them on deletes children without a word) and ends
by checking every one of them, inside the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from core.contract.errors import ConfigurationError, SchemaMismatch
from core.contract.plugin import Plugin

CORE = "core"


@dataclass(frozen=True, slots=True)
class History:
    """`name` is "core" or the plug-in's package; its tables begin with it, its version table ends with it."""

    name: str
    folder: Path

    @property
    def version_table(self) -> str:
        return f"alembic_{self.name}"

    def head(self) -> str:
        """The version this code needs. A history has one end: two would mean that two people wrote the next one."""
        heads = self._script().get_heads()
        if len(heads) != 1:
            raise ConfigurationError([f"{self.name}: migreringarna slutar i {len(heads)} versioner i stället för i en"])
        return heads[0]

    def knows(self, version: str) -> bool:
        return any(script.revision == version for script in self._script().walk_revisions())

    def current(self, connection: Connection) -> str | None:
        """The version the database has; None when this history never ran in it."""
        context = MigrationContext.configure(connection, opts={"version_table": self.version_table})
        return context.get_current_revision()

    def run(self, engine: Engine) -> list[str]:
        """Brings the tables to `head()`, all or nothing; returns one line a version."""
        writing = engine.execution_options(writes=True)
        with writing.connect() as connection, foreign_keys_off(connection), connection.begin():
            done = self._run_in(connection)
            if done:
                check_foreign_keys(connection)
        return done

    def _run_in(self, connection: Connection) -> list[str]:
        script = self._script()
        done: list[str] = []

        def steps(version: Any, _: MigrationContext) -> Any:
            return script._upgrade_revs("head", version)

        def note(ctx: MigrationContext, step: Any, heads: Any, run_args: Any) -> None:
            done.append(f"{self.name} {step.up_revision_id}: tabellerna är på plats")

        with EnvironmentContext(Config(), script, fn=steps) as environment:
            environment.configure(
                connection=connection, version_table=self.version_table, transactional_ddl=True, on_version_apply=note
            )
            environment.run_migrations()
        return done

    def _script(self) -> ScriptDirectory:
        return ScriptDirectory(str(self.folder), version_locations=[str(self.folder)])


def histories(plugins: Iterable[Plugin]) -> list[History]:
    """The core's history first, then one for each package among the enabled plug-ins that owns tables.

    Two instances of one class share tables. Raises ConfigurationError when two packages would own the same names.
    """
    found = [History(CORE, Path(__file__).parent / "migrations")]
    for folder in dict.fromkeys(Path(p.migrations).resolve() for p in plugins if p.migrations is not None):
        history = History(folder.parent.name, folder)
        if any(other.name == history.name for other in found):
            raise ConfigurationError([f"två paket som heter {history.name} har egna tabeller: byt namn på det ena"])
        found.append(history)
    return found


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """SQLite: no foreign keys inside. Enter it before the transaction: within one, the pragma does nothing."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    if driver.in_transaction:
        raise SchemaMismatch(["foreign keys can only be switched off outside a transaction"])
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def check_foreign_keys(connection: Connection) -> None:
    """Raises SchemaMismatch when a row points at nothing (SQLite; PostgreSQL never lets it come so far)."""
    orphans = orphan_rows(connection)
    if orphans:
        raise SchemaMismatch([f"migreringen skulle lämna rader som inte pekar på något: {'; '.join(orphans)}"])


def orphan_rows(connection: Connection) -> Sequence[str]:
    """One line a table and the table it points at in vain, with the number of rows."""
    if connection.dialect.name != "sqlite":
        return []
    counts: dict[tuple[str, str], int] = {}
    for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        counts[table, parent] = counts.get((table, parent), 0) + 1
    found = sorted(counts.items())
    return [f"{n} rader i {table} pekar på rader som saknas i {parent}" for (table, parent), n in found]
