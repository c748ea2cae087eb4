"""The plug-in's own history: from nothing to its tables, as the models say, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from core.store.checks import differences, problems
from core.store.db import db
from core.store.schema import upgrade
from kunskap import Kunskap
from tests.store.bare import bare_app, databases
from tests.store.rows import put_a_case


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def bare(request, tmp_path):
    with databases(request.param, tmp_path) as url:
        yield bare_app(url, tmp_path)


def plugin(name: str = "kunskap") -> Kunskap:
    return Kunskap(name, Kunskap.Options().load({}))


def test_every_table_has_the_plugins_prefix_and_agrees_with_its_model(bare):
    upgrade(bare, [])
    done = upgrade(bare, [plugin()])
    assert [line for line in done if line.startswith("kunskap 0001")]
    with bare.app_context(), db.engine.connect() as connection:
        own = {name for name in inspect(connection).get_table_names() if name.startswith("kunskap_")}
        assert differences(connection, [plugin()]) == []
    assert len(own) == 7 and problems(bare, [plugin()]) == []


def test_two_instances_share_one_history(bare):
    upgrade(bare, [plugin(), plugin("handbok")])
    assert upgrade(bare, [plugin(), plugin("handbok")]) == []


def test_the_plugin_can_be_switched_on_in_a_database_with_cases(bare):
    upgrade(bare, [])
    with bare.app_context():
        put_a_case()
    upgrade(bare, [plugin()])
    assert problems(bare, [plugin()]) == []
