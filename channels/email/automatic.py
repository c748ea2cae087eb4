"""Whether a mail was written by a person (RFC 3834). What was not is kept and shown, never answered."""

from __future__ import annotations

import re

from channels.email.headers import Headers
from core import Automatic

_SUBJECT = re.compile(
    r"(autosvar|automatiskt svar|automatsvar|frånvaro|frånvarande|frånvaromeddelande|automatic reply|auto[- ]?reply|"
    r"out of (the )?office)\b",
    re.I,
)
_LISTS = ("list-id", "list-post", "list-unsubscribe", "list-help")
_ANSWERING_MACHINES = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply")
_SUPPRESS = re.compile(r"\b(all|oof|autoreply)\b", re.I)


def automatic(headers: Headers) -> Automatic | None:
    """Why a mail came by itself, by its header. Reports are known by their parts: see `reports`."""
    if _answers_by_itself(headers) or headers.get("return-path").replace(" ", "") == "<>":
        return "auto_reply"
    if _is_bulk(headers):
        return "list"
    return "auto_reply" if _SUBJECT.match(headers.text("subject")[:200]) else None


def is_unproven(headers: Headers, authserv_id: str) -> bool:
    """Whether our own server (and nobody else) found that the sender is not who they say (RFC 8601)."""
    for value in headers.all("authentication-results") if authserv_id else ():
        by, _, results = value.partition(";")
        if by.split(" ")[0].lower() == authserv_id.lower() and re.search(r"\bdmarc\s?=\s?fail\b", results, re.I):
            return True
    return False


def _answers_by_itself(headers: Headers) -> bool:
    submitted = headers.get("auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if any(headers.get(name) for name in _ANSWERING_MACHINES):
        return True
    return bool(_SUPPRESS.search(headers.get("x-auto-response-suppress"))) or _precedence(headers) == "auto_reply"


def _is_bulk(headers: Headers) -> bool:
    return _precedence(headers) in ("bulk", "junk", "list") or any(headers.get(name) for name in _LISTS)


def _precedence(headers: Headers) -> str:
    return headers.get("precedence").strip().lower().replace("-", "_")
