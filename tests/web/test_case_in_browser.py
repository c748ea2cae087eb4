"""The case page in Chromium: the keys, the dialog, drafts that save themselves, ten seconds to regret."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from core.store.db import db, reading
from core.store.models import Draft
from tests.browser.pages import log_in, served
from tests.cast import Cast
from tests.web.desk import LAMP, bring, fresh

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),  # one is enough for what the browser does
]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="sv-SE")
    yield context
    context.close()


@pytest.fixture
def fatima(app: Flask, cast: Cast, address: str, context: BrowserContext) -> Page:
    """Her browser, logged in. Anything that the page's policy stops, or that fails in its script, fails the test."""
    log_in(context, app, cast.agent("fatima").id, address)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda said: pytest.fail(said.text) if "Content Security" in said.text else None)
    return page


def test_a_case_is_taken_answered_and_closed_from_the_keyboard(app: Flask, address: str, fatima: Page) -> None:
    case = bring(**LAMP)
    fatima.goto(f"{address}/arende/{case.number}?vy=otilldelade")
    fatima.keyboard.press("t")
    expect(fatima.locator(".facts")).to_contain_text("Fatima Rahimi")
    fatima.wait_for_load_state()  # the keys work when the script has run, a moment after the words are there
    fatima.keyboard.press("r")
    fatima.keyboard.type("Montören är på väg.")
    expect(fatima.locator(".composer [data-draft-words]")).to_have_text("utkast sparat 12.00")
    fatima.get_by_role("button", name="Skicka och avsluta").click()
    expect(fatima.locator(".case-head")).to_contain_text("avslutat: handlagt i kundtjänst")
    assert fresh(case).status == "closed"
    assert reading().scalar(select(Draft.id)) is None


def test_an_answer_is_regretted_within_ten_seconds(app: Flask, address: str, fatima: Page) -> None:
    case = bring(**LAMP)
    fatima.goto(f"{address}/arende/{case.number}")
    fatima.locator("#text").fill("Fel text")
    fatima.get_by_role("button", name="Skicka", exact=True).click()
    expect(fatima.locator("[data-undo-words]")).to_contain_text(" s")
    fatima.get_by_role("button", name="Ångra").click()
    expect(fatima.locator("#text")).to_have_value("Fel text")


def test_two_tabs_keep_both_texts_while_they_save_themselves(
    app: Flask, address: str, fatima: Page, context: BrowserContext
) -> None:
    case = bring(**LAMP)
    other = context.new_page()
    fatima.goto(f"{address}/arende/{case.number}")
    fatima.locator("#text").press_sequentially("Börjar")
    expect(fatima.locator(".composer [data-draft-words]")).to_contain_text("utkast sparat")
    other.goto(f"{address}/arende/{case.number}")
    for page, text in ((fatima, "Börjar i ena"), (other, "Börjar i andra"), (other, "Börjar i andra fliken")):
        with page.expect_response("**/utkast"):
            page.locator("#text").fill(text)
    db.session.rollback()
    assert sorted(reading().scalars(select(Draft.text))) == ["Börjar i andra fliken", "Börjar i ena"]


def test_a_verb_opens_as_a_dialog_and_shows_what_its_answer_asks_for(app: Flask, address: str, fatima: Page) -> None:
    case = bring(**LAMP)
    fatima.goto(f"{address}/arende/{case.number}")
    fatima.keyboard.press("a")
    dialog = fatima.locator("#dialog")
    target = dialog.get_by_label("Vart vägledde du?")
    expect(target).to_be_hidden()
    dialog.get_by_label("Vägledd vidare").check()
    target.fill("Trafikverket")
    fatima.keyboard.press("Alt+s")
    expect(fatima.locator(".case-head")).to_contain_text("avslutat: vägledd vidare")
    assert fresh(case).outcome_detail == "Trafikverket"


def test_files_and_copies_are_offered_only_where_they_can_go(app: Flask, address: str, fatima: Page) -> None:
    case = bring(**LAMP)
    fatima.goto(f"{address}/arende/{case.number}")
    expect(fatima.get_by_label("Bifoga")).to_be_visible()
    fatima.get_by_text("Intern anteckning", exact=True).first.click()
    expect(fatima.get_by_label("Bifoga")).to_be_hidden()
    expect(fatima.get_by_role("button", name="Spara anteckningen")).to_be_visible()
