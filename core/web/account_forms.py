"""The forms of Mitt konto, with what is wrong at its field."""

from __future__ import annotations

import io

import qrcode
from flask import url_for
from markupsafe import Markup
from qrcode.image.svg import SvgPathImage

from core.access.accounts import Account
from core.access.second_step import address_of
from core.passwords import SHORTEST
from core.web.form_rows import Button, Field, Form
from core.web.frame import page
from core.web.language import gettext as _
from core.web.rows import Link, Notice


def password_form(*, old: str = "", new: str = "", again: str = "") -> Form:
    """The old password and the new one twice; each argument is what is wrong there."""
    hint = _("At least %(n)s characters. Three or four words are easy to remember and hard to guess.", n=SHORTEST)
    fields = (
        own_password(old, _("Present password")),
        Field("new", _("New password"), "password", hint=hint, error=new, autocomplete="new-password"),
        Field("again", _("New password once more"), "password", error=again, autocomplete="new-password"),
    )
    lead = _("Your other sessions end when you change it.")
    buttons = (Button(_("Change password")),)
    return Form(_("Change password"), url_for("account.change_password"), fields, buttons, lead, cancel_href=_home())


def first_password_form(action: str, login: str, *, new: str = "", again: str = "") -> Form:
    """For whoever has come by a link and has no password yet; it says what they log in as from now on."""
    asked = password_form(new=new, again=again)
    mine = Field("user", _("User name"), "static", login, autocomplete="username")
    return Form(_("Choose a password"), action, (mine, *asked.fields[1:]), (Button(_("Save and log in")),))


def turn_off_form(*, password: str = "", code: str = "", required: bool = False) -> Form:
    """Password and code; where two steps are required, only that they are on."""
    title, said = _("Login in two steps"), _("It is on: you log in with your password and a code from your phone.")
    if required:
        notice = Notice(_("Administrators must have it here, so it cannot be turned off."))
        return Form(title, "", (), (), said, notices=(notice,), cancel_href=_home())
    fields = (own_password(password), code_field(code))
    buttons = (Button(_("Turn off"), danger=True),)
    return Form(title, url_for("account.turn_two_steps_off"), fields, buttons, said, cancel_href=_home())


def codes_form(*, password: str = "") -> Form:
    """The password before new recovery codes are shown."""
    lead, buttons = _("The old ones end when you make new ones."), (Button(_("Make new ones")),)
    action = url_for("account.new_codes")
    return Form(_("New recovery codes"), action, (own_password(password),), buttons, lead, cancel_href=_home())


def two_steps_page(account: Account, secret: str, back: Link, *, password: str = "", code: str = "") -> str:
    """The picture and the secret as text, and the form that proves that the phone has taken it."""
    fields = (code_field(code), own_password(password))
    action, buttons = url_for("account.turn_two_steps_on"), (Button(_("Turn on")),)
    form = Form(_("Login in two steps"), action, fields, buttons, cancel_href=_home())
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return page(
        "two_steps.html", form=form, picture=_picture(address_of(secret, account.login)), secret=grouped, back=back
    )


def own_password(error: str = "", label: str = "") -> Field:
    """The password that one has."""
    return Field("password", label or _("Password"), "password", error=error, autocomplete="current-password")


def code_field(error: str = "") -> Field:
    """The code that the phone shows."""
    hint = _("Six digits from the app on your phone.")
    return Field(
        "code", _("Code"), hint=hint, error=error, autocomplete="one-time-code", inputmode="numeric", short=True
    )


def _picture(text: str) -> Markup:
    """A QR code as SVG, one path, black on white whatever the page's colours."""
    made = qrcode.make(text, image_factory=SvgPathImage, border=2)
    out = io.BytesIO()
    made.save(out)
    svg = out.getvalue().decode()
    return Markup(svg[svg.index("<svg") :])


def _home() -> str:
    return url_for("account.show")
