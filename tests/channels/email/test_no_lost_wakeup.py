"""A mail that comes while others are fetched is fetched too: of that one the server tells only once, meanwhile."""

from __future__ import annotations

import threading
from typing import Any

from channels.email.fetch import Fetcher, Place


class Growing:
    """A mailbox in which a second mail arrives while the first is handed out."""

    def __init__(self) -> None:
        self.uids = [1]

    def after(self, uid: int) -> list[int]:
        return [one for one in self.uids if one > uid]


class Watching(Fetcher):
    """Keeps nothing; notes what it would have fetched."""

    def __init__(self) -> None:
        self._state: Any = Forgetful()
        self._key = "key"
        self.fetched: list[int] = []

    def _fetch(self, mailbox: Any, place: Place, uid: int) -> None:
        self.fetched.append(uid)
        if uid == 1:
            mailbox.uids.append(2)


class Forgetful:
    def keep(self, mails: list[Any]) -> int:
        return len(mails)

    def remember(self, key: str, value: str) -> None:
        """Nothing needs to be remembered here."""


def test_what_comes_during_a_fetch_is_fetched_before_listening() -> None:
    watching, mailbox = Watching(), Growing()
    watching._catch_up_wholly(mailbox, Place(1), threading.Event())  # type: ignore[arg-type]
    assert watching.fetched == [1, 2]
