"""One IMAP folder, only ever read: opened with EXAMINE, fetched with PEEK. Nothing is marked, moved or deleted.

Everything the server or the line does wrong comes out as one error, with words for the admin page.
"""

from __future__ import annotations

import imaplib
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from channels.email import words
from channels.email.settings import IMAP_PORTS, tls

CONNECT_SECONDS = 15
ANSWER_SECONDS = 25  # shorter than what the supervisor waits for the end


class MailboxError(Exception):
    """The connection is of no more use. `str()` is a message id from `words`."""


class LoginRefused(MailboxError):
    """Trying again soon would only lock the account."""


class NotHandedOut(Exception):
    """The server refuses this one mail and goes on."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail's bytes, and when the server got it."""

    raw: bytes
    received_at: datetime | None


class Mailbox:
    """A connection to one folder, for one thread. Use it in `with`; raises `MailboxError`."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self.uid_validity = 0

    def __enter__(self) -> Mailbox:
        with _told():
            self._client = self._connect()
        try:
            self._encrypt()
            self._log_in()
            with _told(words.NO_FOLDER):
                chosen = self._client.select_folder(self._options["folder"], readonly=True)
                self.uid_validity = int(chosen[b"UIDVALIDITY"])
                self._idles = bool(self._client.has_capability("IDLE"))
        except MailboxError:
            self._hang_up()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if kind is None:
            with suppress(OSError, imaplib.IMAP4.error):  # whatever had to be kept is kept
                self._client.logout()
                return
        self._hang_up()

    def after(self, uid: int) -> list[int]:
        """The UIDs of newer mails, rising. ("n:*" always finds the last one too.)"""
        with _told():
            self._client.noop()  # else a server may not tell what came since the last look
            found = self._client.search(["UID", f"{uid + 1}:*"])
            return sorted(int(one) for one in found if int(one) > uid)

    def fetch(self, uid: int) -> Fetched | None:
        """A mail, or None when it is gone. Raises `NotHandedOut` when the server says no."""
        with _told(), _refused():
            answer = self._client.fetch([uid], ["BODY.PEEK[]", "INTERNALDATE"])
            mail = answer.get(uid, {})
            raw, when = mail.get(b"BODY[]"), mail.get(b"INTERNALDATE")
        if not mail:
            return None
        if not isinstance(raw, bytes):
            raise NotHandedOut
        return Fetched(raw, when.astimezone(UTC) if isinstance(when, datetime) else None)

    @property
    def idles(self) -> bool:
        """Whether the server tells of new mail by itself."""
        return self._idles

    def idle(self) -> None:
        """Begins to listen."""
        with _told():
            self._client.idle()

    def heard(self, seconds: float) -> bool:
        """Whether the server said within that time that something changed."""
        with _told():
            begun = time.monotonic()
            said = self._client.idle_check(timeout=seconds)
            if not said and time.monotonic() - begun < seconds / 2:
                self._client.idle_done()  # the end of the line is told as silence: this raises when it was the end
                self._client.idle()
            if any(one[0] == b"BYE" for one in said):  # no exception, and silence for ever after
                raise IMAPClientAbortError("BYE")
            return any(len(one) > 1 and one[1] in (b"EXISTS", b"RECENT") for one in said)

    def wake(self) -> None:
        """Ends listening."""
        with _told():
            self._client.idle_done()

    def _hang_up(self) -> None:
        with suppress(OSError):
            self._client.shutdown()

    def _connect(self) -> IMAPClient:
        options = self._options
        security = options["security"]
        client = IMAPClient(
            options["host"],
            port=options.get("port") or IMAP_PORTS[security],
            ssl=security == "tls",
            ssl_context=tls(options) if security == "tls" else None,
            timeout=SocketTimeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS),
        )
        client.normalise_times = False  # times with their zone
        return client

    def _encrypt(self) -> None:
        if self._options["security"] == "starttls":
            with _told(words.NO_TLS):
                self._client.starttls(tls(self._options))

    def _log_in(self) -> None:
        with _told():
            try:
                self._client.login(self._options["user"], self._options["password"])
            except LoginError:
                raise LoginRefused(words.NO_LOGIN) from None


@contextmanager
def _told(otherwise: str = words.GARBAGE) -> Iterator[None]:
    """Gives every failure of the line or the server its words. The error itself may hold secrets: it ends here."""
    try:
        yield
    except (MailboxError, NotHandedOut):
        raise
    except ssl.SSLCertVerificationError:
        raise MailboxError(words.NO_CERTIFICATE) from None
    except ssl.SSLError:
        raise MailboxError(words.NO_TLS) from None
    except TimeoutError:
        raise MailboxError(words.SILENT) from None
    except (IMAPClientAbortError, ConnectionResetError, BrokenPipeError, EOFError):
        raise MailboxError(words.CLOSED) from None
    except OSError:
        raise MailboxError(words.UNREACHABLE) from None
    except Exception:  # what a parser makes of an answer that is no IMAP
        raise MailboxError(otherwise) from None


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        raise NotHandedOut from None
