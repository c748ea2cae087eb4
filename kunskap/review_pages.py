"""Granskning: how many articles wait to be looked at, by förvaltning; each figure leads to its articles."""

from __future__ import annotations

from flask import Response, url_for

from core import page
from core.web.csv_file import csv_answer
from core.web.register_rows import Cell, Column, Register
from core.web.rows import Link
from kunskap.reviewing import Standing, stale, standings
from kunskap.tabs import tabs
from kunskap.words import day
from kunskap.words import gettext as _


def review() -> str:
    """The table."""
    rows = standings()
    register = Register(
        _("Review"),
        (
            Column(_("Department"), "wide"), Column(_("Published"), "number"), Column(_("Review has passed"), "number"),
            Column(_("No day of review"), "number"), Column(_("Oldest")),
        ),
        tuple(_row(row) for row in rows),
        _("Whoever owns an article looks at it by its day of review. What has passed stands first."),
        links=(Link(_("Download as CSV"), url_for(".review_csv"), "download"),) if rows else (),
        empty=_("No article is published yet."),
    )  # fmt: skip
    return page("kunskap/review.html", tabs=tabs("review"), register=register)


def review_csv() -> Response:
    """Every article whose review has passed, as a file."""
    headings = (
        _("Department"), _("Title"), _("Number"), _("Source outside the municipality"), _("Reviewed"),
        _("To be reviewed by"),
    )  # fmt: skip
    rows = (
        (one.forvaltning, one.title, str(one.id), one.source, day(one.reviewed_on), day(one.review_on))
        for one in stale()
    )
    return csv_answer("granskning.csv", headings, rows)


def _row(one: Standing) -> tuple[Cell, ...]:
    def figure(n: int, review: str | None = None) -> Cell:
        href = url_for(".search", forvaltning=one.id, lage="published", granskning=review) if n else ""
        return Cell(str(n), href, tone="late" if n and review == "passed" else "")

    return (
        Cell(one.name),
        figure(one.published),
        figure(one.passed, "passed"),
        figure(one.undated, "none"),
        Cell(day(one.oldest), tone="late" if one.oldest else ""),
    )
