"""The first administrator of an empty installation: made once, by whoever holds the link that the start printed."""

from __future__ import annotations

import re

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from core.access.accounts import LINK_HOURS, give_password
from core.access.sessions import new_stamp
from core.contract.errors import NotFound, Refused, Wrong
from core.store.db import reading, table, writing
from core.store.models import AgentRole, AgentRow

LONGEST_NAME, LONGEST_LOGIN = 120, 80
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]*")
_MARK = "nobody yet"


def nobody_yet() -> bool:
    """Whether nobody at all can log in: no account has been made."""
    return reading().scalar(select(AgentRow.id).limit(1)) is None


def first_link() -> str:
    """The whole address where the first account is made. It holds for a day and ends with the first account."""
    return f"{current_app.config['SETTINGS'].public_address}/forsta-kontot/{_links().dumps(_MARK)}"


def opens_first_account(token: str) -> bool:
    """Whether the token is ours, not too old, and still of use."""
    try:
        return _links().loads(token, max_age=LINK_HOURS * 3600) == _MARK and nobody_yet()
    except BadSignature:
        return False


def make_first_account(login: str, name: str, password: str) -> int:
    """An administrator; returns the agent's id. Inside a transaction that lets nobody else do the same.

    Raises `NotFound` when somebody was first, `Wrong` with each field that needs another answer.
    """
    if not nobody_yet():
        raise NotFound
    login, name = login.strip().lower(), " ".join(name.split())
    wrong = {}
    if not name or len(name) > LONGEST_NAME:
        wrong["name"] = Refused("name_of_thing_missing") if not name else Refused("too_long", n=str(LONGEST_NAME))
    if not _LOGIN.fullmatch(login) or len(login) > LONGEST_LOGIN:
        wrong["user"] = Refused("login_wrong")
    if wrong:
        raise Wrong(wrong)
    tx, agents = writing(), table(AgentRow)
    values = {"login": login, "name": name, "stamp": new_stamp()}
    agent_id = int(tx.execute(agents.insert().values(**values).returning(agents.c.id)).scalar_one())
    try:
        give_password(agent_id, password)
    except Refused as refused:
        raise Wrong({"new": refused}) from refused
    tx.execute(table(AgentRole).insert().values(agent_id=agent_id, role="administrator"))
    return agent_id


def _links() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="first account")
