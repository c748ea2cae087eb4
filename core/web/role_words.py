"""Roles, actions and grounds in words: for the page of roles, the start pages and extracts of the log."""

from __future__ import annotations

from core.access.roles import Action
from core.web.language import gettext as _


def role_name(role: str) -> str:
    """A role in the reader's language."""
    names = {
        "kommunvagledare": _("Municipal guide"),
        "gruppledare": _("Team leader"),
        "chef": _("Manager"),
        "handlaggare": _("Officer"),
        "kontaktperson": _("Contact person"),
        "registrator": _("Registrar"),
        "dataskydd": _("Data protection officer"),
        "arkiv": _("Archivist"),
        "kommunikator": _("Communicator"),
        "analytiker": _("Analyst"),
        "administrator": _("Administrator"),
        "revisor": _("Auditor"),
    }
    return names.get(role, role)


def action_name(action: Action) -> str:
    """What one does, as the row of a table: "Läsa ärenden"."""
    names: dict[Action, str] = {
        "read": _("Read cases"),
        "note": _("Write notes"),
        "work": _("Take, answer, hand over and close"),
        "assign": _("Give a case to somebody else"),
        "share": _("Ask a unit, let a unit know"),
        "disclose": _("Disclose to another committee or outside"),
        "mark": _("Mark as secret"),
        "unmark": _("End a secrecy marking"),
        "name_persons": _("Name who may know of a protected identity"),
        "lift_conflict": _("Set and lift a conflict of interest"),
        "diary": _("Write the diary number"),
        "register": _("Register calls, visits and letters"),
        "sort": _("Sort texts with words of care or illness"),
        "export": _("Take out lists as files"),
        "figures": _("See figures without persons"),
        "texts": _("Change texts and notices"),
        "knowledge": _("Write guides, answers and notices"),
        "search_log": _("Search the log"),
        "log_extract": _("Make a log extract for a citizen"),
        "propose_type": _("Propose changes of the service catalogue, and rules that sort messages"),
        "approve_type": _("Approve what changes in the catalogue for the own department"),
        "administer": _("Plug-ins, accounts, roles and settings"),
    }
    return names[action]


def class_name(code: str, name: str) -> str:
    """A class of secrecy: the core's own in the reader's language, the others as the municipality calls them."""
    return {"marked": _("Ordinary cases that are marked secret")}.get(code, name)


def ground_words(reason: str, degree: str) -> str:
    """Which cases a ground opens, and how much of them. Codes: `core.access.rule`."""
    cases = {
        "contact_centre": _("Ordinary cases that are or have been in the contact centre"),
        "own_forvaltning": _("The department's ordinary cases that have no unit"),
        "own_unit": _("The own unit's ordinary cases"),
        "chief": _("All of the department's ordinary cases"),
        "contact_person": _("The department's ordinary cases that have no unit"),
        "registrator": _("The committee's ordinary cases"),
        "arkiv": _("The committee's ordinary cases"),
        "revisor": _("Ordinary cases of the committee, or of all when none is named"),
        "dataskydd": _("The committee's ordinary cases"),
        "sorts": _("What waits in To be sorted, for leaders and those authorised for any secrecy type"),
        "authorised": _("Secret cases of types that the person is authorised for"),
        "named_unit": _("The own unit's secret cases"),
        "handed_over": _("Secret cases that were handed over, for those authorised"),
        "register_row": _("The committee's secret cases"),
    }.get(reason, reason)
    if degree == "limited":
        return _("%(cases)s: only number, status, owner and date", cases=cases)
    return cases
