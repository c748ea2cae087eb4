"""Forms of the verbs that judge a case: its type and its level."""

from __future__ import annotations

from flask import url_for

from core.access.agents import Agent
from core.case.catalogue import code_of, version_at
from core.case.classification import classify, lower_level, raise_level
from core.case.marking import Mark, mark
from core.case.secrecy import secrecy_class_of
from core.contract.errors import Refused
from core.store.db import reading
from core.store.models import Case
from core.store.models.agents import ORDINARY, SORTERING
from core.web.form_rows import Button, Choice, Field, Form
from core.web.language import gettext as _
from core.web.marking_forms import provision_fields, provision_in
from core.web.names import names_for
from core.web.secrecy_hints import speaks_of_care
from core.web.thread_view import thread_of
from core.web.type_choices import types_for
from core.web.verb_run import FormVerb, Typed, number_of, seen, version_of


def _classify_form(case: Case, by: Agent, typed: Typed) -> Form:
    q = typed.get("q", "")
    return Form(
        _("Change the type of %(number)s", number=case.number),
        url_for("verbs.classify_now", number=case.number),
        _secrecy_question(case, by, typed),
        (Button(_("Save the type"), value="save", shortcut="S"),),
        lead=_("Level, owner, answering group and dates follow the type. Saving confirms them."),
        hidden=version_of(case),
        cancel_href=_case(case),
        types=types_for(q, by, chosen=typed.get("case_type", ""), case=case),
        types_href=url_for("types.find"),
        q=q,
    )


def _classify(case_id: int, by: Agent, typed: Typed) -> None:
    code = typed.get("case_type", "")
    if not code:
        raise Refused("unknown_type")
    secret = typed.get("secret", "")
    if secret not in ("yes", "no") and _asks(case_id, code, by):
        raise Refused("say_whether_secret")
    classify(case_id, code, by, seen=seen(typed))
    if secret == "yes":
        mark(case_id, Mark(provision_in(typed), knowing=typed.get("knowing") == "yes"), by)


def _asks(case_id: int, code: str, by: Agent) -> bool:
    """Whether the chosen type is "Möjlig", another than before, and the case not secret yet (practice 8, OSL 5:5)."""
    case = reading().get(Case, case_id)
    if case is None or secrecy_class_of(case) not in (ORDINARY, SORTERING) or code_of(case.case_type_id) == code:
        return False
    return version_at(code, case.received_at).secrecy == "mojlig"


def _secrecy_question(case: Case, by: Agent, typed: Typed) -> tuple[Field, ...]:
    """Asked when the type is chosen; proposed by the words of what came in."""
    code = typed.get("case_type", "")
    if not code or not _asks(case.id, code, by):
        return ()
    chosen = typed.get("secret") or ("yes" if speaks_of_care(case, thread_of(case).messages) else "no")
    known = Field("knowing", _("I know that I may not see the case when it is marked"), "checkbox", "yes")
    asks = (*provision_fields(typed), known)
    choices = (
        Choice("yes", _("Yes, mark the case as secret"), chosen == "yes", asks=asks),
        Choice("no", _("No"), chosen == "no"),
    )
    return (Field("secret", _("May the case hold secrets?"), "radios", choices=choices),)


def _raise_form(case: Case, by: Agent, typed: Typed) -> Form:
    title = _("Raise the level of %(number)s", number=case.number)
    return _level_form(case, by, typed, title, "verbs.raise_level_now", range(case.rosa_level + 1, 7))


def _lower_form(case: Case, by: Agent, typed: Typed) -> Form:
    title = _("Lower the level of %(number)s", number=case.number)
    return _level_form(case, by, typed, title, "verbs.lower_level_now", range(1, case.rosa_level))


def _level_form(case: Case, by: Agent, typed: Typed, title: str, action: str, levels: range) -> Form:
    names = names_for(by.language).levels
    chosen = typed.get("level", str(levels[0]) if len(levels) == 1 else "")
    choices = tuple(Choice(str(level), f"{level} {names[level]}", chosen == str(level)) for level in levels)
    fields = (
        Field("level", _("Level"), "radios", choices=choices),
        Field("text", _("Why?"), "textarea", typed.get("text", ""), rows=3, hint=_("Becomes an official note.")),
    )
    buttons = (Button(_("Save the level"), value="save", shortcut="S"),)
    return Form(title, url_for(action, number=case.number), fields, buttons, cancel_href=_case(case))


def _raise(case_id: int, by: Agent, typed: Typed) -> None:
    raise_level(case_id, number_of(typed, "level") or 0, typed.get("text", ""), by)


def _lower(case_id: int, by: Agent, typed: Typed) -> None:
    lower_level(case_id, number_of(typed, "level") or 0, typed.get("text", ""), by)


def _case(case: Case) -> str:
    return url_for("case_page.show", number=case.number)


JUDGING = (
    FormVerb("classify", "klassa", _classify_form, _classify),
    FormVerb("raise_level", "hoj-nivan", _raise_form, _raise),
    FormVerb("lower_level", "sank-nivan", _lower_form, _lower),
)
