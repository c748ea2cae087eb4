"""An address may hold any bytes and any number: what no page and no database takes is nobody's page, not a fault."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import flask
from werkzeug.routing import IntegerConverter, Map

LAST_ID = 2**31 - 1  # what both databases take for the id of a row

_ASCII = "".join(map(chr, range(128)))


class Request(flask.Request):
    """Flask's, with any bytes in the query. Werkzeug takes them for UTF-8 and would raise on others.

    Browsers write other bytes than ASCII as %XX; so do we, and what is no UTF-8 becomes the mark for an unknown sign.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.query_string = quote(self.query_string, safe=_ASCII).encode()


class RowId(IntegerConverter):
    """`<int:…>` in a rule: a number above every id matches no page."""

    def __init__(self, map: Map, *arguments: Any, **more: Any) -> None:
        super().__init__(map, *arguments, **{"max": LAST_ID, **more})
