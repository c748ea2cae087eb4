"""Files as spreadsheets write them, and as they should not."""

from __future__ import annotations

import pytest

from core.municipality.sheets import MOST_BYTES, Column, doubles, read_sheet

COLUMNS = (
    Column("code", "kod", required=True, longest=5),
    Column("name", "namn", required=True),
    Column("note", "anm"),
)
WELL = "kod;namn;anm\nA1;Gata;\nA2;Väg och park;x\n"


def codes(raw: bytes) -> list[tuple[int, str, str]]:
    return [(one.line, one.heading, one.refused.code) for one in read_sheet(raw, COLUMNS).problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_way_a_spreadsheet_writes_says_the_same(encoding: str, separator: str, ending: str) -> None:
    sheet = read_sheet(WELL.replace(";", separator).replace("\n", ending).encode(encoding), COLUMNS)
    assert sheet.problems == ()
    assert [(line.number, line.values["code"], line.values["name"]) for line in sheet.lines] == [
        (2, "A1", "Gata"),
        (3, "A2", "Väg och park"),
    ]


def test_each_problem_has_its_line_and_all_are_told_at_once() -> None:
    raw = b"kod;namn\nA1;\n\nALLTFORLANG;x\nA2;y;z\n"
    assert codes(raw) == [(2, "namn", "sheet_value_missing"), (4, "kod", "too_long"), (5, "", "sheet_too_many_cells")]


def test_lines_are_counted_as_the_spreadsheet_does_also_after_a_text_of_several_lines() -> None:
    sheet = read_sheet(b'kod;namn\nA1;"Gata\noch park"\nA2;Bygg\n', COLUMNS)
    assert [line.number for line in sheet.lines] == [2, 4]


def test_headings_that_are_wrong_missing_or_twice() -> None:
    assert codes(b"kod;nam;kod\nA;x;B\n") == [
        (1, "nam", "sheet_unknown_near"),
        (1, "namn", "sheet_column_missing"),
        (1, "kod", "sheet_column_twice"),
    ]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "sheet_empty"),
        (b"\n \n", "sheet_empty"),
        (b"PK\x03\x04\x00\x00kod;namn", "sheet_not_text"),
        (b"k" * (MOST_BYTES + 1), "sheet_too_big"),
        (b"kod;namn\n" + b"A;x\n" * 20_001, "sheet_too_long"),
        (b'kod;namn\nA;"' + b"x" * 200_000, "sheet_not_text"),
    ],
)
def test_what_is_no_such_file_at_all_is_said_once(raw: bytes, code: str) -> None:
    assert codes(raw) == [(0, "", code)]


def test_a_column_that_is_not_there_says_nothing_about_its_field() -> None:
    assert "note" not in read_sheet(b"kod;namn\nA1;x\n", COLUMNS).lines[0].values


def test_what_our_own_files_put_before_a_formula_is_taken_away_again() -> None:
    assert read_sheet(b"kod;namn\nA1;'=SUM(1)\n", COLUMNS).lines[0].values["name"] == "=SUM(1)"


def test_the_second_of_two_with_the_same_code_is_told_where_the_first_is() -> None:
    (problem,) = doubles(read_sheet(b"kod;namn\nA1;x\na1;y\n", COLUMNS), COLUMNS[0])
    assert problem.line == 3 and problem.refused.values == {"line": "2"}


def test_ten_thousand_lines_are_read_with_every_problem() -> None:
    raw = "kod;namn\n" + "".join(f"{n % 100};{'' if n % 10 else 'x'}\n" for n in range(10_000))
    assert len(read_sheet(raw.encode(), COLUMNS).problems) == 9_000
