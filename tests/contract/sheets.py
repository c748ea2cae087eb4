"""What each channel answers to the contract's questions: one sheet a channel, filled in with its own real doubles."""

from __future__ import annotations

import io
import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask

import core
from channels.email.identity import external_id
from core import Address
from tests.cast import Cast
from tests.channels.email.running import smtp_server, talking_server
from tests.channels.email.test_send import Taking
from tests.channels.sms import twilio_double as twilio
from tests.web.desk import Desk

LAMP = "Lampan på Skolgatan är släckt"
SECRET = "hemligt-ord-4711"
MAIL = (
    "From: Mona <mona@invanare.example>\r\nTo: direkt@bjorkasa.example\r\nSubject: Lampan\r\n"
    "Message-ID: <1@x.example>\r\n"
    f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{LAMP}\r\n"
).encode()

Door = Callable[[Flask, Cast], None]


@dataclass(frozen=True)
class Sheet:
    """One channel.

    `options`   TOML of what it needs, with {port} for where it sends to
    `misspelt`  an option line with a mistake in it, and the name that was meant
    `sample`    raw bytes as it keeps them; None for a channel that keeps nothing raw
    `bring`     the same message about a lamp through the channel's own door; called twice
    `to`        an address it reaches; None for a channel that delivers nothing
    `servers`   what is at the other end when it sends: "takes", "refuses", "breaks" (after it has heard everything)
    """

    name: str
    misspelt: tuple[str, str]
    bring: Door
    options: str = ""
    sample: bytes | None = None
    to: Address | None = None
    servers: dict[str, Callable[[], object]] = field(default_factory=dict)

    @property
    def use(self) -> str:
        return f"channels.{self.name}"

    def toml(self, port: int = 9, extra: str = "") -> str:
        """Its table in plugins.toml."""
        lines = (f"[plugins.{self.name}]", f'use = "{self.use}"', f"[plugins.{self.name}.options]")
        return "\n".join((*lines, extra, self.options.replace("{port}", str(port)), ""))


def _by_mail(app: Flask, cast: Cast) -> None:
    core.keep("email", external_id(MAIL), MAIL)


def _by_sms(app: Flask, cast: Cast) -> None:
    form = twilio.sms(text=LAMP)
    assert app.test_client().post("/sms/in", data=form, headers=twilio.signature("in", form, SECRET)).status_code == 204


def _by_form(app: Flask, cast: Cast) -> None:
    """The same page sent twice has the same token: the second time it is found in the app's own memory of it."""
    client = app.test_client()
    if "token" not in app.extensions:
        found = re.search(r'name="token" value="([^"]+)"', client.get("/webform/").text)
        app.extensions["token"] = found[1] if found else ""
    data = {"text": LAMP, "way": "none", "token": app.extensions["token"], "files": (io.BytesIO(b"bild"), "lampa.jpg")}
    assert client.post("/webform/", data=data, content_type="multipart/form-data").status_code == 303


def _by_phone(app: Flask, cast: Cast) -> None:
    note = {"case_type": "T06", "outcome": "keep", "text": LAMP, "nonce": "a" * 32}
    assert Desk(app, cast, "fatima").post("/phone/ny", note).status_code == 303


@contextmanager
def _smtp_that_breaks() -> Iterator[int]:
    def talk(file: io.RawIOBase) -> None:
        answers = {b"EHLO": b"250 test", b"DATA": b"354 go on"}
        file.write(b"220 test\r\n")
        while line := file.readline():
            if line == b".\r\n":
                return
            if line[:4].upper() in (b"EHLO", b"MAIL", b"RCPT", b"DATA"):
                file.write(answers.get(line[:4].upper(), b"250 OK") + b"\r\n")

    with talking_server(talk) as port:
        yield port


@contextmanager
def _api(status: int, body: object) -> Iterator[int]:
    with twilio.running() as server:
        server.answer = (status, body)
        yield server.port


@contextmanager
def _api_that_breaks() -> Iterator[int]:
    with twilio.listening(lambda connection: connection.recv(100_000)) as address:
        yield int(address.rsplit(":", 1)[1])


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


MONA = Address("email", "mona@invanare.example", "Mona")
EMAIL = Sheet(
    "email",
    misspelt=('adress = "direkt@bjorkasa.example"', "address"),
    bring=_by_mail,
    options='address = "direkt@bjorkasa.example"\n[plugins.email.options.smtp]\nhost = "127.0.0.1"\nport = {port}\n'
    'security = "plain"\n[plugins.email.options.imap]\nhost = "127.0.0.1"\nuser = "d"\npassword = { env = "SECRET" }',
    sample=MAIL,
    to=MONA,
    servers={
        "takes": lambda: smtp_server(Taking()),
        "refuses": lambda: smtp_server(Taking({MONA.value: "550 unknown"})),
        "breaks": _smtp_that_breaks,
    },
)
SMS = Sheet(
    "sms",
    misspelt=('numbr = "+46701740699"', "number"),
    bring=_by_sms,
    options=f'account_sid = "{twilio.OPTIONS["account_sid"]}"\nauth_token = {{ env = "SECRET" }}\n'
    f'number = "{twilio.OPTIONS["number"]}"\npublic_address = "{twilio.OPTIONS["public_address"]}"\n'
    'base_url = "http://127.0.0.1:{port}"',
    sample=json.dumps(twilio.sms(text=LAMP)).encode(),
    to=Address("phone", "+46701740605"),
    servers={
        "takes": lambda: _api(201, {"sid": twilio.SID}),
        "refuses": lambda: _api(400, {"code": 21211, "message": "Invalid", "status": 400}),
        "breaks": _api_that_breaks,
    },
)
WEBFORM = Sheet("webform", misspelt=("max_file = 3", "max_files"), bring=_by_form)
PHONE = Sheet("phone", misspelt=('forvaltnin = "TEK"', "forvaltning"), bring=_by_phone)
SHEETS = (EMAIL, SMS, WEBFORM, PHONE)
