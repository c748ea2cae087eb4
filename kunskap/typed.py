"""What people type into forms: days, times in Stockholm, and every wrong field at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from core import Refused, Wrong
from kunskap.words import STOCKHOLM


def day_of(typed: str) -> date | None:
    """The day, or None when it is none."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def time_of(typed: str) -> datetime | None:
    """The time in UTC of what a field for date and time holds, or None. A day alone is its first minute."""
    try:
        return datetime.fromisoformat(typed.strip()).replace(tzinfo=STOCKHOLM).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def raise_wrong(wrong: Mapping[str, Refused]) -> None:
    """Raises `Wrong` when there is anything in it."""
    if wrong:
        raise Wrong(wrong)
