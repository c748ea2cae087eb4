"""Open sessions, one row each: a cookie names a row by a number nobody can guess, and the row decides.

A new one is made at every login, so nothing that a browser held before is worth anything after. It ends when one logs
out, after idle minutes without work, after twelve hours, and with the agent's stamp ("log out everywhere").
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import bindparam, delete, func, select, update

from core.clock import now
from core.store.db import reading, table, writing
from core.store.models import AgentRow, SessionRow

How = Literal["password", "link", "emergency", "oidc"]

LASTS = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)  # how often being at work is written down

_ROWS, _AGENTS = table(SessionRow), table(AgentRow)
# Made once: it is asked with every request, and making a statement costs more than asking it.
_OPEN = (
    select(_ROWS.c.key, _ROWS.c.agent_id, _ROWS.c.how, _ROWS.c.seen_at, _ROWS.c.checked_at, _ROWS.c.started_at)
    .join(_AGENTS, _AGENTS.c.id == _ROWS.c.agent_id)
    .where(_ROWS.c.key == bindparam("key"), _ROWS.c.stamp == _AGENTS.c.stamp, _AGENTS.c.active)
)


@dataclass(frozen=True, slots=True)
class Session:
    """An open session as it was read."""

    key: str
    agent_id: int
    how: str
    seen_at: datetime
    checked_at: datetime
    idle: timedelta

    @property
    def left(self) -> timedelta:
        """How long it lasts without work; without a limit, a day."""
        return self.seen_at + self.idle - now() if self.idle else timedelta(days=1)


def open_session(agent_id: int, how: How = "password", *, id_token: str = "") -> str:
    """A new session; returns what the cookie holds. Needs a transaction. Those that are over are swept away."""
    tx, rows, token, at = writing(), table(SessionRow), secrets.token_urlsafe(32), now()
    tx.execute(delete(rows).where(rows.c.started_at < at - LASTS))
    stamp = tx.scalar(select(AgentRow.stamp).where(AgentRow.id == agent_id)) or ""
    times = {"started_at": at, "seen_at": at, "checked_at": at}
    tx.execute(
        rows.insert().values(key=_key(token), agent_id=agent_id, stamp=stamp, how=how, id_token=id_token, **times)
    )
    return token


def session_of(token: str, idle: timedelta) -> Session | Literal["idle"] | None:
    """The session behind a cookie; "idle" when it has ended by itself, None when it never was or was ended."""
    row = reading().execute(_OPEN, {"key": _key(token)}).first()
    if row is None:
        return None
    found = Session(row.key, row.agent_id, row.how, row.seen_at, row.checked_at, idle)
    return found if found.left > timedelta(0) and now() - row.started_at < LASTS else "idle"


def note_work(session: Session) -> None:
    """The agent is at work. Needs a transaction."""
    writing().execute(update(SessionRow).where(SessionRow.key == session.key).values(seen_at=now()))


def note_check(session: Session) -> None:
    """The provider was asked just now, or was away: not again for a while. Needs a transaction."""
    writing().execute(update(SessionRow).where(SessionRow.key == session.key).values(checked_at=now()))


def end_session(token: str) -> str:
    """Ends it; returns the provider's token that was kept with it, or "". Needs a transaction."""
    rows = table(SessionRow)
    ended = writing().execute(delete(rows).where(rows.c.key == _key(token)).returning(rows.c.id_token)).scalar()
    return str(ended or "")


def end_all(agent_id: int) -> None:
    """Ends every session of the agent, wherever it is, by a new stamp. Needs a transaction."""
    tx, agents = writing(), table(AgentRow)
    tx.execute(update(agents).where(agents.c.id == agent_id).values(stamp=new_stamp()))
    tx.execute(delete(table(SessionRow)).where(table(SessionRow).c.agent_id == agent_id))


def open_sessions(agent_id: int) -> int:
    """How many sessions the agent has open."""
    rows = select(func.count()).select_from(SessionRow).join(AgentRow, AgentRow.id == SessionRow.agent_id)
    mine = (SessionRow.agent_id == agent_id, SessionRow.stamp == AgentRow.stamp, SessionRow.started_at > now() - LASTS)
    return int(reading().scalar(rows.where(*mine)) or 0)


def new_stamp() -> str:
    """What a password change, a block or a lost role puts in place of the old stamp."""
    return secrets.token_hex(8)


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
