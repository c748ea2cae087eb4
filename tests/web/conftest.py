"""The app as a visitor meets it, and the gallery as a running server."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.access.agents import agent_by_login
from core.store.db import db
from tests.browser.pages import served
from tests.cast import Cast
from tests.web import gallery
from tests.web.opened import a_session


@pytest.fixture(scope="session")
def gallery_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return gallery.make_gallery(tmp_path_factory.mktemp("words"))


@pytest.fixture(scope="session")
def gallery_address(gallery_app: Flask) -> Iterator[str]:
    with served(gallery_app) as address:
        yield address


class Visitor(FlaskClient):
    """A browser without script. `log_in` opens a session as the login page does, without its price of a password."""

    def open(self, *args: Any, **values: Any) -> TestResponse:
        """Each request in a context of its own, as on a server: the test's own is neither seen nor changed."""
        answer: TestResponse = contextvars.Context().run(super().open, *args, **values)
        if has_app_context():  # not while a redirect is followed, inside the first request's context
            db.session.rollback()
        return answer

    def log_in(self, login: str) -> Visitor:
        agent = agent_by_login(login)
        assert agent is not None, login
        with self.session_transaction() as session:
            session.clear()
            session["_user_id"] = a_session(agent.id)
        return self

    def send(self, path: str, **form: object) -> TestResponse:
        """Posts a form with the token that every page with a form carries."""
        page = self.get("/logga-in", follow_redirects=True).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        return self.post(path, data={"csrf_token": found[1] if found else "", **form})


@pytest.fixture
def client(app: Flask, cast: Cast) -> Visitor:
    """Nobody yet, on an app with the cast."""
    app.test_client_class = Visitor
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    return visitor
