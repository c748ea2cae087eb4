"""Where in a list the case stands: "Otilldelade, 3 av 17", with its neighbours. The list goes along in ?vy=."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, has_request_context, request, url_for

from core.access.agents import Agent
from core.access.lists import Query, page
from core.access.scopes import Access
from core.access.views import ViewKey
from core.web.case_rows import Place
from core.web.language import gettext as _
from core.web.rail import ADDRESS, view_from, view_name

REACH = 100  # cases of the list that are looked among
_KEEP = ("case_page.show", "verbs.", "deliveries.", "replies.")


def view_of_request(agent: Agent, access: Access) -> ViewKey | None:
    """The list that the agent came from, when the address names one that is theirs."""
    named = _named()
    view = view_from(named, agent, access) if named else None
    return view if view and ADDRESS[view] == named else None


def place_of(number: str, view: ViewKey | None, agent: Agent, access: Access) -> Place:
    """The place of a case in that list; the way back to the lists when it is in none."""
    if view is None:
        return Place(_("Inbox"), "/")
    name, href = view_name(view, agent), f"/?vy={ADDRESS[view]}"
    found = page(agent, access, Query(view=view, limit=REACH))
    numbers = [row.number for row in found.rows]
    if number not in numbers:
        return Place(name, href)
    at = numbers.index(number)
    many = f"{len(numbers)}+" if found.next else str(len(numbers))
    return Place(
        _("%(view)s, %(n)s of %(many)s", view=name, n=at + 1, many=many),
        href,
        _href(numbers[at - 1]) if at else "",
        _href(numbers[at + 1]) if at + 1 < len(numbers) else "",
    )


def keep_view(blueprint: Blueprint) -> None:
    """Lets the addresses of a case and its verbs carry the list on, so that "next" is there after each of them."""
    blueprint.app_url_defaults(_carry)


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    if has_request_context() and endpoint.startswith(_KEEP) and (named := _named()):
        values.setdefault("vy", named)


def _named() -> str:
    named = request.args.get("vy", "")
    return named if named in ADDRESS.values() else ""


def _href(number: str) -> str:
    return url_for("case_page.show", number=number)
