"""`./run user` and `./run plugin`: the few things that must work without a browser."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import current_app
from sqlalchemy import select, update

from core.access.accounts import EMERGENCY as EMERGENCY
from core.access.accounts import LINK_HOURS as LINK_HOURS
from core.access.accounts import give_password, link_token, make_emergency_account
from core.access.first_account import first_link, nobody_yet
from core.access.placing import IN_NAMND, centre, columns, place_called
from core.access.second_step import turn_off
from core.access.sessions import end_all, new_stamp
from core.clock import STOCKHOLM
from core.contract.errors import ConfigurationError, Refused
from core.store.db import Base, reading, table, transaction
from core.store.models import (
    AgentRole,
    AgentRow,
    Case,
    Delivery,
    Forvaltning,
    Inbound,
    Message,
    Namnd,
    PluginHealth,
    PluginState,
    Unit,
)
from core.store.models.agents import ROLES
from core.web.refusals import words

USAGE = "list | first | add LOGIN | password LOGIN | link LOGIN | no-totp LOGIN | break-glass"
EVERY_NAMND = "alla"
KEEP_IT = "Lösenordet visas bara nu: skriv ned det och lås in det. Det öppnar när kommunens inloggning inte gör det."


def run(options: argparse.Namespace) -> None:
    """`./run user`: does what its words say."""
    match options.words:
        case ["list"]:
            print("\n".join(users()))
        case ["first"]:
            print(first_account_link())
        case ["add", login]:
            held = Held(options.role, options.forvaltning, options.namnd, options.until)
            add_user(login, options.name or login, held, _ask_password())
        case ["password", login]:
            set_password(login, _ask_password())
        case ["link", login]:
            print(f"Gäller en gång, i {LINK_HOURS} timmar:\n{password_link(login)}")
        case ["break-glass"]:
            print(f"{EMERGENCY}\n{break_glass()}\n{KEEP_IT}")
        case ["no-totp", login]:
            forget_second_step(login)
        case _:
            raise ConfigurationError([f"Skriv ./run user {USAGE}"])


def _ask_password() -> str:
    return getpass.getpass("Lösenord: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


@dataclass(frozen=True, slots=True)
class Held:
    """A role as it was asked for: the code of a förvaltning or unit, or of a nämnd; `until` its last day."""

    role: str
    forvaltning: str | None = None
    namnd: str | None = None
    until: str | None = None

    def values(self) -> dict[str, object]:
        """The columns of its row. Raises `ConfigurationError`."""
        if self.role not in ROLES:
            raise ConfigurationError([f"Rollen finns inte. Välj en av {', '.join(ROLES)}."])
        return {"role": self.role, **self._where(), "valid_until": self._end()}

    def _where(self) -> dict[str, int | None]:
        if self.namnd:
            return self._for_namnd(self.namnd)
        place = place_called(self.forvaltning) if self.forvaltning else centre()
        if place is None:
            raise ConfigurationError([f"{self.forvaltning}: förvaltningen finns inte"])
        return columns(self.role, place) or {}

    def _for_namnd(self, code: str) -> dict[str, int | None]:
        if self.role not in IN_NAMND:
            raise ConfigurationError([f"--namnd gäller bara {', '.join(IN_NAMND)}"])
        if code == EVERY_NAMND and self.role == "revisor":
            return {"namnd_id": None}
        namnd_id = reading().scalar(select(Namnd.id).where(Namnd.code == code))
        if namnd_id is None:
            raise ConfigurationError([f"{code}: nämnden finns inte"])
        return {"namnd_id": namnd_id}

    def _end(self) -> datetime | None:
        """The midnight in Stockholm that ends the last day."""
        if not self.until:
            return None
        try:
            last = date.fromisoformat(self.until)
        except ValueError:
            raise ConfigurationError([f"{self.until}: skriv dagen som 2027-03-31"]) from None
        return datetime.combine(last + timedelta(days=1), time(), STOCKHOLM).astimezone(UTC)


def add_user(login: str, name: str, held: Held, password: str) -> None:
    """Adds an agent with one role; logins are in lower case.

    Without a password the account waits for its one-time link. Raises `ConfigurationError` with what to do.
    """
    login = login.strip().lower()[:80]
    with transaction() as tx, _in_words():
        role = held.values()
        if tx.scalar(select(AgentRow.id).where(AgentRow.login == login)):
            raise ConfigurationError([f"{login}: finns redan. Byt lösenord med ./run user password {login}"])
        agents = table(AgentRow)
        values = {"login": login, "name": name[:120], "stamp": new_stamp()}
        agent_id = tx.execute(agents.insert().values(**values).returning(agents.c.id)).scalar_one()
        if password:
            give_password(agent_id, password)
        tx.execute(table(AgentRole).insert().values(agent_id=agent_id, **role))


def set_password(login: str, password: str) -> None:
    """Gives a new password and ends the agent's sessions."""
    with transaction(), _in_words():
        give_password(_agent_id(login), password)


def password_link(login: str) -> str:
    """An address where the agent chooses a password of their own, once, within a day."""
    path = link_token(_agent_id(login))
    return f"{current_app.config['SETTINGS'].public_address}/logga-in/nytt/{path}"


def first_account_link() -> str:
    """An address where the first account is made. Raises `ConfigurationError` when there are accounts."""
    if not nobody_yet():
        raise ConfigurationError(
            ["Här finns konton redan. ./run user list visar dem, ./run user link LOGIN släpper in."]
        )
    return f"Gäller i {LINK_HOURS} timmar, för ett konto:\n{first_link()}"


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
    """One line a role: login, name, role, where it holds, until when."""
    rows = reading().execute(
        select(AgentRow, AgentRole, Forvaltning.code, Unit.code, Namnd.code)
        .outerjoin(AgentRole, AgentRole.agent_id == AgentRow.id)
        .outerjoin(Forvaltning, Forvaltning.id == AgentRole.forvaltning_id)
        .outerjoin(Unit, Unit.id == AgentRole.unit_id)
        .outerjoin(Namnd, Namnd.id == AgentRole.namnd_id)
        .order_by(AgentRow.login, AgentRole.id)
    )
    return [_line(agent, role, " ".join(filter(None, places))) for agent, role, *places in rows]


def _line(agent: AgentRow, role: AgentRole | None, place: str) -> str:
    until = role.valid_until if role else None
    last = f"till {(until - timedelta(seconds=1)).astimezone(STOCKHOLM):%Y-%m-%d}" if until else ""
    held = f"{role.role if role else '-':16} {place:24}"
    return f"{agent.login:14} {agent.name:28} {held} {last}{'' if agent.active else ' avstängd'}".rstrip()


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
