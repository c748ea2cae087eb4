"""The Swedish catalogue is whole: nothing the core can say is left in English, nothing is said twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from core.web import language

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
PLACES = [("web/templates/**.html", "jinja2"), ("templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"web/templates/**.html": {"newstyle_gettext": "true"}, "templates/**.html": {"newstyle_gettext": "true"}}
_NAMES = re.compile(r"%\((\w+)\)")


def catalogue(folder: Path):
    with (folder / "sv/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="sv", abort_invalid=True)


def said(folder: Path) -> dict[str, tuple[str, ...]]:
    """Message id → every form of its Swedish."""
    found = {}
    for entry in catalogue(folder):
        if entry.id and not entry.fuzzy:
            one = entry.id[0] if isinstance(entry.id, tuple) else entry.id
            found[one] = entry.string if isinstance(entry.string, tuple) else (entry.string,)
    return found


def asked(package: Path) -> dict[str, str]:
    """Message id → where it stands, for all that a package may say."""
    found = {}
    for file, line, message, _comments, _context in extract_from_dir(package, PLACES, OPTIONS, KEYWORDS):
        one = message[0] if isinstance(message, tuple) else message
        if isinstance(one, str):
            found.setdefault(one, f"{file}:{line}")
    return found


def test_every_message_of_the_core_has_its_swedish() -> None:
    swedish = said(language.OWN)
    lacking = {f"{where}: {m}" for m, where in asked(ROOT / "core").items() if not all(swedish.get(m, ("",)))}
    assert lacking == set()


def test_no_message_is_kept_that_nobody_says() -> None:
    assert set(said(language.OWN)) - set(asked(ROOT / "core")) == set()


@pytest.mark.parametrize("folder", [f for f in language.project_folders() if f != language.OWN], ids=str)
def test_every_message_of_a_plugin_has_its_swedish(folder: Path) -> None:
    swedish = said(language.OWN) | said(folder)
    lacking = {f"{where}: {m}" for m, where in asked(folder.parent).items() if not all(swedish.get(m, ("",)))}
    assert lacking == set()


@pytest.mark.parametrize("folder", language.project_folders(), ids=lambda folder: folder.parent.name)
def test_the_swedish_fills_in_what_the_english_does(folder: Path) -> None:
    for message, forms in said(folder).items():
        for form in forms:
            assert set(_NAMES.findall(form)) - {"num"} == set(_NAMES.findall(message)) - {"num"}, message


def test_a_catalogue_is_compiled_when_its_text_is_newer(tmp_path: Path) -> None:
    folder = tmp_path / "translations"
    text = folder / "sv/LC_MESSAGES/messages.po"
    text.parent.mkdir(parents=True)
    text.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Hello"\nmsgstr "Hej"\n')
    assert language.compile_catalogues([folder]) == [text.with_suffix(".mo")]
    assert language.compile_catalogues([folder]) == []
    assert [path.name for path in text.parent.iterdir() if path.name.startswith(".")] == []
