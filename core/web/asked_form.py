"""The form that notes that somebody asked about a case: two keys, also where only number and status are seen."""

from __future__ import annotations

from flask import url_for

from core.access.agents import Agent
from core.case.asked import HOW, identity_first, note_asked
from core.case.identity import WAYS
from core.store.models import Case
from core.web.form_rows import Button, Choice, Field, Form
from core.web.icons import channel_name
from core.web.identity_view import ways
from core.web.language import gettext as _
from core.web.verb_run import FormVerb, Typed


def _form(case: Case, by: Agent, typed: Typed) -> Form:
    chosen = typed.get("channel", HOW[0])
    channels = tuple(Choice(how, channel_name(how), how == chosen) for how in HOW)  # type: ignore[arg-type]
    fields = (Field("channel", _("How did they ask?"), "radios", choices=channels),)
    first = identity_first(case, by)
    return Form(
        _("Question about %(number)s", number=case.number),
        url_for("verbs.asked_now", number=case.number),
        (_identity(typed), *fields) if first else fields,
        (Button(_("Note the question"), value="save", shortcut="S"),),
        lead=_("Notes that somebody asked about the case. What you answer, you write as a note."),
        cancel_href=url_for("case_page.show", number=case.number),
    )


def _identity(typed: Typed) -> Field:
    names = ways()
    choices = tuple(Choice(way, names[way], typed.get("how") == way) for way in WAYS)
    hint = _("Check who it is before you read out anything. Do not write down what they answered.")
    return Field("how", _("Identity checked: how?"), "radios", hint=hint, choices=choices)


def _note(case_id: int, by: Agent, typed: Typed) -> None:
    note_asked(case_id, by, channel=typed.get("channel", HOW[0]), identity=typed.get("how", ""))


ASKED = FormVerb("asked", "fraga", _form, _note, limited=True, done="fragat")
