"""Hands a mail to an SMTP server and says exactly what became of it.

Up to the moment the server accepts DATA it is certain that nothing left. After that only an answer
of the server is certain; without one nobody knows, and a person decides.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import core
from channels.email import words
from channels.email.compose import POLICY, compose
from channels.email.settings import SMTP_PORTS, tls
from core import NotSent, OutboundMessage, SendUncertain, Sent

CONNECT_SECONDS = 20.0
ANSWER_SECONDS = 60.0  # a server may scan the mail before it says yes
_READY_FOR_DATA = 354


def send(outbound: OutboundMessage, options: Mapping[str, Any], plugin: str) -> Sent:
    """Sends from `options["address"]` by `options["smtp"]`. Raises `NotSent` or `SendUncertain`."""
    if "smtp" not in options:
        raise NotSent(words.NO_SERVER, retry=False)
    try:
        mail = compose(outbound, options)
        envelope = Envelope.of(outbound, options["address"], mail)
    except (ValueError, LookupError, AssertionError):
        raise NotSent(words.NO_ADDRESS, retry=False) from None
    with connected(options["smtp"], plugin) as server:
        refused = _hand_over(server, envelope)
    return Sent(outbound.message_id, tuple(refused))


@dataclass(frozen=True, slots=True)
class Envelope:
    """What SMTP carries: who, to whom, and the bytes with dots doubled."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    international: bool

    @classmethod
    def of(cls, outbound: OutboundMessage, sender: str, mail: EmailMessage) -> Envelope:
        """Each recipient once."""
        recipients = tuple(dict.fromkeys(one.value for one in (outbound.to, *outbound.cc)))
        international = not all(one.rpartition("@")[0].isascii() for one in recipients)
        data = re.sub(rb"(?m)^\.", b"..", mail.as_bytes(policy=POLICY.clone(utf8=international)))
        return cls(sender, tuple(map(_ascii_domain, recipients)), data.rstrip(b"\r\n") + b"\r\n.\r\n", international)


def _ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


@contextmanager
def connected(smtp: Mapping[str, Any], plugin: str = "") -> Iterator[smtplib.SMTP]:
    """A server that has let us in. Raises `NotSent`; a refused login is told to the health of `plugin`, if one is
    named."""
    with _nothing_left():
        server = _connect(smtp)
    try:
        with _nothing_left():
            server.ehlo_or_helo_if_needed()
            if smtp["security"] == "starttls":
                server.starttls(context=tls(smtp))
            _log_in(server, smtp, plugin)
        yield server
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        server.close()


def _connect(smtp: Mapping[str, Any]) -> smtplib.SMTP:
    port = smtp.get("port") or SMTP_PORTS[smtp["security"]]
    if smtp["security"] == "tls":
        return smtplib.SMTP_SSL(smtp["host"], port, timeout=CONNECT_SECONDS, context=tls(smtp))
    return smtplib.SMTP(smtp["host"], port, timeout=CONNECT_SECONDS)


def _log_in(server: smtplib.SMTP, smtp: Mapping[str, Any], plugin: str) -> None:
    """A refused login says nothing about the mail: it is tried again, and the admin page tells."""
    if "user" not in smtp:
        return
    try:
        server.login(smtp["user"], smtp["password"])
    except smtplib.SMTPAuthenticationError:
        if plugin:
            core.health(plugin, "error", words.NO_SENDING_LOGIN)
        raise NotSent(words.NO_SENDING_LOGIN, retry=True) from None


def _hand_over(server: smtplib.SMTP, envelope: Envelope) -> Sequence[str]:
    """Returns the recipients that were refused."""
    with _nothing_left():
        refused = _announce(server, envelope)
        _expect(server.docmd("DATA"), _READY_FOR_DATA)
    if server.sock is not None:
        server.sock.settimeout(ANSWER_SECONDS)
    try:
        server.send(envelope.data)
        code, said = server.getreply()
    except (OSError, smtplib.SMTPException):
        raise SendUncertain(words.LOST_WHILE_SENDING) from None
    if not 200 <= code <= 599 or 300 <= code <= 399:
        raise SendUncertain(_shown(code, said))
    _expect((code, said), *range(200, 300))
    return refused


def _announce(server: smtplib.SMTP, envelope: Envelope) -> list[str]:
    options = ["SMTPUTF8"] if envelope.international else []
    if options and not server.has_extn("smtputf8"):
        raise NotSent(words.NO_SWEDISH_LETTERS, retry=False)
    server.command_encoding = "utf-8" if options else "ascii"
    _expect(server.mail(envelope.sender, options), 250)
    answers = {one: server.rcpt(one) for one in envelope.recipients}
    refused = [one for one, (code, _) in answers.items() if code not in (250, 251)]
    if len(refused) == len(answers):
        temporary = [answers[one] for one in refused if 400 <= answers[one][0] < 500]
        _expect((temporary or [answers[refused[0]]])[0], 250)
    return refused


def _expect(answer: tuple[int, bytes], *wanted: int) -> None:
    code, said = answer
    if code not in wanted:
        raise NotSent(_shown(code, said), retry=not 500 <= code <= 599)


def _shown(code: int, said: bytes) -> str:
    """The server's own words are the reason."""
    return f"{code} {' '.join(said.decode('utf-8', 'replace').split())[:200]}"


@contextmanager
def _nothing_left() -> Iterator[None]:
    """Before the server has accepted DATA every failure means: not sent."""
    try:
        yield
    except NotSent:
        raise
    except ssl.SSLCertVerificationError:
        raise NotSent(words.NO_CERTIFICATE, retry=True) from None
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        raise NotSent(_shown(error.smtp_code, said), retry=error.smtp_code < 500) from None
    except (OSError, smtplib.SMTPException):
        raise NotSent(words.UNREACHABLE, retry=True) from None
    except UnicodeError:
        raise NotSent(words.NO_ADDRESS, retry=False) from None
