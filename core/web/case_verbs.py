"""What can be done with a case, as buttons: four on top, the rest under "Mer". The rules themselves are the verbs' own.

Only what will succeed is offered; where a case lies that is with others, the page says in words.
"""

from __future__ import annotations

from dataclasses import replace

from flask import url_for

from core.access.agents import Agent
from core.access.permits import permitted
from core.access.scopes import Access
from core.case.deadlines import SPOKEN
from core.case.record import has_ball
from core.store.models import Case
from core.web.language import gettext as _
from core.web.names import Names
from core.web.secrecy_verbs import secrecy_verbs
from core.web.thread_rows import Verb


def take_verb(case: Case, by: Agent, access: Access) -> Verb | None:
    """The button "Ta ärendet", for who could have it."""
    if case.closed_at is not None or case.agent_id == by.id or not works_here(case, by, access):
        return None
    label = _("Take the case") if case.agent_id is None else _("Take over the case")
    return _post(case, "take", label, "hand", "T")


def works_here(case: Case, by: Agent, access: Access) -> bool:
    """Whether the agent may do what moves the case on: it is with their own side, and their role works cases."""
    return has_ball(case, by) and permitted(by, "work", case.id, case.scope_id, access)


def top_verbs(case: Case, by: Agent, access: Access, names: Names) -> tuple[Verb, ...]:
    """At most four: what is done most."""
    if case.closed_at is not None:
        may = permitted(by, "work", case.id, case.scope_id, access)
        return (_post(case, "reopen", _("Reopen"), "rotate-ccw", ""),) if may else ()
    if not works_here(case, by, access):
        may = permitted(by, "note", case.id, case.scope_id, access)
        return (asked_verb(case), _form(case, "note", _("Write a note"), "pen-line", "N")) if may else ()
    taking = take_verb(case, by, access)
    if case.held_by == "kundtjanst":
        moving = _form(case, "hand_over", _("Hand over"), "forward", "L")
    else:
        centre = names.forvaltningar.get(names.centre, "")
        moving = _form(case, "hand_back", _("Send back to %(where)s", where=centre), "corner-up-left", "L")
    waiting = (
        _post(case, "resume", _("No longer waiting"), "rotate-ccw", "")
        if case.status.startswith("waiting") or case.snoozed_until
        else _form(case, "wait", _("Wait"), "hourglass", "V")
    )
    closing = _form(case, "close", _("Close"), "check", "A")
    return tuple(verb for verb in (taking, moving, waiting, closing) if verb)


def more_verbs(case: Case, by: Agent, access: Access) -> tuple[Verb, ...]:
    """The rest, in the order they are looked for."""
    here = works_here(case, by, access)
    found = _working_verbs(case, by, access) if here and case.closed_at is None else []
    if permitted(by, "note", case.id, case.scope_id, access):
        found += _noting_verbs(case)
    if permitted(by, "work", case.id, case.scope_id, access):
        found.append(_form(case, "join_with", _("Join with another report"), "users-round", ""))
        found.append(_form(case, "link", _("Link to another case"), "link", ""))
    if here and case.agent_id is not None and (case.agent_id == by.id or by.leads or by.works_in(case.forvaltning_id)):
        found.append(_post(case, "release", _("Release the case"), "hand", ""))
    found += secrecy_verbs(case, by, access)
    printing = url_for("case_page.printed", number=case.number)
    return (*found, Verb("print", _("Print"), printing, icon="printer", shortcut="P"))


def asked_verb(case: Case) -> Verb:
    """Somebody asks about the case, on the phone as a rule."""
    return _form(case, "asked", _("Question about the case"), "phone", "F")


def classify_verb(case: Case) -> Verb:
    return replace(_form(case, "classify", _("Change"), "tag", ""), key="classify_here")


def _noting_verbs(case: Case) -> list[Verb]:
    found = [asked_verb(case), _form(case, "note", _("Write a note"), "pen-line", "N")]
    if case.channel not in SPOKEN:
        found.append(_form(case, "identity", _("Identity checked"), "user-check", "I"))
    return found


def _working_verbs(case: Case, by: Agent, access: Access) -> list[Verb]:
    found = [_form(case, "classify", _("Change the type"), "tag", "C")]
    if case.rosa_level < 6:
        found.append(_form(case, "raise_level", _("Raise the level"), "trending-up", ""))
    if case.rosa_level > 1:
        found.append(_form(case, "lower_level", _("Lower the level"), "trending-down", ""))
    if permitted(by, "assign", case.id, case.scope_id, access):
        found.append(_form(case, "assign", _("Assign"), "user-round-plus", ""))
    found.append(_form(case, "park", _("Park until"), "calendar-clock", ""))
    if case.held_by == "forvaltning":
        found.append(_form(case, "hand_over", _("Hand over to another department"), "forward", ""))
    return found


def _post(case: Case, key: str, label: str, icon: str, shortcut: str) -> Verb:
    href = url_for(f"verbs.{key}", number=case.number)
    return Verb(key, label, href, True, icon, shortcut, hidden=(("version", str(case.version)),))


def _form(case: Case, key: str, label: str, icon: str, shortcut: str) -> Verb:
    return Verb(key, label, url_for(f"verbs.{key}", number=case.number), icon=icon, shortcut=shortcut)
