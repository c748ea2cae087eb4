"""The job that fetches: every mail in the folder is kept once, and nothing is remembered before it is kept.

What was fetched is known by UIDVALIDITY and UID, never by a date or by \\Seen. After a crash, or when the
server numbers its mails anew, mails are fetched again and `keep` knows them by their bytes. A mail that
the server does not hand out never stands in the way of the others.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import core
from channels.email import words
from channels.email.identity import external_id
from channels.email.mailbox import LoginRefused, Mailbox, MailboxError, NotHandedOut
from core import RawMessage, Stop

FIRST_LISTEN_SECONDS = 2.0  # after news: some servers do not tell of what came just before IDLE began
RENEW_SECONDS = 240.0  # IDLE is begun anew, and the folder looked at: some servers fall silent
RETRY_MISSED_SECONDS = 3600.0
LONGEST_PAUSE = 30.0
PAUSE_AFTER_LOGIN = 300.0
AT_ONCE = 20  # mails that are kept together, so that the disk is waited for once
AT_ONCE_BYTES = 4_000_000
_STRIKES = 3  # so often may the connection break at one mail before the others go first


class State(Protocol):
    """What the job needs of the core."""

    def keep(self, mails: Sequence[RawMessage]) -> int: ...

    def recall(self, key: str) -> str | None: ...

    def remember(self, key: str, value: str) -> None: ...

    def health(self, state: Literal["ok", "warning", "error"], words: str) -> None: ...


@dataclass(frozen=True, slots=True)
class CoreState:
    """The real one."""

    plugin: str

    def keep(self, mails: Sequence[RawMessage]) -> int:
        """Durable when this returns; how many were new."""
        return core.keep_all(self.plugin, mails)

    def recall(self, key: str) -> str | None:
        """What was remembered."""
        return core.recall(self.plugin, key)

    def remember(self, key: str, value: str) -> None:
        """In a transaction of its own."""
        with core.transaction():
            core.remember(self.plugin, key, value)

    def health(self, state: Literal["ok", "warning", "error"], words: str) -> None:
        """For the admin page."""
        core.health(self.plugin, state, words)


@dataclass(slots=True)
class Place:
    """How far the folder has been read: the last UID, and those before it that were not handed out."""

    uid_validity: int = 0
    uid: int = 0
    missed: set[int] = field(default_factory=set)

    @classmethod
    def from_json(cls, kept: str | None) -> Place:
        """What `to_json` made; anything else is the beginning."""
        try:
            values = json.loads(kept or "{}")
            return cls(int(values["uid_validity"]), int(values["uid"]), {int(uid) for uid in values["missed"]})
        except (ValueError, KeyError, TypeError):
            return cls()

    def to_json(self) -> str:
        """As it is remembered."""
        return json.dumps({"uid_validity": self.uid_validity, "uid": self.uid, "missed": sorted(self.missed)})


@dataclass(slots=True)
class Basket:
    """Mails that are fetched and not yet kept, and the last UID that was asked for."""

    mails: list[RawMessage] = field(default_factory=list)
    upto: int = 0

    def put(self, uid: int, mail: RawMessage | None) -> None:
        self.mails += [mail] if mail else []
        self.upto = uid

    def is_full(self) -> bool:
        return len(self.mails) >= AT_ONCE or sum(len(mail.raw) for mail in self.mails) >= AT_ONCE_BYTES

    def empty(self) -> tuple[list[RawMessage], int]:
        """What is in it, and the last UID; nothing is left."""
        mails, self.mails = self.mails, []
        return mails, self.upto


class Fetcher:
    """Watches one folder of one mailbox until `stop` is set, through every failure of server and line."""

    def __init__(self, options: Mapping[str, Any], state: State) -> None:
        self._options = options
        self._state = state
        self._key = f"imap {options['user']}@{options['host']}/{options['folder']}"
        self._strikes: dict[int, int] = {}

    def run(self, stop: Stop) -> None:
        """Comes back only when `stop` is set, or when the core itself fails."""
        pause = 1.0
        while not stop.is_set():
            started = time.monotonic()
            try:
                with Mailbox(self._options) as mailbox:
                    self._watch(mailbox, stop)
            except MailboxError as error:
                self._state.health("error", str(error))
                if time.monotonic() - started > LONGEST_PAUSE:
                    pause = 1.0
                stop.wait(PAUSE_AFTER_LOGIN if isinstance(error, LoginRefused) else pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def once(self) -> int:
        """Fetches what is there and comes back. Returns how many mails were new to us."""
        with Mailbox(self._options) as mailbox:
            place = self._place(mailbox)
            return self._catch_up(mailbox, place, _Never()) + self._try_again(mailbox, place, _Never())

    def _watch(self, mailbox: Mailbox, stop: Stop) -> None:
        place = self._place(mailbox)
        tried, looked_at = float("-inf"), -1
        while not stop.is_set():
            self._catch_up_wholly(mailbox, place, stop)
            if place.missed and time.monotonic() - tried > RETRY_MISSED_SECONDS:
                tried = time.monotonic()
                self._try_again(mailbox, place, stop)
            if stop.is_set():
                break
            self._say_well(place)
            if mailbox.idles:
                _listen(mailbox, stop, FIRST_LISTEN_SECONDS if looked_at != place.uid else RENEW_SECONDS)
                looked_at = place.uid
            else:
                stop.wait(self._options["poll_seconds"])

    def _place(self, mailbox: Mailbox) -> Place:
        """A server that has numbered its mails anew is read from the beginning."""
        place = Place.from_json(self._state.recall(self._key))
        return place if place.uid_validity == mailbox.uid_validity else Place(mailbox.uid_validity)

    def _catch_up_wholly(self, mailbox: Mailbox, place: Place, stop: Stop) -> None:
        """Until a look finds nothing: of a mail that came during a fetch the server has told already, and not again."""
        before = -1
        while before != place.uid and not stop.is_set():
            before = place.uid
            self._catch_up(mailbox, place, stop)

    def _catch_up(self, mailbox: Mailbox, place: Place, stop: Stop) -> int:
        basket = Basket()
        new = 0
        try:
            for uid in mailbox.after(place.uid):
                if stop.is_set():
                    break
                basket.put(uid, self._fetch(mailbox, place, uid))
                if basket.is_full():
                    new += self._keep(basket, place)
                    self._say_well(place)  # a first look at a full mailbox may take an hour
        except MailboxError:
            self._keep(basket, place)
            raise
        return new + self._keep(basket, place)

    def _keep(self, basket: Basket, place: Place) -> int:
        """Keeps what was fetched, and only then remembers it."""
        mails, upto = basket.empty()
        new = self._state.keep(mails)
        if upto > place.uid:
            place.uid = upto
            self._state.remember(self._key, place.to_json())
        return new

    def _try_again(self, mailbox: Mailbox, place: Place, stop: Stop) -> int:
        """Asks once more for what was not handed out before."""
        new = 0
        for uid in sorted(place.missed):
            if stop.is_set():
                break
            place.missed.discard(uid)
            mail = self._fetch(mailbox, place, uid)
            new += self._state.keep([mail] if mail else [])
            self._state.remember(self._key, place.to_json())
        return new

    def _fetch(self, mailbox: Mailbox, place: Place, uid: int) -> RawMessage | None:
        """One mail; None for one that is not handed out, or is gone meanwhile, which is no error."""
        if self._strikes.get(uid, 0) >= _STRIKES:
            self._strikes.pop(uid)
            place.missed.add(uid)
            return None
        try:
            mail = mailbox.fetch(uid)
        except NotHandedOut:
            place.missed.add(uid)
            return None
        except MailboxError:
            self._strikes[uid] = self._strikes.get(uid, 0) + 1
            raise
        self._strikes.pop(uid, None)
        return RawMessage(external_id(mail.raw), mail.raw, mail.received_at) if mail else None

    def _say_well(self, place: Place) -> None:
        if place.missed:
            self._state.health("warning", words.SOME_MISSING)
        else:
            self._state.health("ok", words.WATCHED)


def _listen(mailbox: Mailbox, stop: Stop, seconds: float) -> None:
    """Until something changes, or it is time to look anyway."""
    until = time.monotonic() + seconds
    mailbox.idle()
    while not stop.is_set() and time.monotonic() < until:
        if mailbox.heard(1.0):
            break
    mailbox.wake()


class _Never:
    def is_set(self) -> bool:
        return False

    def wait(self, timeout: float | None = None) -> bool:
        return False
