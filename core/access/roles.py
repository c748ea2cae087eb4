"""The table role × action: what each role may do. The code asks it, the admin page shows it, a test walks all of it.

An action on a case needs more than its cross: a ground in `rule` that gives that very role full access to the case.
So somebody who reads a nämnd's cases as revisor and works in another förvaltning works only there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from core.access.agents import Agent
from core.contract.errors import Refused
from core.store.models.agents import ROLES

CaseAction = Literal[
    "read",  # open, search, list
    "note",  # write a note, note that identity was checked, that somebody asked
    "work",  # take, classify, answer, wait, hand over, close, link
    "assign",  # give a case to somebody else
    "share",  # fråga till enhet, för kännedom, within the nämnd
    "disclose",  # utlämnande to another nämnd, översändande outside the municipality
    "mark",  # mark as secret, with provision, date and nämnd
    "unmark",  # end a marking
    "name_persons",  # say who may know of a protected identity
    "lift_conflict",  # set and lift somebody's jäv
    "diary",  # write the diary number
]
Action = Literal[
    CaseAction,
    "register",  # register a new case by hand
    "sort",  # say what is ordinary in Sortering
    "export",  # lists as files
    "figures",  # statistics without persons
    "texts",  # the municipality's texts and notices
    "knowledge",  # guides, FAQ, notices and changed rules; a contact person those of the own förvaltning
    "search_log",  # who has read what, by person and by case
    "log_extract",  # loggutdrag for a citizen
    "propose_type",  # propose a change of the catalogue; its rules of routing
    "approve_type",  # say yes or no to what changes for the own förvaltning
    "administer",  # plug-ins, accounts, roles, settings
]
CASE_ACTIONS: tuple[CaseAction, ...] = get_args(CaseAction)
ACTIONS: tuple[Action, ...] = get_args(Action)  # a Literal inside a Literal is flattened

_CENTRE = frozenset({"kommunvagledare", "gruppledare"})
_OFFICERS = frozenset({"handlaggare", "chef"})
_REGISTER = frozenset({"registrator", "arkiv"})
_WORKERS = _CENTRE | _OFFICERS
_LEADERS = frozenset({"gruppledare", "chef"})

MAY: Mapping[Action, frozenset[str]] = MappingProxyType(
    {
        "read": _WORKERS | _REGISTER | {"kontaktperson", "revisor"},
        "note": _WORKERS | {"kontaktperson", "registrator"},
        "work": _WORKERS,
        "assign": _LEADERS | {"handlaggare"},
        "share": _WORKERS | {"kontaktperson"},
        "disclose": _LEADERS | {"handlaggare", "registrator"},
        "mark": _WORKERS | {"registrator"},
        "unmark": _LEADERS,
        "name_persons": _LEADERS,
        "lift_conflict": frozenset({"chef"}),
        "diary": _WORKERS | {"registrator"},
        "register": _CENTRE,
        "sort": _CENTRE,
        "export": _LEADERS | _REGISTER,
        "figures": _LEADERS | {"analytiker"},
        "texts": frozenset({"kommunikator", "administrator"}),
        "knowledge": frozenset({"gruppledare", "kontaktperson", "kommunikator", "administrator"}),
        "search_log": frozenset({"dataskydd", "revisor"}),
        "log_extract": frozenset({"dataskydd", "registrator"}),
        "propose_type": frozenset({"gruppledare", "administrator"}),
        "approve_type": frozenset({"kontaktperson", "chef", "administrator"}),
        "administer": frozenset({"administrator"}),
    }
)

# What a share gives besides reading. A named person works as the own role lets them.
SHARED_MAY: Mapping[str, frozenset[CaseAction]] = MappingProxyType(
    {"question": frozenset({"read", "note"}), "informed": frozenset({"read"})}
)


def may(agent: Agent, action: Action) -> bool:
    """Whether any role of the agent has the action: for pages and actions that are about no single case."""
    return agent.system or not MAY[action].isdisjoint(agent.role_names)


def insist(agent: Agent, action: Action) -> None:
    """Raises `Refused("not_your_role")` unless `may`."""
    if not may(agent, action):
        raise Refused("not_your_role")


def table_rows() -> tuple[tuple[Action, tuple[bool, ...]], ...]:
    """The whole table, an action a row, a cross for each of `ROLES` in their order: for the admin page."""
    return tuple((action, tuple(role in MAY[action] for role in ROLES)) for action in ACTIONS)
