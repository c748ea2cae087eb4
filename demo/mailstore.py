"""The demo's mailboxes: pymap's own in memory, each mail also as a file, so that a restart changes nothing.

A mail is `<folder>/<address>/<uid>-<seconds>.eml`; `uidvalidity` beside the folders keeps the UIDs valid. A mail that
is deleted is deleted here too, but the highest UID is remembered, so that no UID is ever used twice.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pymap.backend.dict.mailbox import MailboxData, MailboxSet, Message
from pymap.parsing.message import AppendMessage

_FILE = re.compile(r"(\d{1,10})-(\d{1,12})\.eml")
_ADDRESS = re.compile(r"[a-z0-9åäöé._+'=-]{1,64}@[a-z0-9åäö.-]{1,120}\.example")


def is_local(address: str) -> bool:
    """Whether the demo takes mail for it: every address that ends with .example, and nothing else."""
    return _ADDRESS.fullmatch(address.lower()) is not None and ".." not in address


def mailbox_of(address: str) -> str:
    """direkt+TOKEN@… lies in the mailbox direkt@…"""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


class MailStore:
    """All mailboxes under one folder. Used from one event loop only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.uid_validity = _uid_validity(folder / "uidvalidity")
        self._open: dict[str, MailboxSet] = {}

    async def mailboxes(self, address: str) -> MailboxSet:
        """An address's mailboxes; they exist from the first time somebody asks."""
        name = mailbox_of(address)
        if name not in self._open:
            mailboxes = MailboxSet()
            inbox = StoredInbox(mailboxes, self.folder / name, self.uid_validity)
            mailboxes._inbox = inbox
            self._open[name] = mailboxes
            await inbox.load()
        return self._open[name]

    async def deliver(self, address: str, raw: bytes) -> None:
        """Puts a mail into the inbox of an address; durable when this returns."""
        inbox = await (await self.mailboxes(address)).get_mailbox("INBOX")
        await inbox.append(AppendMessage(raw, datetime.now(UTC)), recent=True)


class StoredInbox(MailboxData):
    """pymap's inbox, with a file for each mail."""

    def __init__(self, mailboxes: MailboxSet, folder: Path, uid_validity: int) -> None:
        super().__init__(mailboxes._content_cache, mailboxes._thread_cache)
        self._folder = folder
        self._uid_validity = uid_validity
        self._max_uid = 0

    async def load(self) -> None:
        """Reads the files, in the order of their UIDs."""
        self._folder.mkdir(exist_ok=True)
        found = (_FILE.fullmatch(path.name) for path in self._folder.iterdir())
        for uid, seconds in sorted((int(name[1]), int(name[2])) for name in found if name):
            self._max_uid = uid - 1
            raw = (self._folder / f"{uid}-{seconds}.eml").read_bytes()
            await super().append(AppendMessage(raw, datetime.fromtimestamp(seconds, UTC)))
        self._max_uid = max(self._max_uid, _number(self._folder / "highest"))

    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> Message:
        """The file first: what is told of must not be lost."""
        seconds = int((append_msg.when or datetime.now(UTC)).timestamp())
        uid = self._max_uid + 1
        _write(self._folder / f"{uid}-{seconds}.eml", append_msg.literal)
        message = await super().append(append_msg, recent=recent)
        assert message.uid == uid
        return message

    async def delete(self, uids: Iterable[int]) -> None:
        """Deletes the files too."""
        gone = set(uids)
        _write(self._folder / "highest", str(self._max_uid).encode())
        for path in list(self._folder.iterdir()):
            if (name := _FILE.fullmatch(path.name)) and int(name[1]) in gone:
                path.unlink()
        await super().delete(gone)


def _uid_validity(path: Path) -> int:
    """Made once."""
    if not path.exists():
        _write(path, str(int(time.time())).encode())
    return _number(path)


def _number(path: Path) -> int:
    return int(path.read_text()) if path.exists() else 0


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
