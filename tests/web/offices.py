"""Those who search the log and others who came later: for a nämnd, or for none."""

from __future__ import annotations

from sqlalchemy import select

from core.store.db import table, transaction
from core.store.models import AgentRole, AgentRow, Namnd
from tests.cast import Cast


def join(login: str, role: str, namnd: str = "", **where: object) -> None:
    """A new colleague, for a nämnd or for none."""
    with transaction() as tx:
        namnd_id = tx.scalar(select(Namnd.id).where(Namnd.code == namnd)) if namnd else None
        rows = table(AgentRow)
        agent_id = tx.execute(
            rows.insert().values(login=login, name=login.capitalize()).returning(rows.c.id)
        ).scalar_one()
        tx.execute(table(AgentRole).insert().values(agent_id=agent_id, role=role, namnd_id=namnd_id, **where))


def open_offices(cast: Cast) -> Cast:
    """Dag is dataskydd of Tekniska nämnden, Dora of Vård- och omsorgsnämnden, Rex revisor of all, Ria of Byggnads."""
    join("dag", "dataskydd", "TN")
    join("dora", "dataskydd", "VN")
    join("rex", "revisor")
    join("ria", "revisor", "BN")
    return cast
