"""Who else has just opened the case: read from the log of openings, so that two do not answer at once. No lock."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from core.access.agents import Agent
from core.store.db import reading
from core.store.models import AgentRow, Audit
from core.web.language import gettext as _

LATELY = timedelta(minutes=2)


def presence_of(case_id: int, by: Agent, now: datetime) -> str:
    """ "Greta Holm läser", or nothing."""
    name = reading().scalar(
        select(AgentRow.name)
        .join(Audit, Audit.agent_id == AgentRow.id)
        .where(Audit.case_id == case_id, Audit.action == "case_opened", Audit.at > now - LATELY, AgentRow.id != by.id)
        .order_by(Audit.at.desc())
        .limit(1)
    )
    return _("%(who)s is reading", who=name) if name else ""
