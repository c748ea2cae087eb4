"""Hours as people type them: many ways to write the same, and every field that is wrong at once."""

from __future__ import annotations

from datetime import date

import pytest

from core.case.hours import STANDARD_HOURS
from core.contract.errors import Wrong
from core.municipality.typed_hours import form_values, span_words, typed_date, typed_hours, typed_time


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("8–16.30", ((480, 990),)),
        ("08:00-16:30", ((480, 990),)),
        (" 8 till 12 och 13-15 ", ((480, 720), (780, 900))),
        ("8-12; 13—24", ((480, 720), (780, 1440))),
        ("", ()),
    ],
)
def test_a_weekday_is_read_as_people_write_it(text: str, spans: object) -> None:
    hours = typed_hours({"mon": text, "tue": "8-16"})
    assert hours.week[0] == spans and hours.week[1] == ((480, 960),)


def test_the_form_of_hours_says_the_same_hours() -> None:
    assert typed_hours(form_values(STANDARD_HOURS)) == STANDARD_HOURS
    assert span_words(((480, 720), (780, 990))) == "8–12, 13–16.30"


def test_every_wrong_field_is_told_at_once() -> None:
    typed = {"mon": "åtta", "tue": "8-12-16", "wed": "12-8", "thu": "8-12, 11-16", "short_skartorsdag": "lunch"}
    with pytest.raises(Wrong) as caught:
        typed_hours({**typed, "fri": "8-16"})
    assert {name: refused.code for name, refused in caught.value.fields.items()} == {
        "mon": "hours_span_wrong",
        "tue": "hours_span_wrong",
        "wed": "hours_overlap",
        "thu": "hours_overlap",
        "short_skartorsdag": "hours_time_wrong",
    }


def test_a_week_that_is_never_open_is_refused() -> None:
    with pytest.raises(Wrong) as caught:
        typed_hours({"mon": "", "klamdag": "closed"})
    assert caught.value.fields["mon"].code == "hours_none_open"


@pytest.mark.parametrize(
    ("text", "minute"), [("12", 720), ("12.30", 750), ("24", 1440), ("24.01", None), ("8.60", None)]
)
def test_a_time(text: str, minute: int | None) -> None:
    assert typed_time(text) == minute


def test_a_date() -> None:
    assert typed_date({"day": " 2027-01-01"}, "day") == date(2027, 1, 1)
    with pytest.raises(Wrong) as caught:
        typed_date({"day": "1/1"}, "day")
    assert caught.value.fields["day"].code == "date_wrong"
