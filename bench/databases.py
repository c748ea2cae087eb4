"""An app with a database of its own for one measurement, gone afterwards. One mail channel, which never connects."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask

from channels.email import Email
from core.app import create_app
from core.contract.instances import Instance, Plugins
from core.seed import seed
from core.settings import Settings
from core.store.db import db
from core.store.schema import upgrade

SERVER = "ENVAGIN_TEST_POSTGRES"  # a PostgreSQL server where databases may be made
MAILBOX = "email"
_OPTIONS = {
    "address": "direkt@bjorkasa.example",
    "authserv_id": "",
    "spam_header": "X-Spam-Flag",
    "smtp": {"host": "127.0.0.1", "security": "none"},
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database and its files are: what another process needs to open the same app."""

    kind: str
    url: str
    folder: Path

    def environment(self) -> dict[str, str]:
        return {**os.environ, "DATABASE_URL": self.url, "ENVAGIN_DATA": str(self.folder)}


def kinds() -> list[str]:
    """The databases that can be measured here."""
    return ["sqlite", "postgresql"] if os.environ.get(SERVER) else ["sqlite"]


@contextmanager
def fresh(kind: str) -> Iterator[tuple[Flask, Place]]:
    """An app on an empty, seeded database of that kind, inside its context."""
    with tempfile.TemporaryDirectory(prefix="envagin-bench-") as folder, _url(kind, Path(folder)) as url:
        place = Place(kind, url, Path(folder))
        app = open_app(place)
        upgrade(app, [])
        with app.app_context():
            seed()
            try:
                yield app, place
            finally:
                db.session.remove()
                db.engine.dispose()


def open_app(place: Place) -> Flask:
    """The app as a web process or a worker has it."""
    mailbox = Instance(MAILBOX, "channels.email", plugin=Email(MAILBOX, _OPTIONS), state="on")
    settings = Settings.read(data=place.folder, environ={"DATABASE_URL": place.url})
    return create_app(settings, Plugins([mailbox]))


def place_from_environment() -> Place:
    """In another process: the place that `Place.environment` told."""
    url = os.environ["DATABASE_URL"]
    return Place(url.partition(":")[0], url, Path(os.environ["ENVAGIN_DATA"]))


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
