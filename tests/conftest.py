"""The app on both databases, the clock, a small named cast, and Chromium as Debian ships it."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event

from core.app import create_app
from core.clock import set_clock
from core.contract.instances import Instance, Plugins
from core.seed import seed
from core.settings import Settings
from core.store.db import db
from core.store.schema import upgrade
from tests.cast import Cast, fill
from tests.doubles import PaperChannel

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
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
    """A database of each kind, migrated and seeded. Without a PostgreSQL server its half is skipped, except in CI."""
    if request.param == "sqlite":
        for name in ("envagin.db", "blobs"):
            _copy(request.getfixturevalue("sqlite_template") / name, tmp_path / name)
        yield f"sqlite:///{tmp_path / 'envagin.db'}"
        return
    template = request.getfixturevalue("postgresql_template")
    _copy(template.blobs, tmp_path / "blobs")
    with new_postgresql(f'TEMPLATE "{template.name}"') as (_, url):
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated and seeded database, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template-sqlite")
    _make_template(f"sqlite:///{folder / 'envagin.db'}", folder)
    return folder


@dataclass(frozen=True)
class Template:
    name: str
    blobs: Path


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    if not POSTGRES:
        if os.environ.get("ENVAGIN_CI"):
            pytest.fail("CI must have a PostgreSQL server: ENVAGIN_TEST_POSTGRES is not set")
        pytest.skip("no PostgreSQL server (ENVAGIN_TEST_POSTGRES)")
    folder = tmp_path_factory.mktemp("template-postgresql")
    with new_postgresql() as (name, url):
        _make_template(url, folder)
        yield Template(name, folder / "blobs")


@contextmanager
def new_postgresql(how: str = "") -> Iterator[tuple[str, str]]:
    """A database of its own on the test server, as (name, address); dropped afterwards."""
    name = f"envagin_{secrets.token_hex(6)}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" {how}')
    yield name, POSTGRES.rsplit("/", 1)[0] + "/" + name
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _make_template(url: str, folder: Path) -> None:
    app = create_app(_settings(url, folder), Plugins())
    upgrade(app, [])
    with app.app_context():
        seed()
        db.session.remove()
        db.engine.dispose()


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif source.exists():
        shutil.copy(source, target)


def _settings(url: str, folder: Path) -> Settings:
    return Settings.read(data=folder, environ={"DATABASE_URL": url, "ENVAGIN_SQLITE_SYNCHRONOUS": "OFF"})


@pytest.fixture
def plugins() -> Plugins:
    """A channel that reads and sends on paper; tests that need others override this."""
    paper = PaperChannel("paper", {})
    return Plugins([Instance("paper", "tests.doubles:PaperChannel", plugin=paper, state="on")])


@pytest.fixture
def app(database_url: str, tmp_path: Path, plugins: Plugins, clock: Clock) -> Iterator[Flask]:
    """The app with its database made, and its context pushed."""
    app = create_app(_settings(database_url, tmp_path), plugins)
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


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    if not CHROMIUM:
        if os.environ.get("ENVAGIN_CI"):
            pytest.fail("Chromium is missing, and in CI it may not be")
        pytest.skip("needs Chromium")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture
def count_statements(app: Flask) -> Callable[[Callable[[], object]], int]:
    """How many statements the database is asked while something is done."""

    def count(work: Callable[[], object]) -> int:
        asked: list[str] = []

        def note(connection: object, cursor: object, statement: str, *_: object) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "SET TRANSACTION")):
                asked.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            work()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    return count
