"""The main job, as a newcomer does it: `./run` in an empty folder; five messages in, five cases, five answers out.

Everything is real: processes, SMTP, IMAP, signed webhooks, Chromium. On PostgreSQL two web processes and two workers
share the work.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.agent import Agent, open_page
from tests.browser.citizen import NEAR, Citizen
from tests.browser.installation import NEXT_START, Installation, installed, is_free, three_free_ports, until
from tests.conftest import POSTGRES, new_postgresql

RECEIVED = {"email": "TEK", "sms": "BUF", "webform": "KFF", "phone": "TEK", "synpunkt": "TEK"}
WELL = (200, "ok\n")
SECONDS_AGAIN = 20  # a second start, on a machine that has much else to do
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Place:
    """One installation, and the addresses of its web processes: the work is spread over them."""

    installation: Installation
    webs: tuple[str, ...]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            here = stack.enter_context(installed(tmp_path / "empty"))
            yield Place(here, (here.address,))
            return
        _name, url = stack.enter_context(postgresql())
        here = stack.enter_context(installed(tmp_path / "empty", DATABASE_URL=url))
        second = three_free_ports()
        here.start_another("web", second)
        here.start_another("worker", here.port)
        until(lambda: not is_free(second), NEXT_START)
        yield Place(here, (here.address, f"http://127.0.0.1:{second}"))


def test_five_messages_become_five_cases_and_each_answer_arrives(place: Place, browser: Browser) -> None:
    here, complaints = place.installation, list[str]()
    before = {case["number"] for case in here.cases()}
    people, outside = five_people(here), open_page(browser, complaints)
    agents = [Agent(browser, place.webs[0], "jonas", complaints), Agent(browser, place.webs[-1], "fatima", complaints)]
    send_five(people, outside, agents[0])
    new = wait_for_five(here, before)
    check_what_each_carries(new)
    answer_each(agents, new)
    check_that_each_answer_arrives(people, outside, new)
    check_what_the_queue_knows(here, {case["number"] for case in new})
    check_that_a_text_from_the_page_arrives(people["sms"], outside, here)
    assert here.health() == WELL
    for page in (outside, *(agent.page for agent in agents)):
        page.context.close()
    assert complaints == []
    check_that_nothing_is_left(here)
    assert here.run("check").endswith("Allt är som det ska.\n")
    check_that_a_second_start_is_quick(here)
    check_that_health_tells_of_a_missing_worker(here)


def five_people(here: Installation) -> dict[str, Citizen]:
    """One person for each channel, with addresses and numbers that nobody else in the demo has."""
    return {
        "email": Citizen(here, "Mona Ask", "mona@invanare.example"),
        "sms": Citizen(here, "Sixten Lod", mobile="+46701740696"),
        "webform": Citizen(here, "Vera Norr", "vera@invanare.example"),
        "phone": Citizen(here, "Tor Ek", mobile="+46701740697"),
        "synpunkt": Citizen(here, "Sylvia Ödman", "sylvia@invanare.example"),
    }


def send_five(people: dict[str, Citizen], outside: Page, agent: Agent) -> None:
    people["email"].mail("Gatlampan vid skolan", "Hej! Gatlampan utanför Åsskolan lyser inte. /Mona")
    people["sms"].text("Hej, jag vill säga upp platsen på förskolan Ängen")
    people["webform"].fill_in_web_form(outside, "Kultur och fritid", "När öppnar simhallen på lovet?")
    people["synpunkt"].send_synpunkt(outside, "Det är ett stort hål i gatan vid bron.")
    register_call(agent, people["phone"])


def register_call(agent: Agent, caller: Citizen) -> None:
    """A call about refuse that has not been fetched, kept open: somebody rings back."""
    page, keys = agent.go("/"), agent.keys
    keys.press("Alt+n")
    expect(page.get_by_label("Vad handlar det om?")).to_be_focused()
    keys.type("sopor")
    expect(page.locator("#types .type")).to_have_count(1)
    keys.press("Enter")
    keys.text(f"{caller.name} 0{caller.mobile[3:]}")
    agent.choose("Behåll det öppet hos mig")
    keys.press("Alt+s")
    expect(page.locator("#case")).to_be_visible()


def wait_for_five(here: Installation, before: set[str]) -> list[dict[str, Any]]:
    def look() -> list[dict[str, Any]]:
        found = [case for case in here.cases() if case["number"] not in before]
        return found if len(found) >= len(RECEIVED) else []

    return until(look, NEAR)


def check_what_each_carries(new: list[dict[str, Any]]) -> None:
    """Exactly five, one a channel, each with channel, ROSA level and owner; none of them answered yet."""
    assert {case["channel"]: case["forvaltning"] for case in new} == RECEIVED
    assert len(new) == len(RECEIVED)
    for case in new:
        assert 1 <= case["rosa_level"] <= 6
        assert case["status"] in ("new", "open")
        assert case["due_at"]
        assert not any(message["kind"] == "reply" for message in case["messages"])


def words_for(channel: str) -> str:
    return f"Tack för att du hör av dig. Det här är svaret på {channel}."


def answer_each(agents: list[Agent], new: list[dict[str, Any]]) -> None:
    """The agents take turns. The caller is rung up: the answer is a task, ticked when it is done."""
    for n, case in enumerate(new):
        agent, text = agents[n % len(agents)], words_for(case["channel"])
        if case["channel"] != "phone":
            agent.answer(case["number"], text)
            continue
        agent.open(case["number"])
        agent.choose("Ring upp")
        agent.page.get_by_label("Text", exact=True).fill(text)
        agent.press("Skicka")
        expect(agent.page.locator(".delivery-todo")).to_contain_text("Ring 070-174")
        agent.page.locator(".delivery-todo").get_by_role("button", name="Klart").click()
        expect(agent.page.locator(".delivery-done")).to_be_visible()


def check_that_each_answer_arrives(people: dict[str, Citizen], outside: Page, new: list[dict[str, Any]]) -> None:
    """In the mailbox and on the mobile; before it came the receipt with the number."""
    numbers = {case["channel"]: case["number"] for case in new}
    for channel in ("email", "webform", "synpunkt"):
        answer = people[channel].got(words_for(channel))
        receipt = people[channel].letters()[-1]
        assert numbers[channel] in receipt.subject + receipt.text
        assert receipt.uid < answer.uid
    assert people["email"].got(words_for("email")).references, "the answer stands in the thread of the mail"
    people["sms"].see_text(outside, words_for("sms"))
    people["sms"].see_text(outside, numbers["sms"])


def check_what_the_queue_knows(here: Installation, numbers: set[str]) -> None:
    """Every answer counts as sent, and the cases are as their agents left them."""

    def settled() -> bool:
        cases = [case for case in here.cases() if case["number"] in numbers]
        states = {m["state"] for case in cases for m in case["messages"] if m["direction"] == "out"}
        return states <= {"sent", "done"}

    until(settled, NEAR)


def check_that_a_text_from_the_page_arrives(citizen: Citizen, page: Page, here: Installation) -> None:
    """Demotelefon's own way in: the citizen says thanks, and the case has it."""
    citizen.text_from_page(page, "Tack för hjälpen!")
    until(lambda: any(m["text"] == "Tack för hjälpen!" for case in here.cases() for m in case["messages"]), NEAR)


def check_that_nothing_is_left(here: Installation) -> None:
    assert len(here.processes()) >= 4
    assert here.stop() == 0
    assert here.processes() == []
    assert all(is_free(here.port + n) for n in range(3))


def check_that_a_second_start_is_quick(here: Installation) -> None:
    assert here.start(NEXT_START) < SECONDS_AGAIN
    assert not any("Bygger" in line for line in here.lines)
    assert here.stop() == 0


def check_that_health_tells_of_a_missing_worker(here: Installation) -> None:
    here.start(NEXT_START, "--no-worker")
    here.execute("UPDATE heartbeats SET at = at - 120")
    assert here.health() == (503, "worker: no sign of life for a minute\n")
    assert here.stop() == 0


def postgresql() -> AbstractContextManager[tuple[str, str]]:
    """A database of its own on the test server."""
    if not POSTGRES:
        why = "needs a PostgreSQL server (ENVAGIN_TEST_POSTGRES)"
        pytest.fail(why) if os.environ.get("ENVAGIN_CI") else pytest.skip(why)
    return new_postgresql()
