"""Empty databases to try migrations in. A plug-in with tables of its own tests its history with these."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from core.store.db import connect, db

POSTGRES = "ENVAGIN_TEST_POSTGRES"  # the address of a database from which others may be made


def bare_app(url: str, folder: Path) -> Flask:
    """An app with nothing but its database and folders."""
    app = Flask("bare")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, DATA=str(folder), BLOBS=str(folder / "blobs"))
    app.config["SQLITE_SYNCHRONOUS"] = "NORMAL"
    connect(app)
    _made.append(app)
    return app


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database, gone afterwards. Skips where there is no PostgreSQL, except in CI."""
    if kind == "sqlite":
        try:
            yield f"sqlite:///{folder / 'envagin.sqlite'}"
        finally:
            _close_all()
        return
    if not os.environ.get(POSTGRES):
        if os.environ.get("ENVAGIN_CI"):
            pytest.fail(f"CI must have a PostgreSQL server: {POSTGRES} is not set")
        pytest.skip(f"{POSTGRES} is not set")
    name = f"envagin_test_{secrets.token_hex(4)}"
    _administer(f"CREATE DATABASE {name}")
    try:
        yield make_url(os.environ[POSTGRES]).set(database=name).render_as_string(hide_password=False)
    finally:
        _close_all()
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


_made: list[Flask] = []


def _close_all() -> None:
    while _made:
        with _made.pop().app_context():
            db.engine.dispose()


def _administer(statement: str) -> None:
    engine = create_engine(os.environ[POSTGRES], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
