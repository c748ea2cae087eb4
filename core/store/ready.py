"""Statements that every message needs, compiled once and then handed to the driver as they are.

To build, compare and bind one anew costs several times what the database needs for it. Results come as the driver
gives them: fine for ids, numbers and texts; what has times or JSON in its columns is asked for in the ordinary way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.engine import Connection, CursorResult

from core.store.db import Base, db, table, writing

Values = Mapping[str, Any]
_CONNECTION = "connection"


class Ready:
    """A statement with named values, made by `make` once for each kind of database. Use it as a decorator."""

    def __init__(self, make: Callable[[], ClauseElement]) -> None:
        self._make = make
        self._compiled: dict[str, _Compiled] = {}

    def run(self, *rows: Values) -> CursorResult[Any]:
        """Runs it in the caller's transaction, for each of the rows."""
        dialect = db.engine.dialect
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = _compiled(self._make(), dialect)
        return self._compiled[dialect.name].run(rows)


def insert(model: type[Base], values: Values) -> int:
    """Adds one row and returns its id."""
    return int(_insert(model, tuple(values), db.engine.dialect, with_id=True).run([values]).scalar_one())


def insert_all(model: type[Base], rows: Sequence[Values]) -> None:
    """Adds rows, all with the same keys, whose ids nobody asks for."""
    if rows:
        _insert(model, tuple(rows[0]), db.engine.dialect, with_id=False).run(rows)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """`names` in the order of the driver's places; `processors` make of a value what the driver takes.

    `made` are the values nobody gives: constants of the statement, defaults of columns.
    """

    sql: str
    names: tuple[str, ...]
    positional: bool
    processors: Mapping[str, Callable[[Any], Any]]
    made: Mapping[str, Callable[[], Any]]

    def run(self, rows: Sequence[Values]) -> CursorResult[Any]:
        bound = [self._bound(row) for row in rows]
        return _connection().exec_driver_sql(self.sql, bound[0] if len(bound) == 1 else bound)

    def _bound(self, row: Values) -> tuple[Any, ...] | dict[str, Any]:
        processors, values = self.processors, {**{name: make() for name, make in self.made.items()}, **row}
        if self.positional:
            return tuple(processors[n](values[n]) if n in processors else values[n] for n in self.names)
        return {n: processors[n](values[n]) if n in processors else values[n] for n in self.names}


def _compiled(statement: ClauseElement, dialect: Dialect, columns: Sequence[str] | None = None) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
    impls = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
    processors = {name: to for name, impl in impls.items() if (to := impl.bind_processor(dialect))}
    made: dict[str, Callable[[], Any]] = {
        name: _always(bind.value) for name, bind in compiled.binds.items() if not bind.required
    }
    made |= {column.key: _default(column.default) for column in getattr(compiled, "insert_prefetch", ())}
    names = tuple(compiled.positiontup or compiled.binds)
    return _Compiled(compiled.string, names, bool(compiled.positional), processors, made)


@lru_cache(maxsize=200)
def _insert(model: type[Base], keys: tuple[str, ...], dialect: Dialect, *, with_id: bool) -> _Compiled:
    rows = table(model)
    return _compiled(rows.insert().returning(rows.c.id) if with_id else rows.insert().inline(), dialect, keys)


def _default(default: Any) -> Callable[[], Any]:
    """The default of a column, which the driver knows nothing of."""
    return (lambda: default.arg(None)) if default.is_callable else _always(default.arg)


def _always(value: Any) -> Callable[[], Any]:
    return lambda: value


def _connection() -> Connection:
    """Asked for once a transaction."""
    tx = writing()
    if _CONNECTION not in tx.info:
        tx.info[_CONNECTION] = tx.connection()
    connection: Connection = tx.info[_CONNECTION]
    return connection
