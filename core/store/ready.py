"""Statements that every message needs, compiled once and then handed to the driver as they are.

To build, compare and bind one anew costs several times what the database needs for it, and so does SQLAlchemy's way of
handing out what comes back. Results are the driver's own: fine for ids, numbers and texts; what has times or JSON in
its columns is asked for in the ordinary way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, cast

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from core.store.db import Base, db, table, writing

Values = Mapping[str, Any]
_CONNECTION = "connection"
_AT_ONCE = 500  # rows of one statement


@dataclass(frozen=True, slots=True)
class Answer:
    """What the database said: the rows, and how many rows the statement met."""

    rows: Sequence[tuple[Any, ...]]
    rowcount: int

    def first(self) -> tuple[Any, ...] | None:
        return self.rows[0] if self.rows else None

    def value(self) -> Any:
        """The first column of the first row, which must be there."""
        return self.rows[0][0]


class Ready:
    """A statement with named values, made by `make` once for each kind of database. Use it as a decorator."""

    def __init__(self, make: Callable[[], ClauseElement]) -> None:
        self._make = make
        self._compiled: dict[str, _Compiled] = {}

    def run(self, *rows: Values) -> Answer:
        """Runs it in the caller's transaction; an INSERT for as many rows as there are."""
        dialect = db.engine.dialect
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = _compiled(self._make(), dialect)
        return self._compiled[dialect.name].run(rows)


def insert(model: type[Base], values: Values) -> int:
    """Adds one row and returns its id."""
    return int(_insert(model, tuple(values), db.engine.dialect, with_id=True).run([values]).value())


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
    processors: Mapping[str, Callable[[Any], Any]]
    made: Mapping[str, Callable[[], Any]]
    dialect: Dialect

    def run(self, rows: Sequence[Values]) -> Answer:
        bound = [self._bound(row) for row in rows]
        if len(bound) == 1:
            return self._ask(self.sql, bound[0])
        parts = (bound[first : first + _AT_ONCE] for first in range(0, len(bound), _AT_ONCE))
        met = [self._ask(self._of_many(len(part)), tuple(chain.from_iterable(part))).rowcount for part in parts]
        return Answer((), sum(met))

    def _ask(self, sql: str, values: tuple[Any, ...]) -> Answer:
        connection = _connection()
        driver: Any = connection.connection.driver_connection
        try:
            cursor = driver.execute(sql, values)
            return Answer(cursor.fetchall() if cursor.description else (), cursor.rowcount)
        except self.dialect.loaded_dbapi.Error as error:
            raise self._in_other_words(error, sql, connection) from error

    def _in_other_words(self, error: Any, sql: str, connection: Connection) -> Exception:
        """As SQLAlchemy says it, but without the values: they may be what a citizen wrote."""
        instance, driver = cast(Any, DBAPIError.instance), cast(Any, self.dialect.loaded_dbapi)
        gone = self.dialect.is_disconnect(error, cast(Any, connection.connection.dbapi_connection), None)
        if gone:
            connection.invalidate(error)  # nobody gets it again
        said: Exception = instance(sql, None, error, driver.Error, True, gone, self.dialect)
        return said

    def _bound(self, row: Values) -> tuple[Any, ...]:
        processors, values = self.processors, {**{name: make() for name, make in self.made.items()}, **row}
        return tuple(processors[n](values[n]) if n in processors else values[n] for n in self.names)

    def _of_many(self, rows: int) -> str:
        """The INSERT of one row as one of many."""
        into, _, row = self.sql.partition(" VALUES ")
        row, conflict, otherwise = row.partition(" ON CONFLICT")
        return f"{into} VALUES {', '.join([row] * rows)}{conflict}{otherwise}"


def _compiled(statement: ClauseElement, dialect: Dialect, columns: Sequence[str] | None = None) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
    impls = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
    processors = {name: to for name, impl in impls.items() if (to := impl.bind_processor(dialect))}
    made: dict[str, Callable[[], Any]] = {
        name: _always(bind.value) for name, bind in compiled.binds.items() if not bind.required
    }
    made |= {column.key: _default(column.default) for column in getattr(compiled, "insert_prefetch", ())}
    return _Compiled(compiled.string, tuple(compiled.positiontup), processors, made, dialect)


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
    """Asked for once a transaction; SQLAlchemy begins it with that."""
    tx = writing()
    if _CONNECTION not in tx.info:
        tx.info[_CONNECTION] = tx.connection()
    connection: Connection = tx.info[_CONNECTION]
    return connection
