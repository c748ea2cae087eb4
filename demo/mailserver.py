"""The demo's mail server: real SMTP and IMAP on this machine, for the addresses of invented people.

    python -m demo.mailserver --data DIR --smtp-port N --imap-port N

Every address that ends with .example is a mailbox; the password of all of them is DEMO_MAIL_PASSWORD in the
environment. Mail for any other address is refused: nothing leaves this machine. While the file
DIR/demo-mail/imap-closed exists, the IMAP port is closed and SMTP goes on. Mail survives a restart with its UIDs.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from core import now
from demo.imap import ImapPort
from demo.mailstore import MailStore, is_local

FOLDER = "demo-mail"
CLOSED = "imap-closed"
PASSWORD = "DEMO_MAIL_PASSWORD"
HOST = "127.0.0.1"
NAME = "mail.bjorkasa.example"
LARGEST = 150_000_000
LOOK_SECONDS = 0.5
_RULES: dict[str, Any] = {"hostname": NAME, "ident": "demo", "data_size_limit": LARGEST, "enable_SMTPUTF8": True}


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="demo.mailserver", description="The demo's SMTP and IMAP server.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--imap-port", type=int, required=True)
    given = parser.parse_args(arguments)
    password = os.environ.get(PASSWORD, "")
    if not password:
        print(f"The mail server needs a password in the environment variable {PASSWORD}.", file=sys.stderr)
        return 2
    try:
        asyncio.run(_run(given.data, given.smtp_port, given.imap_port, password))
    except OSError as error:
        print(f"The mail server cannot start: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


async def _run(data: Path, smtp_port: int, imap_port: int, password: str) -> None:
    with _told_to_stop() as stop:
        async with MailServer.started(data / FOLDER, password, smtp_port, imap_port) as server:
            print(f"ready: SMTP {HOST}:{server.smtp_port}, IMAP {HOST}:{server.imap.port}", flush=True)
            while not stop.is_set():
                await server.look_at_switch()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), LOOK_SECONDS)


@contextmanager
def _told_to_stop() -> Iterator[asyncio.Event]:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    yield stop
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.remove_signal_handler(number)


@dataclass(slots=True)
class MailServer:
    """Both ports over one store. Also used by tests, with free ports (0)."""

    store: MailStore
    imap: ImapPort
    smtp: asyncio.Server

    @classmethod
    @asynccontextmanager
    async def started(
        cls, folder: Path, password: str, smtp_port: int = 0, imap_port: int = 0
    ) -> AsyncIterator[MailServer]:
        """Both ports, open inside the `with`. Raises OSError when one is taken."""
        store = MailStore(folder)
        handler = _Delivery(store)
        loop = asyncio.get_running_loop()
        imap = ImapPort(HOST, imap_port, store, password)
        smtp = await loop.create_server(lambda: _Smtp(handler, **_RULES), HOST, smtp_port)
        server = cls(store, imap, smtp)
        try:
            await server.look_at_switch()
            yield server
        finally:
            smtp.close()
            await imap.close()

    @property
    def smtp_port(self) -> int:
        """The port that SMTP listens on."""
        port: int = self.smtp.sockets[0].getsockname()[1]
        return port

    async def look_at_switch(self) -> None:
        """Closes or opens the IMAP port as the file says."""
        if (self.store.folder / CLOSED).exists():
            await self.imap.close()
        else:
            await self.imap.open()


class _Smtp(SMTP):
    line_length_limit = 1 << 20  # a mail with a very long line is one to learn from


class _Delivery:
    """What aiosmtpd asks for each mail."""

    def __init__(self, store: MailStore) -> None:
        self._store = store

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only the demo's own people."""
        if not is_local(address):
            return "550 5.7.1 Relaying denied: the demo sends no mail to the world"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Into the mailbox of each recipient, once."""
        content = envelope.content
        assert isinstance(content, bytes)
        for address in dict.fromkeys(envelope.rcpt_tos):
            await self._store.deliver(address, _trace(envelope.mail_from or "", address) + content)
        return "250 OK: delivered"


def _trace(sender: str, recipient: str) -> bytes:
    """The lines that a real server puts on top."""
    received = f"Received: by {NAME} with SMTP; {format_datetime(now())}"
    return f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n{received}\r\n".encode()


if __name__ == "__main__":
    sys.exit(main())
