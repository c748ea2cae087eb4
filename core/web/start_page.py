"""The first page of somebody without a list of cases: what the roles are for, and the door to one case by number."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.access.agents import Agent
from core.access.query import Query
from core.access.roles import ACTIONS, Action, may
from core.access.scopes import Access
from core.case.looking import look_up
from core.store.models.agents import ROLES
from core.web.finding import find
from core.web.frame import own_pages, page
from core.web.list_filters import query_from
from core.web.municipality.getting_started import is_unfinished
from core.web.parting import parted
from core.web.role_words import action_name, role_name
from core.web.session import current_agent

LATER: frozenset[Action] = frozenset({"figures", "knowledge"})  # what has no page yet is promised to nobody


def without_views(agent: Agent, access: Access) -> ResponseReturnValue:
    """An administrator goes to the plug-ins; whoever may see a case by its number can ask for it here."""
    asked = query_from(request.args, "closed").text
    if access.limited and asked:
        look_up("box", asked, agent)
        number, _rows = find(agent, access, Query(text=asked))
        if number:
            return redirect(f"/arende/{number}", 303)
    if agent.role_names == {"administrator"}:
        first = "getting_started.show" if is_unfinished() else "settings.show"
        return redirect(url_for(first), 303)
    return page(
        "start.html",
        roles=", ".join(role_name(role).lower() for role in ROLES if current_agent().has(role)),
        actions=[action_name(action) for action in ACTIONS if may(agent, action) and action not in LATER],
        pages=own_pages(agent),
        may_ask=bool(access.limited),
        asked=asked,
        notices=parted(agent),
    )
