"""An app on an empty database of its own, once for each database that is there."""

from __future__ import annotations

import pytest

from tests.store.bare import bare_app, databases


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def bare(request, tmp_path):
    """A bound Flask app whose database is empty: no tables yet."""
    with databases(request.param, tmp_path) as url:
        yield bare_app(url, tmp_path)


@pytest.fixture
def postgresql_app(tmp_path):
    with databases("postgresql", tmp_path) as url:
        yield bare_app(url, tmp_path)


@pytest.fixture
def sqlite_app(tmp_path):
    with databases("sqlite", tmp_path) as url:
        yield bare_app(url, tmp_path)
