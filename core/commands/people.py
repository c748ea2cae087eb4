"""`./run user` and `./run plugin`: the few things that must work without a browser."""

from __future__ import annotations

import secrets

from sqlalchemy import select, update

from core.contract.errors import ConfigurationError
from core.passwords import hashed
from core.store.db import Base, reading, table, transaction
from core.store.models import (
    AgentRole,
    AgentRow,
    Case,
    Delivery,
    Forvaltning,
    Inbound,
    Message,
    PluginHealth,
    PluginState,
)
from core.store.models.agents import ROLES

SHORTEST_PASSWORD = 10


def add_user(login: str, name: str, role: str, forvaltning: str | None, password: str) -> None:
    """Adds an agent with one role in that förvaltning, or for its nämnd; logins are in lower case.

    Raises `ConfigurationError` with what to do.
    """
    login = login.strip().lower()[:80]
    if role not in ROLES:
        raise ConfigurationError([f"Rollen finns inte. Välj en av {', '.join(ROLES)}."])
    _check_password(password)
    with transaction() as tx:
        if tx.scalar(select(AgentRow.id).where(AgentRow.login == login)):
            raise ConfigurationError([f"{login}: finns redan. Byt lösenord med ./run user password {login}"])
        where = Forvaltning.code == forvaltning if forvaltning else Forvaltning.contact_centre
        own = tx.scalar(select(Forvaltning).where(where))
        if own is None:
            raise ConfigurationError([f"{forvaltning}: förvaltningen finns inte"])
        agents = table(AgentRow)
        values = {"login": login, "name": name[:120], "password": hashed(password), "stamp": secrets.token_hex(8)}
        agent_id = tx.execute(agents.insert().values(**values).returning(agents.c.id)).scalar_one()
        where_it_holds = {"registrator": {"namnd_id": own.namnd_id}, "administrator": {}}
        place = where_it_holds.get(role, {"forvaltning_id": own.id})
        tx.execute(table(AgentRole).insert().values(agent_id=agent_id, role=role, **place))


def set_password(login: str, password: str) -> None:
    """Gives a new password and ends the agent's sessions."""
    _check_password(password)
    with transaction() as tx:
        found = tx.execute(
            update(table(AgentRow))
            .where(table(AgentRow).c.login == login.strip().lower())
            .values(password=hashed(password), stamp=secrets.token_hex(8))
            .returning(table(AgentRow).c.id)
        ).scalar()
        if found is None:
            raise ConfigurationError([f"{login}: ingen sådan inloggning. ./run user list visar alla."])


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


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise ConfigurationError([f"Lösenordet är för kort: minst {SHORTEST_PASSWORD} tecken."])
