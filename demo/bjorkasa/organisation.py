"""How Björkåsa is organised and what it says to its citizens, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from demo.bjorkasa.files import toml

Words = Mapping[str, str]  # language → text


@dataclass(frozen=True, slots=True)
class Forvaltning:
    code: str
    name: str
    short_name: str
    namnd: str
    contact_centre: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """`mailbox` is where officers without a login read."""

    code: str
    name: str
    forvaltning: str
    mailbox: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A ROSA level: its name and what it means, a language each."""

    number: int
    names: Words
    explanations: Words


@dataclass(frozen=True, slots=True)
class Organisation:
    """All of organisation.toml.

    `namnder`, `svarsgrupper`, `authorisation_groups`   code or digit → name
    `topics`   key → language → what a citizen chooses among
    `hours`    the shape that the calendar's settings have
    `texts`    key → language → text; {number}, {date} and the like remain to be filled in
    `external` code → name, kind and how to reach those outside the municipality
    `contacts` förvaltning → contact, deputy and sla, as their forms have them
    """

    name: str
    centre_name: str
    phone: str
    sms: str
    jour: str
    mailbox: str
    website: str
    colour: str
    places: tuple[str, ...]
    hours: Mapping[str, Any]
    care_words: tuple[str, ...]
    namnder: Words
    forvaltningar: tuple[Forvaltning, ...]
    units: tuple[Unit, ...]
    svarsgrupper: Words
    authorisation_groups: Words
    topics: Mapping[str, Words]
    levels: tuple[Level, ...]
    texts: Mapping[str, Words]
    external: Mapping[str, Words]
    contacts: Mapping[str, Mapping[str, Words]]

    def text(self, key: str, language: str = "sv") -> str:
        """The text in the language, else in Swedish."""
        words = self.texts[key]
        return words.get(language, words["sv"])


_PLAIN = (
    "name", "centre_name", "phone", "sms", "jour", "mailbox", "website", "colour",
    "hours", "namnder", "svarsgrupper", "authorisation_groups", "topics",
)  # fmt: skip


@cache
def organisation() -> Organisation:
    """The municipality, read from its file."""
    table = toml("organisation.toml")
    return Organisation(
        **{key: table[key] for key in _PLAIN},
        places=tuple(table["places"]),
        care_words=tuple(table["care_words"]),
        forvaltningar=tuple(_forvaltning(code, row) for code, row in table["forvaltningar"].items()),
        units=tuple(Unit(code, **row) for code, row in table["units"].items()),
        levels=tuple(_level(number, row) for number, row in table["rosa"].items()),
        texts={key: _filled(words, table) for key, words in table["texts"].items()},
        external=table["external"],
        contacts=table["contacts"],
    )


def _forvaltning(code: str, row: Mapping[str, Any]) -> Forvaltning:
    return Forvaltning(code, row["name"], row["short"], row["namnd"], row.get("contact_centre", False))


def _level(number: str, row: Mapping[str, list[str]]) -> Level:
    names, explanations = ({language: words[place] for language, words in row.items()} for place in (0, 1))
    return Level(int(number), names, explanations)


def _filled(words: Words, table: Mapping[str, Any]) -> Words:
    return {language: _with_the_municipality(text, language, table) for language, text in words.items()}


def _with_the_municipality(text: str, language: str, table: Mapping[str, Any]) -> str:
    known = {key: table[key] for key in ("name", "phone", "sms", "jour", "mailbox")}
    for key, value in {**known, "centre": table["centre_name"], "hours": table["opening_words"][language]}.items():
        text = text.replace(f"{{{key}}}", value)
    return text
