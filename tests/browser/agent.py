"""Somebody who works cases, in Chromium: logs in, opens, answers, registers a call. Counts the keys pressed."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect

WAIT = 15_000  # milliseconds: a limit, not an aim
expect.set_options(timeout=WAIT)


def open_page(browser: Browser, complaints: list[str], *, width: int = 1440, height: int = 900) -> Page:
    """A page of somebody in Sweden. What the browser complains about lands in `complaints`."""
    context = browser.new_context(
        locale="sv-SE", timezone_id="Europe/Stockholm", viewport={"width": width, "height": height}
    )
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    return page


class Keys:
    """The keyboard, with a count. `text` is what a person would have to type anyway and is counted apart."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.presses = 0
        self.letters = 0

    def press(self, *keys: str) -> None:
        """One press each; a chord such as Alt+N is one."""
        for key in keys:
            self._page.keyboard.press(key)
            self.presses += 1

    def type(self, letters: str) -> None:
        """Letters that steer, such as a search for a type: each is a press."""
        self._page.keyboard.type(letters)
        self.presses += len(letters)

    def text(self, letters: str) -> None:
        self._page.keyboard.type(letters)
        self.letters += len(letters)


class Agent:
    """One logged-in browser. `page` is the tab."""

    def __init__(self, browser: Browser, address: str, login: str, complaints: list[str], **size: int) -> None:
        self.address, self.login = address, login
        self.page = open_page(browser, complaints, **size)
        self.keys = Keys(self.page)
        self.page.goto(f"{address}/logga-in")
        self.page.get_by_label("Användarnamn").fill(login)
        self.page.get_by_label("Lösenord").fill("bjorkasa")
        self.page.get_by_role("button", name="Logga in", exact=True).click()
        expect(self.page.locator("#rail")).to_be_attached()

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def open(self, number: str) -> Locator:
        """The case on its own page. Returns its middle."""
        self.go(f"/arende/{number}")
        expect(self.page.locator("#case")).to_have_attribute("data-number", number)
        return self.page.locator("#case")

    def status_of(self, path: str) -> int:
        """What an address answers, without showing it."""
        return self.page.request.get(self.address + path).status

    def answer(self, number: str, text: str, button: str = "Skicka och avsluta") -> None:
        """Answers by the way that the page offers first."""
        self.open(number)
        self.page.get_by_label("Text", exact=True).fill(text)
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator(".item", has_text=text)).to_be_visible()

    def choose(self, label: str) -> None:
        """Clicks a choice by its words, as a person does."""
        self.page.locator("label", has_text=label).first.click()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button).first.click()

    def close(self) -> None:
        self.page.context.close()
