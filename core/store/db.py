"""Reading and writing: everybody may read; only `transaction()` writes, and only it commits.

Reads go through a deferred session that the database itself keeps from writing. Writes go through a session of
their own (SQLite: BEGIN IMMEDIATE, so that two writers wait for each other instead of losing updates).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, cast

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, Table, TypeDecorator, event, func, literal_column, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, CursorResult, Result
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.elements import ColumnElement

from core.contract.errors import NoTransaction
from core.store.hints import obey_hints

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table, the core's and the plug-ins'."""

    metadata = MetaData(naming_convention=NAMING)


Insert = postgresql.Insert | sqlite.Insert
_INSERTS: dict[str, Callable[[Table], Insert]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}

db = SQLAlchemy(model_class=Base)
_LAST = "at the end"
_KEPT = "even if undone"
_WRITER = "envagin.writer"  # the engine whose transactions write; it shares connections with the one that reads
_writing: ContextVar[Session | None] = ContextVar("writing", default=None)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Naive times are refused: they are how hours get lost."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@contextmanager
def transaction() -> Iterator[Session]:
    """Everything inside is written together or not at all.

    Does not nest. Opens no lock before the first statement, so files are written first. Rows never leave it: pass
    ids. The reader's snapshot ends with it, so that the page sees what was just written.
    """
    if _writing.get() is not None:
        raise NoTransaction("transactions do not nest")
    kept: list[Callable[[], None]] = []
    try:
        with _written_together(kept) as session:
            yield session
    except Exception:
        if kept:
            with _written_together([]):
                for act in kept:
                    act()
        raise


@contextmanager
def _written_together(kept: list[Callable[[], None]]) -> Iterator[Session]:
    engine = current_app.extensions[_WRITER]
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        session.info[_KEPT] = kept
        token = _writing.set(session)
        try:
            yield session
            for act in session.info.pop(_LAST, {}).values():
                act()
            session.commit()
        finally:
            _writing.reset(token)
            session.rollback()
            db.session.rollback()


def even_if_undone(act: Callable[[], None]) -> None:
    """Runs `act` in a transaction of its own if this one fails: what was refused must be seen in the log."""
    writing().info[_KEPT].append(act)


def at_the_end(name: str, act: Callable[[], None]) -> None:
    """Runs `act` once, just before the commit of this transaction: what is locked last is written last."""
    writing().info.setdefault(_LAST, {})[name] = act


def writing() -> Session:
    """The session of the transaction we are in. Verbs ask for it and so refuse to run without one."""
    session = _writing.get()
    if session is None:
        raise NoTransaction("this changes something: call it inside `with transaction():`")
    return session


def writing_or_none() -> Session | None:
    """The session of the transaction we are in, for what is remembered as long as it lasts."""
    return _writing.get()


def reading() -> Session:
    """The session to read with: the transaction's own inside one, else the read-only one."""
    return _writing.get() or cast(Session, db.session())


def table(model: type[Base]) -> Table:
    """The bare table, for the write path, where the ORM's bookkeeping costs more than the write."""
    return cast(Table, model.__table__)


def upsert(model: type[Base]) -> Insert:
    """An INSERT that knows ON CONFLICT, in the database's own dialect."""
    return _INSERTS[db.engine.dialect.name](table(model))


@contextmanager
def taking_no_lock() -> Iterator[None]:
    """Reads inside go through the read-only session: for what must be known before files are written."""
    token = _writing.set(None)
    try:
        yield
    finally:
        _writing.reset(token)


def rows_changed(result: Result[Any]) -> int:
    """How many rows an UPDATE or DELETE met: a conditional write asks whether it won."""
    return cast("CursorResult[Any]", result).rowcount


def database_now() -> ColumnElement[Any]:
    """The database's clock as epoch seconds, the same for every process; only claims and leases use it."""
    if db.engine.dialect.name == "postgresql":
        return func.extract("epoch", func.clock_timestamp())
    return literal_column("((julianday('now') - 2440587.5) * 86400.0)")


def connect(app: Flask) -> None:
    """Binds the app to its database and sets the rules for each connection."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    options: dict[str, Any] = {"pool_pre_ping": False}
    if url.database not in (None, "", ":memory:"):
        options["pool_use_lifo"] = True  # the connection used last has what is asked for again in its cache
    if url.get_backend_name() == "sqlite":
        options["connect_args"] = {"cached_statements": 500}
    else:
        options["paramstyle"] = "format"  # values by place, as SQLite takes them
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    app.extensions[_WRITER] = engine.execution_options(writes=True)
    if engine.dialect.name == "sqlite":
        _rule_sqlite(engine, synchronous=str(app.config.get("SQLITE_SYNCHRONOUS", "FULL")))
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _rule_sqlite(engine: Engine, *, synchronous: str) -> None:
    def on_connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA cache_size=-16000")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", _begin_sqlite)
    obey_hints(engine)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    if connection.info.get(_WRITER) != writes:
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA query_only={0 if writes else 1}")
        connection.info[_WRITER] = writes
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    driver.read_only = not connection.get_execution_options().get("writes", False)  # said with its BEGIN, not after it
