"""The verbs of secrecy and sharing in the menu "Mer": within the nämnd, out of it, the marking, single persons."""

from __future__ import annotations

from flask import url_for

from core.access.agents import Agent
from core.access.permits import permitted
from core.access.roles import CaseAction
from core.access.scopes import Access, scope_by_id
from core.case.marking import marks_of
from core.store.models import Case
from core.store.models.agents import PROTECTED
from core.web.language import gettext as _
from core.web.thread_rows import Verb


def secrecy_verbs(case: Case, by: Agent, access: Access) -> list[Verb]:
    """Only what the reader's role allows with this case; a protected identity leaves little of it."""

    def may(action: CaseAction) -> bool:
        return permitted(by, action, case.id, case.scope_id, access)

    protected = scope_by_id(case.scope_id).secrecy_class_id == PROTECTED
    found = _leaving(case, may("share"), may("disclose")) if not protected else []
    if may("mark"):
        found.append(_form(case, "mark", _("Mark as secret"), "lock"))
    if may("unmark") and marks_of(case.id):
        found.append(_form(case, "unmark", _("End a secrecy marking"), "lock"))
    if protected and may("name_persons"):
        found.append(_form(case, "name", _("Name a person"), "user-round-plus"))
    if protected and by.leads and may("work"):
        found.append(_form(case, "send_once", _("Send to the protected person"), "mail"))
    if may("lift_conflict"):
        found.append(_form(case, "set_conflict", _("Conflict of interest for somebody"), "ban"))
    found.append(_form(case, "report_conflict", _("I have a conflict of interest"), "ban"))
    return found


def _leaving(case: Case, shares: bool, discloses: bool) -> list[Verb]:
    found = []
    if shares and case.closed_at is None:
        found.append(_form(case, "ask_unit", _("Question to a unit"), "messages-square"))
    if shares:
        found.append(_form(case, "inform", _("Share for information"), "eye"))
    if discloses:
        found.append(_form(case, "disclose", _("Disclose to another board"), "forward"))
        found.append(_form(case, "forward", _("Send outside the municipality"), "send"))
    return found


def _form(case: Case, key: str, label: str, icon: str) -> Verb:
    return Verb(key, label, url_for(f"verbs.{key}", number=case.number), icon=icon)
