"""The starter fills an empty installation, and only that."""

from __future__ import annotations

import pytest
from flask import Flask

from core.access.agents import SYSTEM
from core.case.catalogue import version_at
from core.case.type_search import find_types
from core.clock import now
from core.contract.errors import Refused
from core.municipality.answering_groups import groups
from core.municipality.forvaltningar import departments
from core.municipality.service_types import service_types
from core.municipality.starter_pack import add_starter, may_start, rows
from core.store.db import transaction
from tests.cast import Cast


def test_after_it_there_is_an_owner_a_group_and_a_level_for_every_type(app: Flask) -> None:
    assert may_start()
    with transaction():
        add_starter(SYSTEM)
    assert len(departments()) == 1 + len(rows("forvaltningar")) and len(groups()) == 5
    assert {one.code for one in service_types()} == {row["code"] for row in rows("types")}
    assert version_at("T06", now()).rosa_level == 3 and version_at("T06", now()).transferred == "ja"


def test_an_everyday_word_finds_its_type_at_once(app: Flask) -> None:
    with transaction():
        add_starter(SYSTEM)
    assert find_types("lyktstolpe")[0].code == "T06"


def test_every_secret_type_names_the_unit_and_the_group_of_those_who_may_know(app: Flask) -> None:
    with transaction():
        add_starter(SYSTEM)
    secret = [one for one in service_types() if one.values["secrecy"] == "ja"]
    assert secret and all(one.values["unit"] and one.values["secrecy_class"] for one in secret)


def test_it_is_added_once(app: Flask) -> None:
    with transaction():
        add_starter(SYSTEM)
    with pytest.raises(Refused), transaction():
        add_starter(SYSTEM)


def test_where_there_is_an_organisation_it_adds_nothing(app: Flask, cast: Cast) -> None:
    before = departments()
    with pytest.raises(Refused), transaction():
        add_starter(SYSTEM)
    assert departments() == before
