"""The municipality's own login (OpenID Connect with PKCE, through Authlib): Entra ID, AD FS, Keycloak.

Authlib makes and checks state, nonce and PKCE; here it is said whose tokens are taken (issuer, audience, signature,
time) and what a person reads when something is wrong. No code, token or secret is written to the log.
"""

from __future__ import annotations

import logging
from time import monotonic
from typing import Any

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import BadSignatureError, JoseError

from core.access.own_accounts import Admitted, admit
from core.contract.errors import NotFound
from core.settings_table import Oidc
from core.store.db import transaction
from core.store.limits import within_limit
from core.web.entering import WINDOW, enter, network
from core.web.error_pages import error_page
from core.web.frame import public_page
from core.web.language import gettext as _
from core.web.rows import Link
from core.web.session import current_session, end, local_path, public

NAME = "own"
LEEWAY = 120  # seconds that two clocks may differ
FRESH = 3600  # seconds that the provider's own description of itself is kept
PER_ADDRESS = 1000  # answers in WINDOW: nothing can be guessed here, and a whole municipality may share an address
TIMEOUT = 10  # seconds to wait for the provider
WRONG = (OAuthError, JoseError, ValueError, KeyError, RuntimeError, TypeError)
_TARGET = "own_target"

own_login = Blueprint("own_login", __name__)
log = logging.getLogger("envagin.login")
logging.getLogger("authlib").setLevel(logging.INFO)  # its debug lines hold the code verifier


def button_for(target: str) -> Link | None:
    """The button of the login page, when the municipality's own login is on."""
    oidc = _settings()
    if oidc is None:
        return None
    return Link(oidc.button or _("Log in with your work account"), url_for("own_login.start", next=target))


@own_login.get("/logga-in/egen")
@public
def start() -> ResponseReturnValue:
    """Leads to the provider."""
    client, target = _client(), local_path(request.args.get("next", "/"))
    session[_TARGET] = target
    try:
        return _answer(client.authorize_redirect(_back()))
    except (requests.RequestException, *WRONG) as error:
        _note("start", error)
        # Whoever only was to be asked again goes on until the session's own end.
        return redirect(target, 303) if current_session() else _down()


@own_login.get("/logga-in/svar")
@public
def finish() -> ResponseReturnValue:
    """What the provider sends people back to: proves who it is, and opens a session."""
    client, target = _client(), local_path(str(session.get(_TARGET, "/")))
    if not within_limit("own-login", network(request.remote_addr or ""), PER_ADDRESS, WINDOW):
        return error_page(429)
    try:
        token, claims = _proven(client)
    except requests.RequestException as error:
        _note("token", error)
        return _down()
    except WRONG as error:
        _note("token", error)
        return _again()
    with transaction():
        admitted = admit(_needed(), claims)
    if admitted.account is None:
        return _refused(admitted)
    return enter(admitted.account, target, "oidc", id_token=str(token.get("id_token", ""))[:8000])


def address_after(id_token: str) -> str:
    """Where to leave the provider's session too, for whoever came from there; "" when there is no such place."""
    if not id_token or _settings() is None:
        return ""
    try:
        leaving = _client().create_logout_url(
            post_logout_redirect_uri=f"{current_app.config['SETTINGS'].public_address}/logga-in",
            id_token_hint=id_token,
            client_id=_needed().client_id,
        )
    except (requests.RequestException, *WRONG) as error:
        _note("logout", error)
        return ""
    return str(leaving["url"])


def _proven(client: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Token and claims when state, nonce, signature, issuer, audience and time are right; else one of `WRONG`."""
    kept = client.framework.get_state_data(session, request.args.get("state")) or {}
    options = _options()
    try:
        token = client.authorize_access_token(claims_options=options, leeway=LEEWAY)
    except BadSignatureError:  # the provider may have changed its key without changing the key's name
        client.fetch_jwk_set(force=True)
        token = client.token
        token["userinfo"] = client.parse_id_token(token, kept.get("nonce"), options, leeway=LEEWAY)
    if not token.get("userinfo") or not kept.get("nonce"):
        raise ValueError("no id_token")
    return token, dict(token["userinfo"])


def _options() -> dict[str, Any]:
    oidc = _needed()
    return {
        "iss": {"essential": True, "values": [oidc.issuer, f"{oidc.issuer}/"]},
        "aud": {"essential": True, "values": [oidc.client_id]},
        "exp": {"essential": True},
        "sub": {"essential": True},
    }


def _client() -> Any:
    """Authlib's client, made anew every hour so that it learns what the provider has changed."""
    kept = current_app.extensions.get("envagin-own-login")
    if kept is None or monotonic() - kept[0] > FRESH:
        oidc = _needed()
        client = OAuth(current_app).register(
            NAME,
            server_metadata_url=f"{oidc.issuer}/.well-known/openid-configuration",
            client_id=oidc.client_id,
            client_secret=oidc.client_secret,
            client_kwargs={"scope": oidc.scope, "code_challenge_method": "S256", "default_timeout": TIMEOUT},
        )
        kept = current_app.extensions["envagin-own-login"] = (monotonic(), client)
    return kept[1]


def _settings() -> Oidc | None:
    found: Oidc | None = current_app.config["SETTINGS"].oidc
    return found


def _needed() -> Oidc:
    oidc = _settings()
    if oidc is None:
        raise NotFound
    return oidc


def _back() -> str:
    return f"{current_app.config['SETTINGS'].public_address}/logga-in/svar"


def _answer(response: Any) -> ResponseReturnValue:
    response.headers["Cache-Control"] = "no-store"
    found: ResponseReturnValue = response
    return found


def _note(where: str, error: Exception) -> None:
    """The kind of error only: what it says may hold a code or a token."""
    log.warning("own login, %s: %s %s", where, type(error).__name__, str(getattr(error, "error", ""))[:60])


def _down() -> ResponseReturnValue:
    said = _("The municipality's own login does not answer. Try again in a moment.")
    return _page(_("You cannot log in right now"), said), 503


def _again() -> ResponseReturnValue:
    said = _("The answer from the municipality's own login was not right or was too old. Try again.")
    return _page(_("The login was not finished"), said), 422


def _refused(admitted: Admitted) -> ResponseReturnValue:
    """Who may not come in; a session that was open is over."""
    if current_session():
        end()
    session.clear()
    said = {
        "no_role": _("Your account has no role in this system. Ask your manager or whoever looks after the system."),
        "no_login": _("Your account lacks a user name. Ask whoever looks after the system."),
        "login_taken": _("Another account here has your user name. Ask whoever looks after the system."),
        "switched_off": _("Your account is switched off here. Ask whoever looks after the system."),
        "": "",
    }[admitted.why]
    return _page(_("You have no access"), said), 403


def _page(title: str, said: str) -> str:
    links = (Link(_("To the login page"), url_for("login.form")),)
    return public_page("notice.html", title=title, said=said, links=links)
