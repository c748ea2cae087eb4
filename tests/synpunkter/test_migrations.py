"""The plug-in's own history: from nothing to its tables, as the models say, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from core.store.checks import differences, problems
from core.store.db import db
from core.store.schema import upgrade
from synpunkter import Synpunkter
from tests.store.bare import bare_app, databases
from tests.store.rows import put_a_case


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def bare(request, tmp_path):
    with databases(request.param, tmp_path) as url:
        yield bare_app(url, tmp_path)


def plugin() -> Synpunkter:
    return Synpunkter("synpunkter", Synpunkter.Options().load({}))


def test_an_empty_database_gets_the_plugins_tables_with_its_prefix(bare):
    before = upgrade(bare, [])
    done = upgrade(bare, [plugin()])
    assert before[0].startswith("core 0001") and [line for line in done if line.startswith("synpunkter 0001")]
    with bare.app_context():
        own = {name for name in inspect(db.engine).get_table_names() if name.startswith("synpunkter_")}
    assert own == {"synpunkter_steps", "synpunkter_files", "synpunkter_register"}


def test_tables_and_models_agree_and_the_check_is_clean(bare):
    upgrade(bare, [plugin()])
    with bare.app_context(), db.engine.connect() as connection:
        assert differences(connection, [plugin()]) == []
    assert problems(bare, [plugin()]) == []


def test_two_instances_share_one_history(bare):
    other = Synpunkter("tyck_till", Synpunkter.Options().load({}))
    upgrade(bare, [plugin(), other])
    assert upgrade(bare, [plugin(), other]) == []


def test_the_plugin_can_be_switched_on_in_a_database_with_cases(bare):
    upgrade(bare, [])
    with bare.app_context():
        put_a_case()
    upgrade(bare, [plugin()])
    assert problems(bare, [plugin()]) == []
