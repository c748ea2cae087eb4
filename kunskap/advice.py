"""Which version somebody was advised by, kept on the case: an easy question can have great consequences (req. 70)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core import NotFound, Refused, now
from core.tables import Agent, Case, agent_names, listed, permitted, reading, record, upsert, writing
from kunskap.models import Advice, Version


@dataclass(frozen=True, slots=True)
class Given:
    """One piece of advice: the title as it stood then, and the version that was read."""

    article_id: int
    version: int
    title: str
    who: str
    at: datetime


def advise(number: str, version_id: int, by: Agent) -> None:
    """Keeps it with the case, once for each agent and version. Inside a transaction.

    Raises `NotFound` unless the agent has full access to the case and the version was published, and `Refused` when
    the agent's role does not let them write in the case.
    """
    case = writing().scalar(select(Case).where(Case.number == number, listed(by)))
    version = writing().get(Version, version_id)
    if case is None or version is None or version.content["state"] != "published":
        raise NotFound
    if not permitted(by, "note", case.id, case.scope_id):
        raise Refused("not_your_role")
    once = upsert(Advice).values(case_id=case.id, version_id=version_id, agent_id=by.id or None, at=now())
    if writing().execute(once.on_conflict_do_nothing().returning(Advice.id)).first():
        record(case.id, "advised", by, {"article": version.article_id, "version": version.number})


def advice_of(case_id: int) -> tuple[Given, ...]:
    """All advice kept on a case, oldest first. Ask only for a case that the reader may see in full."""
    rows = reading().execute(
        select(Advice.agent_id, Advice.at, Version.article_id, Version.number, Version.content)
        .join(Version, Version.id == Advice.version_id)
        .where(Advice.case_id == case_id)
        .order_by(Advice.id)
    ).all()  # fmt: skip
    names = agent_names(row.agent_id for row in rows)
    return tuple(
        Given(row.article_id, row.number, row.content["title"], names.get(row.agent_id or 0, ""), row.at)
        for row in rows
    )
