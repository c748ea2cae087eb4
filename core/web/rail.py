"""The views in the rail: their words, their icons and how many cases each holds."""

from __future__ import annotations

from collections.abc import Callable, Collection

from core.access.agents import Agent
from core.access.counters import counts
from core.access.lists import due_counts
from core.access.roles import may
from core.access.scopes import Access
from core.access.views import VIEWS, ViewKey, views_of
from core.web import words
from core.web.language import gettext as _
from core.web.rows import ViewGroup, ViewLink
from core.web.shared_rail import shared_views

ICONS: dict[ViewKey, str] = {
    "unassigned": "inbox",
    "can_take": "hand",
    "mine": "user-round",
    "group": "users-round",
    "due_today": "clock",
    "overdue": "circle-alert",
    "late_elsewhere": "triangle-alert",
    "waiting": "hourglass",
    "parked": "calendar-clock",
    "elsewhere": "building-2",
    "sortering": "shield-alert",
    "suspect": "trash-2",
    "closed": "archive",
}
# Swedish in the address: it is read, sent and bookmarked by people.
ADDRESS: dict[ViewKey, str] = {
    "unassigned": "otilldelade",
    "can_take": "kan-ta",
    "mine": "mina",
    "group": "grupp",
    "due_today": "i-dag",
    "overdue": "forsenade",
    "late_elsewhere": "forsenade-hos-andra",
    "waiting": "vantar",
    "parked": "parkerade",
    "elsewhere": "hos-andra",
    "sortering": "sortering",
    "suspect": "skrap",
    "closed": "avslutade",
}
_FIRST: tuple[ViewKey, ...] = ("unassigned", "can_take", "mine", "group")
_TIME: tuple[ViewKey, ...] = ("due_today", "overdue", "late_elsewhere", "waiting", "parked")
_REST: tuple[ViewKey, ...] = ("elsewhere", "sortering", "suspect", "closed")


def rail(agent: Agent, access: Access, active: str = "") -> tuple[ViewGroup, ...]:
    """The agent's views in three groups, with fresh counters; a group without views is left out."""
    mine = views_of(agent, access)
    numbers = {**counts(agent, access), **due_counts(agent, access)} if mine else {}

    def group(keys: tuple[ViewKey, ...], label: str = "") -> ViewGroup:
        return ViewGroup(tuple(_link(key, agent, numbers, active) for key in keys if key in mine), label)

    shared = shared_views(agent, access, active)
    groups = (group(_FIRST), group(_TIME, _("Time")), shared, group(_REST, _("The rest") if _works(mine) else ""))
    return tuple(one for one in groups if one.views)


def _works(mine: Collection[ViewKey]) -> bool:
    """Whether there is anything that the rest could be the rest of."""
    return any(key in mine for key in _FIRST)


def view_name(key: ViewKey, agent: Agent) -> str:
    """What a view is called for this agent: an officer's group is the whole department."""
    names: dict[ViewKey, Callable[[], str]] = {
        "unassigned": lambda: _("Unassigned"),
        "can_take": lambda: _("Cases I can take"),
        "mine": lambda: _("Mine"),
        "group": lambda: _("My group") if agent.in_contact_centre else _("My department"),
        "due_today": lambda: _("Due today"),
        "overdue": lambda: _("Overdue"),
        "late_elsewhere": lambda: _("Overdue elsewhere"),
        "waiting": lambda: _("Waiting for an answer"),
        "parked": lambda: _("Parked"),
        "elsewhere": lambda: _elsewhere(agent),
        "sortering": lambda: _("To be sorted"),
        "suspect": lambda: _("Junk?"),
        "closed": lambda: _("Closed"),
    }
    return names[key]()


def _elsewhere(agent: Agent) -> str:
    """Who has no desk has nobody else's either: to a registrar these are the open cases."""
    if agent.in_contact_centre:
        return _("With the departments")
    return _("With others") if may(agent, "work") else _("Open cases")


def view_href(key: ViewKey) -> str:
    """The address of a view's list."""
    return f"/?vy={ADDRESS[key]}"


def view_from(address: str, agent: Agent, access: Access) -> ViewKey | None:
    """The view named in an address, when the agent has it; without a name, or with another, the agent's first."""
    mine = views_of(agent, access)
    named = next((key for key in VIEWS if ADDRESS[key] == address and key in mine), None)
    return named or (mine[0] if mine else None)


def _link(key: ViewKey, agent: Agent, numbers: dict[str, int], active: str) -> ViewLink:
    n = words.counted(numbers.get(key, 0))
    return ViewLink(ADDRESS[key], view_name(key, agent), view_href(key), n, key == active, key == "overdue", ICONS[key])
