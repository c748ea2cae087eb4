"""What of a case and of a message can be found: the same text when it is written and when the index is made anew."""

from __future__ import annotations

from collections.abc import Iterable

from core.access.stems import stems

MOST = 100_000  # characters of one text that search can find


def stems_of_case(number: str, subject: str, counterpart: str, address: str, place: str) -> str:
    """The case's own row: what a list shows of it, and the first sender's address or number."""
    return _stems(number, subject, counterpart, address, place)


def stems_of_message(direction: str, subject: str, fresh: str, files: Iterable[str] = ()) -> str:
    """A message's row: what was written, without quoted history; of what came in also its subject and file names."""
    return _stems(subject, fresh, *files) if direction == "in" else _stems(fresh)


def _stems(*texts: str) -> str:
    found: dict[str, None] = {}
    left = MOST
    for text in texts:
        found.update(dict.fromkeys(stems(text[:left])))
        left = max(0, left - len(text))
    return " ".join(found)
