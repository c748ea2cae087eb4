"""Personal: everybody who works here, searched by name, duty or place, for whoever is logged in."""

from __future__ import annotations

from flask import request, url_for

from core.municipality.directory import Entry, search
from core.web.absence_words import away_words
from core.web.frame import page
from core.web.language import gettext as _
from core.web.register_rows import Cell, Column, Register
from core.web.role_words import role_name

LONGEST = 120


def directory_page() -> str:
    """The whole page, with what was searched for."""
    typed = request.args.get("text", "").replace("\x00", " ")[:LONGEST]
    headings = (
        Column(_("Name"), "wide"),
        Column(_("Does what"), "wide"),
        Column(_("Where"), "wide"),
        Column(_("Phone hours"), "wide"),
        Column(_("Phone and e-mail"), "wide"),
    )
    register = Register(
        _("Staff"),
        headings,
        tuple(_row(one) for one in search(typed)),
        _("Who we are, what we do and how one reaches us."),
        url_for("staff.find"),
        query=typed,
        empty=_("Nobody fits. Try fewer letters, or the department."),
    )
    return page("staff.html", register=register)


def _row(one: Entry) -> tuple[Cell, ...]:
    kinds = {"contact": _("Contact person"), "deputy": _("Deputy")}
    does = kinds[one.kind] if one.kind else one.title or ", ".join(map(role_name, one.roles))
    return (
        Cell(one.name),
        Cell(": ".join(filter(None, (does, one.duties))), tone="strong" if one.kind else ""),
        Cell(one.where),
        Cell(away_words(one.away), tone="soon") if one.away else Cell(one.hours),
        Cell(", ".join(filter(None, (one.phone, one.email)))),
    )
