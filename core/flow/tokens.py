"""The token in a reply address: which case it is, signed, and usable inside an e-mail address.

It finds a case only together with a sender who is a party (`matching`); alone it opens nothing.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256

from flask import current_app

_FORM = re.compile(r"\+c(\d{1,12})-([0-9a-f]{16})@", re.IGNORECASE)


def reply_token(case_id: int) -> str:
    """What goes between + and @ of the reply address."""
    return f"c{case_id}-{_mark(case_id)}"


def case_of(address: str) -> int | None:
    """The case whose token the address holds, or None when it holds none of ours."""
    found = _FORM.search(address)
    if found is None:
        return None
    case_id = int(found.group(1))
    return case_id if hmac.compare_digest(_mark(case_id), found.group(2).lower()) else None


def _mark(case_id: int) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"reply:{case_id}".encode(), sha256).hexdigest()[:16]
