"""Forms of the secrecy marking: mark a case, a message or a file; end a marking."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from flask import url_for

from core.access.agents import Agent
from core.access.filters import degree_of
from core.case.disclosure import parts_of
from core.case.marking import Mark, mark, marks_of, sight_after, unmark
from core.case.provisions import PROVISIONS
from core.clock import STOCKHOLM, now
from core.contract.errors import Refused
from core.flow.wording import phone_words
from core.store.db import reading
from core.store.models import Case, Forvaltning, SecrecyMark
from core.web import words
from core.web.form_rows import Button, Choice, Field, Form
from core.web.language import gettext as _
from core.web.marks_view import mark_words
from core.web.names import Names, names_for
from core.web.rows import Notice
from core.web.verb_run import FormVerb, Typed, number_of, seen, version_of


def _mark_form(case: Case, by: Agent, typed: Typed) -> Form:
    names = names_for(by.language)
    blind = degree_of(by, case.id, case.scope_id) == "full" and not sight_after(case, number_of(typed, "unit"), by)
    fields = [
        Field("what", _("What is marked?"), "select", choices=_parts(case, typed.get("what", ""))),
        *provision_fields(typed),
        Field("namnd", _("Which board's secrecy is it?"), "select", choices=_namnder(case, names, typed)),
        Field("on", _("Date"), "date", typed.get("on") or now().astimezone(STOCKHOLM).date().isoformat(), short=True),
    ]
    if case.held_by == "forvaltning":
        fields.append(Field("unit", _("Which unit may know?"), "select", choices=_units(case, by, names, typed)))
    warn = _("You do not see cases marked as secret. Marked as a whole, this one is out of your sight.")
    if blind:
        known = (Choice("yes", "", typed.get("knowing") == "yes"),)
        fields.append(Field("knowing", _("I know that I will not see the case"), "checkbox", "yes", choices=known))
    return Form(
        _("Mark %(number)s as secret", number=case.number),
        url_for("verbs.mark_now", number=case.number),
        tuple(fields),
        (Button(_("Mark as secret"), value="save", shortcut="S"),),
        lead=_("A marking warns. It decides nothing: whoever is asked for the document judges anew each time."),
        notices=(Notice(warn, tone="soon"),) if blind else (),
        hidden=version_of(case),
        cancel_href=_case(case),
    )


def _mark(case_id: int, by: Agent, typed: Typed) -> None:
    what, _dash, part = typed.get("what", "case").partition("-")
    part_id = int(part) if part.isascii() and part.isdigit() and len(part) < 10 else None
    if what not in ("case", "message", "file") or (what != "case" and part_id is None):
        raise Refused("no_such_part")
    value = Mark(
        provision_in(typed),
        number_of(typed, "namnd"),
        _moment(typed.get("on", "")),
        message_id=part_id if what == "message" else None,
        attachment_id=part_id if what == "file" else None,
        unit_id=number_of(typed, "unit") or None,
        knowing=typed.get("knowing") == "yes",
    )
    mark(case_id, value, by, seen=seen(typed))


def provision_fields(typed: Typed) -> tuple[Field, Field]:
    """The common provisions with what they are about, and a line for another, which wins."""
    chosen, own = typed.get("provision", ""), typed.get("own_provision", "")
    choices = (
        Choice("", _("Choose …"), not chosen),
        *(Choice(code, f"{code}, {_(about)}", chosen == code) for code, about in PROVISIONS.items()),
    )
    return (
        Field("provision", _("On what provision?"), "select", choices=choices),
        Field("own_provision", _("Another provision"), value=own, maxlength=80, optional=True),
    )


def provision_in(typed: Typed) -> str:
    """The typed or chosen provision; empty when neither."""
    chosen = typed.get("provision", "")
    return typed.get("own_provision", "").strip() or (chosen if chosen in PROVISIONS else "")


def _unmark_form(case: Case, by: Agent, typed: Typed) -> Form:
    names, marks = names_for(by.language), marks_of(case.id)
    wanted = number_of(typed, "mark") or (marks[0].id if marks else 0)
    choices = tuple(
        Choice(str(found.id), f"{_what(found)}: {mark_words(found, names)}", found.id == wanted) for found in marks
    )
    fields = (
        Field("mark", _("Which marking?"), "radios", choices=choices),
        Field("text", _("Why?"), "textarea", typed.get("text", ""), rows=3, hint=_("Becomes an official note.")),
    )
    return Form(
        _("End the secrecy marking of %(number)s", number=case.number),
        url_for("verbs.unmark_now", number=case.number),
        fields,
        (Button(_("End the marking"), value="save", shortcut="S"),),
        cancel_href=_case(case),
    )


def _unmark(case_id: int, by: Agent, typed: Typed) -> None:
    unmark(case_id, number_of(typed, "mark") or 0, typed.get("text", ""), by)


def _what(found: SecrecyMark) -> str:
    if found.attachment_id:
        return _("a file")
    return _("a message") if found.message_id else _("the whole case")


def _parts(case: Case, chosen: str) -> tuple[Choice, ...]:
    messages, files, _marks = parts_of(case.id)
    found = [Choice("case", _("The whole case"), chosen in ("", "case"))]
    for message in messages:
        label = message_label(message.sender_name or message.sender, message.at)
        found.append(Choice(f"message-{message.id}", label, chosen == f"message-{message.id}"))
        for file in (one for one in files if one.message_id == message.id):
            label = _("The file %(name)s", name=file.name or _("no name"))
            found.append(Choice(f"file-{file.id}", label, chosen == f"file-{file.id}"))
    return tuple(found)


def message_label(who: str, at: datetime) -> str:
    """ "Meddelande från Karin Holm, i dag 10.36"."""
    when = words.when(at, now()).words
    sender = phone_words(who) if who.startswith("+") else who
    return _("Message from %(who)s, %(when)s", who=sender, when=when) if who else _("Our own text, %(when)s", when=when)


def _namnder(case: Case, names: Names, typed: Typed) -> tuple[Choice, ...]:
    owner = reading().get(Forvaltning, case.forvaltning_id)
    chosen = number_of(typed, "namnd") or (owner.namnd_id if owner else 0)
    by_name = sorted(names.namnder.items(), key=lambda pair: pair[1])
    return tuple(Choice(str(namnd_id), name, namnd_id == chosen) for namnd_id, name in by_name)


def _units(case: Case, by: Agent, names: Names, typed: Typed) -> tuple[Choice, ...]:
    own = {role.unit_id for role in by.roles if role.forvaltning_id == case.forvaltning_id and role.unit_id}
    chosen = number_of(typed, "unit") or case.unit_id or next(iter(own), 0)
    units = names.open_units_of(case.forvaltning_id)
    return tuple(Choice(str(unit), names.units[unit], unit == chosen) for unit in units)


def _moment(day: str) -> datetime:
    """Noon of a typed date, and now for today's; a date that is none is refused."""
    if not day:
        return now()
    try:
        typed = date.fromisoformat(day)
    except ValueError:
        raise Refused("time_missing") from None
    at = now()
    if typed == at.astimezone(STOCKHOLM).date():
        return at
    return datetime.combine(typed, time(12), STOCKHOLM).astimezone(UTC)


def _case(case: Case) -> str:
    return url_for("case_page.show", number=case.number)


MARKING = (
    FormVerb("mark", "sekretessmarkera", _mark_form, _mark),
    FormVerb("unmark", "havd-markering", _unmark_form, _unmark),
)
