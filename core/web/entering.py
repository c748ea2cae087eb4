"""The last step of every way in: the login is noted, alarms are raised, and a new session begins."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from flask import current_app, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core.access.accounts import Account
from core.access.agents import SYSTEM, agent_by_id
from core.access.alarm_rows import EMERGENCY_USED, raise_alarm
from core.access.sessions import How
from core.case.events import audit
from core.contract.errors import NotFound
from core.store.db import reading, transaction
from core.store.limits import forget, within_limit
from core.store.models import AgentRow
from core.web.session import begin

PER_ACCOUNT = 10  # tries in WINDOW; a right password begins anew
PER_ADDRESS = 100  # a whole contact centre may stand behind one address
WINDOW = 300.0  # seconds


def enter(account: Account, target: str, how: How = "password", *, id_token: str = "") -> ResponseReturnValue:
    """Opens a session and goes on to `target`, a path of our own."""
    agent = agent_by_id(account.id)
    if agent is None:
        raise NotFound
    if account.emergency:
        how = "emergency"
    with transaction():
        forget("login", account.login)
        forget("login-code", account.login)
        audit("login", agent, data={"how": how})
        if account.emergency:
            raise_alarm(EMERGENCY_USED)
    begin(agent, how, id_token=id_token)
    return redirect(target, 303)


def may_try(what: str, who: str) -> bool:
    """Counts one try before anything costly is done, so that tries at the same time are counted too."""
    by_address = within_limit("login-address", network(request.remote_addr or ""), PER_ADDRESS, WINDOW)
    return within_limit(what, who, PER_ACCOUNT, WINDOW) and by_address


def network(address: str) -> str:
    """The address; of IPv6 the /64, for one subscriber has all of it."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if known.version == 4:
        return address
    return str(known.ipv4_mapped or ip_network((known, 64), strict=False).network_address)


def note_failure(login: str) -> None:
    """Who it was tried as, when there is such an agent; what was typed is not kept: it may be a password."""
    agent_id = reading().scalar(select(AgentRow.id).where(AgentRow.login == login))
    with transaction():
        audit("login_failed", SYSTEM, data={"agent": agent_id})


def local_logins() -> bool:
    """Whether local accounts open anything; the emergency account always does."""
    settings = current_app.config["SETTINGS"]
    return settings.oidc is None or bool(settings.oidc.local_logins)
