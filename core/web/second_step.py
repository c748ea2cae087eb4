"""The second step of logging in: the code of a phone, or one of the codes for when the phone is lost."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core.access.accounts import Account, account_of
from core.access.second_step import use_code
from core.clock import now
from core.store.db import reading, transaction
from core.store.models import AgentRow
from core.web.entering import enter, may_try, note_failure
from core.web.form_rows import Button, Field, Form
from core.web.frame import public_page
from core.web.language import gettext as _
from core.web.session import local_path, public

LASTS = 300  # seconds between the password and the code
_HALFWAY = "second_step"

second_step = Blueprint("second_step", __name__)


@dataclass(frozen=True, slots=True)
class _Halfway:
    """Somebody whose password was right."""

    account: Account
    target: str


def ask_for_code(account: Account, target: str) -> ResponseReturnValue:
    """Keeps who it is, signed, in the browser for five minutes, and asks for the code."""
    session.clear()
    stamp = reading().scalar(select(AgentRow.stamp).where(AgentRow.id == account.id))
    session[_HALFWAY] = [account.id, stamp, int(now().timestamp()), target]
    return redirect(url_for("second_step.form"), 303)


@second_step.get("/logga-in/kod")
@public
def form() -> ResponseReturnValue:
    """The question for the code; without a right password before it, the login page."""
    return _page() if _halfway() else redirect(url_for("login.form"), 303)


@second_step.post("/logga-in/kod")
@public
def check() -> ResponseReturnValue:
    """Opens the session when the code is right and has not been used."""
    who = _halfway()
    if who is None:
        return redirect(url_for("login.form"), 303)
    if not may_try("login-code", who.account.login):
        note_failure(who.account.login)
        return _page(_("That was many tries in a short time. Wait five minutes and try again.")), 429
    with transaction():
        right = use_code(who.account.id, request.form.get("code", "")[:40])
    if right:
        return enter(who.account, who.target)
    note_failure(who.account.login)
    return _page(_("The code is wrong or has been used. Wait for the next one and try again.")), 422


def _halfway() -> _Halfway | None:
    kept = session.get(_HALFWAY)
    if not kept or now().timestamp() - kept[2] > LASTS:
        return None
    agent_id, stamp, _at, target = kept
    same = (AgentRow.id == agent_id, AgentRow.stamp == stamp, AgentRow.active)
    if reading().scalar(select(AgentRow.id).where(*same)) is None:
        return None
    return _Halfway(account_of(agent_id), local_path(target))


def _page(problem: str = "") -> str:
    hint = _("Six digits from the app on your phone. Without your phone: one of your recovery codes.")
    code = Field(
        "code",
        _("Code"),
        hint=hint,
        error=problem,
        autocomplete="one-time-code",
        inputmode="numeric",
        short=True,
        focus=True,
    )
    title = _("Confirm that it is you")
    form = Form(title, url_for("second_step.check"), (code,), (Button(_("Log in")),))
    return public_page("public_form.html", form=form, step=None)
