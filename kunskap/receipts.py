"""Who has read a changed rule. Everybody sees how many; only those who lead the contact centre see who has not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import func, select

from core import NotFound, Refused, now
from core.tables import Agent, active_agents, reading, upsert, writing
from kunskap.models import Notice, Read

RECENT = timedelta(days=90)  # a rule older than this is knowledge, no longer news that must be read


def has_read(notice_id: int, by: Agent) -> None:
    """Notes it, once. Inside a transaction."""
    row = writing().get(Notice, notice_id)
    if row is None or row.kind != "rule":
        raise NotFound
    if not is_reader(by, row):
        raise Refused("not_your_role")
    once = upsert(Read).values(notice_id=notice_id, agent_id=by.id, at=now())
    writing().execute(once.on_conflict_do_nothing())


def is_reader(agent: Agent, rule: Notice) -> bool:
    """Whether the rule asks this agent to read it: who answers in the contact centre, in its group if it has one."""
    return agent.in_contact_centre and (rule.svarsgrupp_id is None or rule.svarsgrupp_id in agent.svarsgrupper)


def unread(agent: Agent) -> int:
    """How many recent rules wait for the agent to read them."""
    if not agent.in_contact_centre:
        return 0
    mine = select(Read.notice_id).where(Read.agent_id == agent.id)
    groups = Notice.svarsgrupp_id.is_(None) | Notice.svarsgrupp_id.in_(agent.svarsgrupper)
    waiting = select(func.count()).select_from(Notice).where(
        Notice.kind == "rule", Notice.made_at > now() - RECENT, Notice.id.not_in(mine), groups
    )  # fmt: skip
    return int(reading().scalar(waiting) or 0)


def readers(rules: Sequence[Notice]) -> Mapping[int, tuple[list[str], list[str]]]:
    """Rule → the names of those who have read it, and of those who have not. Three questions however many rules."""
    read: dict[int, set[int]] = {}
    ids = [rule.id for rule in rules]
    for notice_id, agent_id in reading().execute(select(Read.notice_id, Read.agent_id).where(Read.notice_id.in_(ids))):
        read.setdefault(notice_id, set()).add(agent_id)
    agents = active_agents()
    found = {}
    for rule in rules:
        asked = [agent for agent in agents if is_reader(agent, rule)]
        done = read.get(rule.id, set())
        found[rule.id] = [a.name for a in asked if a.id in done], [a.name for a in asked if a.id not in done]
    return found


def read_by(agent: Agent) -> frozenset[int]:
    """The rules that the agent has read."""
    return frozenset(reading().scalars(select(Read.notice_id).where(Read.agent_id == agent.id)))
