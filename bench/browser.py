"""A very small browser: a session cookie, and the fields of a form."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select

from bench.databases import Place
from core.access.sessions import open_session
from core.store.db import reading, transaction
from core.store.models import AgentRow


@contextmanager
def server(module: str, place: Place) -> Iterator[int]:
    """A server process on that database; its port."""
    command = [sys.executable, "-P", "-m", module]
    with subprocess.Popen(command, env=place.environment(), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.terminate()


class Browser:
    """Somebody who is logged in (or nobody, with no login). A connection of its own for each request."""

    def __init__(self, port: int, app: Flask | None = None, login: str = "") -> None:
        self.port = port
        self.headers = {"Connection": "close"}
        if app:
            self.headers["Cookie"] = f"envagin={_session(app, login)}"

    def get(self, path: str) -> str:
        return self._ask("GET", path, None, 200)

    def post(self, path: str, fields: dict[str, str]) -> str:
        return self._ask("POST", path, urlencode(fields), 303)

    def _ask(self, method: str, path: str, body: str | None, expected: int) -> str:
        headers = self.headers | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = str(answer.read().decode())
        if cookie := answer.getheader("Set-Cookie"):
            self.headers["Cookie"] = cookie.partition(";")[0]
        if answer.status != expected:
            raise RuntimeError(f"{method} {path} answered {answer.status}")
        return text


def _session(app: Flask, login: str) -> str:
    """The cookie that logging in would have given: passwords are slow on purpose."""
    agent_id = int(reading().scalar(select(AgentRow.id).where(AgentRow.login == login)) or 0)
    with transaction():
        token = open_session(agent_id)
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    value = signer.dumps({"_user_id": token, "_fresh": True, "_permanent": True})
    return value if isinstance(value, str) else value.decode()


class _Form(HTMLParser):
    """The fields of the form with an id, as a browser would send them."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
            return
        chosen = given.get("type") not in ("radio", "checkbox") or "checked" in given
        if tag == "input" and self.inside and given.get("name") and chosen:
            self.fields[str(given["name"])] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def fields_of(page: str, form_id: str) -> dict[str, str]:
    form = _Form(form_id)
    form.feed(page)
    return form.fields
