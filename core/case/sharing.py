"""What is given to one person for one case, and what is taken: shares, named persons, blocks. Ended, never undone."""

from __future__ import annotations

from sqlalchemy import exists, select

from core.access.agents import Agent
from core.clock import now
from core.store.db import table, writing
from core.store.models import CaseShare


def name_person(case_id: int, agent: Agent) -> None:
    """Names an agent who may know of a protected identity; without a name nobody sees the case."""
    shares = table(CaseShare)
    known = exists().where(
        CaseShare.case_id == case_id,
        CaseShare.agent_id == agent.id,
        CaseShare.kind == "named",
        CaseShare.ended_at.is_(None),
    )
    if not writing().scalar(select(known)):
        writing().execute(shares.insert().values(case_id=case_id, agent_id=agent.id, kind="named", created_at=now()))
