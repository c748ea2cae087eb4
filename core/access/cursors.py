"""Where a page ends, as an opaque word for the address: anything that is not one of ours means the first page."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LAST = 253_402_300_799_999_999  # the year 9999, in microseconds
_LAST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: the moment that orders it, and the case's id."""

    at: datetime
    id: int


def write_place(at: datetime, id: int) -> str:
    return _write((at - _EPOCH) // _MICROSECOND, id)


def read_place(word: str | None) -> Place | None:
    """None when there is none, or when it is not one of ours. Never raises."""
    numbers = _read(word)
    if numbers is None or not (0 <= numbers[0] <= _LAST and 0 <= numbers[1] <= _LAST_ID):
        return None
    return Place(_EPOCH + numbers[0] * _MICROSECOND, numbers[1])


def write_row(row_id: int) -> str:
    """The cursor of a search: the last row of the index that was looked at."""
    return _write(row_id, 0)


def read_row(word: str | None) -> int | None:
    numbers = _read(word)
    return numbers[0] if numbers and 0 < numbers[0] < 2**62 else None


def _write(first: int, second: int) -> str:
    return base64.urlsafe_b64encode(f"{first}.{second}".encode()).decode().rstrip("=")


def _read(word: str | None) -> tuple[int, int] | None:
    if not word or len(word) > 60:
        return None
    try:
        text = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True).decode("ascii")
        first, second = text.split(".")
        return (int(first), int(second)) if first.isdigit() and second.isdigit() else None
    except (binascii.Error, ValueError):
        return None
