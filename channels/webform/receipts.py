"""The receipt under an address of its own: loading it again, or going back to it, sends nothing.

Who sent the form has no cookie, and nothing is stored for the page: what it says stands signed in its address.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

LASTS = 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Kept:
    """What the page tells. Dates are ISO 8601; `received` is empty for a second press, `answer_by` for none."""

    number: str
    received: str
    answer_by: str
    wants_answer: bool


def address_of(plugin: str, kept: Kept) -> str:
    """The last part of the page's address."""
    return str(_signer(plugin).dumps(astuple(kept)))


def kept_at(plugin: str, address: str) -> Kept | None:
    """What stands in an address. None when it is not ours, or old."""
    try:
        return Kept(*_signer(plugin).loads(address, max_age=LASTS))
    except BadSignature:
        return None


def _signer(plugin: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt=f"receipt {plugin}")
