"""Ages, dates, numbers and sizes, in Swedish and in English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from flask import Flask

from core.contract.messages import CHANNELS
from core.flow.wording import phone_words
from core.web import icons, words

NOW = datetime(2026, 5, 20, 8, 42, tzinfo=UTC)  # a Wednesday, 10.42 in Stockholm


@pytest.fixture
def swedish(gallery_app: Flask) -> Iterator[None]:
    with gallery_app.test_request_context("/?lang=sv"):
        yield


@pytest.fixture
def english(gallery_app: Flask) -> Iterator[None]:
    with gallery_app.test_request_context("/?lang=en"):
        yield


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=20), "nyss"),
        (timedelta(minutes=6), "6 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 tim"),
        (timedelta(hours=9), "9 tim"),
        (timedelta(hours=12), "i går"),
        (timedelta(days=1), "i går"),
        (timedelta(days=3), "3 dagar"),
        (timedelta(days=8), "12 maj"),
        (timedelta(days=400), "15 apr 2025"),
    ],
)
@pytest.mark.usefixtures("swedish")
def test_an_age_is_said_as_a_colleague_would_say_it(passed: timedelta, said: str) -> None:
    assert words.age(NOW - passed, NOW).words == said


@pytest.mark.usefixtures("swedish")
def test_a_case_from_before_midnight_is_still_hours_old_in_the_small_hours() -> None:
    half_past_midnight = datetime(2026, 5, 19, 22, 30, tzinfo=UTC)
    assert words.age(half_past_midnight - timedelta(hours=2), half_past_midnight).words == "2 tim"


@pytest.mark.parametrize(
    ("at", "said", "state"),
    [
        (datetime(2026, 5, 20, 14, 30, tzinfo=UTC), "i dag 16.30", "soon"),
        (datetime(2026, 5, 21, 14, 30, tzinfo=UTC), "i morgon 16.30", "ok"),
        (datetime(2026, 5, 22, 13, 0, tzinfo=UTC), "fre 15.00", "ok"),
        (datetime(2026, 5, 26, 14, 30, tzinfo=UTC), "tis 16.30", "ok"),
        (datetime(2026, 5, 27, 14, 30, tzinfo=UTC), "27 maj 16.30", "ok"),
        (datetime(2027, 1, 8, 14, 0, tzinfo=UTC), "8 jan 2027 15.00", "ok"),
        (datetime(2026, 5, 20, 8, 0, tzinfo=UTC), "försenat sedan 10.00", "late"),
        (datetime(2026, 5, 19, 14, 30, tzinfo=UTC), "försenat sedan i går", "late"),
        (datetime(2026, 5, 15, 13, 0, tzinfo=UTC), "försenat sedan fre", "late"),
        (datetime(2026, 5, 4, 14, 30, tzinfo=UTC), "försenat sedan 4 maj", "late"),
    ],
)
@pytest.mark.usefixtures("swedish")
def test_a_deadline_says_when_and_how_urgent(at: datetime, said: str, state: str) -> None:
    due = words.due(at, NOW, "1 arbetsdag")
    assert (due.words, due.state, due.iso, due.why) == (said, state, at.isoformat(), "1 arbetsdag")


@pytest.mark.usefixtures("swedish")
def test_the_day_changes_at_midnight_in_stockholm_not_in_london() -> None:
    just_after_midnight = datetime(2026, 5, 20, 22, 15, tzinfo=UTC)
    assert words.due(datetime(2026, 5, 21, 14, 30, tzinfo=UTC), just_after_midnight).words == "i dag 16.30"


@pytest.mark.usefixtures("swedish")
def test_winter_and_summer_time_are_both_minded() -> None:
    assert words.clock(datetime(2026, 1, 20, 14, 30, tzinfo=UTC)) == "15.30"
    assert words.clock(datetime(2026, 7, 20, 14, 30, tzinfo=UTC)) == "16.30"


@pytest.mark.usefixtures("swedish")
def test_stamps_in_the_thread_and_on_paper() -> None:
    assert words.when(NOW - timedelta(minutes=6), NOW).words == "10.36"
    assert words.when(NOW - timedelta(days=1), NOW).words == "i går 10.42"
    assert words.when(NOW - timedelta(days=8), NOW).words == "12 maj 10.42"
    assert words.came_in(NOW - timedelta(minutes=6), NOW).words == "i dag 10.36"
    assert words.came_in(NOW - timedelta(days=1), NOW).words == "i går 10.42"
    assert words.stamp(datetime(2026, 11, 22, 13, 30, tzinfo=UTC)) == "2026-11-22 kl. 14.30"


@pytest.mark.usefixtures("swedish")
def test_a_date_carries_its_weekday_and_another_year() -> None:
    assert words.day(date(2026, 5, 25), NOW) == "måndag 25 maj"
    assert words.day(date(2027, 5, 24), NOW) == "måndag 24 maj 2027"


@pytest.mark.usefixtures("english")
def test_the_same_words_stand_in_english() -> None:
    assert words.age(NOW - timedelta(hours=1), NOW).words == "1 h"
    assert words.age(NOW - timedelta(days=3), NOW).words == "3 days"
    assert words.due(datetime(2026, 5, 20, 14, 30, tzinfo=UTC), NOW).words == "today 16:30"
    assert words.due(datetime(2026, 5, 19, 14, 30, tzinfo=UTC), NOW).words == "late since yesterday"
    assert words.stamp(datetime(2026, 11, 22, 13, 30, tzinfo=UTC)) == "2026-11-22 at 14:30"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+46701740605", "070-174 06 05"),
        ("+46846500400", "08-465 004 00"),
        ("0701740605", "070-174 06 05"),
        ("+4721234567", "+47 21 23 45 67"),
        ("växeln", "växeln"),
        ("", ""),
    ],
)
def test_a_phone_number_is_written_as_it_is_read_aloud(number: str, said: str) -> None:
    assert phone_words(number) == said


@pytest.mark.usefixtures("swedish")
def test_sizes_counters_and_timers() -> None:
    assert [words.size(n) for n in (0, 840_000, 2_100_000, 28_000_000)] == ["1 kB", "840 kB", "2,1 MB", "28 MB"]
    assert [words.counted(n) for n in (0, 14, 999, 1000)] == ["", "14", "999", "999+"]
    assert [words.minutes(n) for n in (7, 67, 600)] == ["0:07", "1:07", "10:00"]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        words.local(datetime(2026, 5, 20, 10, 0))
    assert words.local(datetime(2026, 5, 20, 10, 0, tzinfo=timezone(timedelta(hours=5)))).hour == 7


@pytest.mark.usefixtures("swedish")
def test_every_channel_has_an_icon_a_name_and_a_way() -> None:
    assert len({icons.channel_icon(channel) for channel in CHANNELS}) == len(CHANNELS)
    assert [icons.channel_name(channel) for channel in ("email", "sms", "synpunkt")] == ["E-post", "Sms", "Synpunkt"]
    assert [icons.channel_way(channel) for channel in CHANNELS][:4] == [
        "på telefon",
        "med e-post",
        "med sms",
        "via webben",
    ]


def test_a_name_with_a_number_in_it_stays_a_name() -> None:
    assert phone_words("Lägenhet 1203456789") == "Lägenhet 1203456789"
