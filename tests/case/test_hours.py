"""Opening hours as a settings row: what is written is read again, and what is wrong is said in words."""

from __future__ import annotations

import json

import pytest

from core.case.hours import STANDARD_HOURS, Hours
from core.case.swedish_days import SHORT_DAYS
from core.contract.errors import ConfigurationError

BJORKASA_HOURS = Hours.from_settings(
    {
        "week": {**{day: ["08:00-16:30"] for day in ("mon", "tue", "wed", "thu")}, "fri": ["08:00-15:00"]},
        "short": {name: "12:00" for name in SHORT_DAYS},
    }
)
JOUR_HOURS = Hours.from_settings(
    {
        "week": {"mon": ["00:00-24:00"]},
        "closed": [],
        "klamdag": "closed",
        "extra_closed": ["2026-03-09"],
        "own_short": {"2026-03-16": "14:00"},
    }
)


@pytest.mark.parametrize("hours", [STANDARD_HOURS, BJORKASA_HOURS, JOUR_HOURS])
def test_hours_survive_a_settings_row(hours):
    assert Hours.from_settings(json.loads(json.dumps(hours.to_settings()))) == hours


def test_bad_settings_are_all_named_at_once():
    with pytest.raises(ConfigurationError) as caught:
        Hours.from_settings(
            {
                "week": {"mon": ["8-16"], "lördag": [], "tue": 7, "wed": [3]},
                "short": {"skartorsdag": "24:30"},
                "extra_closed": ["i morgon"],
                "own_short": [],
                "lunch": "12",
            }
        )
    wrong = " ".join(caught.value.problems)
    for word in ("'8'", "lördag", "hours.week.tue", "3", "24:30", "i morgon", "own_short", "'lunch'"):
        assert word in wrong


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "ska vara en tabell"),
        ([], "ska vara en tabell"),
        ({"week": {}}, "ingen veckodag är öppen"),
        ({"week": {"mon": ["08:00-08:00"]}}, "är tom, överlappar"),
        ({"week": {"mon": ["08:00-12:00", "11:00-14:00"]}}, "är tom, överlappar"),
        ({"week": {"mon": ["08:00"]}}, "är tom, överlappar"),
        ({"week": {"mon": ["08:00-16:00"]}, "closed": ["mors_dag"]}, "mors_dag"),
        ({"week": {"mon": ["08:00-16:00"]}, "short": {"julafton": "12:00"}}, "julafton"),
        ({"week": {"mon": ["08:00-16:00"]}, "klamdag": "kanske"}, "kanske"),
    ],
)
def test_impossible_hours_are_refused_in_words(settings, words):
    with pytest.raises(ConfigurationError, match=words):
        Hours.from_settings(settings)
