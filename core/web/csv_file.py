"""Rows as a file that a spreadsheet opens: UTF-8 with a mark, semicolons, and no cell that is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would calculate (OWASP: CSV injection)


def csv_answer(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """The file as a download."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    answer = Response(out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def harmless(cell: str) -> str:
    """The words, never a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
