"""Words in the reader's language, with types."""

from __future__ import annotations

import flask_babel


def gettext(message: str, **values: object) -> str:
    """The message in the reader's language; `values` fill its %(name)s."""
    return str(flask_babel.gettext(message, **values))


def language() -> str:
    """The language that the page is shown in, "sv" or "en"."""
    return str(flask_babel.get_locale() or "sv")
