"""The town of the matrix, built once for a file: nothing in it is changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from core.app import create_app
from core.clock import set_clock
from core.seed import seed
from core.store.db import db
from core.store.schema import upgrade
from tests.conftest import Clock, _copy, _settings, new_postgresql
from tests.matrix.town import Town, build
from tests.synpunkter.conftest import with_options
from tests.web.conftest import Visitor


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One town for a whole file: nothing in it is changed."""
    folder = tmp_path_factory.mktemp("town")
    set_clock(Clock())
    if request.param == "sqlite":
        for name in ("envagin.db", "blobs"):
            _copy(request.getfixturevalue("sqlite_template") / name, folder / name)
        yield from _app(f"sqlite:///{folder / 'envagin.db'}", folder)
    else:
        template = request.getfixturevalue("postgresql_template")
        _copy(template.blobs, folder / "blobs")
        with new_postgresql(f'TEMPLATE "{template.name}"') as (_, url):
            yield from _app(url, folder)
    set_clock(None)


def _app(url: str, folder: Path) -> Iterator[Flask]:
    plugins = with_options(case_types={"care": "V02", "complaint": "P05"})
    app = create_app(_settings(url, folder), plugins)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Visitor
    upgrade(app, plugins.on())
    with app.app_context():
        seed()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def town(app: Flask) -> Town:
    return build()
