"""Every word of the plug-in has its Swedish, and says the same thing with the same values."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import core.web
import synpunkter

FOLDER = Path(synpunkter.__file__).parent
CATALOGUE = "translations/sv/LC_MESSAGES/messages.po"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def swedish(folder: Path) -> Catalog:
    with (folder / CATALOGUE).open("rb") as file:
        return read_po(file, locale="sv")


def asked_for() -> set[str]:
    found = extract_from_dir(str(FOLDER), METHODS, keywords=KEYWORDS)
    return {m[2][0] if isinstance(m[2], tuple) else m[2] for m in found}


def test_every_message_has_its_swedish_words_and_none_is_left_over() -> None:
    known = {m.id[0] if isinstance(m.id, tuple) else m.id: m.string for m in swedish(FOLDER) if m.id}
    assert asked_for() == set(known)
    assert [message for message, words in known.items() if not words or not all(words)] == []


def test_the_values_in_a_message_are_those_in_its_translation() -> None:
    for message in swedish(FOLDER):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id:
            values = {tuple(sorted(set(re.findall(r"%\(\w+\)s", one)))) for one in (*ids, *words)}
            assert len(values) == 1, message.id


def test_a_message_that_the_core_has_too_says_the_same() -> None:
    core_words = {m.id: m.string for m in swedish(Path(core.web.__file__).parent)}
    other = {m.id: (m.string, core_words[m.id]) for m in swedish(FOLDER) if m.id and m.id in core_words}
    assert {message: both for message, both in other.items() if both[0] != both[1]} == {}
