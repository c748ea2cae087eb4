"""A database that goes away in the middle of work: every page says so, and all goes on by itself when it is back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from core.contract.plugin import Job
from core.flow.jobs import _runner, beat, worker_is_well
from core.store.db import db
from tests.cast import Cast
from tests.conftest import POSTGRES
from tests.web.desk import Desk

PAGES = ("/", "/webform/", "/logga-in", "/nytt", "/typer?q=lampa")


@contextmanager
def away(url: str) -> Iterator[None]:
    """Nobody is let in, and whoever was in is thrown out."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        db.engine.dispose()
        file.rename(file.with_suffix(".away"))
        file.mkdir()
        yield
        file.rmdir()
        file.with_suffix(".away").rename(file)
        return
    name = url.rpartition("/")[2]
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        yield
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@pytest.mark.parametrize("first", PAGES)
def test_each_page_says_so_and_works_again(app: Flask, cast: Cast, database_url: str, first: str) -> None:
    desk, nobody = Desk(app, cast, "fatima"), app.test_client()
    assert desk.get("/").status_code == 200
    db.session.remove()
    with away(database_url):
        for path in (first, *PAGES):
            assert desk.get(path).status_code == 503, path
        assert nobody.get("/logga-in").status_code == 503
        sick = nobody.get("/healthz")
        assert (sick.status_code, sick.text) == (503, "database: it does not answer\n")
        assert nobody.get("/healthz?web").status_code == 200
    assert desk.get("/").status_code == 200 and nobody.get("/logga-in").status_code == 200


def test_a_workers_jobs_say_it_once_and_go_on(app: Flask, database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    run = _runner(app, Job("heartbeat", 1, lambda stop: beat("w1")), "w1", threading.Event(), False)
    run()
    db.session.remove()
    with away(database_url), caplog.at_level(logging.ERROR):
        for _ in range(5):
            run()
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 1 and said[0].startswith("job heartbeat: the database cannot be asked")
    run()
    assert worker_is_well() and caplog.records[-1].getMessage() == "job heartbeat: the database answers again"
