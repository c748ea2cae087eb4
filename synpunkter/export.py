"""The register as a file that a spreadsheet opens: UTF-8 with a mark, semicolons, and no cell that is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from synpunkter import kinds
from synpunkter.book import Row
from synpunkter.words import gettext as _
from synpunkter.words import moment

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would calculate (OWASP: CSV injection)


def as_csv(rows: Iterable[Row]) -> str:
    """A heading and a line for each row."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_headings())
    names, topics = kinds.kind_names(), kinds.topic_names()
    for row in rows:
        writer.writerow([harmless(cell) for cell in _cells(row, names, topics)])
    return out.getvalue()


def harmless(cell: str) -> str:
    """The words, never a formula: what a citizen wrote is opened on somebody's desk."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _headings() -> list[str]:
    return [
        _("Number"), _("Came in"), _("Kind"), _("Topic"), _("Heading"), _("Committee"), _("Department"), _("Anonymous"),
        _("Answer by"), _("Answered on"), _("In time"), _("Led to a measure"), _("Measure"),
    ]  # fmt: skip


def _cells(row: Row, names: dict[str, str], topics: dict[str, str]) -> list[str]:
    return [
        row.number, moment(row.received_at), names.get(row.kind, row.kind), topics.get(row.topic, row.topic),
        row.subject, row.namnd, row.forvaltning, _yes_no(row.anonymous), _at(row.answer_by), _at(row.answered_at),
        {"in_time": _("Yes"), "late": _("No")}.get(row.time, ""), _yes_no(row.led_to_measure), row.measure,
    ]  # fmt: skip


def _at(at: datetime | None) -> str:
    return moment(at) if at else ""


def _yes_no(value: bool | None) -> str:
    return "" if value is None else _("Yes") if value else _("No")
