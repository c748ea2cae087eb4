"""Somebody outside: mails over SMTP, texts by the signed webhook, fills in forms in Chromium, reads the answers."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

import requests
from playwright.sync_api import Page, expect
from twilio.request_validator import RequestValidator

from core import Address
from demo.mailbox import Letter, messages_of, send_as
from tests.browser.installation import Installation, until

DIREKT, NUMBER = "direkt@bjorkasa.example", "+46701740699"
A_PERSONS_PACE = 2_500  # milliseconds: the form takes whoever is faster than two seconds for a machine
NEAR = 60  # seconds within which a message must have gone the whole way


@dataclass(frozen=True)
class Citizen:
    """One person with an address and a mobile, near one installation."""

    place: Installation
    name: str
    email: str = ""
    mobile: str = ""

    def mail(self, subject: str, text: str) -> None:
        sender = Address("email", self.email, self.name)
        send_as("127.0.0.1", self.place.port + 1, sender, DIREKT, subject, text)

    def text(self, body: str) -> None:
        """An SMS as Twilio hands it on: a signed POST to the public address."""
        address = f"http://localhost:{self.place.port}/sms/in"
        form = {
            "MessageSid": f"SM{secrets.token_hex(16)}",
            "From": self.mobile,
            "To": NUMBER,
            "Body": body,
            "NumMedia": "0",
        }
        signature = RequestValidator(self.place.secret("DEMO_SMS_AUTH_TOKEN")).compute_signature(address, form)
        answer = requests.post(address, data=form, headers={"X-Twilio-Signature": signature}, timeout=20)
        assert answer.status_code == 204, answer.text

    def letters(self) -> list[Letter]:
        """The mailbox over IMAP, newest first."""
        return messages_of("127.0.0.1", self.place.port + 2, self.email, self.place.secret("DEMO_MAIL_PASSWORD"))

    def got(self, words: str) -> Letter:
        """Waits for a mail that says this; it must come once."""
        until(lambda: any(words in letter.text for letter in self.letters()), NEAR)
        found = [letter for letter in self.letters() if words in letter.text]
        assert len(found) == 1, f"{words!r} came {len(found)} times"
        return found[0]

    def see_text(self, page: Page, words: str) -> None:
        """Waits until Demotelefon shows a text from the municipality that says this, once."""
        until(lambda: words in self._screen(page), NEAR)
        expect(page.locator(".demo-in", has_text=words)).to_have_count(1)

    def text_from_page(self, page: Page, body: str) -> None:
        """An SMS through the page Demotelefon."""
        self._screen(page)
        page.get_by_label("Sms till").fill(body)
        page.get_by_role("button", name="Skicka", exact=True).click()
        expect(page.locator(".demo-out", has_text=body)).to_be_visible()

    def _screen(self, page: Page) -> str:
        page.goto(f"{self.place.address}/demo/telefon?nummer=0{self.mobile[3:]}")
        return " ".join(page.locator(".demo-in").all_inner_texts())

    def fill_in_web_form(self, page: Page, topic: str, text: str) -> str:
        """The contact form. Returns the number on the receipt."""
        page.goto(f"{self.place.address}/webform/")
        choose(page, topic)
        page.get_by_label("Berätta").fill(text)
        page.get_by_label("Ditt namn").fill(self.name)
        choose(page, "Ja, med e-post")
        page.get_by_label("E-postadress").fill(self.email)
        page.wait_for_timeout(A_PERSONS_PACE)
        page.get_by_role("button", name="Skicka", exact=True).click()
        return receipt_of(page)

    def send_synpunkt(self, page: Page, text: str) -> str:
        """The form of six questions. Returns the number on the receipt."""
        page.goto(f"{self.place.address}/synpunkter/")
        choose(page, "Något är trasigt")
        go_on(page)
        choose(page, "Gator")
        go_on(page)
        page.get_by_label("Berätta mer").fill(text)
        go_on(page)
        page.get_by_label("Platsen").fill("Ågatan 3")
        go_on(page)
        choose(page, "Ja, med e-post")
        go_on(page)
        page.get_by_label("Din e-postadress").fill(self.email)
        page.get_by_label("Ditt namn").fill(self.name)
        go_on(page)
        page.get_by_role("button", name="Skicka", exact=True).click()
        return receipt_of(page)


def choose(page: Page, label: str) -> None:
    """Clicks a choice by its words, as a person does."""
    page.locator("label", has_text=label).first.click()


def go_on(page: Page) -> None:
    before = page.url
    page.get_by_role("button", name="Fortsätt").click()
    expect(page).not_to_have_url(before)


def receipt_of(page: Page) -> str:
    expect(page.locator(".receipt-number")).to_be_visible()
    found = re.search(r"\d{4}-\d{6}", page.locator(".receipt-number").inner_text())
    assert found
    return found[0]
