"""E-mail: fetched over IMAP, read from bytes, answered over SMTP.

identity, charsets, headers, addresses, mime, markup, plain, bodies, attachments, quotes, reports, automatic -> read
mailbox -> fetch            compose -> send          trial
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from channels.email import read as reading
from channels.email import send as sending
from channels.email import trial
from channels.email.fetch import CoreState, Fetcher
from channels.email.settings import EmailOptions
from core import Channel, InboundMessage, Job, OutboundMessage, Sent, Tested

EVERY_SECONDS = 10.0


class Email(Channel):
    """One mailbox of the municipality."""

    Options = EmailOptions

    def __init__(self, name: str, options: Mapping[str, Any]) -> None:
        super().__init__(name, options)
        self.delivers_to = "email" if "smtp" in options else None

    def jobs(self) -> Iterable[Job]:
        """The one that fetches; it lasts until it is told to stop."""
        if "imap" in self.options:
            fetcher = Fetcher(self.options["imap"], CoreState(self.name))
            yield Job("fetch", EVERY_SECONDS, fetcher.run)

    def read(self, raw: bytes) -> InboundMessage:
        """Pure: see `channels.email.read`."""
        options = self.options
        return reading.read(raw, reading.Mailbox(options["address"], options["authserv_id"], options["spam_header"]))

    def send(self, outbound: OutboundMessage) -> Sent:
        """By SMTP: see `channels.email.send`."""
        return sending.send(outbound, self.options, self.name)

    def about(self) -> Iterable[tuple[str, str]]:
        """Address and servers."""
        return trial.about(self.options)

    def test(self) -> Iterable[Tested]:
        """Logs in to both servers."""
        return trial.test(self.options)


plugin = Email
