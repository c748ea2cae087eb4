"""Who is asking: the session, the agent it stands for, and the rule that every page needs one unless it says so.

Flask-Login keeps the cookie; nothing else of it is used. The cookie names a row of `core.access.sessions`, and the row
decides whether the session still is one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import flask_login
from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from sqlalchemy import update

from core.access.agents import Agent, agent_by_id
from core.access.scopes import Access, access_of
from core.access.sessions import LASTS, NOTED_EVERY, How, Session, end_session, note_work, open_session, session_of
from core.clock import now
from core.store.db import table, transaction
from core.store.models import AgentRow

View = TypeVar("View", bound=Callable[..., Any])

_login = flask_login.LoginManager()


class _User(flask_login.UserMixin):  # type: ignore[misc]
    """What Flask-Login hands around: an agent, its session and what the cookie holds."""

    def __init__(self, agent: Agent, token: str, session: Session) -> None:
        self.agent = agent
        self.token = token
        self.session = session

    def get_id(self) -> str:
        return self.token


def guard(app: Flask) -> None:
    """Every page of the app, the plug-ins' too, needs an agent from here on."""
    app.config.update(PERMANENT_SESSION_LIFETIME=LASTS, SESSION_REFRESH_EACH_REQUEST=False)
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


def passive(view: View) -> View:
    """Marks a page that asks by itself, such as the poll of a list: it does not keep a session alive."""
    view.is_passive = True  # type: ignore[attr-defined]
    return view


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


def begin(agent: Agent, how: How = "password", *, id_token: str = "") -> None:
    """Opens a session for the agent, in place of whatever the browser held. Opens its own transaction."""
    before = flask_login.current_user
    session.clear()
    session.permanent = True
    with transaction():
        if before and before.is_authenticated:
            end_session(before.get_id())
        token = open_session(agent.id, how, id_token=id_token)
    opened = session_of(token, idle_limit())
    if not isinstance(opened, Session):
        abort(401)
    flask_login.login_user(_User(agent, token, opened))
    forget_agent(agent)


def end() -> str:
    """Ends the session, here and in the database; returns the provider's token that was kept with it."""
    with transaction():
        kept = end_session(flask_login.current_user.get_id() or "")
    flask_login.logout_user()
    session.clear()
    forget_agent(None)
    return kept


def current_session() -> Session | None:
    """The session of this request, when somebody is logged in."""
    user = flask_login.current_user
    return user.session if user and user.is_authenticated else None


def idle_limit() -> timedelta:
    """How long a session lasts without work; zero is no limit."""
    return timedelta(minutes=current_app.config["SETTINGS"].idle_minutes)


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
def _load(token: str) -> _User | None:
    found = session_of(token, idle_limit())
    if not isinstance(found, Session):
        g.was_idle = found == "idle"
        return None
    agent = agent_by_id(found.agent_id)
    if agent is None:
        return None
    if now() - found.seen_at > NOTED_EVERY and not getattr(view_of_request(), "is_passive", False):
        _at_work(found)
    return _User(agent, token, found)


def _at_work(found: Session) -> None:
    agents = table(AgentRow)
    with transaction() as tx:
        note_work(found)
        tx.execute(update(agents).where(agents.c.id == found.agent_id).values(last_seen=now()))


def _refuse_strangers() -> Response | None:
    view = view_of_request()
    if view is None or getattr(view, "is_public", False) or _is_static() or current_agent_or_none() is not None:
        return None
    here = request.full_path.rstrip("?") if request.method == "GET" else _page_of_the_form()
    target = url_for("login.form", next=local_path(here), slut="1" if g.get("was_idle") else None)
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": target})
    return cast(Response, redirect(target, 303))


def _page_of_the_form() -> str:
    """Where somebody stood when their session had ended: their draft waits there, the button's own address does not."""
    here, left = request.host_url, request.referrer or ""
    return f"/{left.removeprefix(here)}" if left.startswith(here) else "/"


def _is_static() -> bool:
    return request.endpoint is not None and request.endpoint.rsplit(".", 1)[-1] == "static"
