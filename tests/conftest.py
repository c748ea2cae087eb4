"""The app on both databases, the clock, and a small named cast."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from core.app import create_app
from core.clock import set_clock
from core.contract.instances import Instance, Plugins
from core.seed import seed
from core.settings import Settings
from core.store.db import db
from core.store.schema import upgrade
from tests.cast import Cast, fill
from tests.doubles import PaperChannel

POSTGRES = os.environ.get("ENVAGIN_TEST_POSTGRES", "")
NOON = datetime(2026, 5, 11, 10, 0, tzinfo=UTC)  # a Monday, noon in Stockholm


class Clock:
    """A clock that tests set. It stands still until told."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    set_clock(clock)
    yield clock
    set_clock(None)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind. Without a PostgreSQL server its half is skipped, except in CI."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'envagin.db'}"
        return
    if not POSTGRES:
        if os.environ.get("ENVAGIN_CI"):
            pytest.fail("CI must have a PostgreSQL server: ENVAGIN_TEST_POSTGRES is not set")
        pytest.skip("no PostgreSQL server (ENVAGIN_TEST_POSTGRES)")
    name = f"envagin_{secrets.token_hex(6)}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    yield POSTGRES.rsplit("/", 1)[0] + "/" + name
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def plugins() -> Plugins:
    """A channel that reads and sends on paper; tests that need others override this."""
    paper = PaperChannel("paper", {})
    return Plugins([Instance("paper", "tests.doubles:PaperChannel", plugin=paper, state="on")])


@pytest.fixture
def app(database_url: str, tmp_path: Path, plugins: Plugins, clock: Clock) -> Iterator[Flask]:
    """The app with its database made, and its context pushed."""
    settings = Settings.read(
        data=tmp_path,
        environ={"DATABASE_URL": database_url, "ENVAGIN_SQLITE_SYNCHRONOUS": "OFF"},
    )
    app = create_app(settings, plugins)
    app.config["TESTING"] = True
    upgrade(app, plugins.on())
    with app.app_context():
        seed()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """A small municipality: förvaltningar, types and named agents."""
    return fill()
