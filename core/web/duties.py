"""What a session must do first: let the municipality's own login be asked again, or turn on two steps."""

from __future__ import annotations

import time
from datetime import timedelta

from flask import Flask, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from core.access.accounts import account_of
from core.clock import now
from core.settings import Settings
from core.web.session import current_agent, current_session, end, local_path, view_of_request

PATIENCE = 300  # seconds until somebody is sent to the provider again, when it did not send them back
_ASKED = "own_asked"
_ALWAYS = ("login.log_out", "login.speak", "static")


def remind(app: Flask) -> None:
    """Asks before every page from here on."""
    app.before_request(_ask_again)
    app.before_request(_two_steps_first)


def _ask_again() -> ResponseReturnValue | None:
    """Roles come from the provider's claims: it is asked again at times, without the person noticing."""
    oidc, opened = _settings().oidc, current_session()
    if opened is None or opened.how != "oidc" or _is_open():
        return None
    often = timedelta(minutes=oidc.recheck_minutes if oidc else 0)
    age = now() - opened.checked_at
    if age < often:
        return None
    here = local_path(request.full_path.rstrip("?") if request.method == "GET" else "/")
    if oidc is None or age > 2 * often:  # it never came back: the roles are too old to be trusted
        end()
        return redirect(url_for("login.form", next=here), 303)
    if request.method != "GET" or request.headers.get("HX-Request") or _is_passive():
        return None
    if time.time() - session.get(_ASKED, 0) < PATIENCE:
        return None
    session[_ASKED] = int(time.time())
    return redirect(url_for("own_login.start", next=here), 303)


def _two_steps_first() -> ResponseReturnValue | None:
    """An administrator with a local account, where the installation asks for it."""
    if not _settings().administrators_need_totp or current_session() is None or _is_open():
        return None
    if request.blueprint in ("account", "session_pages") or not current_agent().has("administrator"):
        return None
    account = account_of(current_agent().id)
    if not account.local or account.emergency or account.second_step:
        return None
    return redirect(url_for("account.two_steps"), 303)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _is_open() -> bool:
    return getattr(view_of_request(), "is_public", False) or request.endpoint in (None, *_ALWAYS)


def _is_passive() -> bool:
    return getattr(view_of_request(), "is_passive", False)
