"""The rail's links to what is shared: questions to us and from us, för kännedom, and cases that need a named person."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from core.access.agents import Agent
from core.access.scopes import RECEIVERS, Access
from core.case.naming import nameless
from core.clock import now
from core.store.db import reading, table
from core.store.models import CaseShare
from core.web import words
from core.web.language import gettext as _
from core.web.rows import ViewGroup, ViewLink

_SHARES = table(CaseShare)
# Made once: it is asked for every page, and making a statement costs more than asking it.
_WAITING = select(func.count(), func.min(_SHARES.c.due_at)).where(
    _SHARES.c.created_by == bindparam("agent"), _SHARES.c.kind == "question", _SHARES.c.ended_at.is_(None)
)


def shared_views(agent: Agent, access: Access, active: str = "") -> ViewGroup:
    """The rail's group for what is shared: only what there is, and for officers always their questions."""
    kinds = [kind for given in access.given.values() for kind in given]
    asked, known = kinds.count("question"), kinds.count("informed")
    mine, late = _waiting_for(agent)
    missing = nameless(agent)
    links = []
    if asked or any(role.role in RECEIVERS for role in agent.roles):
        links.append(_link("fragor", _("Questions to us"), "/fragor", asked, active, "messages-square"))
    if mine:
        links.append(_link("stallda", _("Questions I have asked"), "/stallda-fragor", mine, active, "hourglass", late))
    if known:
        links.append(_link("kannedom", _("For information"), "/for-kannedom", known, active, "eye"))
    if missing:
        links.append(_link("utse", _("Name a person"), "/utse", missing, active, "shield-alert", True))
    return ViewGroup(tuple(links), _("Shared"))


def _link(key: str, label: str, href: str, n: int, active: str, icon: str, alarm: bool = False) -> ViewLink:
    return ViewLink(key, label, href, words.counted(n), key == active, alarm, icon)


def _waiting_for(agent: Agent) -> tuple[int, bool]:
    """How many of the agent's questions wait for an answer, and whether one is late."""
    dues = reading().execute(_WAITING, {"agent": agent.id}).one()
    return int(dues[0]), dues[1] is not None and dues[1] < now()
