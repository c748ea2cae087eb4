"""An app with a database of its own for one measurement, gone afterwards."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask import Flask

from core.app import create_app
from core.contract.instances import Plugins
from core.seed import seed
from core.settings import Settings
from core.store.db import db
from core.store.schema import upgrade

SERVER = "ENVAGIN_TEST_POSTGRES"  # a PostgreSQL server where databases may be made


def kinds() -> list[str]:
    """The databases that can be measured here."""
    return ["sqlite", "postgresql"] if os.environ.get(SERVER) else ["sqlite"]


@contextmanager
def fresh(kind: str, plugins: Plugins | None = None) -> Iterator[Flask]:
    """An app on an empty, seeded database of that kind, inside its context."""
    with tempfile.TemporaryDirectory(prefix="envagin-bench-") as folder, _url(kind, Path(folder)) as url:
        app = make_app(url, Path(folder), plugins or Plugins([]))
        upgrade(app, [])
        with app.app_context():
            seed()
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()


def make_app(url: str, folder: Path, plugins: Plugins) -> Flask:
    """The app as a web process or a worker has it."""
    return create_app(Settings.read(data=folder, environ={"DATABASE_URL": url}), plugins)


@contextmanager
def _url(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    server = os.environ[SERVER]
    name = f"envagin_bench_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield server.rsplit("/", 1)[0] + "/" + name
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
