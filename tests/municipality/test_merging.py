"""What two people changed at once."""

from __future__ import annotations

import pytest

from core.municipality.merging import merge

BASE = {"name": "Bygg", "hours": "8-16"}


def test_two_who_changed_different_fields_both_get_theirs() -> None:
    merged = merge(BASE, {**BASE, "hours": "9-15"}, {**BASE, "name": "Bygg och gata"})
    assert merged.values == {"name": "Bygg och gata", "hours": "9-15"} and merged.clashes == ()


def test_two_who_changed_the_same_field_are_asked_and_mine_is_still_there() -> None:
    merged = merge(BASE, {**BASE, "name": "Gata"}, {**BASE, "name": "Bygg och gata"})
    assert merged.clashes == ("name",) and merged.values["name"] == "Bygg och gata"


@pytest.mark.parametrize("mine", [{}, {"name": "Gata"}])
def test_two_who_say_the_same_need_not_be_asked(mine: dict[str, str]) -> None:
    assert merge(BASE, {**BASE, "name": "Gata"}, {**BASE, **mine}).clashes == ()


def test_a_form_that_says_nothing_of_what_it_began_with_is_taken_as_it_is() -> None:
    merged = merge({}, {**BASE, "name": "Gata"}, {"name": "Bygg"})
    assert merged.values == {"name": "Bygg"} and merged.clashes == ()
