"""Passwords as Argon2id hashes, and what a password must be. An unknown login takes as long as a known one.

Length and a list of what everybody tries first; no rules about signs: they only make passwords worse (NIST SP 800-63B).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST = 12  # characters
LONGEST = 200  # characters that are looked at
DEMO = ("bjorkasa", "björkåsa")  # everybody knows it: it opens nothing outside the demo

_HASH = PasswordHash((Argon2Hasher(),))
_COMMON = Path(__file__).with_name("common_passwords.txt")


def hashed(password: str) -> str:
    return _HASH.hash(password)


def matches(password: str, stored: str) -> bool:
    """Whether the password is the one behind the hash. An empty hash matches nothing, after the same work."""
    fits = _HASH.verify(password, stored or _decoy())
    return fits and bool(stored)


def weakness(password: str, *about: str) -> str:
    """Why this may be no password: "short", "long", "common", "personal", or "" when it may.

    `about` are the login and the name of whoever shall have it.
    """
    plain = _plain(password)
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    if len(set(plain)) < 4 or any(word in plain for word in DEMO) or _without_ends(plain) in {"", *_common()}:
        return "common"
    words = {word for text in about for word in (_plain(text), *text.lower().split()) if len(word) > 3}
    return "personal" if any(word in plain and len(plain) - len(word) < SHORTEST - 4 for word in words) else ""


def _plain(text: str) -> str:
    return "".join(text.lower().split())


def _without_ends(plain: str) -> str:
    """Without the digits and signs that people put after a common word."""
    return plain.strip("0123456789!?.,-_*#+")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def _decoy() -> str:
    return _HASH.hash("nobody has this password")
