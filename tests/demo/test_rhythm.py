"""Open time counted forwards and back, and how a case stands after its steps."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from demo.past import PastCase, Standing, Step
from demo.rhythm import Rhythm
from demo.story import standing

# --- the measure of time ---


class OneShortDay:
    """Open 08-12 UTC every day but Sunday."""

    def open_spans(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        opens = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        return () if day.weekday() == 6 else ((opens, opens + timedelta(hours=4)),)


@pytest.fixture
def rhythm() -> Rhythm:

    return Rhythm(random.Random(1), datetime(2026, 6, 8, 10, 0, tzinfo=UTC), OneShortDay())  # a Monday


def test_open_minutes_go_on_the_next_morning(rhythm):
    assert rhythm.later(datetime(2026, 6, 6, 11, 50, tzinfo=UTC), 20) == datetime(2026, 6, 8, 8, 10, tzinfo=UTC)


def test_a_moment_in_closed_time_is_moved_to_the_opening(rhythm):
    assert rhythm.later(datetime(2026, 6, 7, 9, 0, tzinfo=UTC), 0) == datetime(2026, 6, 8, 8, 0, tzinfo=UTC)


def test_open_minutes_are_counted_back_over_a_closed_day(rhythm):
    assert rhythm.earlier(130) == datetime(2026, 6, 6, 11, 50, tzinfo=UTC)


def test_opening_days_are_counted_back_from_today(rhythm):
    assert [rhythm.open_day(n) for n in (0, -1, -2)] == [date(2026, 6, 8), date(2026, 6, 6), date(2026, 6, 5)]


def test_a_step_that_does_not_move_the_case_leaves_it_as_it_stood():
    at = datetime(2026, 6, 8, tzinfo=UTC)
    case = PastCase("x", "T06", "email", "Lampa", (Step("inbound", at), Step("receipt", at), Step("note", at, "bo")))
    assert standing(case) == Standing()


def test_a_question_to_the_citizen_waits_until_the_answer_comes():
    at = datetime(2026, 6, 8, tzinfo=UTC)
    asked = PastCase("x", "T06", "email", "Lampa", (Step("inbound", at), Step("wait", at, "bo")))
    answered = PastCase("x", "T06", "email", "Lampa", (*asked.steps, Step("inbound", at)))
    assert (standing(asked).status, standing(answered).status) == ("waiting_citizen", "open")
