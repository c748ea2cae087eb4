"""Which place a report is about, as a key that two reports of one thing share: the street without its number.

What is typed as the place counts first; else a street is looked for in the text, cautiously: a wrong place would lay
strangers' reports side by side, a missed one only leaves a suggestion out.
"""

from __future__ import annotations

import re

LONGEST = 80  # characters of a key
# So end names of streets, whoever writes them, and hardly any other word.
_SURE = ("gatan", "gränden", "torget", "allén", "esplanaden")
# So end common words too: these count only when written as names.
_NAMES = ("vägen", "parken", "stigen", "backen", "platsen", "planen", "leden", "bron", "kajen", "rondellen")
_NO_NAMES = frozenset(("gågatan", "tvärgatan", "sidogatan", "huvudgatan", "bilgatan", "affärsgatan", "salutorget"))
_FIRST = r"(?:(?:norra|södra|östra|västra|stora|lilla|gamla|nya|övre|nedre)\s+)?"
_STREET = re.compile(
    rf"\b(?P<first>{_FIRST})(?P<name>[a-zåäöéü]{{2,40}}(?:{'|'.join(_SURE + _NAMES)}))s?\b(?P<number>\s+\d)?"
    r"|\b(?P<square>(?:norra|södra|östra|västra|stora|lilla|gamla|nya)\s+torget)\b",
    re.I,
)
_NUMBER = re.compile(r"[\s,]+\d+\s*[a-zåäö]?\b.*$", re.I | re.S)


def place_key(place: str, text: str = "") -> str:
    """The key of a typed place, else of the first street that the text names; empty when there is none."""
    typed = " ".join(place.split())
    found = street_in(typed) or _NUMBER.sub("", typed).strip(" .,") or street_in(text)
    return " ".join(found.casefold().split())[:LONGEST]


def street_in(text: str) -> str:
    """The first street, square or park that a text names, as written there but without its number; else empty."""
    return next((name for match in _STREET.finditer(text) if (name := _name(match, text))), "")


def _name(match: re.Match[str], text: str) -> str:
    if match["square"]:
        return match["square"]
    name = match["name"]
    if name.lower() in _NO_NAMES or not (name.lower().endswith(_SURE) or _is_written_as_name(match, text)):
        return ""
    return f"{match['first']}{name}"


def _is_written_as_name(match: re.Match[str], text: str) -> bool:
    """A capital letter says so, but not the one that every sentence begins with."""
    if not match["name"][0].isupper():
        return False
    before = text[: match.start("name")].rstrip(" \t\"”'(")
    return bool(match["first"] or match["number"] or (before and before[-1] not in ".!?:\n"))
