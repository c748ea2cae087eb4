"""The form that notes how a caller's identity was checked."""

from __future__ import annotations

from flask import url_for

from core.access.agents import Agent
from core.case.identity import WAYS, check_identity
from core.store.models import Case
from core.web.form_rows import Button, Choice, Field, Form
from core.web.identity_view import ways
from core.web.language import gettext as _
from core.web.verb_run import FormVerb, Typed


def _form(case: Case, by: Agent, typed: Typed) -> Form:
    names = ways()
    choices = tuple(Choice(way, names[way], typed.get("how") == way) for way in WAYS)
    return Form(
        _("Identity checked, %(number)s", number=case.number),
        url_for("verbs.identity_now", number=case.number),
        (Field("how", _("How?"), "radios", choices=choices),),
        (Button(_("Save"), value="save", shortcut="S"),),
        lead=_("Check who it is before you read out anything. Do not write down what they answered."),
        cancel_href=url_for("case_page.show", number=case.number),
    )


def _check(case_id: int, by: Agent, typed: Typed) -> None:
    check_identity(case_id, typed.get("how", ""), by)


IDENTITY = FormVerb("identity", "identitet", _form, _check)
