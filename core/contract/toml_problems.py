"""Reads plugins.toml and words what is wrong with it, without ever repeating a value."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

TOP_TABLES = ("envagin", "plugins")
_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def read_tables(path: Path) -> tuple[dict[str, Any], list[str]]:
    """The tables `envagin` and `plugins` of a file, and a line for each problem of the file itself.

    A table that is missing or no table comes back empty; what stands in the tables is not looked at.
    """
    content, problem = _parse(path)
    problems = [f"{path.name}: {problem}"] if problem else []
    problems += [_unknown(path.name, key, value) for key, value in content.items() if key not in TOP_TABLES]
    problems += [f"{path.name}: [{key}] must be a table" for key in TOP_TABLES if not _is_table(content.get(key, {}))]
    return {key: content[key] for key in TOP_TABLES if _is_table(content.get(key))}, problems


def hint(word: str, known: Iterable[str]) -> str:
    """The words ", did you mean 'x'?" for the nearest of the known words, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f", did you mean '{near[0]}'?" if near else ""


def one_line(text: str, longest: int = 300) -> str:
    """The text on one line: a problem is a line, whatever a plug-in put into its message."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _parse(path: Path) -> tuple[dict[str, Any], str]:
    # utf-8-sig: Notepad begins a file with a byte order mark, which TOML does not allow.
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")), ""
    except OSError as error:
        return {}, f"cannot be read: {error.strerror} ({path})"
    except UnicodeDecodeError as error:
        return {}, f"line {error.object.count(10, 0, error.start) + 1}: is not UTF-8 text"
    except tomllib.TOMLDecodeError as error:
        return {}, _syntax(str(error))
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets in thousands
        return {}, "cannot be read as TOML"


def _syntax(message: str) -> str:
    place = _LINE.search(message)
    if not place:
        return message
    where = f"line {place[1]}" if place[1] else "last line"
    return f"{where}: {message[: place.start()]}"


def _unknown(file: str, key: str, value: Any) -> str:
    shown = f"table [{key}]" if _is_table(value) else f"key '{key}'"
    near = difflib.get_close_matches(key, TOP_TABLES, n=1, cutoff=0.6)
    return one_line(f"{file}: unknown {shown}" + (f", did you mean [{near[0]}]?" if near else ""))


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)
