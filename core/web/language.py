"""Words in the reader's language: Flask-Babel's two functions, with types."""

from __future__ import annotations

import flask_babel


def gettext(message: str, **values: object) -> str:
    """The message in the reader's language; `values` fill its %(name)s."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """The message for a number; %(num)s is the number itself."""
    return str(flask_babel.ngettext(one, many, n, **values))
