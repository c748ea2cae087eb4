"""The HTML of a mail made harmless: no script, no forms, no picture from elsewhere, nothing that tells the sender."""

from __future__ import annotations

from collections.abc import Callable

import nh3
from markupsafe import escape

_TAGS = nh3.ALLOWED_TAGS - {"form", "input", "button", "textarea", "select", "map", "area"}
_ATTRIBUTES = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}


def harmless(html: str, picture: Callable[[str], str | None]) -> tuple[str, bool]:
    """The cleaned HTML, and whether pictures from elsewhere were left out.

    `picture` answers the address of a picture that came with the mail, by its content id; None when there is none.
    """
    blocked = False

    def filtered(tag: str, name: str, value: str) -> str | None:
        nonlocal blocked
        if tag == "a" and name == "href":
            return value if value.startswith(("http://", "https://", "mailto:", "tel:")) else None
        if tag != "img" or name != "src":
            return None if name in ("background", "cite", "longdesc") else value
        found = picture(value[4:].strip("<>")) if value.lower().startswith("cid:") else None
        blocked = blocked or found is None
        return found

    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=filtered,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
    )
    return cleaned, blocked


def document(body: str, *, language: str, title: str, styles: str, note: str = "") -> str:
    """A whole page of it, for the sandboxed frame."""
    said = f'<p class="note">{escape(note)}</p>' if note else ""
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f'<link rel="stylesheet" href="{escape(styles)}"></head><body>{said}{body}</body></html>'
    )
