"""Demobrevlåda and Demotelefon: anybody's mail and mobile, and Twilio's API for the demo. Open without login.

The demo listens on this machine only, and these pages reach nothing but its own mail server and webhooks.
"""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, redirect, request, url_for
from imapclient.exceptions import IMAPClientError
from werkzeug.wrappers import Response

from core import Address
from core.filling import Settings
from core.web.plugin_pages import own_token, public, public_page
from demo import mailbox, phone
from demo.bjorkasa.contacts import contacts
from demo.bjorkasa.organisation import organisation
from demo.mailserver import CLOSED, FOLDER, HOST, PASSWORD

Answer = str | Response | tuple[Any, int]
MOBILE = "+46701740612"
PERSON = "mona.lindqvist"
TOKEN = "DEMO_SMS_AUTH_TOKEN"


def demo_pages(name: str, sms: str) -> Blueprint:
    """The pages of the demo instance `name`; texts go through the SMS instance `sms`."""
    pages = Blueprint(name, __name__, template_folder="templates", static_folder="static")
    desk = _Desk(name, sms)
    for rule, methods, view in (
        ("/", ("GET",), desk.start),
        ("/brevlada", ("GET",), desk.mail),
        ("/brevlada", ("POST",), desk.send_mail),
        ("/telefon", ("GET",), desk.mobile),
        ("/telefon", ("POST",), desk.send_text),
        ("/imap", ("POST",), desk.switch_imap),
        ("/twilio/2010-04-01/Accounts/<account>/Messages.json", ("POST",), desk.twilio),
        ("/twilio/2010-04-01/Accounts/<account>.json", ("GET",), desk.twilio_account),
    ):
        endpoint = f"{view.__name__}"
        pages.add_url_rule(rule, endpoint, own_token(public(_view(view))), methods=list(methods))
    return pages


def _view(method: Callable[..., Answer]) -> Callable[..., Answer]:
    """A bound method as a function that marks can be set on."""

    def view(**values: str) -> Answer:
        return method(**values)

    return view


class _Desk:
    """What the pages do, for one instance."""

    def __init__(self, name: str, sms: str) -> None:
        self._name, self._sms = name, sms

    def start(self) -> Answer:
        """The way in: who do you want to be?"""
        people = [c for c in contacts().values() if c.email and not c.protected and c.kind == "person"][:12]
        closed = self._switch().exists()
        return self._page("start.html", people=people, officers=_officers(), number=MOBILE, imap_closed=closed)

    def mail(self) -> Answer:
        """Somebody's mailbox, read over IMAP, newest first."""
        address = _address(request.args.get("som", ""))
        return self._mail_page(address)

    def send_mail(self) -> Answer:
        """Sends a mail as somebody over SMTP: a new one, or an answer to the one named."""
        form, settings = request.form, self._settings()
        address = _address(form.get("som", ""))
        if not form.get("text", "").strip() and not form.get("subject", "").strip():
            return self._mail_page(address, problem="Skriv något först.")
        try:
            letter = self._letter(address, form.get("answer_to", ""))
            mailbox.send_as(
                HOST,
                settings.smtp_port,
                Address("email", address, _name_of(address)),
                letter.sender.value if letter and letter.sender else organisation().mailbox,
                form.get("subject", "") or (f"Sv: {letter.subject}" if letter else ""),
                form.get("text", ""),
                in_reply_to=letter,
            )
        except (OSError, smtplib.SMTPException, IMAPClientError) as error:
            return self._mail_page(address, problem=f"Mejlservern tog inte emot mejlet ({type(error).__name__}).")
        return redirect(url_for(f"{self._name}.mail", som=address, skickat=1), 303)

    def mobile(self) -> Answer:
        """A mobile: what it has sent and got."""
        return self._mobile_page(_number(request.args.get("nummer", MOBILE)))

    def send_text(self) -> Answer:
        """Sends a text from a mobile through the signed webhook."""
        number, body = _number(request.form.get("nummer", MOBILE)), request.form.get("text", "").strip()
        if not body:
            return self._mobile_page(number, problem="Skriv något först.")
        settings = self._settings()
        taken = phone.send(
            self._mobiles(),
            number,
            body,
            to="+46701740699",
            address=f"{settings.public_address}/{self._sms}/in",
            token=settings.environ.get(TOKEN, ""),
        )
        if not taken:
            return self._mobile_page(number, problem="Kommunens nummer svarar inte. Är kanalen sms igång?", body=body)
        return redirect(url_for(f"{self._name}.mobile", nummer=number), 303)

    def switch_imap(self) -> Answer:
        """Closes or opens the demo's IMAP port: what happens when the mail cannot be fetched?"""
        switch = self._switch()
        if request.form.get("stang"):
            switch.parent.mkdir(parents=True, exist_ok=True)
            switch.touch()
        else:
            switch.unlink(missing_ok=True)
        return redirect(url_for(f"{self._name}.start"), 303)

    def twilio(self, account: str) -> Answer:
        """Twilio's "create message", as far as the channel uses it."""
        settings = self._settings()
        token = settings.environ.get(TOKEN, "")
        given = request.authorization
        if given is None or given.password != token or given.username != account:
            return {"code": 20003, "message": "Authenticate", "status": 401}, 401
        answer, status = phone.take(self._mobiles(), request.form, token)
        report = request.form.get("StatusCallback", "")
        if status == 201 and report.startswith(f"{settings.public_address}/"):
            threading.Timer(0.5, phone.tell_delivered, (report, str(answer["sid"]), token)).start()
        return answer, status

    def twilio_account(self, account: str) -> Answer:
        """Twilio's "fetch account": there and active for whoever has its token."""
        given = request.authorization
        if given is None or given.password != self._settings().environ.get(TOKEN, "") or given.username != account:
            return {"code": 20003, "message": "Authenticate", "status": 401}, 401
        return {"sid": account, "status": "active", "type": "Trial", "friendly_name": "Demotelefon"}, 200

    def _mail_page(self, address: str, problem: str = "") -> Answer:
        try:
            letters = self._letters(address)
        except (OSError, IMAPClientError):
            letters, problem = [], problem or "Mejlservern svarar inte på IMAP-porten just nu."
        return self._page(
            "mail.html",
            address=address,
            person=_name_of(address),
            officers=address in _officers(),
            letters=letters,
            problem=problem,
            sent="skickat" in request.args,
            answer_to=request.values.get("answer_to") or request.args.get("svara", ""),
            typed=request.form,
            mailbox=organisation().mailbox,
        )

    def _mobile_page(self, number: str, problem: str = "", body: str = "") -> Answer:
        texts = self._mobiles().texts(number)
        return self._page("mobile.html", number=number, texts=texts, problem=problem, body=body)

    def _letters(self, address: str) -> list[mailbox.Letter]:
        settings = self._settings()
        return mailbox.messages_of(HOST, settings.imap_port, address, settings.environ.get(PASSWORD, ""))

    def _letter(self, address: str, uid: str) -> mailbox.Letter | None:
        """The letter that is answered; a new mail needs no mailbox, so it leaves also while IMAP is closed."""
        return next((m for m in self._letters(address) if str(m.uid) == uid), None) if uid else None

    def _page(self, template: str, **context: Any) -> str:
        return public_page(f"demo/{template}", demo=self._name, **context)

    def _mobiles(self) -> phone.Mobiles:
        return phone.Mobiles(Path(current_app.config["DATA"]) / "demo-sms")

    def _switch(self) -> Path:
        return Path(current_app.config["DATA"]) / FOLDER / CLOSED

    def _settings(self) -> Settings:
        settings: Settings = current_app.config["SETTINGS"]
        return settings


def _address(given: str) -> str:
    """An address of the demo; a bare name becomes one, anything else but an officers' mailbox becomes Mona."""
    if given.strip().lower() in _officers():
        return given.strip().lower()
    local, _, domain = given.strip().lower().partition("@")
    plain = "".join(c for c in local if (c.isalnum() and c.isascii()) or c in ".-_")
    return f"{plain or PERSON}@{mailbox.DOMAIN}" if domain in ("", mailbox.DOMAIN) else f"{PERSON}@{mailbox.DOMAIN}"


def _officers() -> dict[str, str]:
    """The mailboxes of officers without a login: address → whose it is."""
    return {unit.mailbox: unit.name for unit in organisation().units if unit.mailbox}


def _name_of(address: str) -> str:
    known = _officers().get(address) or next((c.name for c in contacts().values() if c.email == address), "")
    return known or address.partition("@")[0].replace(".", " ").title()


def _number(given: str) -> str:
    digits = "+46" + "".join(c for c in given if c.isdigit()).removeprefix("46").removeprefix("0")
    return digits if phone.is_demo_number(digits) else MOBILE
