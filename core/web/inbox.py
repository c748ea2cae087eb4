"""The inbox: a view's list with filters and search, and the poll that says what is new."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from core.access.agents import Agent
from core.access.counters import freshness
from core.access.lists import Page, newer
from core.access.lists import page as list_page
from core.access.query import Query
from core.access.roles import may
from core.access.scopes import Access
from core.access.similar import joins
from core.case.looking import look_up
from core.clock import now
from core.web.banners import banners
from core.web.finding import find, found_words
from core.web.frame import page, shell
from core.web.language import gettext as _
from core.web.language import reader_language
from core.web.list_filters import address, chips, is_filtered, query_from
from core.web.list_rows import case_row
from core.web.parting import parted
from core.web.rail import ADDRESS, rail, view_from, view_name
from core.web.rows import Inbox, News, Shell
from core.web.session import current_access, current_agent, passive
from core.web.start_page import without_views
from core.web.told import told_over_the_list

POLL_SECONDS = 20

inbox = Blueprint("inbox", __name__)


@inbox.get("/")
def show() -> ResponseReturnValue:
    """The list. A whole case number in the search opens that case."""
    agent, access = current_agent(), current_access()
    view = view_from(request.args.get("vy", ""), agent, access)
    if view is None:
        return without_views(agent, access)
    query = query_from(request.args, view)
    if query.text:
        look_up("box", query.text, agent)
    mark = etag(agent, access)  # before the rows: a change in between is then news
    number, found = find(agent, access, query) if query.text else ("", list_page(agent, access, query))
    if number:
        return redirect(f"/arende/{number}", 303)
    around = shell("" if query.text else view)  # a search looks everywhere
    return page("inbox.html", shell=around, inbox=_list(agent, access, query, found, around, mark), case=None)


@inbox.get("/nytt")
@passive
def news() -> ResponseReturnValue:
    """What the page asks for every few seconds; 304 while nothing that the agent may see has changed."""
    agent, access = current_agent(), current_access()
    view = view_from(request.args.get("vy", ""), agent, access)
    if view is None:
        abort(404)
    mark = etag(agent, access)
    if request.headers.get("If-None-Match") == mark:
        return Response(status=304, headers={"ETag": mark, "Cache-Control": "no-store"})
    query = query_from(request.args, view)
    since = request.args.get("sedan", "")
    links = tuple(link for group in rail(agent, access, view) for link in group.views)
    n = newer(agent, access, query, since)
    fresh = News(_poll(query, since), address(query), n, mark, POLL_SECONDS, links)
    return Response(render_template("news.html", news=fresh, banners=banners(agent, access)), headers={"ETag": mark})


def etag(agent: Agent, access: Access) -> str:
    """Changes with every change the agent may see, with what that is, and with the minute (for what is due)."""
    scopes = (sorted(access.full), sorted(access.shared), sorted(access.blocked))
    parts = (agent.id, agent.language, scopes, freshness(agent, access), now().strftime("%Y%m%d%H%M"))
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:20]}"'


def _list(agent: Agent, access: Access, query: Query, found: Page, around: Shell, mark: str) -> Inbox:
    back = f"?vy={ADDRESS[query.view]}"
    plain = Query(view=query.view)
    together = joins(agent, access, (row.id for row in found.rows))
    return Inbox(
        _("Search") if query.text else view_name(query.view, agent),
        tuple(case_row(row, agent, now(), back, together.get(row.id)) for row in found.rows),
        chips(query, reader_language()),
        n=next((v.n for group in around.views for v in group.views if v.active), ""),
        query=query.text,
        hidden=(("vy", ADDRESS[query.view]),),
        found=found_words(found, query),
        more_href=address(query, efter=found.next) if found.next else "",
        empty=_empty(query, agent),
        clear_href=address(plain) if is_filtered(query) or query.text else "",
        news=None if query.text or query.before else _first_news(query, found, mark),
        notices=parted(agent),
        told=() if query.text else told_over_the_list(agent),
    )


def _first_news(query: Query, found: Page, mark: str) -> News:
    return News(_poll(query, found.newest or ""), address(query), etag=mark, every=POLL_SECONDS)


def _poll(query: Query, since: str) -> str:
    return address(query, "/nytt", sedan=since)


def _empty(query: Query, agent: Agent) -> str:
    """What would be here, and what to do."""
    if query.text:
        words = _("Nothing was found. Try fewer or other words, or the whole case number.")
        return f"{words} {_('A star finds every word that begins so: skol*.')}"
    if is_filtered(query):
        return _("No cases here fit the filters. Clear them to see all.")
    return {
        "unassigned": _("No unassigned cases right now. New ones come here by themselves."),
        "can_take": _("No cases for you to take right now. Those that fit your group come here."),
        "mine": _("You have no cases. Take one from Unassigned."),
        "group": _("Your group has no open cases right now."),
        "due_today": _("Nothing more is due today."),
        "overdue": _("Nothing is overdue."),
        "late_elsewhere": _("Nothing that passed through here is overdue with the departments."),
        "waiting": _("No cases wait for an answer."),
        "parked": _("No cases are parked. One that you park comes back by itself at its time."),
        "elsewhere": _no_others(agent),
        "sortering": _("Nothing to sort. Texts with words of care or illness come here first."),
        "suspect": _("Nothing is held as junk."),
        "closed": _("No cases have been closed yet."),
    }[query.view]


def _no_others(agent: Agent) -> str:
    if agent.in_contact_centre:
        return _("No cases are with the departments right now.")
    if may(agent, "work"):
        return _("None of the department's cases are with others right now.")
    return _("No open cases right now.")
