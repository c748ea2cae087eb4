"""Hints for klarspråk: long sentences, and words that have a plainer one. Hints, never refusals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

LONG = 25  # words in a sentence

# As Swedish authorities' guides to plain language advise: the stiff word and one that everybody uses.
PLAINER: Mapping[str, str] = MappingProxyType(
    {
        "avseende": "om",
        "angående": "om",
        "beträffande": "om",
        "gällande": "om",
        "erforderlig": "som behövs",
        "erforderliga": "som behövs",
        "vederbörande": "den det gäller",
        "erhålla": "få",
        "erhåller": "får",
        "erlägga": "betala",
        "inkommit": "kommit in",
        "inkomma": "komma in",
        "inkomna": "som har kommit in",
        "ånyo": "igen",
        "således": "alltså",
        "huruvida": "om",
        "tillse": "se till",
        "tillhandahålla": "ge",
        "tillhandahåller": "ger",
        "undertecknad": "jag",
        "ombesörja": "ordna",
        "handläggs": "arbetar vi med",
        "förvaltningen": "vi",
        "ärendemening": "rubrik",
        "vänligen": "(stryk det)",
        "dock": "men",
        "samt": "och",
        "ej": "inte",
        "skall": "ska",
        "enär": "eftersom",
        "jämlikt": "enligt",
        "medelst": "med",
        "nödgas": "måste",
        "härmed": "(stryk det)",
        "i enlighet med": "enligt",
        "med anledning av": "för att",
        "för det fall": "om",
        "vid tillfälle": "när du kan",
    }
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_WORD = re.compile(r"[\w{}@-]+")


@dataclass(frozen=True, slots=True)
class Hint:
    """`kind` long (a sentence of `n` words) or word (`instead` is plainer)."""

    kind: str
    what: str
    instead: str = ""
    n: int = 0


def hints(text: str) -> tuple[Hint, ...]:
    """What could be plainer in a Swedish text, in the order it stands there."""
    found = []
    for sentence in (one.group().strip() for one in _SENTENCE.finditer(text)):
        words = _WORD.findall(sentence)
        if len(words) > LONG:
            found.append(Hint("long", sentence, n=len(words)))
        found += [
            Hint("word", stiff, plain)
            for stiff, plain in PLAINER.items()
            if re.search(rf"\b{re.escape(stiff)}\b", sentence, re.IGNORECASE)
        ]
    return tuple(dict.fromkeys(found))
