"""Reads plugins.toml and words what is wrong with it, without ever repeating a value."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.contract.os_reasons import reason

TOP_TABLES = ("envagin", "plugins")
_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
# How tomllib begins to say it, and what we say. It repeats what it read; we do not.
_SYNTAX = {
    "Invalid statement": "ska börja med ett namn eller med en tabell inom hakparenteser",
    "Invalid value": "värdet går inte att läsa. Text ska stå inom citattecken",
    "Invalid date": "datumet eller klockslaget finns inte",
    "Invalid initial character for a key": "ett namn eller ett värde saknas",
    "Expected '=' after a key": "efter namnet ska det stå = och ett värde",
    "Expected newline": "det står något efter värdet som inte hör dit",
    "Expected ']": "] saknas efter tabellens namn",
    "Unclosed array": "] saknas efter listan",
    "Unclosed inline table": "} saknas efter tabellen",
    "Unterminated string": "citattecknet efter texten saknas",
    "Illegal character '\\n'": "citattecknet efter texten saknas",
    "Illegal character": "här står ett tecken som inte får stå där",
    "Found invalid character": "här står ett tecken som inte får stå där",
    "Unescaped '\\'": "skriv \\\\ i stället för \\, eller använd enkla citattecken",
    "Cannot declare": "tabellen finns redan i filen",
    "Cannot overwrite": "namnet finns redan i tabellen",
    "Duplicate inline table key": "namnet finns redan i tabellen",
}


def read_tables(path: Path) -> tuple[dict[str, Any], list[str]]:
    """The tables `envagin` and `plugins` of a file, and a line for each problem of the file itself.

    A table that is missing or no table comes back empty; what stands in the tables is not looked at.
    """
    return _tables(path.name, *_parse(path))


def tables_of(text: str, name: str) -> tuple[dict[str, Any], list[str]]:
    """The same of what stands in no file yet; `name` is what the problems call it."""
    return _tables(name, *_parsed(text))


def _tables(name: str, content: dict[str, Any], problem: str) -> tuple[dict[str, Any], list[str]]:
    problems = [f"{name}: {problem}"] if problem else []
    problems += [_unknown(name, key, value) for key, value in content.items() if key not in TOP_TABLES]
    wrong = [key for key in TOP_TABLES if not _is_table(content.get(key, {}))]
    problems += [f"{name}: [{key}] ska vara en tabell" for key in wrong]
    return {key: content[key] for key in TOP_TABLES if _is_table(content.get(key))}, problems


def hint(word: str, known: Iterable[str]) -> str:
    """The words ", menade du 'x'?" for the nearest of the known words, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f", menade du '{near[0]}'?" if near else ""


def one_line(text: str, longest: int = 300) -> str:
    """The text on one line: a problem is a line, whatever a plug-in put into its message."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _parse(path: Path) -> tuple[dict[str, Any], str]:
    # utf-8-sig: Notepad begins a file with a byte order mark, which TOML does not allow.
    try:
        return _parsed(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        return {}, f"kan inte läsas: {reason(error)} ({path})"
    except UnicodeDecodeError as error:
        return {}, f"rad {error.object.count(10, 0, error.start) + 1}: är inte text i UTF-8. Spara om filen"


def _parsed(text: str) -> tuple[dict[str, Any], str]:
    try:
        return tomllib.loads(text), ""
    except tomllib.TOMLDecodeError as error:
        return {}, _syntax(str(error))
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets in thousands
        return {}, "kan inte läsas som TOML"


def _syntax(message: str) -> str:
    place = _LINE.search(message)
    if not place:
        return _in_swedish(message)
    where = f"rad {place[1]}" if place[1] else "sista raden"
    return f"{where}: {_in_swedish(message[: place.start()])}"


def _in_swedish(message: str) -> str:
    return next((words for begins, words in _SYNTAX.items() if message.startswith(begins)), "följer inte TOML")


def _unknown(file: str, key: str, value: Any) -> str:
    shown = f"tabell [{key}]" if _is_table(value) else f"nyckel '{key}'"
    near = difflib.get_close_matches(key, TOP_TABLES, n=1, cutoff=0.6)
    return one_line(f"{file}: okänd {shown}" + (f", menade du [{near[0]}]?" if near else ""))


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)
