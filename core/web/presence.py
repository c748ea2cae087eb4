"""Who else has just opened the case: read from the log of openings, so that two do not answer at once. No lock."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from core.access.agents import Agent
from core.store.db import reading
from core.store.models import AgentRow, Audit
from core.web.language import gettext as _

LATELY = timedelta(minutes=2)


_READER = (
    select(AgentRow.name)
    .join(Audit, Audit.agent_id == AgentRow.id)
    .where(Audit.case_id == bindparam("case"), Audit.action == "case_opened", Audit.at > bindparam("since"))
    .where(AgentRow.id != bindparam("by"))
    .order_by(Audit.at.desc())
    .limit(1)
)


def presence_of(case_id: int, by: Agent, now: datetime) -> str:
    """ "Greta Holm läser", or nothing."""
    name = reading().scalar(_READER, {"case": case_id, "since": now - LATELY, "by": by.id})
    return _("%(who)s is reading", who=name) if name else ""
