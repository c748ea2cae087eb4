"""A session opened as the login page does it, without its price of a password, and without an end to wait for."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import update

from core.access.sessions import open_session
from core.store.db import table, transaction
from core.store.models import SessionRow

LATER = datetime(2100, 1, 1, tzinfo=UTC)  # tests move their clock by weeks


def a_session(agent_id: int) -> str:
    """What the cookie holds under `_user_id`."""
    rows = table(SessionRow)
    with transaction() as tx:
        token = open_session(agent_id)
        mine = rows.c.agent_id == agent_id
        tx.execute(update(rows).where(mine).values(started_at=LATER, seen_at=LATER, checked_at=LATER))
    return token
