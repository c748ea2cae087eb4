"""The named days of the year: the facts' check values, Easter, and an independent library."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from core.case.swedish_days import (
    DAY_NAMES,
    EVES,
    KLAMDAG,
    RED_DAYS,
    SHORT_DAYS,
    day_names,
    easter_sunday,
    next_working_day,
)

WEEKDAY_RED = {
    2026: "01-01 01-06 04-03 04-06 05-01 05-14 12-25",
    2027: "01-01 01-06 03-26 03-29 05-06",
    2028: "01-06 04-14 04-17 05-01 05-25 06-06 12-25 12-26",
}
WEEKDAY_EVES = {2026: "06-19 12-24 12-31", 2027: "06-25 12-24 12-31", 2028: "06-23"}
WEEKDAY_SHORT = {
    2026: "01-05 04-02 04-30 05-13 06-05 10-30",
    2027: "01-05 03-25 04-30 05-05 11-05",
    2028: "01-05 04-13 05-24 06-05 11-03",
}
KLAMDAGAR = {2026: "01-02 01-05 05-15", 2027: "05-07", 2028: "01-07 05-26 06-05"}


@pytest.mark.parametrize("year", [2026, 2027, 2028])
@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (WEEKDAY_RED, RED_DAYS.keys()),
        (WEEKDAY_EVES, EVES.keys()),
        (WEEKDAY_SHORT, SHORT_DAYS.keys()),
        (KLAMDAGAR, {KLAMDAG}),
    ],
    ids=["red", "eves", "short", "klamdagar"],
)
def test_the_check_values_of_2026_to_2028(year, table, codes):
    found = [f"{day:%m-%d}" for day in days_of(year) if day.weekday() < 5 and not codes.isdisjoint(day_names(day))]
    assert found == table[year].split()


def days_of(year: int) -> list[date]:
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    return [first + timedelta(days=n) for n in range((after - first).days)]


@pytest.mark.parametrize("year", range(2005, 2101))
def test_red_days_and_eves_agree_with_an_independent_library(year):
    ours = {day for day in days_of(year) if not RED_DAYS.keys().isdisjoint(day_names(day))}
    assert ours == set(holidays.Sweden(years=year, include_sundays=False))


@pytest.mark.parametrize(
    ("year", "easter"), [(1818, "03-22"), (2008, "03-23"), (2011, "04-24"), (2026, "04-05"), (2038, "04-25")]
)
def test_easter_is_right_also_at_its_earliest_and_latest(year, easter):
    assert f"{easter_sunday(year):%m-%d}" == easter


def test_two_names_on_one_date_are_both_kept_and_the_red_one_comes_first():
    assert day_names(date(2008, 5, 1)) == ("forsta_maj", "kristi_himmelsfardsdag")
    assert day_names(date(2028, 6, 5)) == ("dagen_fore_nationaldagen", KLAMDAG)


def test_a_day_between_sunday_and_an_eve_is_a_klamdag():
    assert KLAMDAG in day_names(date(2024, 12, 23))
    assert KLAMDAG in day_names(date(2024, 12, 27))
    assert KLAMDAG not in day_names(date(2025, 12, 23))


def test_a_legal_time_moves_past_weekends_red_days_and_the_three_eves_only():
    assert next_working_day(date(2026, 12, 24)) == date(2026, 12, 28)
    assert next_working_day(date(2026, 6, 19)) == date(2026, 6, 22)
    assert next_working_day(date(2026, 4, 2)) == date(2026, 4, 2)
    assert next_working_day(date(2026, 5, 15)) == date(2026, 5, 15)


def test_every_day_code_has_a_name():
    assert all(DAY_NAMES[name] for name in {*RED_DAYS, *EVES, *SHORT_DAYS, KLAMDAG})
