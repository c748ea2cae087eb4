"""From a folder with nothing in it to the first closed case, in the browser: a municipality's first day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.agent import open_page
from tests.browser.installation import FIRST_START, Installation
from tests.browser.pages import faults, leave

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "tre gröna små ord"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Installation]:
    """Started without the demo: `./run --no-demo`."""
    folder = tmp_path / "empty"
    folder.mkdir()
    here = Installation(folder)
    try:
        here.start(FIRST_START, "--no-demo")
        yield here
    finally:
        here.clear_away()


def test_an_empty_installation_comes_to_its_first_case_in_the_browser(here: Installation, browser: Browser) -> None:
    complaints: list[str] = []
    anna = open_page(browser, complaints)
    the_first_account(anna, here)
    the_starter(anna)
    link = the_first_who_answers(anna, here)
    bea = open_page(browser, complaints)
    choose_a_password(bea, link)
    a_call_is_registered(bea)
    anna.goto(f"{here.address}/installningar/kom-igang")
    expect(anna.get_by_role("listitem").filter(has_text="Registrera det första ärendet")).to_have_class(
        re.compile("start-done")
    )
    assert faults(anna) == [] and complaints == []


def the_first_account(anna: Page, here: Installation) -> None:
    """By the link that the start printed."""
    link = next(line.strip() for line in here.lines if "/forsta-kontot/" in line)
    anna.goto(here.address + "/" + link.split("/", 3)[3])
    assert faults(anna) == []
    anna.get_by_label("Ditt namn").fill("Anna Ek")
    anna.get_by_label("Användarnamn").fill("anna")
    anna.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    anna.get_by_label("Lösenordet en gång till").fill(PASSWORD)
    leave(anna, anna.get_by_role("button", name="Skapa kontot"))
    expect(anna.get_by_role("heading", name="Kom igång")).to_be_visible()
    assert faults(anna) == []


def the_starter(anna: Page) -> None:
    leave(anna, anna.get_by_role("link", name="Titta på startpaketet"))
    expect(anna.get_by_text("Trasig gatubelysning – felanmälan")).to_be_visible()
    assert faults(anna) == []
    leave(anna, anna.get_by_role("button", name="Lägg in startpaketet"))
    expect(anna.get_by_text("Sparat.")).to_be_visible()


def the_first_who_answers(anna: Page, here: Installation) -> str:
    """An account, a role, a group; returns the one-time link."""
    leave(anna, anna.get_by_role("link", name="Ny medarbetare"))
    anna.get_by_label("Användarnamn").fill("bea")
    anna.get_by_label("Namn", exact=True).fill("Bea Sjö")
    leave(anna, anna.get_by_role("button", name="Spara"))
    leave(anna, anna.get_by_role("link", name="Ge en roll"))
    anna.get_by_label("Roll", exact=True).select_option(label="Kommunvägledare")
    leave(anna, anna.get_by_role("button", name="Visa vad det gör"))
    expect(anna.get_by_text("Vanliga ärenden som är eller har varit i kontaktcentret").first).to_be_visible()
    leave(anna, anna.get_by_role("main").get_by_role("button").first)
    leave(anna, anna.get_by_role("link", name="Ändra grupper"))
    anna.get_by_label("4 Bygg, gata, park, miljö").check()
    leave(anna, anna.get_by_role("button", name="Spara"))
    leave(anna, anna.get_by_role("button", name="Engångslänk"))
    found = re.search(r"/logga-in/nytt/[\w.-]+", anna.locator(".one-time-link").inner_text())
    assert found
    return here.address + found[0]


def choose_a_password(bea: Page, link: str) -> None:
    bea.goto(link)
    bea.get_by_label("Nytt lösenord", exact=True).fill(PASSWORD)
    bea.get_by_label("Nytt lösenord en gång till").fill(PASSWORD)
    leave(bea, bea.get_by_role("button", name="Spara och logga in"))
    expect(bea.get_by_role("link", name="Otilldelade")).to_be_visible()


def a_call_is_registered(bea: Page) -> None:
    """The lamp, by everyday words, closed at once."""
    bea.wait_for_load_state()  # keys are heard once its script runs
    bea.keyboard.press("Alt+n")
    expect(bea.locator("#q")).to_be_focused()
    bea.keyboard.type("lyktstolpe")
    lamp = bea.locator("#types .type")
    expect(lamp).to_have_count(1)
    lamp.get_by_text("Trasig gatubelysning – felanmälan").click()
    bea.get_by_label("Handlagt i kundtjänst").first.check()
    bea.keyboard.press("Alt+s")
    expect(bea.locator("#case")).to_have_attribute("data-number", re.compile(r"2\d{3}-000001"))
