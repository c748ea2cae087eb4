"""Dates and numbers in what leaves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.flow.wording import date_words, may_be_mobile
from tests.conftest import Clock


@pytest.mark.parametrize(
    ("at", "language", "words"),
    [
        (datetime(2026, 12, 9, 15, 30, tzinfo=UTC), "sv", "9 december"),
        (datetime(2026, 12, 9, 15, 30, tzinfo=UTC), "en", "9 December"),
        (datetime(2026, 12, 9, 23, 30, tzinfo=UTC), "sv", "10 december"),  # it is already the tenth in Stockholm
        (datetime(2027, 1, 5, 12, 0, tzinfo=UTC), "sv", "5 januari 2027"),
        (datetime(2026, 12, 9, 15, 30, tzinfo=UTC), "sv@lattlast", "9 december"),
        (datetime(2026, 12, 9, 15, 30, tzinfo=UTC), "no such language", "9 december"),
    ],
)
def test_a_day_is_said_in_the_language_of_the_case(clock: Clock, at: datetime, language: str, words: str) -> None:
    assert date_words(at, language) == words


@pytest.mark.parametrize(
    ("number", "mobile"), [("+46701740621", True), ("+46846500400", False), ("hej", False), ("", False)]
)
def test_a_landline_gets_no_text_message(number: str, mobile: bool) -> None:
    assert may_be_mobile(number) is mobile
