"""Opening a case: it is logged before anything of it is shown, and no longer new to whoever should do it."""

from __future__ import annotations

from sqlalchemy import select, update

from core.access.agents import Agent
from core.access.literals import within
from core.access.scopes import Access, Degree
from core.case.events import audit
from core.case.threads import touch
from core.store.db import rows_changed, table, writing
from core.store.models import Case


def opened(case_id: int, degree: Degree, by: Agent, access: Access, *, how: str = "page") -> None:
    """Writes the opening in the audit log, and marks the case as read where `by` is the one to read it.

    That is the agent who has it, or for a case nobody has, anyone on its desk: a glance from elsewhere changes
    nothing. `how` is page, preview or print.
    """
    audit("case_opened", by, case_id, {"degree": degree, "how": how})
    if degree != "full" or how == "print":
        return
    cases, tx = table(Case), writing()
    nobody_here = cases.c.agent_id.is_(None) & within(cases.c.scope_id, access.desk)
    mine = (cases.c.agent_id == by.id) | nobody_here
    read = tx.execute(update(cases).where(cases.c.id == case_id, cases.c.unread, mine).values(unread=False))
    if rows_changed(read):
        case = tx.scalar(select(Case).where(Case.id == case_id))
        assert case is not None
        touch(case)
