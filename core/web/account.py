"""Mitt konto: one's own password, login in two steps, and "log out everywhere"."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from core.access.accounts import Account, account_of, give_password, password_fits
from core.access.second_step import codes_left, new_recovery_codes, new_secret, turn_off, turn_on, use_code
from core.access.sessions import end_all, open_sessions
from core.case.events import audit
from core.contract.errors import NotFound, Refused
from core.store.db import transaction
from core.store.sealing import seal, unseal
from core.web.account_forms import codes_form, password_form, turn_off_form, two_steps_page
from core.web.entering import may_try
from core.web.form_rows import Form
from core.web.frame import page, place
from core.web.language import gettext as _
from core.web.refusals import words
from core.web.role_words import role_name
from core.web.rows import Link
from core.web.session import begin, current_agent, current_session, end

account = Blueprint("account", __name__, url_prefix="/konto")
_SECRET = "totp_secret"  # sealed, in the browser, until the phone has shown its first code


@account.get("")
def show() -> str:
    """Who one is here, and what one can do about one's own account."""
    agent, mine = current_agent(), _mine()
    roles = ", ".join(sorted({role_name(name) for name in agent.role_names}))
    return page(
        "account.html",
        account=mine,
        facts=((_("Name"), agent.name), (_("User name"), agent.login), (_("Role"), roles), (_("Place"), place(agent))),
        sessions=open_sessions(agent.id),
        codes=codes_left(agent.id),
        must=_must_have_two_steps(mine),
        agent_id=agent.id,
    )


@account.get("/losenord")
def password() -> str:
    """The form for a new password."""
    _local()
    return _sheet(password_form())


@account.post("/losenord")
def change_password() -> ResponseReturnValue:
    """A new password ends every other session; this one goes on as a new one."""
    mine, form = _local(), request.form
    if form.get("new", "") != form.get("again", ""):
        return _sheet(password_form(again=_("The two passwords are not the same. Write the new one twice."))), 422
    if problem := _not_me(mine):
        return _sheet(password_form(old=problem)), 422
    try:
        with transaction():
            give_password(mine.id, form.get("new", ""))
            audit("password_changed", current_agent())
    except Refused as refused:
        return _sheet(password_form(new=words(refused))), 422
    _go_on()
    return redirect(url_for("account.show"), 303)


@account.get("/tva-steg")
def two_steps() -> ResponseReturnValue:
    """The picture for the phone; or, when it is on, how to turn it off."""
    mine = _local()
    if mine.second_step:
        return _sheet(turn_off_form(required=_must_have_two_steps(mine, even_on=True)))
    secret = unseal(session.get(_SECRET, "")) or new_secret()
    session[_SECRET] = seal(secret)
    return two_steps_page(mine, secret, _back())


@account.post("/tva-steg")
def turn_two_steps_on() -> ResponseReturnValue:
    """Turns it on when password and code are right; shows the recovery codes, once."""
    mine, secret = _local(), unseal(session.get(_SECRET, ""))
    if mine.second_step or not secret:
        return redirect(url_for("account.two_steps"), 303)
    if problem := _not_me(mine):
        return two_steps_page(mine, secret, _back(), password=problem), 422
    with transaction():
        codes = turn_on(mine.id, secret, request.form.get("code", ""))
        if codes:
            end_all(mine.id)
            audit("two_steps_on", current_agent())
    if not codes:
        wrong = _("The code is not right. Check the clock of your phone and try the next one.")
        return two_steps_page(mine, secret, _back(), code=wrong), 422
    _go_on()
    session.pop(_SECRET, None)
    return page("recovery_codes.html", codes=codes, back=_back())


@account.post("/tva-steg/av")
def turn_two_steps_off() -> ResponseReturnValue:
    """Turns it off, for whoever has both password and code."""
    mine = _local()
    required = _must_have_two_steps(mine, even_on=True)
    if required or not mine.second_step:
        return redirect(url_for("account.two_steps"), 303)
    if problem := _not_me(mine):
        return _sheet(turn_off_form(password=problem)), 422
    with transaction():
        right = use_code(mine.id, request.form.get("code", ""))
        if right:
            turn_off(mine.id)
            end_all(mine.id)
            audit("two_steps_off", current_agent())
    if not right:
        wrong = _("The code is wrong or has been used. Wait for the next one and try again.")
        return _sheet(turn_off_form(code=wrong)), 422
    _go_on()
    return redirect(url_for("account.show"), 303)


@account.get("/tva-steg/koder")
def codes() -> ResponseReturnValue:
    """The question before the old recovery codes end."""
    return _sheet(codes_form()) if _local().second_step else redirect(url_for("account.show"), 303)


@account.post("/tva-steg/koder")
def new_codes() -> ResponseReturnValue:
    """New recovery codes in place of the old ones, for whoever has the password."""
    mine = _local()
    if not mine.second_step:
        return redirect(url_for("account.show"), 303)
    if problem := _not_me(mine):
        return _sheet(codes_form(password=problem)), 422
    with transaction():
        made = new_recovery_codes(mine.id)
        audit("recovery_codes", current_agent())
    return page("recovery_codes.html", codes=made, back=_back())


@account.post("/logga-ut-overallt")
def log_out_everywhere() -> ResponseReturnValue:
    """Ends every session of one's own, this one too."""
    with transaction():
        audit("logout_everywhere", current_agent())
        end_all(current_agent().id)
    end()
    return redirect(url_for("login.form"), 303)


def _mine() -> Account:
    return account_of(current_agent().id)


def _local() -> Account:
    """One's account, when it has a password here."""
    mine = _mine()
    if not mine.local:
        raise NotFound
    return mine


def _not_me(mine: Account) -> str:
    """Why it is not shown that the one who asks is the one who logged in; tries are counted."""
    if not may_try("own-password", mine.login):
        return _("That was many tries in a short time. Wait five minutes and try again.")
    return "" if password_fits(mine.id, request.form.get("password", "")) else _("The password is wrong. Try again.")


def _must_have_two_steps(mine: Account, *, even_on: bool = False) -> bool:
    wanted = current_app.config["SETTINGS"].administrators_need_totp and current_agent().has("administrator")
    return bool(wanted and mine.local and not mine.emergency and (even_on or not mine.second_step))


def _go_on() -> None:
    """The sessions have ended with the stamp; whoever did it goes on in a new one."""
    opened = current_session()
    begin(current_agent(), "emergency" if opened and opened.how == "emergency" else "password")


def _sheet(form: Form) -> str:
    return page("form.html", form=form, back=_back())


def _back() -> Link:
    return Link(_("My account"), url_for("account.show"))
