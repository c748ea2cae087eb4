"""A search may be a search for a person, so each is logged: its kind and a keyed hash, never what was typed.

The hash tells whether two searches were for the same thing, and whether somebody looked for a number that is stated
later (`key_of`); without the installation's secret it says nothing. Source: practice 10, design: events and audit.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Literal

from flask import current_app

from core.access.agents import Agent
from core.access.stems import query_terms
from core.case.events import audit
from core.store.db import transaction

Kind = Literal["case_number", "email", "phone", "words"]

_CASE_NUMBER = re.compile(r"20\d\d[-‐–−]\d{1,9}")
_PHONE = re.compile(r"\+?[\d\s()/-]{5,24}")


def look_up(where: str, text: str, by: Agent, found: Iterable[int] | None = None) -> None:
    """Logs a search in a transaction of its own, before its answer is shown. `where` is box or contacts.

    `found` are ids of contacts. An empty search is none.
    """
    if not text.strip():
        return
    data: dict[str, object] = {"where": where, "kind": kind_of(text), "key": key_of(text)}
    if found is not None:
        data["contacts"] = list(found)
    with transaction():
        audit("searched", by, data=data)


def kind_of(text: str) -> Kind:
    """What a search was for, as far as its form tells."""
    text = text.strip()
    if _CASE_NUMBER.fullmatch(text):
        return "case_number"
    if "@" in text:
        return "email"
    return "phone" if _PHONE.fullmatch(text) else "words"


def key_of(text: str) -> str:
    """The same for the same words and numbers however they are written; of fixed length."""
    said = " ".join(sorted({term.token for term in query_terms(text)})) or text.strip().casefold()
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"search\n{said}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]
