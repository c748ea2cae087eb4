"""Hours, the year, the calculator, texts and look in Chromium: for everybody, wide and narrow, and on paper."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.pages import faults, leave, log_in, served
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
ROOT = "/installningar"
PAGES = (
    "/oppettider",
    "/oppettider/ar?ar=2026",
    "/oppettider/nya",
    "/oppettider/dagar/nya",
    "/oppettider/rakna?mal=10+ad&kom=2026-05-08T10:00",
    "/texter",
    "/texter/receipt",
    "/utseende",
)


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_open_to_everybody(app: Flask, cast: Cast, browser: Browser, width: int) -> None:
    with served(app) as address, browser.new_context(viewport={"width": width, "height": 900}) as context:
        log_in(context, app, cast.agent("adam").id, address)
        page = context.new_page()
        found = {}
        for path in PAGES:
            page.goto(f"{address}{ROOT}{path}")
            found[path] = faults(page)
        assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_other_hours_and_the_open_cases_by_keyboard_and_the_year_on_paper(
    app: Flask, cast: Cast, browser: Browser
) -> None:
    with served(app) as address, browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        log_in(context, app, cast.agent("adam").id, address)
        page = context.new_page()
        page.goto(f"{address}{ROOT}/oppettider/nya")
        page.get_by_label("Gäller från").fill("2027-01-01")
        page.get_by_label("Måndag").fill("fel")
        leave(page, page.get_by_role("button", name="Spara"))
        expect(page.get_by_label("Måndag")).to_have_value("fel")
        assert faults(page) == []
        page.get_by_label("Måndag").fill("8–12, 13–16.30")
        leave(page, page.get_by_role("button", name="Spara"))
        expect(page.get_by_text("Från 2027-01-01")).to_be_visible()
        page.goto(f"{address}{ROOT}/oppettider/ar?ar=2027")
        expect(page.get_by_text("nya öppettider börjar gälla").first).to_be_attached()
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="Visa")).to_be_hidden()
        assert page.evaluate("document.querySelectorAll('.month').length") == 12
