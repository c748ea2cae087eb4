"""The pages of the plug-in beside each other, and the way back to the search."""

from __future__ import annotations

from flask import url_for

from core.web.rows import Link
from kunskap.words import gettext as _

FORM = "kunskap/form.html"


def tabs(active: str) -> tuple[Link, ...]:
    """The pages, in the order they are used. `active` is the endpoint one is on."""
    pages = (
        ("search", _("Guides and answers"), "book-open"),
        ("notices", _("Current today"), "newspaper"),
        ("rules", _("Changed rules"), "file-text"),
        ("to_mend", _("To mend"), "flag"),
        ("review", _("Review"), "calendar-clock"),
        ("answers", _("Standard answers"), "message-square-text"),
    )
    return tuple(Link(label, url_for(f".{end}"), icon, active=end == active) for end, label, icon in pages)


def back_to(endpoint: str) -> Link:
    """The link above a form."""
    words = {"search": _("Knowledge"), "notices": _("Current today"), "rules": _("Changed rules")}
    words |= {"to_mend": _("To mend"), "answers": _("Standard answers")}
    return Link(words[endpoint], url_for(f".{endpoint}"))
