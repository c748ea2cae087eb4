"""Logging in and out: a local account, a password, and a limit on tries. A stranger does not learn who exists."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core.access.agents import SYSTEM, Agent, agent_by_login
from core.case.events import audit
from core.passwords import matches
from core.store.db import reading, table, transaction
from core.store.limits import forget, within_limit
from core.store.models import AgentRow
from core.web.demo_cast import demo_cast
from core.web.form_rows import Button, Field, Form
from core.web.frame import public_page
from core.web.language import LANGUAGES
from core.web.language import gettext as _
from core.web.session import begin, current_agent, current_agent_or_none, end, local_path, public

PER_ACCOUNT = 10  # tries in WINDOW; a right password begins anew
PER_ADDRESS = 100  # a whole contact centre may stand behind one address
WINDOW = 300.0  # seconds
LONGEST = 200  # characters of a password that are looked at

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
    """Opens a session, or says one and the same thing whatever was wrong."""
    user = request.form.get("user", "").strip().lower()[:80]
    target = local_path(request.form.get("next", "/"))
    if not _may_try(user):
        _note_failure(user)
        return _page(target, user, _("That was many tries in a short time. Wait five minutes and try again.")), 429
    agent = _agent_with(user, request.form.get("password", "")[:LONGEST])
    if agent is None:
        _note_failure(user)
        return _page(target, user, _("The name or the password is wrong. Try again.")), 422
    with transaction():
        forget("login", user)
        audit("login", agent)
    begin(agent)
    return redirect(target, 303)


@login.post("/logga-ut")
def log_out() -> ResponseReturnValue:
    """Ends the session."""
    with transaction():
        audit("logout", current_agent())
    end()
    return redirect(url_for("login.form"), 303)


@login.post("/sprak/<language>")
def speak(language: str) -> ResponseReturnValue:
    """Remembers the agent's language."""
    if language in LANGUAGES:
        agents = table(AgentRow)
        with transaction() as tx:
            tx.execute(agents.update().where(agents.c.id == current_agent().id).values(language=language))
    return redirect(local_path(request.form.get("next", "/")), 303)


def _may_try(user: str) -> bool:
    """Counts before the password is looked at, so that tries at the same time are counted too."""
    by_address = within_limit("login-address", request.remote_addr or "", PER_ADDRESS, WINDOW)
    return within_limit("login", user, PER_ACCOUNT, WINDOW) and by_address


def _agent_with(user: str, password: str) -> Agent | None:
    """The agent with that login and password. An unknown login takes as long as a wrong password."""
    stored = reading().scalar(select(AgentRow.password).where(AgentRow.login == user, AgentRow.active))
    return agent_by_login(user) if matches(password, stored or "") else None


def _note_failure(user: str) -> None:
    """Who it was tried as, when there is such an agent; what was typed is not kept: it may be a password."""
    agent_id = reading().scalar(select(AgentRow.id).where(AgentRow.login == user))
    with transaction():
        audit("login_failed", SYSTEM, data={"agent": agent_id})


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
        hidden=(("next", target),),
    )
    return public_page("login.html", form=shown, step=None, cast=demo_cast())
