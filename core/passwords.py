"""Passwords as Argon2id hashes. Checking an unknown login takes as long as checking a known one."""

from __future__ import annotations

from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

_HASH = PasswordHash((Argon2Hasher(),))


def hashed(password: str) -> str:
    return _HASH.hash(password)


def matches(password: str, stored: str) -> bool:
    """Whether the password is the one behind the hash. An empty hash matches nothing, in the same time."""
    if not stored:
        _HASH.verify(password, _decoy())
        return False
    return _HASH.verify(password, stored)


@lru_cache(maxsize=1)
def _decoy() -> str:
    return _HASH.hash("nobody has this password")
