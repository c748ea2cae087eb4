"""A page of the app under test in Chromium: served here, logged in without the price of a password, and examined."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import BrowserContext, Locator, Page
from werkzeug.serving import make_server

from tests.web.opened import a_session

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app on a port of its own, in this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def log_in(context: BrowserContext, app: Flask, agent_id: int, address: str) -> None:
    """Every page of the context is the agent's from here on."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    cookie = signer.dumps({"_user_id": a_session(agent_id), "_fresh": True})
    context.add_cookies([{"name": "envagin", "value": str(cookie), "url": address}])


def leave(page: Page, by: Locator) -> None:
    """Clicks what leads to another page and waits for it: a click alone returns before the old page is gone."""
    with page.expect_navigation():
        by.click()


def faults(page: Page) -> list[str]:
    """What hinders somebody here: axe's violations, and a page wider than the screen."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found] + [f"wide: {page.url}"] * wide
