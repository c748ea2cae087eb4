"""The one-time link of `./run user link`: whoever holds it chooses a password, once, and is let in."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from core.access.accounts import Account, account_of, agent_of_link, give_password
from core.contract.errors import NotFound, Refused
from core.store.db import transaction
from core.web.account_forms import first_password_form
from core.web.entering import enter, local_logins, may_try
from core.web.error_pages import error_page
from core.web.frame import public_page
from core.web.language import gettext as _
from core.web.refusals import words
from core.web.second_step import ask_for_code
from core.web.session import public

first_password = Blueprint("first_password", __name__)


@first_password.get("/logga-in/nytt/<token>")
@public
def form(token: str) -> str:
    """The form, while the link holds."""
    mine = _account(token)
    return _page(token, mine)


@first_password.post("/logga-in/nytt/<token>")
@public
def choose(token: str) -> ResponseReturnValue:
    """Gives the password; the link ends with it."""
    mine, typed = _account(token), request.form
    if not may_try("link", mine.login):
        return error_page(429)
    if typed.get("new", "") != typed.get("again", ""):
        return _page(token, mine, again=_("The two passwords are not the same. Write the new one twice.")), 422
    try:
        with transaction():
            give_password(mine.id, typed.get("new", ""))
    except Refused as refused:
        return _page(token, mine, new=words(refused)), 422
    return ask_for_code(mine, "/") if mine.second_step else enter(mine, "/", "link")


def _account(token: str) -> Account:
    agent_id = agent_of_link(token)
    if agent_id is None:
        raise NotFound
    found = account_of(agent_id)
    if not (local_logins() or found.emergency):
        raise NotFound  # made while local accounts still opened something
    return found


def _page(token: str, mine: Account, *, new: str = "", again: str = "") -> str:
    shown = first_password_form(url_for("first_password.choose", token=token), mine.login, new=new, again=again)
    return public_page("public_form.html", form=shown, step=None)
