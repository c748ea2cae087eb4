"""What proves that a form is ours: the session's CSRF token, or for public pages a signed, timed one of their own."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app
from flask_wtf import CSRFProtect
from itsdangerous import BadSignature, URLSafeTimedSerializer

View = TypeVar("View", bound=Callable[..., Any])

FORM_LASTS = 24 * 3600  # seconds: a form may lie open over night

csrf = CSRFProtect()


def own_token(view: View) -> View:
    """Marks a page whose posts carry a proof of their own: a signed webhook, a public form with its form token."""
    csrf.exempt(view)
    view.has_own_token = True  # type: ignore[attr-defined]
    return view


def has_own_token(view: Callable[..., Any] | None) -> bool:
    """Whether a page was marked so."""
    return bool(getattr(view, "has_own_token", False))


def new_form_token(form: str) -> str:
    """A token for one showing of the public form of that name. Nobody needs a cookie for it."""
    return _signer(form).dumps(secrets.token_hex(16))


def read_form_token(form: str, token: str, lasts: int = FORM_LASTS) -> str | None:
    """The token's nonce: a form sent twice has the same. None when it is not ours or older than `lasts` seconds."""
    try:
        return str(_signer(form).loads(token, max_age=lasts))
    except BadSignature:
        return None


def _signer(form: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt=f"form {form}")
