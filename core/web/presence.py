"""Who else has just opened the case: read from the log of openings, so that two do not answer at once. No lock.

Only who could answer it is named: that somebody audits a case, or answers for its data, is not for colleagues to know.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from core.access.agents import Agent, agent_by_id
from core.access.permits import permitted
from core.access.roles import MAY
from core.store.db import reading
from core.store.models import AgentRole, AgentRow, Audit, Case
from core.web.language import gettext as _

LATELY = timedelta(minutes=2)


_MOST = 3  # readers asked about
_READERS = (
    select(AgentRow.id, AgentRow.name)
    .join(Audit, Audit.agent_id == AgentRow.id)
    .where(Audit.case_id == bindparam("case"), Audit.action == "case_opened", Audit.at > bindparam("since"))
    .where(AgentRow.id != bindparam("by"))
    .where(AgentRow.id.in_(select(AgentRole.agent_id).where(AgentRole.role.in_(sorted(MAY["work"])))))
    .group_by(AgentRow.id, AgentRow.name)
    .order_by(func.max(Audit.at).desc())
    .limit(_MOST)
)


def presence_of(case: Case, by: Agent, now: datetime) -> str:
    """ "Greta Holm läser", or nothing."""
    readers = reading().execute(_READERS, {"case": case.id, "since": now - LATELY, "by": by.id})
    name = next((row.name for row in readers if _works_with(row.id, case)), "")
    return _("%(who)s is reading", who=name) if name else ""


def _works_with(agent_id: int, case: Case) -> bool:
    reader = agent_by_id(agent_id)
    return reader is not None and permitted(reader, "work", case.id, case.scope_id)
