"""Periods that reports are made for, as moments in UTC: months, half-years and years of Stockholm's calendar."""

from __future__ import annotations

from datetime import UTC, datetime

from synpunkter.words import STOCKHOLM

PERIODS = ("this_month", "last_month", "this_half", "last_half", "this_year", "last_year")


def between(period: str, at: datetime) -> tuple[datetime, datetime]:
    """First moment, and first moment after, of a period seen from `at`. Raises ValueError for an unknown one."""
    months = {"month": 1, "half": 6, "year": 12}
    which, _, unit = period.partition("_")
    if period not in PERIODS:
        raise ValueError("unknown period")
    there = at.astimezone(STOCKHOLM)
    length = months[unit]
    first = (there.year * 12 + there.month - 1) // length * length - (length if which == "last" else 0)
    return _month(first), _month(first + length)


def _month(n: int) -> datetime:
    return datetime(n // 12, n % 12 + 1, 1, tzinfo=STOCKHOLM).astimezone(UTC)
