"""Medarbetare, frånvaro and kanaler in Chromium, narrow and wide: nothing that axe minds, and all of it by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect

from core.municipality.people import people
from core.store.db import db
from tests.browser.pages import faults, leave, log_in, served
from tests.cast import Cast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="sv-SE")
    yield context
    context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_is_whole_and_without_faults(app: Flask, cast: Cast, context: BrowserContext, width: int) -> None:
    bo = cast.agent("bo").id
    with served(app) as address:
        log_in(context, app, cast.agent("adam").id, address)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        found = {}
        for path in (
            "/installningar/medarbetare",
            "/installningar/medarbetare/ny",
            f"/installningar/medarbetare/{bo}",
            f"/installningar/medarbetare/{bo}/roll",
            f"/installningar/medarbetare/{bo}/sekretess",
            f"/installningar/medarbetare/{bo}/stang-av",
            "/franvaro",
            f"/franvaro/{bo}",
            f"/franvaro/{bo}/telefontid",
            "/admin/insticksmoduler",
        ):
            page.goto(address + path)
            found[path] = faults(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_a_role_is_given_by_keyboard_alone_and_shows_what_it_does(
    app: Flask, cast: Cast, context: BrowserContext
) -> None:
    with served(app) as address:
        log_in(context, app, cast.agent("adam").id, address)
        page = context.new_page()
        page.goto(f"{address}/installningar/medarbetare/{cast.agent('bo').id}/roll")
        page.get_by_label("Roll", exact=True).focus()
        page.keyboard.type("Handl")
        page.keyboard.press("Tab")
        page.keyboard.type("Tekn")
        with page.expect_navigation():
            for _ in range(20):  # a date is several stops
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.tagName") == "BUTTON":
                    break
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Det här tillkommer")).to_be_visible()
        assert faults(page) == []
        leave(page, page.get_by_role("button", name="Spara"))
        expect(page.get_by_role("link", name="Avsluta Handläggare, Tekniska förvaltningen")).to_be_visible()
    db.session.rollback()  # what the server saved meanwhile
    held = next(one for one in people() if one.login == "bo").roles
    assert [role.place for role in held] == ["PBK", "TEK"]


def test_being_away_is_said_where_one_connects(app: Flask, cast: Cast, context: BrowserContext) -> None:
    with served(app) as address:
        log_in(context, app, cast.agent("bo").id, address)
        page = context.new_page()
        page.goto(f"{address}/franvaro/{cast.agent('bo').id}")
        page.get_by_label("Ledig").check()
        page.get_by_label("Vem svarar under tiden?").select_option(label="Tore Ås")
        leave(page, page.get_by_role("button", name="Spara"))
        expect(page.get_by_role("button", name="Tillbaka")).to_be_visible()
        assert faults(page) == []
        page.goto(f"{address}/personal?connected_to=bo")
        assert "ledig tills vidare, Tore Ås svarar" in page.content()
