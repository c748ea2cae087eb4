"""Phone hours as the cast says them, "mån, ons och fre 8–9", made into spans by weekday."""

from __future__ import annotations

import re

DAYS = {"mån": "mon", "tis": "tue", "ons": "wed", "tors": "thu", "fre": "fri"}
_WORDS = re.compile(r"(?P<days>.+) (?P<opens>\d+)–(?P<closes>\d+)")


def week_of(words: str) -> dict[str, list[str]]:
    """Weekday → spans: "tis och tors 10–12" is {"tue": ["10:00-12:00"], "thu": ["10:00-12:00"]}."""
    found = _WORDS.fullmatch(words)
    if not found:
        return {}
    span = f"{int(found['opens']):02}:00-{int(found['closes']):02}:00"
    return {DAYS[day]: [span] for day in _days(found["days"])}


def _days(words: str) -> list[str]:
    first, dash, last = words.partition("–")
    if dash:
        names = list(DAYS)
        return names[names.index(first) : names.index(last) + 1]
    return re.split(r", | och ", words)
