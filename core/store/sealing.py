"""Secrets that the program must read again, such as those of login in two steps: sealed with the installation's key.

A copy of the database alone opens none of them: the key is in secrets.env, and not in the copy.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app


def seal(text: str) -> str:
    """The text, unreadable without the key."""
    return _box().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text again; "" when it was sealed with another key."""
    try:
        return _box().decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, UnicodeEncodeError):
        return ""


def _box() -> Fernet:
    key = hashlib.sha256(b"sealed\n" + str(current_app.config["SECRET_KEY"]).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
