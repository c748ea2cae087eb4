"""The catalogue in time: versions from a day on, old cases that keep theirs, types that end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from core.case.catalogue import version_at, version_by_id
from core.case.classification import classify
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.changes import changes
from core.municipality.service_types import add_type, change_type, end_type, offer_again, service_type, service_types
from core.store.db import transaction
from tests.cast import Cast
from tests.conftest import Clock
from tests.municipality.catalogue_cast import values
from tests.web.desk import LAMP, bring

TODAY = date(2026, 5, 11)
NEW_YEAR = date(2027, 1, 1)


def test_a_change_from_new_year_leaves_what_holds_and_old_cases_keep_theirs(
    app: Flask, cast: Cast, clock: Clock
) -> None:
    case = bring(**LAMP)
    with transaction():
        change_type("T06", {"rosa_level": "2", "promise": "2 ad"}, NEW_YEAR, cast.agent("adam"))
    kind = service_type("T06")
    assert [(one.state, one.values["rosa_level"]) for one in kind.versions] == [("coming", "2"), ("current", "3")]
    assert version_at("T06", now()).rosa_level == 3
    clock.at += timedelta(days=300)
    assert [one.state for one in service_type("T06").versions] == ["current", "past"]
    assert version_at("T06", now()).promise == "2 ad"
    assert version_by_id(case.case_type_version_id).rosa_level == 3
    assert version_at("T06", case.received_at).rosa_level == 3


def test_new_year_begins_at_midnight_in_stockholm(app: Flask, cast: Cast) -> None:
    with transaction():
        change_type("T06", {"rosa_level": "2"}, NEW_YEAR, cast.agent("adam"))
    assert service_type("T06").versions[0].valid_from.isoformat() == "2026-12-31T23:00:00+00:00"


def test_what_is_changed_today_is_not_lost_when_the_coming_version_begins(app: Flask, cast: Cast) -> None:
    adam = cast.agent("adam")
    with transaction():
        change_type("T06", {"rosa_level": "2"}, NEW_YEAR, adam)
    with transaction():
        change_type("T06", {"svarsgrupp": "1", "rosa_level": "4"}, TODAY, adam)
    coming, current, _past = service_type("T06").versions
    assert (current.values["svarsgrupp"], current.values["rosa_level"]) == ("1", "4")
    assert (coming.values["svarsgrupp"], coming.values["rosa_level"]) == ("1", "2")


def test_two_plans_for_the_same_day_are_one_version(app: Flask, cast: Cast) -> None:
    adam = cast.agent("adam")
    for changed in ({"rosa_level": "2"}, {"promise": "3 ad"}):
        with transaction():
            change_type("T06", changed, NEW_YEAR, adam)
    assert len(service_type("T06").versions) == 2
    coming = service_type("T06").versions[0].values
    assert (coming["rosa_level"], coming["promise"]) == ("2", "3 ad")


def test_words_have_no_versions_and_find_the_type_at_once(app: Flask, cast: Cast) -> None:
    with transaction():
        change_type("T06", {"words": "lampa, Gatuljus"}, NEW_YEAR, cast.agent("adam"))
    assert service_type("T06").values["words"] == "gatuljus, lampa"
    assert len(service_type("T06").versions) == 1
    assert changes("type", "T06")[0].after["words"] == "lampa, Gatuljus"


def test_every_field_that_is_wrong_is_told_at_once(app: Flask, cast: Cast) -> None:
    wrong = values("T06", promise="snart", svarsgrupp="7", rosa_level="9", eservice="javascript:alert(1)", volume="-1")
    with pytest.raises(Wrong) as told, transaction():
        change_type("T06", wrong, TODAY - timedelta(days=1), cast.agent("adam"))
    assert set(told.value.fields) == {"promise", "svarsgrupp", "rosa_level", "eservice", "volume", "valid_from"}
    assert len(service_type("T06").versions) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"secrecy": "ja"}, {"unit", "secrecy_class"}),
        ({"secrecy": "ja", "unit": "BIST", "secrecy_class": "VOF"}, {"unit"}),
        ({"secrecy_class": "VOF"}, {"secrecy_class"}),
        ({"secrecy": "ja", "unit": "BIST", "secrecy_class": "protected"}, {"unit", "secrecy_class"}),
    ],
)
def test_a_secret_type_names_its_own_unit_and_who_may_know(
    app: Flask, cast: Cast, changed: dict[str, str], field: set[str]
) -> None:
    with pytest.raises(Wrong) as told, transaction():
        change_type("T06", changed, TODAY, cast.agent("adam"))
    assert set(told.value.fields) == field


def test_a_new_type_can_be_chosen_from_its_day_on(app: Flask, cast: Cast, clock: Clock) -> None:
    with transaction():
        add_type("T90", values("T06", name="Julgran", words="gran"), NEW_YEAR, cast.agent("adam"))
    with pytest.raises(Refused, match="unknown_type"):
        version_at("T90", now())
    clock.at += timedelta(days=300)
    assert version_at("T90", now()).rosa_level == 3
    with pytest.raises(Wrong) as told, transaction():
        add_type("T90", values("T06"), NEW_YEAR, cast.agent("adam"))
    assert told.value.fields["code"].code == "type_code_taken"


def test_an_ended_type_is_kept_by_old_cases_and_refused_to_new_ones(app: Flask, cast: Cast, clock: Clock) -> None:
    old, fatima = bring(**LAMP), cast.agent("fatima")
    with transaction():
        end_type("T03", TODAY + timedelta(days=1), "", cast.agent("adam"))
    with transaction():
        classify(old.id, "T03", fatima)
    clock.at += timedelta(days=2)
    new = bring("m2", subject="Hål i gatan", text="Ett stort hål")
    with pytest.raises(Refused, match="type_ended"), transaction():
        classify(new.id, "T03", fatima)
    with transaction():
        offer_again("T03", cast.agent("adam"))
    with transaction():
        classify(new.id, "T03", fatima)


def test_a_type_cannot_hand_its_cases_to_itself_or_to_one_that_ends(app: Flask, cast: Cast) -> None:
    adam = cast.agent("adam")
    with transaction():
        end_type("T03", TODAY, "", adam)
    for successor in ("T06", "T03", "X99"):
        with pytest.raises((Wrong, NotFound)), transaction():
            end_type("T06", TODAY, successor, adam)


def test_nobody_changes_what_unclassified_demands(app: Flask) -> None:
    assert "C10" not in {one.code for one in service_types()}
    with pytest.raises(NotFound):
        service_type("C10")
