"""The token in a reply address: which case it is, signed, and usable inside an e-mail address.

A citizen's (c) finds a case only together with a sender who is a party (`matching`); alone it opens nothing. An
officer's (o) is of one mail to one address.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256

from flask import current_app

_FORM = re.compile(r"\+([co])(\d{1,12})-([0-9a-f]{16})@", re.IGNORECASE)


def reply_token(case_id: int) -> str:
    """What goes between + and @ of the address that a citizen answers to."""
    return f"c{case_id}-{_mark('reply', case_id)}"


def officer_token(delivery_id: int) -> str:
    """What goes there in a mail to an officer: valid for that mail, and so for its receiver and its case."""
    return f"o{delivery_id}-{_mark('officer', delivery_id)}"


def case_of(address: str) -> int | None:
    """The case whose token the address holds, or None when it holds none of ours."""
    return _id_in(address, "c", "reply")


def officer_delivery_of(address: str) -> int | None:
    """The mail to an officer whose token the address holds, or None."""
    return _id_in(address, "o", "officer")


def _id_in(address: str, letter: str, purpose: str) -> int | None:
    found = _FORM.search(address)
    if found is None or found.group(1).lower() != letter:
        return None
    number = int(found.group(2))
    return number if hmac.compare_digest(_mark(purpose, number), found.group(3).lower()) else None


def _mark(purpose: str, number: int) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{purpose}:{number}".encode(), sha256).hexdigest()[:16]
