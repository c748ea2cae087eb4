"""The inbox on a real server, in a real browser: log in, look through the list, search, hear of what is new."""

from __future__ import annotations

import contextvars
import re
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import update
from waitress import wasyncore
from waitress.server import create_server

from core.store.db import table, transaction
from core.store.models import AgentRow
from core.web import inbox
from tests.browser.pages import faults
from tests.cast import Cast
from tests.web.desk import LAMP, SECRET, bring

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHEAP = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash("bjorkasa")
SNOW = {"from": "bo@invanare.example", "name": "Bo Wik", "subject": "Plogning", "text": "Ingen plogning på Åsgatan"}


@pytest.fixture
def address(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where waitress serves the app; the poll comes every second."""
    monkeypatch.setattr(inbox, "POLL_SECONDS", 1)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], demo=True)
    agents = table(AgentRow)
    with transaction() as tx:
        tx.execute(update(agents).values(password=CHEAP))
    server, stop = create_server(app, host="127.0.0.1", port=0, threads=8), threading.Event()

    def serve() -> None:
        while not stop.is_set():
            wasyncore.loop(timeout=0.1, map=server._map, count=1)
        server.task_dispatcher.shutdown()
        server.close()

    thread = threading.Thread(target=contextvars.Context().run, args=(serve,))
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    stop.set()
    thread.join(timeout=10)


@pytest.fixture
def said() -> list[str]:
    """What the browser's console says; it must stay empty."""
    return []


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["desk", "phone"])
def page(browser: Browser, request: pytest.FixtureRequest, said: list[str]) -> Iterator[Page]:
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height}, locale="sv-SE")
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    page.close()


def log_in(page: Page, address: str, login: str) -> None:
    """As somebody who clicks a name in the demo's list."""
    page.goto(address)
    page.get_by_role("button", name=re.compile(f"Logga in som {login}", re.I)).click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    page.wait_for_load_state()


def test_an_agent_logs_in_sees_the_queue_and_hears_of_what_is_new(page: Page, address: str, said: list[str]) -> None:
    bring("m1", **LAMP)
    log_in(page, address, "Fatima")
    expect(page.get_by_role("link", name="Släckt gatlampa")).to_be_visible()
    bring("m2", **SNOW)
    bring("m3", **SECRET)
    page.get_by_role("link", name="1 nytt ärende, visa").click()
    expect(page.get_by_role("link", name="Plogning")).to_be_visible()
    expect(page.get_by_text("avboka hemtjänstbesök")).to_have_count(0)
    assert faults(page) == []
    assert said == []


def test_the_search_field_is_one_key_away_and_a_number_opens_the_case(
    page: Page, address: str, said: list[str]
) -> None:
    bring("m0", **SNOW)
    number = bring("m1", **LAMP).number
    log_in(page, address, "Fatima")
    page.keyboard.press("/")
    page.keyboard.type("åsgatan")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 träff")).to_be_visible()
    expect(page.get_by_role("link", name="Plogning")).to_be_visible()
    page.locator("input[type=search]").fill(number)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/arende/{number}$"))
    expect(page.get_by_role("heading", name="Släckt gatlampa")).to_be_visible()
    assert said == []
