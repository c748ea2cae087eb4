"""The story of six months never changes, keeps to its hours, and has the figures of the plan."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import mean

import pytest

from core.case.outcomes import counts_as_solved
from demo.bjorkasa import catalogue
from demo.mix import CONNECTIONS
from demo.rhythm import local_day
from demo.story import story
from tests.demo.telling import CALENDAR, NOON_WEDNESDAY, Told, kinds, tell


def per_cent(part: float, whole: int) -> float:
    return 100 * part / whole


# --- the same story, in time ---


def test_the_same_seed_and_now_tell_the_same_story(told):
    assert [case for case, _ in told] == list(story(1, NOON_WEDNESDAY, CALENDAR))


def test_another_seed_tells_another_story(told):
    other = list(story(2, NOON_WEDNESDAY, CALENDAR))
    assert [case.steps for case, _ in told] != [case.steps for case in other]


def test_six_months_are_told_in_under_two_seconds():
    started = time.perf_counter()
    assert len(list(story(3, NOON_WEDNESDAY, CALENDAR))) > 1300
    assert time.perf_counter() - started < 2


def test_cases_come_oldest_first_with_keys_of_their_own(told):
    received = [case.received_at for case, _ in told]
    assert received == sorted(received)
    assert len({case.key for case, _ in told}) == len(told)
    assert NOON_WEDNESDAY - received[0] < timedelta(days=184)


def test_nothing_happens_after_now_and_every_step_follows_the_one_before(at_any_time):
    now, told = at_any_time
    for case, _ in told:
        moments = [step.at for step in case.steps]
        assert moments == sorted(moments), case
        assert moments[-1] <= now, case


def test_what_agents_do_they_do_while_the_doors_are_open(at_any_time):
    _, told = at_any_time
    for case, _ in told:
        for step in case.steps:
            if step.kind in ("take", "reply", "hand_over", "hand_back", "note"):
                spans = CALENDAR.open_spans(local_day(step.at))
                assert any(opens <= step.at <= closes for opens, closes in spans), (case.key, step)


def test_calls_and_visits_come_while_the_doors_are_open(at_any_time):
    _, told = at_any_time
    for case, _ in told:
        if case.channel in ("phone", "visit"):
            spans = CALENDAR.open_spans(local_day(case.received_at))
            assert any(opens <= case.received_at <= closes for opens, closes in spans), case


# --- figures ---


def test_there_are_about_1400_cases(at_any_time):
    _, told = at_any_time
    assert 1370 <= len(told) <= 1440


@pytest.mark.parametrize(("level", "share"), [(1, 44), (2, 21), (3, 17), (4, 9), (5, 3), (6, 4)])
def test_levels_have_their_shares(told, level, share):
    number = sum(catalogue()[case.type_code].rosa_level == level for case, _ in told)
    assert per_cent(number, len(told)) == pytest.approx(share, abs=2.5)


@pytest.mark.parametrize(
    ("channels", "share"),
    [
        (("phone",), 58),
        (("email",), 18),
        (("webform", "synpunkt"), 11),
        (("visit",), 8),
        (("sms",), 2),
        (("social",), 1.5),
        (("letter",), 1),
        (("fax", "chat"), 0.5),
    ],
)
def test_channels_have_their_shares(told, channels, share):
    number = sum(case.channel in channels for case, _ in told)
    assert per_cent(number, len(told)) == pytest.approx(share, abs=2.5 if share > 5 else 1)


@pytest.mark.parametrize(("weekday", "share"), [(0, 24), (1, 21), (2, 20), (3, 19), (4, 16)])
def test_weekdays_have_their_shares(told, weekday, share):
    days = Counter(local_day(case.received_at).weekday() for case, _ in told)
    assert per_cent(days[weekday], len(told)) == pytest.approx(share, abs=4)


def test_the_morning_is_busiest_and_a_few_write_at_night(told):
    inside = [CALENDAR.open_spans(local_day(case.received_at)) for case, _ in told]
    outside = sum(
        not any(opens <= case.received_at < closes for opens, closes in spans)
        for (case, _), spans in zip(told, inside, strict=True)
    )
    assert 1 <= per_cent(outside, len(told)) <= 6


def test_four_of_five_are_solved_at_the_first_contact(told):
    closed = [(c, s) for c, s in told if s.status == "closed" and c.type_code not in CONNECTIONS]
    solved = [c for c, s in closed if counts_as_solved(s.outcome) and "wait" not in kinds(c)]
    assert per_cent(len(solved), len(closed)) == pytest.approx(80, abs=5)


def test_three_in_a_hundred_are_opened_again(told):
    assert per_cent(sum("reopen" in kinds(c) for c, _ in told), len(told)) == pytest.approx(3, abs=1.5)


def test_one_in_a_hundred_goes_round_and_round(told):
    assert per_cent(sum(s.owner_changes > 2 for _, s in told), len(told)) == pytest.approx(1, abs=0.8)


def test_some_come_back_about_the_same_thing(told):
    assert per_cent(_repeats(told), len(told)) == pytest.approx(4, abs=2)


def test_a_matter_of_level_one_or_two_takes_nine_minutes(told):
    minutes = [
        s.minutes
        for c, s in told
        if s.outcome == "answered" and catalogue()[c.type_code].rosa_level <= 2 and kinds(c).count("close") == 1
    ]
    assert mean(minutes) == pytest.approx(8.9, abs=0.7)


def test_mail_is_answered_in_six_to_nine_working_hours_and_mostly_within_a_day(told):
    waits = [
        CALENDAR.working_minutes(c.received_at, next(step.at for step in c.steps if step.kind == "reply")) / 60
        for c, s in told
        if c.channel == "email" and c.key.isdigit() and s.owner_changes == 0 and "reply" in kinds(c)
    ]
    assert 5 <= mean(waits) <= 9
    assert per_cent(sum(hours <= 8.5 for hours in waits), len(waits)) == pytest.approx(88, abs=6)


def test_synpunkter_have_their_mix(told):
    views = [c for c, _ in told if c.synpunkt and c.key.isdigit()]
    share = {kind: per_cent(number, len(views)) for kind, number in Counter(c.synpunkt for c in views).items()}
    wanted = {"complaint": 45, "suggestion": 20, "question": 15, "praise": 12, "fault_report": 8}
    assert share == {kind: pytest.approx(number, abs=3) for kind, number in wanted.items()}
    assert per_cent(sum(c.anonymous for c in views), len(views)) == pytest.approx(22, abs=4)
    assert per_cent(sum(c.measure for c in views), len(views)) == pytest.approx(30, abs=4)


def test_snow_is_not_reported_in_summer():
    summer = tell(datetime(2026, 9, 30, 10, 0, tzinfo=UTC))
    assert sum(c.type_code in ("T03", "T04") and local_day(c.received_at).month in (6, 7, 8) for c, _ in summer) <= 3


def test_invoices_make_a_peak_after_the_25th():
    stories = [case for seed in range(4) for case in story(seed, NOON_WEDNESDAY, CALENDAR)]
    days = [local_day(case.received_at) for case in stories if case.type_code in ("E01", "M02")]
    after = sum((day - timedelta(days=24)).day <= 7 for day in days)
    assert after / len(days) > 0.38  # without the peak it would be a quarter


def _repeats(told: Told) -> int:
    last: dict[tuple[str, str], datetime] = {}
    again = 0
    for case, _ in told:
        if case.contact:
            key = case.contact, case.type_code
            again += key in last and case.received_at - last[key] < timedelta(days=14)
            last[key] = case.received_at
    return again
