"""The ROSA rules over all six levels, transferred or not, for both parties."""

from __future__ import annotations

from itertools import product

import pytest

from core.case.rosa import LEVELS, may_change_type, may_decide, may_finish, may_lower, may_raise

EITHER = (True, False)
SIX = range(1, 7)


def test_there_are_six_levels_each_with_a_name_and_an_explanation():
    assert list(LEVELS) == [1, 2, 3, 4, 5, 6]
    assert len({level.name for level in LEVELS.values()}) == 6
    assert all(level.explanation.endswith(".") for level in LEVELS.values())


CONTACT_CENTRE_FINISHES = {
    # level: (transferred, not transferred)
    1: (None, None),
    2: (None, None),
    3: (None, "type_not_transferred"),
    4: (None, "type_not_transferred"),
    5: ("level_needs_assessment", "level_needs_assessment"),
    6: ("level_needs_assessment", "level_needs_assessment"),
}


@pytest.mark.parametrize(("level", "transferred"), list(product(SIX, EITHER)))
def test_what_the_contact_centre_may_finish(level, transferred):
    expected = CONTACT_CENTRE_FINISHES[level][0 if transferred else 1]
    assert may_finish(level, transferred=transferred, by_contact_centre=True) == expected


@pytest.mark.parametrize(("level", "transferred"), list(product(SIX, EITHER)))
def test_the_forvaltning_may_finish_at_every_level(level, transferred):
    assert may_finish(level, transferred=transferred, by_contact_centre=False) is None


@pytest.mark.parametrize(("level", "transferred", "delegated"), list(product(SIX, EITHER, EITHER)))
def test_the_contact_centre_decides_only_at_level_4_transferred_and_with_delegation(level, transferred, delegated):
    reason = may_decide(level, transferred=transferred, delegated=delegated, by_contact_centre=True)
    assert (reason is None) == (level == 4 and transferred and delegated)


@pytest.mark.parametrize(
    ("level", "transferred", "delegated", "reason"),
    [
        (3, True, True, "decision_needs_level_4"),
        (4, False, True, "type_not_transferred"),
        (4, True, False, "no_delegation"),
        (5, True, True, "level_needs_assessment"),
    ],
)
def test_a_decision_is_refused_with_its_reason(level, transferred, delegated, reason):
    assert may_decide(level, transferred=transferred, delegated=delegated, by_contact_centre=True) == reason


@pytest.mark.parametrize("level", SIX)
def test_the_forvaltning_decides_at_every_level_but_never_without_delegation(level):
    assert may_decide(level, transferred=False, delegated=True, by_contact_centre=False) is None
    assert may_decide(level, transferred=False, delegated=False, by_contact_centre=False) == "no_delegation"


@pytest.mark.parametrize(("current", "new"), list(product(SIX, SIX)))
def test_raising_goes_only_upwards(current, new):
    assert may_raise(current, new) == (None if new > current else "level_not_higher")


@pytest.mark.parametrize(("current", "new", "agreed", "by_owner"), list(product(SIX, SIX, SIX, EITHER)))
def test_below_the_agreed_level_only_the_owner_goes(current, new, agreed, by_owner):
    reason = may_lower(current, new, agreed=agreed, by_owner=by_owner)
    if new >= current:
        assert reason == "level_not_lower"
    else:
        assert (reason is None) == (by_owner or new >= agreed)


def test_the_contact_centre_never_makes_a_five_a_four():
    assert may_lower(5, 4, agreed=5, by_owner=False) == "only_owner_lowers"
    assert may_lower(5, 4, agreed=5, by_owner=True) is None


@pytest.mark.parametrize(("current", "new", "confirmed", "by_owner"), list(product(SIX, SIX, EITHER, EITHER)))
def test_a_type_confirmed_at_5_or_6_is_moved_to_1_to_4_only_by_its_owner(current, new, confirmed, by_owner):
    reason = may_change_type(current, new, confirmed=confirmed, by_owner=by_owner)
    forbidden = confirmed and current >= 5 and new <= 4 and not by_owner
    assert reason == ("only_owner_changes_type" if forbidden else None)


@pytest.mark.parametrize("level", [0, 7, -1])
def test_a_level_outside_the_six_is_a_bug(level):
    with pytest.raises(ValueError, match="not a ROSA level"):
        may_finish(level, transferred=True, by_contact_centre=True)
