"""Bringing the database to the version this code needs, and refusing to run on any other.

One process at a time upgrades; there is a copy first when there is something to lose.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from core.contract.errors import SchemaMismatch
from core.contract.plugin import Plugin
from core.store import marker, snapshot
from core.store.db import db
from core.store.histories import History, histories

ADVISORY_LOCK = 0x656E7661  # "enva": the same number in every process of every version


def upgrade(app: Flask, plugins: Iterable[Plugin]) -> list[str]:
    """Brings every enabled history to its end and marks the blob folder of a new database.

    Returns what was done, one line each; empty when there was nothing to do. Waits while another process upgrades.
    Raises SchemaMismatch when the database is newer than this code, belongs to another program, or waits for a
    restore to be done again; the database is then untouched.
    """
    owned = histories(plugins)
    with app.app_context(), locked(app):
        with db.engine.connect() as connection:
            _refuse_what_is_not_ours(connection, owned)
            behind = [h for h in owned if h.current(connection) != h.head()]
            started = owned[0].current(connection) is not None
        done = [snapshot.before_upgrade(app)] if behind and started else []
        for history in behind:
            done += history.run(db.engine)
        return done + marker.make_first()


def require_current(app: Flask, plugins: Iterable[Plugin]) -> None:
    """Raises SchemaMismatch, in one sentence, unless the database has exactly the versions this code needs."""
    with app.app_context(), db.engine.connect() as connection:
        owned = histories(plugins)
        _refuse_what_is_not_ours(connection, owned)
        for history in owned:
            current = history.current(connection)
            if current != history.head():
                raise SchemaMismatch([_older(history, current)])


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """One process at a time, for as long as the block lasts; the lock dies with its process."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(writes=True, isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
        return
    folder = Path(app.config["DATA"])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "upgrade.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _refuse_what_is_not_ours(connection: Connection, owned: Sequence[History]) -> None:
    if marker.restore_was_broken_off():
        raise SchemaMismatch(["En återläsning avbröts: kör `./run db restore FIL` igen innan något annat."])
    for history in owned:
        current = history.current(connection)
        if current is not None and not history.knows(current):
            raise SchemaMismatch([_newer(history, current)])
    if owned[0].current(connection) is None and inspect(connection).get_table_names():
        raise SchemaMismatch(["Databasen har ett annat programs tabeller: ge En väg in en egen databas."])


def _newer(history: History, current: str) -> str:
    return (
        f"Databasen är nyare än programmet ({history.name} har version {current}, programmet känner till "
        f"högst {history.head()}): starta det nyare programmet, eller läs tillbaka kopian från före uppgraderingen."
    )


def _older(history: History, current: str | None) -> str:
    has = f"har version {current}" if current else "har inga tabeller än"
    return (
        f"Databasen är äldre än programmet ({history.name} {has}, programmet behöver {history.head()}): "
        "kör `./run db upgrade`."
    )
