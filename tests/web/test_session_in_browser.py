"""The warning before a session ends, in a real browser: seen, heard, put off, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from core.clock import now
from core.store.db import db, reading, table, transaction
from core.store.models import Draft, SessionRow
from tests.browser.pages import faults, served
from tests.cast import Cast
from tests.conftest import Clock
from tests.web.desk import LAMP, bring
from tests.web.test_login import CHEAP, set_agent

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
IDLE = 3  # minutes


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def fatima(app: Flask, cast: Cast, clock: Clock, browser: Browser, address: str) -> Iterator[Page]:
    """Logged in by the page, with three minutes until the end; her browser's clock is ours to move."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], idle_minutes=IDLE)
    clock.at = datetime.now(UTC)
    set_agent("fatima", password=CHEAP, stamp="s")
    context = browser.new_context(locale="sv-SE", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.clock.install()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    log_in(page, f"{address}/logga-in")
    yield page
    context.close()


def log_in(page: Page, at: str = "") -> None:
    if at:
        page.goto(at)
    page.get_by_label("Användarnamn").fill("fatima")
    page.get_by_label("Lösenord").fill("lampa")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.locator("#rail")).to_be_attached()


def idle(page: Page, clock: Clock, seconds: int) -> None:
    """Nobody does anything, neither here nor on the server."""
    clock.at += timedelta(seconds=seconds)
    page.clock.fast_forward(seconds * 1000)


def test_two_minutes_before_the_end_one_is_warned_and_can_go_on(fatima: Page, clock: Clock, address: str) -> None:
    fatima.goto(f"{address}/konto")
    words = fatima.locator("[data-session-words]")
    expect(words).to_have_attribute("aria-live", "assertive")
    expect(words).to_be_empty()
    idle(fatima, clock, 70)
    expect(words).to_have_text(re.compile("^Du loggas ut om 2 minuter"))
    fatima.get_by_role("button", name="Fortsätt").click()
    expect(words).to_be_empty()
    expect(fatima.get_by_role("button", name="Fortsätt")).not_to_be_visible()
    row = reading().scalars(select(SessionRow)).one()
    assert row.seen_at >= now() - timedelta(seconds=5)


def test_at_the_end_one_lands_on_the_login_page_and_then_back_with_the_draft(
    fatima: Page, clock: Clock, address: str
) -> None:
    case = bring(**LAMP)
    fatima.goto(f"{address}/arende/{case.number}")
    with fatima.expect_response("**/utkast"):
        fatima.locator("#text").fill("Vi byter lampan i morgon")
        fatima.clock.run_for(2000)
    db.session.rollback()
    assert reading().scalar(select(Draft.text)) == "Vi byter lampan i morgon"
    idle(fatima, clock, 70)
    expect(fatima.locator("[data-session-words]")).to_have_text(re.compile("^Du loggas ut"))
    idle(fatima, clock, 130)
    expect(fatima).to_have_url(re.compile("/logga-in\\?slut=1"))
    expect(fatima.locator(".notice")).to_contain_text("Dina utkast finns kvar")
    log_in(fatima)
    expect(fatima).to_have_url(re.compile(f"/arende/{case.number}$"))
    expect(fatima.locator("#text")).to_have_value("Vi byter lampan i morgon")


def test_typing_is_work(fatima: Page, clock: Clock, address: str) -> None:
    case = bring(**LAMP)
    fatima.goto(f"{address}/arende/{case.number}/lamna-over")
    idle(fatima, clock, 65)
    with fatima.expect_response("**/session"):
        fatima.locator("textarea, input[type=text]").first.fill("Hej")
    idle(fatima, clock, 50)
    expect(fatima.locator("[data-session-words]")).to_be_empty()


def test_work_in_another_tab_puts_the_end_off_here_too(fatima: Page, clock: Clock, address: str) -> None:
    fatima.goto(f"{address}/konto")
    rows = table(SessionRow)
    with transaction() as tx:
        tx.execute(update(rows).values(seen_at=now() + timedelta(seconds=60)))
    idle(fatima, clock, 65)
    fatima.wait_for_timeout(500)
    expect(fatima.locator("[data-session-words]")).to_be_empty()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_account_pages_are_accessible_and_fit(fatima: Page, address: str, width: int) -> None:
    fatima.set_viewport_size({"width": width, "height": 844})
    for path in ("/konto", "/konto/losenord", "/konto/tva-steg"):
        fatima.goto(address + path)
        assert faults(fatima) == [], path
