"""The pages in Chromium: on a phone and on a desk, with and without script, by keyboard, accessible at every step."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from core.store.db import db, reading, transaction
from core.store.models import Case
from core.store.texts import set_setting, set_text
from tests.browser.pages import faults, leave, log_in, served
from tests.cast import Cast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
SIZES = {"phone": (390, 844), "desk": (1440, 900)}
JPEG = {"name": "lampan.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + b"x" * 1000}


@pytest.fixture
def address(app: Flask, cast: Cast) -> Iterator[str]:
    """A running server with the municipality's own words."""
    with transaction():
        set_setting("municipality_name", "Björkåsa kommun")
        set_setting("privacy_page", "https://bjorkasa.example/personuppgifter")
        set_text("urgent", "sv", "Är det fara för liv? Ring 112. Akut fel på väg, vatten eller el: ring 08-465 004 12.")
    with served(app) as address:
        yield address


@pytest.fixture(params=SIZES)
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="sv-SE")
    yield context
    context.close()


def check(page: Page, *, script: bool = True) -> None:
    """Accessible, and no wider than the screen."""
    if script:
        assert faults(page) == []


def choose(page: Page, label: str) -> None:
    page.get_by_text(label, exact=True).click()
    go_on(page)


def go_on(page: Page) -> None:
    leave(page, page.get_by_role("button", name="Fortsätt"))


def walk(page: Page, address: str, *, script: bool = True) -> str:
    """The whole way; returns the number."""
    page.goto(f"{address}/synpunkter/")
    expect(page.get_by_role("heading", name="Vad vill du berätta?")).to_be_visible()
    check(page, script=script)
    go_on(page)
    expect(page.get_by_role("link", name="Välj vad du vill berätta.")).to_be_visible()
    check(page, script=script)
    choose(page, "Något är trasigt eller behöver åtgärdas")
    check(page, script=script)
    page.get_by_label("En kort rubrik").fill("Lampan vid övergångsstället är släckt")
    choose(page, "Gator, parker och trafik")
    check(page, script=script)
    page.get_by_role("textbox").fill("Gatlampan har varit släckt i två veckor.")
    go_on(page)
    check(page, script=script)
    page.get_by_label("Bild eller fil").set_input_files([JPEG])  # type: ignore[list-item]
    go_on(page)
    expect(page.get_by_text("Ta bort lampan.jpg")).to_be_visible()
    check(page, script=script)
    page.get_by_label("Platsen").fill("Skolgatan 4")
    go_on(page)
    check(page, script=script)
    choose(page, "Ja, med e-post")
    check(page, script=script)
    page.get_by_label("Din e-postadress").fill("mona@invanare.example")
    go_on(page)
    expect(page.get_by_text("Det du skickar blir en allmän handling.")).to_be_visible()
    expect(page.get_by_role("link", name="Så hanterar vi dina personuppgifter")).to_be_visible()
    check(page, script=script)
    leave(page, page.get_by_role("button", name="Skicka"))
    expect(page.get_by_role("heading", name="Tack! Vi har tagit emot det du skrev.")).to_be_visible()
    expect(page.get_by_text("Du får svar senast den 26 maj.")).to_be_visible()
    check(page, script=script)
    return page.locator(".receipt-number").inner_text()


def test_the_whole_way_is_accessible_and_fits(app: Flask, context: BrowserContext, address: str) -> None:
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: None if "422" in message.text else complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    number = walk(page, address)
    assert number == "2026-000001" and context.cookies() == [] and complaints == []


def test_the_whole_way_works_without_script(app: Flask, browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="sv-SE")
    assert walk(context.new_page(), address, script=False) == "2026-000001"
    context.close()


def test_the_browsers_back_and_a_double_click_lose_and_double_nothing(
    app: Flask, context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    page.goto(f"{address}/synpunkter/")
    choose(page, "Jag har ett förslag")
    choose(page, "Kultur och fritid")
    page.get_by_role("textbox").fill("Längre öppet på biblioteket.")
    go_on(page)
    page.go_back()
    expect(page.get_by_role("textbox")).to_have_value("Längre öppet på biblioteket.")
    page.go_back()
    expect(page.get_by_label("Kultur och fritid")).to_be_checked()
    page.go_forward()
    go_on(page)
    go_on(page)
    choose(page, "Nej, jag vill vara anonym")
    page.get_by_role("button", name="Skicka").dblclick()
    expect(page.get_by_text("Vi har inte sparat något som visar vem du är.")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Vi har inte sparat något som visar vem du är.")).to_be_visible()
    with app.app_context():
        assert reading().scalar(select(func.count()).select_from(Case)) == 1
        db.session.rollback()


def test_it_is_filled_in_from_the_keyboard_alone(app: Flask, context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/synpunkter/")
    press = page.keyboard.press
    page.get_by_label("Jag vill ge beröm").focus()
    press("ArrowDown")
    expect(page.get_by_label("Jag är inte nöjd med något")).to_be_checked()
    press("Enter")
    expect(page.get_by_role("heading", name="Vad handlar det om?")).to_be_visible()
    for _ in range(12):
        press("Tab")
        if page.evaluate("document.activeElement.name") == "topic":
            break
    press("Space")
    press("Tab")
    page.keyboard.type("Kö i telefon")
    press("Enter")
    expect(page.get_by_role("heading", name="Berätta mer")).to_be_visible()


def test_the_agents_pages_are_accessible_and_work(
    app: Flask, cast: Cast, context: BrowserContext, address: str
) -> None:
    number = walk(context.new_page(), address, script=False)
    log_in(context, app, cast.agent("fatima").id, address)
    page = context.new_page()
    page.goto(f"{address}/synpunkter/register")
    expect(page.get_by_role("link", name=number)).to_be_visible()
    check(page)
    page.locator("summary", has_text="Slag").click()
    check(page)
    page.get_by_label(re.compile("^Beröm")).check()
    leave(page, page.get_by_role("main").get_by_role("button", name="Visa", exact=True).first)
    expect(page.get_by_text("Inget stämmer med de filtren.")).to_be_visible()
    page.goto(f"{address}/arende/{number}")
    check(page)
    page.get_by_label("Vem svarar?").fill("Tore Ås")
    page.get_by_role("button", name="Berätta vem som svarar").click()
    expect(page.get_by_text("Fick veta vem som svarar")).to_be_visible()
    expect(page.get_by_text("Tore Ås svarar dig senast den 26 maj")).to_be_visible()
    page.locator("summary", has_text="Ledde det till åtgärd?").click()
    page.get_by_label("Ja", exact=True).check()
    page.get_by_label("Vad gjordes?").fill("Lampan är bytt.")
    check(page)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("summary", has_text="Ledde det till åtgärd?")).to_contain_text("Ja")
