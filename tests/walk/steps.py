"""What is done again and again on the walk: find a row, open its facts, begin a note, hand over, compare counters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.agent import Agent
from tests.browser.citizen import NEAR
from tests.browser.installation import Installation, until


@dataclass(frozen=True)
class Walk:
    """The demo, a chief's browser as somebody outside, and Fatima's."""

    here: Installation
    browser: Browser
    complaints: list[str]
    fatima: Agent
    outside: Page

    def agent(self, login: str) -> Agent:
        return Agent(self.browser, self.here.address, login, self.complaints)


def counters_equal_rows(agent: Agent) -> None:
    page = agent.page
    views = [(view.get_attribute("href"), view.locator(".n").inner_text()) for view in views_of(page)]
    for href, shown in views:
        agent.go(str(href))
        assert page.locator("#rows .row").count() == int(shown or 0), href
    agent.go("/")


def views_of(page: Page) -> list[Locator]:
    """The views with a counter: all but what is closed and what other parts of the program have put there."""
    return page.locator('#rail a.view[href^="/?vy="]:not([href$="avslutade"])').all()


def begin_note(agent: Agent, word: str) -> None:
    agent.go("/")
    agent.keys.presses = 0
    agent.keys.press("Alt+n")
    expect(agent.page.get_by_label("Vad handlar det om?")).to_be_focused()
    agent.keys.type(word)
    expect(agent.page.locator("#types .type")).to_have_count(1)


def hand_over(agent: Agent) -> None:
    """To whom the type belongs: one key, and one that says yes."""
    agent.keys.press("l")
    expect(agent.page.locator("#dialog h1")).to_contain_text("Lämna över")
    agent.keys.press("Alt+s")
    expect(agent.page.locator("#dialog h1")).not_to_be_attached()


def take(agent: Agent, number: str) -> None:
    agent.open(number)
    agent.keys.press("t")
    expect(agent.page.get_by_role("button", name="Ta ärendet")).to_have_count(0)


def nothing_for(agent: Agent, number: str, counters: list[str]) -> None:
    agent.go("/")
    assert [view.inner_text() for view in views_of(agent.page)] == counters
    assert agent.status_of(f"/arende/{number}") == 404
    for words in ("insulin", "Karin Holm", number):
        agent.go("/")
        agent.keys.press("/")
        agent.keys.text(words)
        agent.keys.press("Enter")
        expect(agent.page.locator(".list")).to_contain_text("Ingenting hittades")


def banners(agent: Agent) -> str:
    return agent.go("/").locator(".banners").inner_text()


def facts_of(agent: Agent, number: str) -> Locator:
    agent.open(number)
    return agent.page.locator("aside.facts")


def wait_for_row(agent: Agent, words: str) -> Locator:
    until(lambda: agent.go("/").locator("#rows .row", has_text=words).count(), NEAR)
    return row_with(agent.page, words)


def row_with(page: Page, words: str) -> Locator:
    return page.locator("#rows .row", has_text=words).first


def number_in(row: Locator) -> str:
    found = re.search(r"\d{4}-\d{6}", row.inner_text())
    assert found
    return found[0]
