"""Writes rows by the hundred thousand: COPY on PostgreSQL, one prepared INSERT on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table

from core.store.db import Base, db, table


class Bulk:
    """One connection, one commit at the end of `with`. Rows are dicts; what they lack is the column's default."""

    def __enter__(self) -> Bulk:
        self.is_sqlite = db.engine.dialect.name == "sqlite"
        self.connection: Any = db.engine.raw_connection()
        self.cursor = self.connection.cursor()
        if self.is_sqlite:
            for pragma in ("query_only=0", "foreign_keys=OFF", "synchronous=OFF", "cache_size=-200000"):
                self.cursor.execute(f"PRAGMA {pragma}")
            self.cursor.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(self, kind: Any, *_: Any) -> None:
        if kind is None:
            self.connection.commit()
        self.connection.detach()  # its settings are not for others
        self.connection.close()

    def write(self, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """Adds rows, all with the same keys."""
        if not rows:
            return
        target = table(model)
        given = list(rows[0])
        rest = _defaults(target, given)
        tail = tuple(rest.values())
        self._write(target.name, [*given, *rest], ([*map(self._value, row.values()), *tail] for row in rows))

    def execute(self, statement: str) -> None:
        self.cursor.execute(statement)

    def _write(self, name: str, columns: Sequence[str], rows: Iterable[list[Any]]) -> None:
        names = ", ".join(columns)
        if self.is_sqlite:
            self.cursor.executemany(
                f"INSERT INTO {name} ({names}) VALUES ({', '.join('?' * len(columns))})", list(rows)
            )
            return
        with self.cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _value(self, value: Any) -> Any:
        if isinstance(value, datetime) and self.is_sqlite:
            return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        return value


def _defaults(target: Table, given: Sequence[str]) -> dict[str, Any]:
    """What the ORM would have filled in; the id is the database's."""
    found: dict[str, Any] = {}
    for column in target.columns:
        if column.name in given or column.default is None or column.primary_key:
            continue
        value = column.default.arg  # type: ignore[attr-defined]
        found[column.name] = "[]" if callable(value) else value
    return found
