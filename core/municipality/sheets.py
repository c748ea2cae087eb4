"""Reads a file from a spreadsheet: every problem with its line, and nothing taken in while there is one."""

from __future__ import annotations

import csv
import difflib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.contract.errors import Refused

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 20_000
SEPARATORS = (";", "\t", ",")
MOST_HEADINGS = 200  # that nobody knows: to look for the nearest takes its time


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file. `heading` as it stands there; `required` must have a value on each line."""

    name: str
    heading: str
    required: bool = False
    longest: int = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of the file: `number` as the spreadsheet counts (the headings stand on 1), `values` by column name.

    A column that the file does not have is not in `values`: what it would say stays as it is.
    """

    number: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong, where: `line` 0 is the whole file, `heading` empty the whole line."""

    line: int
    heading: str
    refused: Refused


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the file says. `encoding` is what it was read as: utf-8, utf-16 or windows-1252."""

    lines: tuple[Line, ...]
    problems: tuple[LineProblem, ...]
    encoding: str = "utf-8"


def read_sheet(raw: bytes, columns: Sequence[Column]) -> Sheet:
    """Any separator and encoding that a spreadsheet writes, quoted cells, empty lines. Never raises for bad bytes."""
    if len(raw) > MOST_BYTES:
        return _unusable(Refused("sheet_too_big", size=str(MOST_BYTES // 1024 // 1024)))
    text, encoding = _decoded(raw)
    if not text.strip():
        return _unusable(Refused("sheet_empty"))
    if "\0" in text:
        return _unusable(Refused("sheet_not_text"))
    try:
        rows = list(_rows(text))
    except csv.Error:
        return _unusable(Refused("sheet_not_text"))
    if len(rows) > MOST_LINES + 1:
        return _unusable(Refused("sheet_too_long", lines=str(MOST_LINES)))
    head, named = _headings(rows[0][1], columns)
    if head:
        return Sheet((), tuple(head), encoding)
    lines, problems = [], []
    for number, cells in rows[1:]:
        line, wrong = _line(number, cells, named)
        problems += wrong
        lines.append(line)
    return Sheet(tuple(lines), tuple(problems), encoding)


def doubles(sheet: Sheet, column: Column) -> Iterator[LineProblem]:
    """The lines whose value in the column stands on an earlier line too."""
    seen: dict[str, int] = {}
    for line in sheet.lines:
        value = line.values.get(column.name, "").casefold()
        if value and value in seen:
            yield LineProblem(line.number, column.heading, Refused("sheet_double", line=str(seen[value])))
        elif value:
            seen[value] = line.number


def unknown(value: str, known: Sequence[str]) -> Refused:
    """A code that nothing has, with the nearest that something has."""
    near = _nearest(value, tuple(known))
    return Refused("sheet_unknown_near", value=value, near=near) if near else Refused("sheet_unknown", value=value)


@lru_cache(maxsize=1000)
def _nearest(value: str, known: tuple[str, ...]) -> str:
    """Remembered: the same wrong code stands on many lines."""
    return next(iter(difflib.get_close_matches(value, known, n=1, cutoff=0.6)), "")


def _unusable(refused: Refused) -> Sheet:
    return Sheet((), (LineProblem(0, "", refused),))


def _decoded(raw: bytes) -> tuple[str, str]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace"), "utf-16"
    try:
        return raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return raw.decode("windows-1252", errors="replace"), "windows-1252"


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that says something, with its number."""
    first = text.lstrip().split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter=separator)
    at = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield at, [_cell(cell) for cell in cells]
        at = reader.line_num + 1


def _cell(cell: str) -> str:
    """Without the mark that our own files put before what a spreadsheet would calculate."""
    cell = cell.strip()
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@" else cell


def _headings(cells: list[str], columns: Sequence[Column]) -> tuple[list[LineProblem], list[Column | None]]:
    by_heading = {one.heading.casefold(): one for one in columns}
    named = [by_heading.get(cell.casefold()) for cell in cells]
    strange = [cell for cell, column in zip(cells, named, strict=True) if cell and column is None]
    known = [one.heading for one in columns]
    problems = [LineProblem(1, cell, unknown(cell, known)) for cell in strange[:MOST_HEADINGS]]
    problems += [
        LineProblem(1, one.heading, Refused("sheet_column_missing"))
        for one in columns
        if one.required and one not in named
    ]
    twice = [one for one, n in Counter(one for one in named if one).items() if n > 1]
    problems += [LineProblem(1, one.heading, Refused("sheet_column_twice")) for one in twice]
    return problems, named


def _line(number: int, cells: list[str], named: list[Column | None]) -> tuple[Line, list[LineProblem]]:
    values, problems = {}, []
    if any(cell for cell in cells[len(named) :]):
        problems.append(LineProblem(number, "", Refused("sheet_too_many_cells", n=str(len(named)))))
    for column, cell in zip(named, [*cells, *[""] * (len(named) - len(cells))], strict=False):
        if column is None:
            continue
        values[column.name] = cell
        if "\ufffd" in cell:
            problems.append(LineProblem(number, column.heading, Refused("sheet_bad_sign")))
        elif column.required and not cell:
            problems.append(LineProblem(number, column.heading, Refused("sheet_value_missing")))
        elif len(cell) > column.longest:
            problems.append(LineProblem(number, column.heading, Refused("too_long", n=str(column.longest))))
    return Line(number, values), problems
