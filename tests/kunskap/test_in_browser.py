"""The pages in Chromium: on a phone and on a desk, by keyboard and without script, accessible everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.store.db import db, transaction
from kunskap import faults
from kunskap.advice import advice_of
from kunskap.notices import save_notice
from tests.browser.pages import faults as hindrances
from tests.browser.pages import leave, log_in, served
from tests.cast import Cast
from tests.web.desk import LAMP, bring

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
SIZES = {"phone": (390, 844), "desk": (1440, 900)}
TEXT = "Fråga efter:\n\n1. stolpens nummer\n2. gatan\n\n## Andras lampor\n\nLäs mer på https://example.org/lampor."


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as where:
        yield where


@pytest.fixture(params=SIZES)
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="sv-SE")
    yield context
    context.close()


@pytest.fixture
def told(people: Cast, write: Callable[..., int]) -> int:
    """An article of two versions, a stale one, a notice, a rule and a fault; returns the article's id."""
    one = write(text="Fråga efter stolpen.")
    write(article_id=one, text=TEXT)
    write(title="Gammal om snö", types=("T03",), review_on="2026-01-01", source="Grönyta Väst AB")
    notice = {
        "title": "Kabelfel i centrum", "text": "Lamporna tänds i kväll.", "starts": "2026-05-11T08:00",
        "ends": "2026-05-11T20:00", "svarsgrupp": "", "types": (), "forvaltning": str(people.forvaltningar["TEK"]),
    }  # fmt: skip
    with transaction():
        save_notice(None, "today", notice, people.agent("greta"))
        save_notice(None, "rule", {**notice, "title": "Ny avgift", "ends": ""}, people.agent("greta"))
        faults.say(faults.About("article", one), "Fel nummer", people.agent("fatima"))
    db.session.rollback()
    return one


def open_as(context: BrowserContext, app: Flask, people: Cast, login: str, address: str) -> Page:
    log_in(context, app, people.agent(login).id, address)
    return context.new_page()


def test_every_page_is_accessible_and_fits(
    app: Flask, people: Cast, context: BrowserContext, address: str, told: int
) -> None:
    page = open_as(context, app, people, "greta", address)
    paths = (
        "", "?text=lyktstolpe", "?text=finnsinte", str(told), f"{told}/version/1", f"{told}/jamfor?fran=1&till=2",
        f"{told}/andra", "aktuellt", "aktuellt/ny", "regler", "regler/ny", "att-ratta", "fel", f"fel?artikel={told}",
        "granskning", "standardsvar", "artiklar/fil",
    )  # fmt: skip
    for path in paths:
        page.goto(f"{address}/kunskap/{path}")
        assert hindrances(page) == [], path


def test_a_guide_is_read_used_and_complained_about_without_leaving_the_case(
    app: Flask, people: Cast, context: BrowserContext, address: str, told: int
) -> None:
    case = bring(**LAMP)
    number, case_id = case.number, case.id
    page = open_as(context, app, people, "fatima", address)
    page.goto(f"{address}/arende/{number}")
    page.locator("summary", has_text="Släckt gatlampa").click()
    expect(page.get_by_text("stolpens nummer")).to_be_visible()
    assert hindrances(page) == []
    leave(page, page.get_by_role("button", name="Jag använde den här Släckt gatlampa"))
    expect(page.get_by_text("Råd har getts efter")).to_be_visible()
    assert page.url.endswith(f"/arende/{number}")
    page.locator("body").press("m")
    expect(page.get_by_role("dialog").get_by_role("heading", name="Något stämmer inte")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_label("Checklistan stämmer inte")).to_be_checked()
    assert hindrances(page) == []
    with page.expect_navigation():
        page.keyboard.press("Alt+s")
    db.session.rollback()
    assert [one.version for one in advice_of(case_id)] == [2]
    assert [one.case_id for one in faults.open_for(people.agent("karin"))][-1] == case_id


def test_the_list_tells_what_is_current_and_a_rule_is_read_with_one_press(
    app: Flask, people: Cast, context: BrowserContext, address: str, told: int
) -> None:
    page = open_as(context, app, people, "fatima", address)
    page.goto(address)
    line = page.locator("summary", has_text="Kabelfel i centrum")
    assert hindrances(page) == [] and line.bounding_box()["height"] < 45  # type: ignore[index]
    line.click()
    expect(page.get_by_text("Lamporna tänds i kväll. Till i dag 20.00.").last).to_be_visible()
    assert hindrances(page) == []
    leave(page, page.get_by_role("main").get_by_role("link", name="Läs", exact=True))
    leave(page, page.get_by_role("button", name="Läst Ny avgift"))
    expect(page.get_by_text("Du har läst den")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("ändrad regel att läsa")).to_have_count(0)


def test_the_note_shows_guides_of_the_type_that_is_chosen(
    app: Flask, people: Cast, context: BrowserContext, address: str, told: int
) -> None:
    page = open_as(context, app, people, "fatima", address)
    page.goto(f"{address}/ny?q=gatlampa")
    page.locator("#q").fill("gatlampa")
    expect(page.locator(".type-links a")).to_be_visible()
    assert hindrances(page) == []
    with context.expect_page() as opened:
        page.locator(".type-links a").click()
    expect(opened.value.get_by_role("heading", name="Släckt gatlampa")).to_be_visible()
    expect(page.locator("#q")).to_have_value("gatlampa")


def test_it_is_written_and_found_without_script(
    app: Flask, people: Cast, browser: Browser, address: str, told: int
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="sv-SE")
    page = open_as(context, app, people, "karin", address)
    page.goto(f"{address}/kunskap/ny")
    page.get_by_label("Rubrik").fill("Vem sandar trottoaren?")
    page.get_by_label("Text", exact=True).fill("Den som äger huset.")
    page.get_by_label("T03 Snöröjning").check()
    page.get_by_label("Publicerad").check()
    leave(page, page.get_by_role("button", name="Spara"))
    expect(page.get_by_role("heading", name="Vem sandar trottoaren?")).to_be_visible()
    page.goto(f"{address}/kunskap/")
    page.get_by_role("searchbox").fill("trottoar")
    with page.expect_navigation():
        page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("link", name="Vem sandar trottoaren?")).to_be_visible()
    page.goto(f"{address}/kunskap/att-ratta")
    page.get_by_label("Vad gjorde du? (frivilligt)").fill("Numret är ändrat.")
    leave(page, page.get_by_role("button", name="Klart"))
    expect(page.get_by_text("Inget att rätta.")).to_be_visible()
    context.close()
