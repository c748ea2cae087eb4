"""Working time: the vectors of the domain's facts, both klämdag policies, summer time and midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.case.swedish_days import KLAMDAG, SHORT_DAYS
from core.case.worktime import OWN_CLOSED_DAY, OWN_SHORT_DAY, STANDARD_HOURS, STOCKHOLM, Calendar, Hours, local_date

NACKA = Calendar(STANDARD_HOURS)
KLAMDAG_CLOSED = Calendar(Hours.from_settings({**STANDARD_HOURS.to_settings(), "klamdag": "closed"}))
BJORKASA = Calendar(
    Hours.from_settings(
        {
            "week": {**{day: ["08:00-16:30"] for day in ("mon", "tue", "wed", "thu")}, "fri": ["08:00-15:00"]},
            "short": {name: "12:00" for name in SHORT_DAYS},
        }
    )
)
MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))


def at(text: str) -> datetime:
    """A local time in Stockholm as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


@pytest.mark.parametrize(
    ("received", "answered", "minutes", "with_klamdag_closed"),
    [
        ("2026-03-10 09:00", "2026-03-10 10:30", 90, 90),
        ("2026-03-13 15:30", "2026-03-16 08:30", 60, 60),
        ("2026-03-10 22:00", "2026-03-11 09:00", 60, 60),
        ("2026-03-14 10:00", "2026-03-14 11:00", 0, 0),
        ("2026-04-02 11:00", "2026-04-07 09:00", 120, 120),
        ("2026-05-13 11:30", "2026-05-18 08:30", 540, 60),
        ("2026-06-18 15:00", "2026-06-22 09:00", 120, 120),
        ("2026-12-23 15:00", "2026-12-28 09:00", 120, 120),
        ("2026-03-27 15:00", "2026-03-30 09:00", 120, 120),
        ("2026-10-23 15:00", "2026-10-26 09:00", 120, 120),
    ],
)
def test_the_ten_vectors_of_the_facts(received, answered, minutes, with_klamdag_closed):
    assert NACKA.working_minutes(at(received), at(answered)) == minutes
    assert KLAMDAG_CLOSED.working_minutes(at(received), at(answered)) == with_klamdag_closed


def test_ten_working_days_over_ascension_day_end_on_monday_25_may():
    assert NACKA.end_of_nth_opening_day(at("2026-05-08 10:00"), 10) == at("2026-05-25 16:00")
    assert KLAMDAG_CLOSED.end_of_nth_opening_day(at("2026-05-08 10:00"), 10) == at("2026-05-26 16:00")


def test_each_opening_day_of_the_ten_day_example():
    days = [local_date(NACKA.end_of_nth_opening_day(at("2026-05-08 10:00"), n)).day for n in range(1, 11)]
    assert days == [11, 12, 13, 15, 18, 19, 20, 21, 22, 25]


def test_a_short_day_that_is_also_a_klamdag_follows_the_policy():
    trettondagsafton = date(2026, 1, 5)
    assert NACKA.open_spans(trettondagsafton) == ((at("2026-01-05 08:00"), at("2026-01-05 12:00")),)
    assert NACKA.day_name(trettondagsafton) == "trettondagsafton"
    assert KLAMDAG_CLOSED.open_spans(trettondagsafton) == ()
    assert KLAMDAG_CLOSED.day_name(trettondagsafton) == KLAMDAG


def test_short_days_are_switched_one_by_one():
    only_maundy = Calendar(Hours(week=STANDARD_HOURS.week, short=(("skartorsdag", 13 * 60),)))
    assert only_maundy.end_of_opening_day(at("2026-04-02 09:00")) == at("2026-04-02 13:00")
    assert only_maundy.end_of_opening_day(at("2026-04-30 09:00")) == at("2026-04-30 16:00")


def test_valborg_before_a_saturday_is_short_although_no_weekday_red_day_follows():
    assert NACKA.end_of_opening_day(at("2027-04-30 09:00")) == at("2027-04-30 12:00")


def test_a_named_day_can_be_worked():
    works_on_national_day = Calendar(Hours(week=STANDARD_HOURS.week, closed=STANDARD_HOURS.closed - {"nationaldagen"}))
    assert works_on_national_day.is_open_day(date(2028, 6, 6))
    assert not NACKA.is_open_day(date(2028, 6, 6))


def test_bjorkasa_is_open_until_half_past_four_and_until_three_on_fridays():
    assert BJORKASA.working_minutes(at("2026-03-09 00:00"), at("2026-03-14 00:00")) == 4 * 510 + 420
    assert BJORKASA.end_of_opening_day(at("2026-05-13 08:01")) == at("2026-05-13 12:00")
    assert BJORKASA.is_open_day(date(2026, 5, 15))


def test_a_lunch_break_is_not_working_time():
    lunch = Calendar(Hours.from_settings({"week": {"mon": ["08:00-12:00", "13:00-17:00"]}}))
    assert lunch.working_minutes(at("2026-03-09 11:30"), at("2026-03-09 13:30")) == 60
    assert lunch.add_working_minutes(at("2026-03-09 11:45"), 30) == at("2026-03-09 13:15")


def test_own_closed_and_own_short_days():
    own = Calendar(
        Hours.from_settings(
            {**STANDARD_HOURS.to_settings(), "extra_closed": ["2026-03-10"], "own_short": {"2026-03-11": "14:00"}}
        )
    )
    assert own.day_name(date(2026, 3, 10)) == OWN_CLOSED_DAY
    assert own.day_name(date(2026, 3, 11)) == OWN_SHORT_DAY
    assert own.working_minutes(at("2026-03-10 00:00"), at("2026-03-12 00:00")) == 6 * 60


def test_a_short_day_that_closes_before_it_opens_is_no_opening_day():
    late = Calendar(Hours(week=(((13 * 60, 19 * 60),),) * 7, short=(("skartorsdag", 12 * 60),)))
    assert not late.is_open_day(date(2026, 4, 2))


ROUND_THE_CLOCK = Calendar(
    Hours.from_settings({"week": {day: ["00:00-24:00"] for day in ("sat", "sun", "mon")}, "closed": []})
)


def test_a_day_round_the_clock_has_23_and_25_hours_when_the_clock_is_moved():
    assert ROUND_THE_CLOCK.working_minutes(at("2026-03-28 00:00"), at("2026-03-29 00:00")) == 24 * 60
    assert ROUND_THE_CLOCK.working_minutes(at("2026-03-29 00:00"), at("2026-03-30 00:00")) == 23 * 60
    assert ROUND_THE_CLOCK.working_minutes(at("2026-10-25 00:00"), at("2026-10-26 00:00")) == 25 * 60


def test_spans_around_the_skipped_hour_never_overlap():
    week = {"sun": ["00:00-02:30", "02:45-03:00", "03:00-08:00"]}
    night = Calendar(Hours.from_settings({"week": week, "closed": []}))
    spans = night.open_spans(date(2026, 3, 29))
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert night.working_minutes(at("2026-03-29 00:00"), at("2026-03-29 12:00")) == 7 * 60


def test_day_zero_is_the_date_in_stockholm_and_not_in_utc():
    just_past_midnight = datetime(2026, 7, 7, 22, 30, tzinfo=UTC)  # Wednesday 00.30 in Stockholm
    assert local_date(just_past_midnight) == date(2026, 7, 8)
    assert NACKA.end_of_nth_opening_day(just_past_midnight, 1) == at("2026-07-09 16:00")


def test_what_comes_in_on_a_saturday_has_saturday_as_day_zero():
    assert NACKA.end_of_nth_opening_day(at("2026-03-14 10:00"), 1) == at("2026-03-16 16:00")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-10 07:00", "2026-03-10 16:00"),
        ("2026-03-10 15:59", "2026-03-10 16:00"),
        ("2026-03-10 16:00", "2026-03-11 16:00"),
        ("2026-04-02 13:00", "2026-04-07 16:00"),
        ("2026-03-14 10:00", "2026-03-16 16:00"),
    ],
)
def test_the_same_day_ends_at_closing_and_after_closing_it_is_the_next_opening_day(received, due):
    assert NACKA.end_of_opening_day(at(received)) == at(due)


def test_the_close_of_a_shut_date_is_that_of_the_last_opening_day_before():
    assert NACKA.end_of_date(date(2026, 3, 10)) == at("2026-03-10 16:00")
    assert NACKA.end_of_date(date(2026, 4, 6)) == at("2026-04-02 12:00")


def test_klamdagar_can_be_worked_for_what_the_law_wants_at_once():
    assert KLAMDAG_CLOSED.with_klamdagar_open().is_open_day(date(2026, 5, 15))
    assert NACKA.with_klamdagar_open() is NACKA


def test_why_closed_says_nothing_about_a_weekday_that_is_never_open():
    assert NACKA.why_closed(date(2026, 4, 5)) is None
    assert NACKA.why_closed(date(2026, 4, 6)) == "annandag_pask"
    assert NACKA.day_name(date(2026, 4, 5)) == "paskdagen"
    assert NACKA.day_name(date(2026, 3, 10)) is None


@given(MOMENTS, st.integers(0, 20_000))
def test_adding_working_minutes_and_counting_them_agree(start, minutes):
    assert NACKA.working_minutes(start, NACKA.add_working_minutes(start, minutes)) == minutes


@given(MOMENTS, st.integers(0, 40_000), st.integers(0, 40_000))
def test_working_time_of_two_parts_is_that_of_the_whole(start, first, second):
    start = start.replace(second=0, microsecond=0)
    middle, end = start + timedelta(minutes=first), start + timedelta(minutes=first + second)
    parts = BJORKASA.working_minutes(start, middle) + BJORKASA.working_minutes(middle, end)
    assert parts == BJORKASA.working_minutes(start, end)


@given(MOMENTS, st.integers(1, 30))
def test_more_days_never_end_earlier(start, n):
    assert start < NACKA.end_of_nth_opening_day(start, n) < NACKA.end_of_nth_opening_day(start, n + 1)


def test_an_end_before_the_start_is_no_working_time():
    assert NACKA.working_minutes(at("2026-03-11 12:00"), at("2026-03-10 12:00")) == 0
    assert NACKA.working_minutes(at("2026-03-10 12:00"), at("2026-03-10 09:00")) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: NACKA.working_minutes(datetime(2026, 3, 10, 9), at("2026-03-10 10:00")),
        lambda: NACKA.add_working_minutes(at("2026-03-10 09:00"), -1),
        lambda: NACKA.end_of_nth_opening_day(at("2026-03-10 09:00"), 0),
    ],
    ids=["naive time", "negative minutes", "day zero"],
)
def test_a_wrong_question_is_refused(wrong):
    with pytest.raises(ValueError, match=r"time zone|negative|from 1"):
        wrong()
