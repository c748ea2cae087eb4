"""Svarsmål: each code of the catalogue, and the deadlines it gives."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.case.promises import Explanation, Promise, Skipped, deadlines, parse_promise
from core.case.worktime import OWN_CLOSED_DAY, STANDARD_HOURS, STOCKHOLM, Calendar, Hours
from core.contract.errors import ConfigurationError

OPEN = Calendar(STANDARD_HOURS)
KLAMDAG_CLOSED = Calendar(Hours.from_settings({**STANDARD_HOURS.to_settings(), "klamdag": "closed"}))
CATALOGUE = ("direkt", "genast", "samma dag", "1 ad", "2 ad", "5 ad", "10 ad", "1 ad åter", "2+10 ad", "lag", "1 mån")


def at(text: str) -> datetime:
    """A local time in Stockholm as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


def dues(code: str, received: str, calendar: Calendar = OPEN, *, written: bool = True) -> list[tuple[str, datetime]]:
    return [(due.kind, due.at) for due in deadlines(parse_promise(code), at(received), calendar, written=written)]


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("direkt", Promise("direkt", "at_once")),
        ("genast", Promise("genast", "urgent")),
        ("samma dag", Promise("samma dag", "same_day")),
        ("10 ad", Promise("10 ad", "days", (10,))),
        ("1 ad åter", Promise("1 ad åter", "hand_back", (1,))),
        ("2+10 ad", Promise("2+10 ad", "who_then_answer", (2, 10))),
        ("lag", Promise("lag", "law")),
        ("1 mån", Promise("1 mån", "month", (1,))),
        ("  Samma   DAG ", Promise("samma dag", "same_day")),
    ],
)
def test_every_code_of_the_catalogue_is_read(text, promise):
    assert parse_promise(text) == promise


@pytest.mark.parametrize(
    "text", ["", "snart", "0 ad", "ad", "10+2 ad", "2+2 ad", "2 ad åter nu", "1.5 ad", "-1 ad", "100 ad"]
)
def test_another_svarsmal_is_refused_with_the_forms_that_exist(text):
    with pytest.raises(ConfigurationError, match="ska vara direkt, genast"):
        parse_promise(text)


@pytest.mark.parametrize(
    ("code", "received", "expected"),
    [
        ("1 ad", "2026-03-10 09:00", [("answer", "2026-03-11 16:00")]),
        ("2 ad", "2026-03-13 15:30", [("answer", "2026-03-17 16:00")]),
        ("5 ad", "2026-03-14 10:00", [("answer", "2026-03-20 16:00")]),
        ("10 ad", "2026-05-08 10:00", [("answer", "2026-05-25 16:00")]),
        ("1 ad åter", "2026-04-01 10:00", [("hand_back", "2026-04-02 12:00")]),
        ("2+10 ad", "2026-05-08 10:00", [("who_answers", "2026-05-12 16:00"), ("answer", "2026-05-25 16:00")]),
        ("lag", "2026-05-08 10:00", [("first_word", "2026-05-25 16:00")]),
        ("samma dag", "2026-03-10 09:00", [("answer", "2026-03-10 16:00")]),
        ("samma dag", "2026-03-10 18:00", [("answer", "2026-03-11 16:00")]),
        ("samma dag", "2026-04-03 09:00", [("answer", "2026-04-07 16:00")]),
        ("genast", "2026-03-10 09:00", [("action", "2026-03-10 09:30")]),
        ("genast", "2026-03-10 15:45", [("action", "2026-03-11 08:15")]),
        ("direkt", "2026-03-10 09:00", [("answer", "2026-03-12 16:00")]),
    ],
)
def test_when_a_written_matter_is_due(code, received, expected):
    assert dues(code, received) == [(kind, at(due)) for kind, due in expected]


def test_a_call_answered_at_once_is_late_only_when_the_doors_close():
    assert dues("direkt", "2026-03-10 09:00", written=False) == [("answer", at("2026-03-10 16:00"))]


def test_only_direkt_differs_between_a_call_and_a_letter():
    differing = {c for c in CATALOGUE if dues(c, "2026-03-10 09:00") != dues(c, "2026-03-10 09:00", written=False)}
    assert differing == {"direkt"}


def test_only_genast_raises_an_alarm_and_only_a_month_is_never_paused():
    alarms = {
        c
        for c in CATALOGUE
        for due in deadlines(parse_promise(c), at("2026-03-10 09:00"), OPEN, written=True)
        if due.alarm
    }
    fixed = {
        c
        for c in CATALOGUE
        for due in deadlines(parse_promise(c), at("2026-03-10 09:00"), OPEN, written=True)
        if not due.pausable
    }
    assert (alarms, fixed) == ({"genast"}, {"1 mån"})


def test_the_same_day_is_a_klamdag_too_where_klamdagar_are_closed():
    assert dues("samma dag", "2026-05-15 09:00", KLAMDAG_CLOSED) == [("answer", at("2026-05-15 16:00"))]
    assert dues("1 ad", "2026-05-13 09:00", KLAMDAG_CLOSED) == [("answer", at("2026-05-18 16:00"))]


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-10 09:00", "2026-04-10 16:00"),
        ("2026-03-03 09:00", "2026-04-07 16:00"),  # långfredagen, then the weekend and annandag påsk
        ("2026-01-31 09:00", "2026-03-02 16:00"),  # 28 February is a Saturday
        ("2026-11-24 09:00", "2026-12-28 16:00"),  # julafton to the Monday after
        ("2026-12-10 09:00", "2027-01-11 16:00"),
    ],
)
def test_a_month_ends_on_the_same_date_or_the_next_working_day(received, due):
    assert dues("1 mån", received) == [("answer", at(due))]


def test_a_month_that_ends_on_a_shut_klamdag_is_due_at_the_close_before_it():
    assert dues("1 mån", "2026-04-15 09:00", KLAMDAG_CLOSED) == [("answer", at("2026-05-13 12:00"))]


def test_a_due_date_explains_itself():
    (due,) = deadlines(parse_promise("10 ad"), at("2026-05-08 10:00"), OPEN, written=True)
    ascension = Skipped(date(2026, 5, 14), "kristi_himmelsfardsdag")
    assert due.explanation == Explanation("opening_days", 10, (ascension,))


def test_every_skipped_day_is_named_and_weekends_are_not():
    hours = Hours.from_settings({**STANDARD_HOURS.to_settings(), "klamdag": "closed", "extra_closed": ["2026-05-11"]})
    (due,) = deadlines(parse_promise("5 ad"), at("2026-05-08 10:00"), Calendar(hours), written=True)
    assert [(skipped.day.day, skipped.name) for skipped in due.explanation.skipped] == [
        (11, OWN_CLOSED_DAY),
        (14, "kristi_himmelsfardsdag"),
        (15, "klamdag"),
    ]


def test_a_moved_month_tells_which_date_it_was_moved_from():
    (moved,) = deadlines(parse_promise("1 mån"), at("2026-03-03 09:00"), OPEN, written=True)
    (kept,) = deadlines(parse_promise("1 mån"), at("2026-03-10 09:00"), OPEN, written=True)
    assert moved.explanation == Explanation("months", 1, moved_from=date(2026, 4, 3))
    assert kept.explanation.moved_from is None


@given(
    st.sampled_from(CATALOGUE),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.booleans(),
    st.sampled_from([OPEN, KLAMDAG_CLOSED]),
)
def test_there_is_always_a_deadline_and_it_is_never_past_when_received(code, received, written, calendar):
    found = deadlines(parse_promise(code), received, calendar, written=written)
    assert found
    assert [due.at for due in found] == sorted(due.at for due in found)
    assert all(due.at > received for due in found)
