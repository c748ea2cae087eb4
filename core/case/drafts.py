"""Half-written texts on the server: seen only by their author, and only while the author may read the case.

They survive logout, crash, reassignment and merging. A tab has a draft of its own, so two tabs keep both texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from core.access.agents import Agent
from core.access.filters import listed
from core.clock import now
from core.contract.errors import NotFound
from core.store.db import reading, table, writing
from core.store.models import Case, Draft


@dataclass(frozen=True, slots=True)
class Saved:
    id: int
    text: str
    tab: str
    version: int
    updated_at: datetime


def save_draft(case_id: int | None, kind: str, text: str, by: Agent, *, tab: str = "") -> int:
    """Keeps the text; an empty one is forgotten. Returns the draft's new version (0 when there is none)."""
    if case_id is not None:
        _must_see(case_id, by)
    drafts, tx = table(Draft), writing()
    mine = _mine(case_id, kind, by) & (Draft.tab == tab)
    if not text.strip():
        tx.execute(delete(drafts).where(mine))
        return 0
    known = tx.execute(select(Draft.id, Draft.version).where(mine)).first()
    if known:
        tx.execute(
            drafts.update()
            .where(drafts.c.id == known.id)
            .values(text=text, version=known.version + 1, updated_at=now())
        )
        return int(known.version) + 1
    tx.execute(drafts.insert().values(agent_id=by.id, case_id=case_id, kind=kind, tab=tab, text=text, updated_at=now()))
    return 1


def drafts_of(case_id: int | None, kind: str, by: Agent) -> list[Saved]:
    """The author's drafts for a case, latest first."""
    rows = reading().scalars(select(Draft).where(_mine(case_id, kind, by)).order_by(Draft.updated_at.desc()))
    return [Saved(row.id, row.text, row.tab, row.version, row.updated_at) for row in rows]


def forget_draft(case_id: int | None, kind: str, by: Agent, *, tab: str | None = None) -> None:
    """Throws the draft away once its text has been sent. `tab` None means every tab's."""
    which = _mine(case_id, kind, by)
    if tab is not None:
        which &= Draft.tab == tab
    writing().execute(delete(table(Draft)).where(which))


def _mine(case_id: int | None, kind: str, by: Agent) -> ColumnElement[bool]:
    same_case = Draft.case_id.is_(None) if case_id is None else Draft.case_id == case_id
    return (Draft.agent_id == by.id) & same_case & (Draft.kind == kind)


def _must_see(case_id: int, by: Agent) -> None:
    if writing().scalar(select(Case.id).where(Case.id == case_id, listed(by))) is None:
        raise NotFound
