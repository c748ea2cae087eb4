"""Accounts: local ones with a password, those of the municipality's own login, and the one for emergencies."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select, update

from core.access.second_step import turn_off
from core.access.sessions import end_all, new_stamp
from core.contract.errors import Refused
from core.passwords import DEMO, LONGEST, SHORTEST, hashed, matches, weakness
from core.store.db import reading, table, transaction, writing
from core.store.models import AgentRole, AgentRow

EMERGENCY = "nodkonto"  # the login of the account for when the municipality's own login does not work
LINK_HOURS = 24  # how long a link to choose a password lives; it opens once, for it ends with the account's stamp
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for each other on paper


@dataclass(frozen=True, slots=True)
class Account:
    """What logging in asks of an account."""

    id: int
    login: str
    local: bool
    emergency: bool
    second_step: bool


def account_of(agent_id: int) -> Account:
    """The account of an agent that is there."""
    row = reading().execute(_ACCOUNT.where(AgentRow.id == agent_id)).one()
    return Account(row.id, row.login, row.external is None, row.emergency, bool(row.totp))


def account_with(login: str, password: str, *, demo: bool, local_logins: bool) -> Account | None:
    """The active account with that login and password, by the same work whether there is one or not.

    Without `local_logins` only the emergency account opens; outside the demo its password opens nothing.
    """
    where = (AgentRow.login == login, AgentRow.active, AgentRow.external.is_(None))
    row = reading().execute(_ACCOUNT.where(*where)).first()
    fits = matches(password, row.password if row else "")
    known = not demo and password.strip().lower() in DEMO
    if row is None or not fits or known or not (local_logins or row.emergency):
        return None
    return Account(row.id, row.login, True, row.emergency, bool(row.totp))


def password_fits(agent_id: int, password: str) -> bool:
    """Whether it is the agent's password: asked again before something that a borrowed session may not do."""
    stored = reading().scalar(select(AgentRow.password).where(AgentRow.id == agent_id))
    return matches(password[:LONGEST], stored or "")


def give_password(agent_id: int, password: str) -> None:
    """A new password, which ends every session of the agent. Needs a transaction.

    Raises `Refused("password_…")` with why it may be none, and for an account of the municipality's own login.
    """
    row = writing().execute(_ACCOUNT.where(AgentRow.id == agent_id)).one()
    if row.external is not None:
        raise Refused("password_elsewhere")
    if why := weakness(password, row.login, row.name):
        raise {
            "short": Refused("password_short", n=str(SHORTEST)),
            "long": Refused("password_long", n=str(LONGEST)),
            "common": Refused("password_common"),
            "personal": Refused("password_personal"),
        }[why]
    agents = table(AgentRow)
    writing().execute(update(agents).where(agents.c.id == agent_id).values(password=hashed(password)))
    end_all(agent_id)


def link_token(agent_id: int) -> str:
    """What the address holds where an agent chooses a password without having one. Raises `Refused`."""
    row = reading().execute(_ACCOUNT.add_columns(AgentRow.stamp).where(AgentRow.id == agent_id)).one()
    if row.external is not None:
        raise Refused("password_elsewhere")
    return _links().dumps([agent_id, row.stamp])


def agent_of_link(token: str) -> int | None:
    """Whose password the link gives; None when it is not ours, too old, used, or the account is switched off."""
    try:
        agent_id, stamp = _links().loads(token, max_age=LINK_HOURS * 3600)
    except (BadSignature, ValueError):
        return None
    where = (AgentRow.id == agent_id, AgentRow.stamp == stamp, AgentRow.active, AgentRow.external.is_(None))
    return reading().scalar(select(AgentRow.id).where(*where))


def make_emergency_account() -> str:
    """Makes the emergency account, or gives it a new password; returns the password, to be written down once.

    Opens its own transaction. The old password, its sessions and its second step end.
    """
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(5))
    values = {"password": hashed(password), "stamp": new_stamp(), "active": True}
    with transaction() as tx:
        agents = table(AgentRow)
        found = tx.execute(select(AgentRow.id, AgentRow.emergency).where(AgentRow.login == EMERGENCY)).first()
        if found is not None and not found.emergency:
            raise Refused("login_taken", login=EMERGENCY)
        if found is not None:
            tx.execute(update(agents).where(agents.c.id == found.id).values(**values))
            turn_off(found.id)
            return password
        named = {"login": EMERGENCY, "name": "Nödkonto", "emergency": True, **values}
        agent_id = tx.execute(agents.insert().values(**named).returning(agents.c.id)).scalar_one()
        tx.execute(table(AgentRole).insert().values(agent_id=agent_id, role="administrator"))
    return password


def _links() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="password link")


_ACCOUNT = select(
    AgentRow.id, AgentRow.login, AgentRow.name, AgentRow.password, AgentRow.external, AgentRow.emergency, AgentRow.totp
)
