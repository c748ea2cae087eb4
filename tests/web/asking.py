"""Requests as the net brings them: any bytes in path, query, headers and body, past everything a client would mend."""

from __future__ import annotations

import contextvars
import io
import random
import re
import sys
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from hypothesis import strategies as st
from werkzeug.test import run_wsgi_app

BOUNDARY = b"b0undary"
LARGE = b"a b" * 350_000  # one megabyte
ODD = (
    *(b"", b"0", b"-1", b"1" * 30, b"2026-000001", b"a" * 5000, b"\x00", b"a..b", b"\r\nX: y", b"\xff\xfe", b"\xe5"),
    *(b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\xe2\x80\xae", b"{}", b"[", b"%", b"%s", b"%(x)s", b"{{7*7}}", b"../"),
    *(b"' OR 1=1 --", b'"', b"<script>", b"*", b"NEAR(", b"a AND", b"(((", b"1e999", b"NaN", b"\xd9\xa3", b"\xc2\xb2"),
    *(b"a@b.example", b"+46701740612", b"070-174 06 12", b"tel:1", b"on", b"true", b"sv", b"en", b"xx-Y", b"/", b"//x"),
    *(b"2026-02-30", b"9999-12-31", b"0001-01-01", b"2026-05-11T10:00", b"MTIz", b"OTk5OTk5OTk5OTk5OTk5OTk5OTk5LjE"),
)
TYPES = (
    *(b"", b"application/x-www-form-urlencoded", b"application/json", b"text/plain; charset=utf-16", b"\xff/\x00"),
    *(b"multipart/form-data", b"multipart/form-data; boundary=", b"multipart/form-data; boundary=" + BOUNDARY),
    *(b"application/x-www-form-urlencoded; charset=utf-7", b"multipart/mixed; boundary=" + BOUNDARY),
)
HEADERS = (
    *("ACCEPT", "ACCEPT_LANGUAGE", "COOKIE", "HOST", "HX_REQUEST", "IF_MODIFIED_SINCE", "IF_NONE_MATCH", "ORIGIN"),
    *("RANGE", "REFERER", "USER_AGENT", "X_CSRFTOKEN", "X_FORWARDED_FOR", "X_REQUESTED_WITH", "X_TWILIO_SIGNATURE"),
)
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "\xc5", "get")

values = st.one_of(st.sampled_from(ODD), st.binary(max_size=40), st.text(max_size=20).map(lambda t: t.encode()))


@dataclass
class Ask:
    """One request. `given` are the headers that stand in the environment as they are."""

    method: str
    path: bytes
    query: bytes = b""
    body: bytes = b""
    type: bytes = b""
    headers: dict[str, bytes] = field(default_factory=dict)

    def of(self, app: Flask) -> tuple[int, bytes]:
        """The status and the whole answer, in a context of its own as on a server."""
        answer, status, _ = contextvars.Context().run(run_wsgi_app, app, self._environ(), buffered=True)
        return int(status.split()[0]), b"".join(answer)

    def _environ(self) -> dict[str, Any]:
        place = random.Random(repr(self)).randbytes(3)  # so that no limit of one network address holds anybody back
        return {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path.decode("latin-1"),
            "QUERY_STRING": self.query.decode("latin-1"),
            "CONTENT_TYPE": self.type.decode("latin-1"),
            "CONTENT_LENGTH": str(len(self.body)),
            "REMOTE_ADDR": ".".join(map(str, [10, *place])),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8080",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost:8080",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **{f"HTTP_{name}": value.decode("latin-1") for name, value in self.headers.items()},
        }


def pairs(form: list[tuple[bytes, bytes]]) -> bytes:
    return urlencode(form).encode()


def multipart(form: list[tuple[bytes, bytes]], *, end: bytes = b"--\r\n") -> bytes:
    """Every other field is a file with its value for a name, too."""
    parts = []
    for number, (name, value) in enumerate(form):
        file = b'; filename="%s"\r\nContent-Type: %s' % (value[:80], value[:20]) if number % 2 else b""
        head = b'--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n' % (BOUNDARY, name, file)
        parts.append(head + value + b"\r\n")
    return b"".join(parts) + b"--" + BOUNDARY + end


def paths(rule: str, known: dict[str, list[bytes]]) -> st.SearchStrategy[bytes]:
    """The rule with anything in its variable places, often something that is there."""
    pieces: list[st.SearchStrategy[bytes]] = []
    between = re.split(r"<(?:\w+:)?(\w+)>", rule)  # plain text and names in turn
    for place, name in enumerate(between):
        real = st.sampled_from(known[name]) if name in known else values
        pieces.append(st.one_of(real, values) if place % 2 else st.just(name.encode()))
    return st.tuples(*pieces).map(b"".join)


def forms(names: list[bytes], right: dict[bytes, bytes]) -> st.SearchStrategy[list[tuple[bytes, bytes]]]:
    """Some of the page's fields and some that it lacks; `right` are values that are let in, and may come twice."""
    one = st.tuples(st.one_of(st.sampled_from(names), values) if names else values, values)
    let_in = st.lists(st.sampled_from(sorted(right.items())), max_size=6) if right else st.just([])
    return st.tuples(let_in, st.lists(one, max_size=8)).flatmap(lambda both: st.permutations([*both[0], *both[1]]))


def asks(path: st.SearchStrategy[bytes], form: st.SearchStrategy[list[tuple[bytes, bytes]]], methods: list[str],
         headers: dict[str, bytes] | None = None) -> st.SearchStrategy[Ask]:  # fmt: skip
    """Requests for the path: mostly by the methods that the page knows, with forms well made, broken, or no form."""
    as_form = form.map(lambda f: (pairs(f), TYPES[1]))
    as_parts = st.tuples(form, st.sampled_from([b"--\r\n", b"", b"\r\n\r\n", b"\x00"])).map(
        lambda both: (multipart(both[0], end=both[1]), TYPES[7])
    )
    body = st.one_of(st.binary(max_size=200), form.map(pairs), form.map(multipart))
    anything = st.tuples(body, st.sampled_from(TYPES))
    odd_headers = st.dictionaries(st.sampled_from(HEADERS), values, max_size=3)
    return st.builds(
        lambda method, path, query, body, odd: Ask(method, path, query, *body, headers={**odd, **(headers or {})}),
        st.one_of(st.sampled_from(methods), st.sampled_from(methods), st.sampled_from(METHODS)),
        path,
        st.one_of(st.binary(max_size=60), form.map(pairs)),
        st.one_of(as_form, as_parts, anything),
        odd_headers,
    )
