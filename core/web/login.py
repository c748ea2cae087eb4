"""Logging in and out: a local account, a password, and a limit on tries. A stranger does not learn who exists."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.access.accounts import account_with
from core.access.first_account import nobody_yet
from core.case.events import audit
from core.passwords import LONGEST
from core.store.db import table, transaction
from core.store.models import AgentRow
from core.web.demo_cast import demo_cast
from core.web.entering import enter, local_logins, may_try, note_failure
from core.web.form_rows import Button, Field, Form
from core.web.frame import public_page
from core.web.language import LANGUAGES
from core.web.language import gettext as _
from core.web.own_login import address_after, button_for
from core.web.rows import Notice
from core.web.second_step import ask_for_code
from core.web.session import current_agent, current_agent_or_none, end, local_path, public

login = Blueprint("login", __name__)


@login.get("/logga-in")
@public
def form() -> ResponseReturnValue:
    """The form; whoever is logged in already goes on."""
    target = local_path(request.args.get("next", "/"))
    return redirect(target, 303) if current_agent_or_none() else _page(target)


@login.post("/logga-in")
@public
def log_in() -> ResponseReturnValue:
    """Opens a session or asks for the second step; or says one and the same thing whatever was wrong."""
    user = request.form.get("user", "").strip().lower()[:80]
    target = local_path(request.form.get("next", "/"))
    if not may_try("login", user):
        note_failure(user)
        return _page(target, user, _("That was many tries in a short time. Wait five minutes and try again.")), 429
    demo, password = current_app.config["SETTINGS"].demo, request.form.get("password", "")[:LONGEST]
    account = account_with(user, password, demo=demo, local_logins=local_logins())
    if account is None:
        note_failure(user)
        return _page(target, user, _("The name or the password is wrong. Try again.")), 422
    return ask_for_code(account, target) if account.second_step else enter(account, target)


@login.post("/logga-ut")
def log_out() -> ResponseReturnValue:
    """Ends the session, and the one with the municipality's own login where that came first."""
    with transaction():
        audit("logout", current_agent())
    return redirect(address_after(end()) or url_for("login.form"), 303)


@login.post("/sprak/<language>")
def speak(language: str) -> ResponseReturnValue:
    """Remembers the agent's language."""
    if language in LANGUAGES:
        agents = table(AgentRow)
        with transaction() as tx:
            tx.execute(agents.update().where(agents.c.id == current_agent().id).values(language=language))
    return redirect(local_path(request.form.get("next", "/")), 303)


def _page(target: str, user: str = "", problem: str = "") -> str:
    fields = (
        Field("user", _("User name"), value=user, autocomplete="username"),
        Field("password", _("Password"), "password", autocomplete="current-password"),
    )
    shown = Form(
        _("Log in"),
        url_for("login.log_in"),
        fields,
        (Button(_("Log in")),),
        problem=problem,
        notices=_notices(),
        hidden=(("next", target),),
    )
    own = button_for(target)
    return public_page(
        "login.html", form=shown, step=None, cast=demo_cast(), own=own, folded=bool(own) and not local_logins()
    )


def _notices() -> tuple[Notice, ...]:
    if "slut" in request.args:
        return (
            Notice(_("You were logged out, because the page had not been used for a while. Your drafts are kept.")),
        )
    if nobody_yet():
        said = _("The start printed an address for the first one. For a new address, write: ./run user first")
        return (Notice(said, _("There are no accounts here yet."), "note"),)
    return ()
