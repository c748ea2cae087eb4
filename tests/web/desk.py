"""An agent's desk in the tests: the app's own test client, logged in as one of the cast, and messages that come in."""

from __future__ import annotations

import contextvars
import re
import threading
from typing import Any

from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from core import keep
from core.flow.reading import read_waiting
from core.store.db import db, reading, table, transaction
from core.store.models import Case, Delivery
from tests.cast import Cast
from tests.doubles import letter
from tests.web.opened import a_session

MONA = "mona@invanare.example"
LAMP = {"from": MONA, "name": "Mona Lind", "subject": "Släckt gatlampa", "text": "Vid Skolgatan 4"}
SECRET = {"from": "eva@invanare.example", "name": "Eva Ek", "subject": "avboka hemtjänstbesök", "text": "på tisdag"}


class Desk:
    """One logged-in browser. Every request runs as in a server: with nothing of the test's own context."""

    def __init__(self, app: Flask, cast: Cast, login: str) -> None:
        app.config["WTF_CSRF_ENABLED"] = False
        self.client = app.test_client()
        agent = cast.agent(login)
        with self.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = a_session(agent.id), True

    def get(self, path: str, **more: Any) -> TestResponse:
        return contextvars.Context().run(self.client.get, path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        return contextvars.Context().run(self.client.post, path, data=data or {}, **more)

    def composer(self, number: str) -> dict[str, str]:
        """The hidden fields of the composer on the case page."""
        text = self.get(f"/arende/{number}").text
        form = text[text.index('id="composer"') :]
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))

    def write(self, number: str, do: str, via: str, text: str, **more: Any) -> TestResponse:
        """Presses a button of the composer."""
        return self.post(
            f"/arende/{number}/skriv", {**self.composer(number), "do": do, "via": via, "text": text, **more}
        )


def bring(id: str = "m1", **values: Any) -> Case:
    """A message comes in and is read; the newest case."""
    keep("paper", id, letter(id, **values))
    read_waiting("w1", threading.Event())
    return newest()


def newest() -> Case:
    db.session.rollback()
    case = reading().scalar(select(Case).order_by(Case.id.desc()).limit(1))
    assert case is not None
    return case


def fresh(case: Case) -> Case:
    """The case as it is in the database now."""
    db.session.rollback()
    found = reading().scalar(select(Case).where(Case.number == case.number))
    assert found is not None
    return found


def change_delivery(**values: Any) -> int:
    """Makes the newest delivery what a test needs; returns its id."""
    deliveries = table(Delivery)
    with transaction() as tx:
        found = int(tx.scalar(select(Delivery.id).order_by(Delivery.id.desc()).limit(1)) or 0)
        tx.execute(update(deliveries).where(deliveries.c.id == found).values(**values))
    return found
