"""The fourth point of the walk: three people report one lamp, and one answer reaches each in their own thread."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.citizen import Citizen
from tests.walk.steps import Walk, wait_for_row

NEIGHBOURS = (("Petra Lykta", "petra.lykta@invanare.example"), ("Ulf Lykta", "ulf.lykta@invanare.example"))
ANSWER = "Lampan lagas i veckan."


def three_reports_get_one_answer(walk: Walk, mona: Citizen, lamp: str) -> None:
    """4. Reports of the street are suggested; joined, one standard answer is sent to all and closes them."""
    neighbours = [Citizen(walk.here, *who) for who in NEIGHBOURS]
    for one in neighbours:
        one.mail("Lampan på Skolgatan", f"Det är mörkt på Skolgatan, lampan lyser inte. /{one.name}")
        wait_for_row(walk.fatima, one.name)
    walk.fatima.open(lamp)
    page = walk.fatima.page
    _join(page, [one.name for one in neighbours])
    _insert_standard_answer(page, lamp)
    page.get_by_role("button", name="Skicka och avsluta", exact=True).click()
    expect(page.locator("#case")).to_contain_text("avslutat")
    expect(page.locator("#gathered .report .why", has_text="avslutat")).to_have_count(len(neighbours))
    threads = {one.got(ANSWER).references for one in (mona, *neighbours)}
    assert all(threads) and len(threads) == 1 + len(neighbours)


def _join(page: Page, names: list[str]) -> None:
    expect(page.locator("#similar-title")).to_contain_text(re.compile(r"\d anmälda till på Skolgatan"))
    for name in names:
        page.locator("#similar .report", has_text=name).get_by_role("button", name="Anslut").click()
        expect(page.locator("#gathered")).to_contain_text(name)
    expect(page.locator("#composer")).to_contain_text("Svara alla (3)")


def _insert_standard_answer(page: Page, number: str) -> None:
    """After what was typed, with the case's own number filled in."""
    text = page.get_by_label("Text", exact=True)
    text.fill(ANSWER)
    page.get_by_text("Infoga standardsvar").click()
    page.get_by_role("button", name="Lampan lagas inom fem arbetsdagar").click()
    expect(text).to_have_value(re.compile(rf"{re.escape(ANSWER)}\s+Hej!.*{number}", re.DOTALL))
