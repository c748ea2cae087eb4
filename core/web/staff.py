"""Whom to connect to, while it is typed: /personal?connected_to=bo answers the options of the field's list."""

from __future__ import annotations

import re

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.staff import find_staff
from core.web.absence_words import away_words
from core.web.directory_page import directory_page
from core.web.form_rows import Field
from core.web.language import gettext as _

blueprint = Blueprint("staff", __name__)
LONGEST = 120
_SOUGHT = re.compile(
    r"^\s*(?:koppla\b.*?\btill|(?:vill |få )*(?:prata|tala) med|söker|nå)\s+(?P<who>\S.*?)\s*$", re.IGNORECASE
)


@blueprint.get("/personal")
def find() -> ResponseReturnValue:
    """The options for what is typed in a field; without one, the directory itself."""
    if "connected_to" not in request.args:
        return directory_page()
    found = find_staff(request.args.get("connected_to", "")[:LONGEST])
    people = [(one.text, away_words(one.absence) if one.absence else "") for one in found]
    return render_template("_staff.html", people=people)


def connected_to(value: str = "", hint: str = "") -> Field:
    """The question: suggested while it is typed, but anything may be written."""
    return Field(
        "connected_to",
        _("Connected to"),
        value=value,
        hint=hint or _("Name or unit."),
        optional=True,
        maxlength=LONGEST,
        suggest_href=url_for("staff.find"),
    )


def sought(said: str) -> str:
    """Who is asked for in "koppla mig till Lars"; empty when nobody is."""
    found = _SOUGHT.match(said)
    return found["who"][:LONGEST] if found else ""
