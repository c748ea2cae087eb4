"""A row of the trace in words. Nothing of what a case is about: who searches the log may not know it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.access.trace import Kind, LogRow
from core.web.event_words import plain_words
from core.web.language import gettext as _
from core.web.language import ngettext

Data = Mapping[str, Any]


def said(row: LogRow) -> str:
    """What was done. An action that is not known here (a plug-in's) is shown by its own code."""
    if row.event:
        return _changes().get(row.action) or plain_words(row.action) or row.action.replace("_", " ")
    if row.action in _WITH_DATA:
        return _WITH_DATA[row.action](row.data or {})
    return _plain().get(row.action, row.action.replace("_", " "))


def kind_names() -> dict[Kind, str]:
    """What one can choose to see, in the order of the list."""
    return {
        "": _("All"),
        "read": _("Opened and printed"),
        "change": _("Changes"),
        "search": _("Searches"),
        "export": _("Exports"),
        "login": _("Logins"),
        "log": _("Looks in the log"),
    }


def _changes() -> dict[str, str]:
    """Events whose own words would say what the case is about."""
    return {
        "taken": _("Took the case"),
        "assigned": _("Assigned the case"),
        "classified": _("Changed the type"),
        "level_raised": _("Raised the level"),
        "level_lowered": _("Lowered the level"),
        "closed": _("Closed the case"),
        "handed_over": _("Handed over the case"),
        "handed_back": _("Sent the case back"),
        "waits": _("Set the case to wait for an answer"),
        "parked": _("Parked the case"),
        "replied": _("Answered"),
        "linked": _("Linked to another case"),
        "advised": _("Gave advice from an article"),
        "unlinked": _("Unlinked from another case"),
    }


def _plain() -> dict[str, str]:
    return {
        "login": _("Logged in"),
        "logout": _("Logged out"),
        "login_failed": _("A login failed"),
        "logout_everywhere": _("Logged out everywhere"),
        "password_changed": _("Changed the own password"),
        "two_steps_on": _("Turned on login in two steps"),
        "two_steps_off": _("Turned off login in two steps"),
        "recovery_codes": _("Made new recovery codes"),
        "export_cases": _("Exported cases as a file"),
        "export_synpunkter": _("Exported the register of synpunkter as a file"),
        "export_log": _("Exported the log as a file"),
        "log_searched": _("Searched the log"),
        "log_own": _("Looked at the own log"),
        "log_extract": _("Made a log extract"),
        "role_given": _("Gave somebody a role"),
        "role_ended": _("Ended somebody's role"),
        "authorised": _("Authorised somebody for secret types"),
        "unauthorised": _("Ended somebody's authorisation for secret types"),
        "agent_off": _("Switched off an account"),
        "agent_on": _("Switched on an account"),
        "password_link": _("Made a one-time link for somebody"),
        "log_roles": _("Looked at what somebody may see"),
    }


def _opened(data: Data) -> str:
    if data.get("degree") == "limited":
        return _("Saw number, status, owner and date")
    return {"preview": _("Opened the case beside the list"), "print": _("Printed the case")}.get(
        str(data.get("how")), _("Opened the case")
    )


def _file(data: Data) -> str:
    return {"attachment": _("Opened an attachment"), "html": _("Opened a mail as it looked")}.get(
        str(data.get("kind")), _("Opened a message as it came")
    )


def _searched(data: Data) -> str:
    if data.get("where") == "contacts":
        n = len(data.get("contacts") or ())
        return ngettext("Looked for a contact: %(num)s found", "Looked for a contact: %(num)s found", n)
    return {
        "case_number": _("Searched for a case number"),
        "phone": _("Searched for a number"),
        "email": _("Searched for an e-mail address"),
    }.get(str(data.get("kind")), _("Searched for words"))


_WITH_DATA: Mapping[str, Callable[[Data], str]] = {
    "case_opened": _opened,
    "file_opened": _file,
    "searched": _searched,
}
