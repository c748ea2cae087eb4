"""`./run user` and `./run plugin`: the few things that must work without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import select, update

from core.access.accounts import EMERGENCY as EMERGENCY
from core.access.accounts import LINK_HOURS as LINK_HOURS
from core.access.accounts import give_password, link_token, make_emergency_account
from core.access.placing import centre, columns, place_called
from core.access.second_step import turn_off
from core.access.sessions import end_all, new_stamp
from core.contract.errors import ConfigurationError, Refused
from core.store.db import Base, reading, table, transaction
from core.store.models import (
    AgentRole,
    AgentRow,
    Case,
    Delivery,
    Inbound,
    Message,
    PluginHealth,
    PluginState,
)
from core.store.models.agents import ROLES
from core.web.refusals import words

USAGE = "list | add LOGIN | password LOGIN | link LOGIN | no-totp LOGIN | break-glass"
KEEP_IT = "Lösenordet visas bara nu: skriv ned det och lås in det. Det öppnar när kommunens inloggning inte gör det."


def add_user(login: str, name: str, role: str, forvaltning: str | None, password: str) -> None:
    """Adds an agent with one role in that förvaltning, or for its nämnd; logins are in lower case.

    Without a password the account waits for its one-time link. Raises `ConfigurationError` with what to do.
    """
    login = login.strip().lower()[:80]
    if role not in ROLES:
        raise ConfigurationError([f"Rollen finns inte. Välj en av {', '.join(ROLES)}."])
    with transaction() as tx, _in_words():
        if tx.scalar(select(AgentRow.id).where(AgentRow.login == login)):
            raise ConfigurationError([f"{login}: finns redan. Byt lösenord med ./run user password {login}"])
        place = place_called(forvaltning) if forvaltning else centre()
        if place is None:
            raise ConfigurationError([f"{forvaltning}: förvaltningen finns inte"])
        agents = table(AgentRow)
        values = {"login": login, "name": name[:120], "stamp": new_stamp()}
        agent_id = tx.execute(agents.insert().values(**values).returning(agents.c.id)).scalar_one()
        if password:
            give_password(agent_id, password)
        tx.execute(table(AgentRole).insert().values(agent_id=agent_id, role=role, **columns(role, place) or {}))


def set_password(login: str, password: str) -> None:
    """Gives a new password and ends the agent's sessions."""
    with transaction(), _in_words():
        give_password(_agent_id(login), password)


def password_link(login: str) -> str:
    """An address where the agent chooses a password of their own, once, within a day."""
    path = link_token(_agent_id(login))
    return f"{current_app.config['SETTINGS'].public_address}/logga-in/nytt/{path}"


def break_glass() -> str:
    """The new password of the emergency account, to be printed once."""
    with _in_words():
        return make_emergency_account()


def forget_second_step(login: str) -> None:
    """For somebody who has lost both phone and recovery codes: a password is enough again, and sessions end."""
    with transaction():
        agent_id = _agent_id(login)
        turn_off(agent_id)
        end_all(agent_id)


def users() -> list[str]:
    """One line each: login, name, roles."""
    rows = reading().execute(
        select(AgentRow.login, AgentRow.name, AgentRow.active, AgentRole.role)
        .outerjoin(AgentRole, AgentRole.agent_id == AgentRow.id)
        .order_by(AgentRow.login)
    )
    return [f"{r.login:14} {r.name:28} {r.role or '-':18} {'' if r.active else 'avstängd'}".rstrip() for r in rows]


def rename_plugin(old: str, new: str) -> int:
    """Moves everything that an instance has in the database to its new name. Returns how many rows."""
    models: tuple[type[Base], ...] = (Case, Message, Inbound, Delivery, PluginState, PluginHealth)
    moved = 0
    with transaction() as tx:
        taken = tx.scalar(select(Inbound.id).where(Inbound.plugin == new).limit(1))
        if taken or tx.scalar(select(PluginState.key).where(PluginState.plugin == new).limit(1)):
            raise ConfigurationError([f"{new}: namnet används redan i databasen"])
        tx.execute(table(PluginHealth).delete().where(table(PluginHealth).c.plugin == new))
        for model in models:
            rows = table(model)
            done = tx.execute(update(rows).where(rows.c.plugin == old).values(plugin=new).returning(rows.c.plugin))
            moved += len(done.all())
    return moved


def _agent_id(login: str) -> int:
    found = reading().scalar(select(AgentRow.id).where(AgentRow.login == login.strip().lower()))
    if found is None:
        raise ConfigurationError([f"{login}: ingen sådan inloggning. ./run user list visar alla."])
    return found


@contextmanager
def _in_words() -> Iterator[None]:
    """A rule that says no, as a sentence."""
    try:
        yield
    except Refused as refused:
        raise ConfigurationError([words(refused)]) from refused
