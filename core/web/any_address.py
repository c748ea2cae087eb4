"""An address may hold any bytes and any number: what no page and no database takes is nobody's page, not a fault."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import flask
from werkzeug.routing import IntegerConverter, Map

LAST_ID = 2**31 - 1  # what both databases take for the id of a row

_HOST = re.compile(r"([\w-]{1,63}\.)*[\w-]{1,63}\.?(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?", re.ASCII)
_VISIBLE = "".join(map(chr, range(33, 127)))


class Request(flask.Request):
    """Flask's, with any bytes in the query and in the host, where Werkzeug would raise.

    Browsers write all but visible ASCII as %XX; so do we, and what is no UTF-8 becomes the mark for an unknown sign. No
    page does more with the host than compare it, so one that is no name is as good as none.
    """

    def __init__(self, environ: dict[str, Any], *arguments: Any, **more: Any) -> None:
        if not _HOST.fullmatch(environ.get("HTTP_HOST", "")):
            environ.pop("HTTP_HOST", None)
        environ["QUERY_STRING"] = quote(environ.get("QUERY_STRING", "").encode("latin-1"), safe=_VISIBLE)
        super().__init__(environ, *arguments, **more)


class RowId(IntegerConverter):
    """`<int:…>` in a rule: a number above every id matches no page."""

    def __init__(self, map: Map, *arguments: Any, **more: Any) -> None:
        super().__init__(map, *arguments, **{"max": LAST_ID, **more})
