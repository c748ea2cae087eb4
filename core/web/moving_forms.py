"""Forms of the verbs that give a case to somebody: hand over, send back, assign, link."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import select

from core.access.absences import Absence, away_now
from core.access.agents import Agent
from core.access.colleagues import readers_on_side
from core.access.filters import listed
from core.case.assignment import assign
from core.case.catalogue import version_by_id
from core.case.deadlines import SPOKEN
from core.case.handover import hand_back, hand_over, unit_of_type
from core.case.linking import link_cases, unlink_cases
from core.case.numbers import number_in
from core.contract.errors import NotFound, Refused
from core.flow.officers import mail_officers, officer_domains
from core.flow.telling import News, hand_over_and_tell, news_of_hand_over
from core.flow.wording import phone_words
from core.store.db import reading
from core.store.models import Case
from core.web.absence_words import away_words
from core.web.contact_words import contact_words
from core.web.form_rows import Button, Choice, Field, Form
from core.web.language import gettext as _
from core.web.names import Names, names_for
from core.web.rows import Notice
from core.web.verb_run import FormVerb, Typed, number_of, seen, version_of


def _hand_over_form(case: Case, by: Agent, typed: Typed) -> Form:
    names = names_for(by.language)
    version = version_by_id(case.case_type_version_id)
    usual = f"{version.forvaltning_id}-{unit_of_type(case, version.forvaltning_id) or 0}"
    to = typed.get("to", usual)
    news = _news(case, to)
    fields = (
        Field("to", _("To whom?"), "select", hint=_whom(to), choices=_receivers(case, names, to)),
        Field(
            "text",
            _("What do they need to know?"),
            "textarea",
            typed.get("text", ""),
            optional=True,
            hint=_asked_for(version.ask_for),
        ),
        *((_person(typed),) if officer_domains() else ()),
        *((_tell(case, news, typed),) if news else ()),
    )
    warn = _("The type is only suggested. You confirm it when you hand over.")
    return Form(
        _("Hand over %(number)s", number=case.number),
        url_for("verbs.hand_over_now", number=case.number),
        fields,
        (Button(_("Hand over"), value="save", shortcut="S"),),
        notices=() if case.confirmed else (Notice(warn, tone="soon"),),
        hidden=version_of(case),
        cancel_href=_case(case),
    )


def _news(case: Case, to: str) -> News | None:
    """What the receiver's choice lets us tell; None also for a choice that is none."""
    try:
        return news_of_hand_over(case, *_receiver(to))
    except Refused:
        return None


def _whom(to: str) -> str:
    """Whom one may ring first."""
    try:
        return contact_words(_receiver(to)[0])
    except Refused:
        return ""


def _tell(case: Case, news: News, typed: Typed) -> Field:
    """The tick that sends the news. Off for who was told in person, and for what may be junk."""
    to = news.way.to.value if news.way.to else ""
    to = phone_words(to) if news.way.name == "sms" else to
    label = _("Tell them by text message, %(to)s", to=to) if news.way.name == "sms" else _("Tell them, %(to)s", to=to)
    usual = case.channel not in SPOKEN and not case.suspect
    ticked = "tell" in typed if "version" in typed else usual
    return Field("tell", label, "checkbox", "yes", news.text, choices=(Choice("yes", label, ticked),))


def _asked_for(wanted: str) -> str:
    """What this type needs to be told (practice 6.4)."""
    if wanted:
        return _("They need: %(what)s. Becomes an official note.", what=wanted)
    return _("Becomes an official note. The whole history goes along.")


def _receivers(case: Case, names: Names, chosen: str) -> tuple[Choice, ...]:
    """Every förvaltning but the contact centre, and its units; where the case is now cannot be chosen."""
    found = []
    here = (case.forvaltning_id, case.unit_id or 0) if case.held_by == "forvaltning" else None
    for forvaltning_id, own in names.receivers():
        name = names.forvaltningar[forvaltning_id]
        for unit, label in ((0, name), *((unit, f"{name}, {names.units[unit]}") for unit in own)):
            value = f"{forvaltning_id}-{unit}"
            off = _("is there now") if (forvaltning_id, unit) == here else ""
            found.append(Choice(value, label, value == chosen, off=off))
    return tuple(found)


def _hand_over(case_id: int, by: Agent, typed: Typed) -> None:
    forvaltning_id, unit_id = _receiver(typed.get("to", ""))
    work = hand_over_and_tell if "tell" in typed else hand_over
    work(case_id, forvaltning_id, by, unit_id=unit_id, text=typed.get("text", ""), seen=seen(typed))
    mail_officers(case_id, by, person=typed.get("person", ""))


def _person(typed: Typed) -> Field:
    """Officers without a login: the mailbox gets the case by itself, one person when named."""
    hint = _("Where the department has a mailbox the case is mailed there. Here you can name one person instead.")
    label = _("By e-mail to one person")
    return Field("person", label, "email", typed.get("person", ""), hint=hint, optional=True, short=True)


def _receiver(typed: str) -> tuple[int, int | None]:
    """The ids of förvaltning and unit in a choice."""
    forvaltning, _dash, unit = typed.partition("-")
    if not _is_id(forvaltning):
        raise Refused("no_such_receiver")
    return int(forvaltning), int(unit) if _is_id(unit) and unit != "0" else None


def _is_id(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10


def _hand_back_form(case: Case, by: Agent, typed: Typed) -> Form:
    names = names_for(by.language)
    centre = names.forvaltningar.get(names.centre, "")
    text = Field("text", _("Why?"), "textarea", typed.get("text", ""), hint=_("Becomes an official note."))
    return Form(
        _("Send %(number)s back to %(where)s", number=case.number, where=centre),
        url_for("verbs.hand_back_now", number=case.number),
        (text,),
        (Button(_("Send back"), value="save", shortcut="S"),),
        hidden=version_of(case),
        cancel_href=_case(case),
    )


def _hand_back(case_id: int, by: Agent, typed: Typed) -> None:
    hand_back(case_id, typed.get("text", ""), by, seen=seen(typed))


def _assign_form(case: Case, by: Agent, typed: Typed) -> Form:
    chosen = number_of(typed, "to")
    found = readers_on_side(case)
    away = away_now(agent.id for agent in found)
    people = tuple(Choice(str(one.id), _with_absence(one, away.get(one.id)), one.id == chosen) for one in found)
    return Form(
        _("Assign %(number)s", number=case.number),
        url_for("verbs.assign_now", number=case.number),
        (Field("to", _("To whom?"), "select", choices=people, hint=_("Those who may read the case.")),),
        (Button(_("Assign"), value="save", shortcut="S"),),
        cancel_href=_case(case),
    )


def _with_absence(agent: Agent, absence: Absence | None) -> str:
    """Somebody who is away may still be given a case, knowingly."""
    return f"{agent.name} ({away_words(absence)})" if absence else agent.name


def _assign(case_id: int, by: Agent, typed: Typed) -> None:
    assign(case_id, number_of(typed, "to") or 0, by)


def _link_form(case: Case, by: Agent, typed: Typed) -> Form:
    hint = _("For example %(number)s. You must be able to read both.", number="2026-004317")
    other = Field("other", _("Number of the other case"), value=typed.get("other", ""), hint=hint, short=True)
    return Form(
        _("Link %(number)s to another case", number=case.number),
        url_for("verbs.link_now", number=case.number),
        (other,),
        (Button(_("Link"), value="save", shortcut="S"),),
        cancel_href=_case(case),
    )


def link(case_id: int, by: Agent, typed: Typed) -> None:
    """Links to the case whose number was typed; a number that is not for the agent is as good as none."""
    try:
        link_cases(case_id, _other(typed, by), by)
    except NotFound:
        raise Refused("no_such_case") from None


def unlink(case_id: int, by: Agent, typed: Typed) -> None:
    unlink_cases(case_id, _other(typed, by), by)


def _other(typed: Typed, by: Agent) -> int:
    number = number_in(typed.get("other", ""))
    found = reading().scalar(select(Case.id).where(Case.number == number, listed(by))) if number else None
    if found is None:
        raise Refused("no_such_case")
    return int(found)


def _case(case: Case) -> str:
    return url_for("case_page.show", number=case.number)


MOVING = (
    FormVerb("hand_over", "lamna-over", _hand_over_form, _hand_over),
    FormVerb("hand_back", "skicka-tillbaka", _hand_back_form, _hand_back),
    FormVerb("assign", "tilldela", _assign_form, _assign),
    FormVerb("link", "lanka", _link_form, link),
)
