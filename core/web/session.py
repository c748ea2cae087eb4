"""Who is asking: the session, the agent it stands for, and the rule that every page needs one unless it says so.

Flask-Login keeps the cookie; nothing else of it is used. A session carries "id:stamp": when the stamp changes (new
password, blocked), every session of that agent ends.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import flask_login
from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from sqlalchemy import select, update

from core.access.agents import Agent, agent_by_id
from core.access.scopes import Access, access_of
from core.clock import now
from core.store.db import reading, table, transaction
from core.store.models import AgentRow

View = TypeVar("View", bound=Callable[..., Any])

LASTS = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)

_login = flask_login.LoginManager()


class _Session(flask_login.UserMixin):  # type: ignore[misc]
    """What Flask-Login hands around: an agent and the stamp its session was opened with."""

    def __init__(self, agent: Agent, stamp: str) -> None:
        self.agent = agent
        self.stamp = stamp

    def get_id(self) -> str:
        return f"{self.agent.id}:{self.stamp}"


def guard(app: Flask) -> None:
    """Every page of the app, the plug-ins' too, needs an agent from here on."""
    app.config["PERMANENT_SESSION_LIFETIME"] = LASTS
    _login.init_app(app, add_context_processor=False)  # which would ask the database for each page, also the public
    app.before_request(_refuse_strangers)


def public(view: View) -> View:
    """Marks a page that needs no login."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def framable(view: View) -> View:
    """Marks a public page that the municipality's own listed sites may show in a frame."""
    view.is_framable = True  # type: ignore[attr-defined]
    return public(view)


def current_agent() -> Agent:
    """The agent of this request; read once. Only for pages that need a login: elsewhere it answers 401."""
    agent = current_agent_or_none()
    if agent is None:
        abort(401)
    return agent


def current_agent_or_none() -> Agent | None:
    """The agent of this request, or None on a public page that nobody logged in to."""
    if "agent" not in g:
        user = flask_login.current_user
        g.agent = user.agent if user and user.is_authenticated else None
    return cast("Agent | None", g.agent)


def current_access() -> Access:
    """What the agent of this request may; asked for once."""
    if "access" not in g:
        g.access = access_of(current_agent())
    return cast(Access, g.access)


def require_role(*roles: str) -> Agent:
    """The agent, when it has one of the roles; else 403."""
    agent = current_agent()
    if not agent.has(*roles):
        abort(403)
    return agent


def begin(agent: Agent) -> None:
    """Opens a session for the agent, in place of any other."""
    session.clear()
    session.permanent = True
    stamp = reading().scalar(select(AgentRow.stamp).where(AgentRow.id == agent.id))
    flask_login.login_user(_Session(agent, stamp or ""))
    forget_agent(agent)


def end() -> None:
    """Ends the session."""
    flask_login.logout_user()
    session.clear()
    forget_agent(None)


def forget_agent(then: Agent | None) -> None:
    """Makes this request one of somebody else, or of nobody."""
    g.agent = then
    g.pop("access", None)


def view_of_request() -> Callable[..., Any] | None:
    """The page that answers this request, or None when there is none at the address."""
    return current_app.view_functions.get(request.endpoint or "")


def local_path(value: str) -> str:
    """`value` when it is a path on this site, else the start page: nobody is sent elsewhere after logging in."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return "/"
    plain = value.isprintable() and "\\" not in value and value.startswith("/") and not value.startswith("//")
    return value if plain and not parts.scheme and not parts.netloc else "/"


@_login.user_loader  # type: ignore[untyped-decorator]
def _load(session_id: str) -> _Session | None:
    agent_id, _, stamp = session_id.partition(":")
    if not agent_id.isdigit():
        return None
    row = (
        reading()
        .execute(select(AgentRow.stamp, AgentRow.last_seen).where(AgentRow.id == int(agent_id), AgentRow.active))
        .first()
    )
    agent = agent_by_id(int(agent_id)) if row and row.stamp == stamp else None
    if row is None or agent is None:
        return None
    if row.last_seen is None or now() - row.last_seen > SEEN_EVERY:
        _seen(agent.id)
    return _Session(agent, stamp)


def _seen(agent_id: int) -> None:
    agents = table(AgentRow)
    with transaction() as tx:
        tx.execute(update(agents).where(agents.c.id == agent_id).values(last_seen=now()))


def _refuse_strangers() -> Response | None:
    view = view_of_request()
    if view is None or getattr(view, "is_public", False) or _is_static() or current_agent_or_none() is not None:
        return None
    here = request.full_path.rstrip("?") if request.method == "GET" else _page_of_the_form()
    target = url_for("login.form", next=local_path(here))
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": target})
    return cast(Response, redirect(target, 303))


def _page_of_the_form() -> str:
    """Where somebody stood when their session had ended: their draft waits there, the button's own address does not."""
    here, left = request.host_url, request.referrer or ""
    return f"/{left.removeprefix(here)}" if left.startswith(here) else "/"


def _is_static() -> bool:
    return request.endpoint is not None and request.endpoint.rsplit(".", 1)[-1] == "static"
