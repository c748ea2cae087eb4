"""The one clock. Tests set it; leases use the database's own (`store.db.database_now`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_source: Callable[[], datetime] | None = None


def now() -> datetime:
    """This moment, in UTC."""
    return _source() if _source else datetime.now(UTC)


def set_clock(source: Callable[[], datetime] | None) -> None:
    """Makes `now()` answer `source()`; None goes back to the machine's clock."""
    global _source
    _source = source


def today() -> date:
    """The day in Stockholm."""
    return now().astimezone(STOCKHOLM).date()


def start_of(day: date) -> datetime:
    """Midnight in Stockholm as that day begins, in UTC."""
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)


def today_year() -> int:
    """The year in Stockholm: case numbers belong to it."""
    return now().astimezone(STOCKHOLM).year
