"""The first page of an empty installation: who shall administer it."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from core.access.accounts import account_of
from core.access.first_account import LONGEST_LOGIN, LONGEST_NAME, make_first_account, opens_first_account
from core.contract.errors import NotFound, Wrong
from core.passwords import SHORTEST
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web.entering import enter
from core.web.form_rows import Button, Field, Form
from core.web.frame import public_page
from core.web.language import gettext as _
from core.web.refusals import words
from core.web.session import public

first_account = Blueprint("first_account", __name__)


@first_account.get("/forsta-kontot/<token>")
@public
def form(token: str) -> str:
    """The form, while nobody has an account."""
    if not opens_first_account(token):
        raise NotFound
    return _page(token)


@first_account.post("/forsta-kontot/<token>")
@public
def make(token: str) -> ResponseReturnValue:
    """Makes the account and logs in."""
    if not opens_first_account(token):
        raise NotFound
    typed = request.form
    if typed.get("new", "") != typed.get("again", ""):
        return _page(token, {"again": _("The two passwords are not the same. Write the new one twice.")}), 422
    try:
        with transaction():
            one_at_a_time()
            agent_id = make_first_account(typed.get("user", ""), typed.get("name", ""), typed.get("new", ""))
    except Wrong as wrong:
        return _page(token, {name: words(refused) for name, refused in wrong.fields.items()}), 422
    return enter(account_of(agent_id), url_for("getting_started.show"), "link")


def _page(token: str, errors: dict[str, str] | None = None) -> str:
    wrong, typed = errors or {}, request.form
    hint = _("At least %(n)s characters. Three or four words are easy to remember and hard to guess.", n=SHORTEST)
    fields = (
        Field("name", _("Your name"), value=typed.get("name", ""), error=wrong.get("name", ""), autocomplete="name",
              maxlength=LONGEST_NAME),
        Field("user", _("User name"), value=typed.get("user", ""), error=wrong.get("user", ""),
              hint=_("What you log in with, for example anna.ek."), autocomplete="username", maxlength=LONGEST_LOGIN),
        Field("new", _("Password"), "password", hint=hint, error=wrong.get("new", ""), autocomplete="new-password"),
        Field("again", _("Password once more"), "password", error=wrong.get("again", ""), autocomplete="new-password"),
    )  # fmt: skip
    lead = _("You will administer the system: make accounts for others and set everything up. You see no cases.")
    action = url_for("first_account.make", token=token)
    return public_page(
        "public_form.html",
        form=Form(_("Make the first account"), action, fields, (Button(_("Make the account")),), lead),
    )
