"""Somebody who fills in the form as a browser without script and cookies does."""

from __future__ import annotations

import contextvars
import html
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

LAMP = {
    "kind": "fault_report",
    "topic": "gata",
    "subject": "Släckt lampa",
    "text": "Gatlampan vid skolan är trasig sedan i måndags.",
    "place": "Skolgatan 4",
    "way": "email",
    "email": "mona@invanare.example",
    "name": "Mona Dal",
}
FIELDS = {
    "vad": ("kind",),
    "amne": ("topic", "subject"),
    "mer": ("text",),
    "plats": ("place",),
    "svar": ("way",),
    "kontakt": ("email", "phone", "name"),
}


class Citizen:
    """Keeps the page it is on: `page` its text, `at` its path."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.at = "/synpunkter/"
        self.page = ""
        self.status = 0

    def open(self, path: str = "/synpunkter/") -> str:
        return self._arrive(path, self._ask("get", path))

    def press(self, button: str = "next", **answers: Any) -> str:
        """Posts the form that the page shows, with its hidden fields."""
        form = re.search(r'<form method="post" action="([^"]*)".*?</form>', self.page, re.DOTALL)
        assert form, self.page[-3000:]
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form.group(0)))
        action = html.unescape(form.group(1))
        return self._arrive(action, self._ask("post", action, data={**hidden, "do": button, **answers}))

    def answer(self, to: str = "tack", **answers: Any) -> str:
        """Walks on from where it is, answering what is asked, until the page `to`."""
        known = {**LAMP, **answers}
        for _ in range(9):
            here = self.at.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
            if here == to:
                return self.page
            if here == "skicka":
                self.press("send")
                continue
            slug = here if here in FIELDS else "vad"
            self.press(**{name: known[name] for name in FIELDS[slug] if known.get(name)})
            assert self.status == 200, self.page
        raise AssertionError(f"stuck at {self.at}")

    def send(self, **answers: Any) -> str:
        """The whole way, from the first question to the receipt."""
        self.open()
        return self.answer(**answers)

    @property
    def number(self) -> str:
        found = re.search(r"\d{4}-\d{6}", self.page)
        assert found, self.page
        return found.group(0)

    def _ask(self, method: str, path: str, **more: Any) -> TestResponse:
        """In a context of its own, as on a server."""
        answer: TestResponse = contextvars.Context().run(getattr(self.client, method), path, **more)
        answer.request.environ["wsgi.input"].close()  # a large form lies in a temporary file
        return answer

    def _arrive(self, path: str, response: TestResponse) -> str:
        while response.status_code in (302, 303):
            path = response.headers["Location"]
            response = self._ask("get", path)
        assert "Set-Cookie" not in response.headers
        self.at, self.page, self.status = path, response.text, response.status_code
        return self.page
