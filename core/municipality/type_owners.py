"""Whose word a change of the catalogue needs, and who gives it."""

from __future__ import annotations

from sqlalchemy import or_, select

from core.access.agents import Agent
from core.access.roles import may
from core.clock import now
from core.store.db import reading
from core.store.editions import known
from core.store.models import AgentRole, AgentRow, Forvaltning, TypeProposal

ANSWERING = ("kontaktperson", "chef")
_CENTRE = select(Forvaltning.id).where(Forvaltning.contact_centre)


def decides_at_once(by: Agent, forvaltning_id: int) -> bool:
    """An administrator on what is the contact centre's, and on what nobody could answer for."""
    if not may(by, "administer"):
        return False
    return forvaltning_id == centre_id() or not somebody_answers(forvaltning_id)


def answers_for(by: Agent) -> set[int]:
    """The ids of the förvaltningar whose word the agent gives."""
    found = {role.forvaltning_id for role in by.roles if role.role in ANSWERING and role.forvaltning_id is not None}
    return found | ({centre_id()} if may(by, "administer") else set())


def somebody_answers(forvaltning_id: int) -> bool:
    """Whether a förvaltning has a contact person or a chief who can log in."""
    at = now()
    roles = select(AgentRole.id).join(AgentRow, AgentRow.id == AgentRole.agent_id)
    holds = (
        or_(AgentRole.valid_from.is_(None), AgentRole.valid_from <= at),
        or_(AgentRole.valid_until.is_(None), AgentRole.valid_until > at),
    )
    wanted = (AgentRole.forvaltning_id == forvaltning_id, AgentRole.role.in_(ANSWERING), AgentRow.active, *holds)
    return reading().scalar(roles.where(*wanted).limit(1)) is not None


def owner_id(code: str) -> int:
    """The förvaltning of that code."""
    return int(reading().execute(select(Forvaltning.id).where(Forvaltning.code == code)).scalar_one())


def centre_id() -> int:
    """The contact centre."""
    return known("contact centre", lambda: int(reading().execute(_CENTRE).scalar_one()))


def answered(before: str, answer: str, by: Agent) -> str:
    """What each who answered wrote, the first first."""
    return "\n".join(part for part in (before, f"{by.name}: {answer.strip()}" if answer.strip() else "") if part)


def is_proposed(code: str) -> bool:
    """Whether something about a type of that code waits for an answer."""
    waits = select(TypeProposal.id).where(TypeProposal.code == code, TypeProposal.state == "waiting")
    return reading().scalar(waits.limit(1)) is not None


def waiting_for(by: Agent) -> int:
    """How many proposals wait for this agent's word."""
    if not may(by, "approve_type"):
        return 0
    mine = answers_for(by)
    return sum(owner in mine and proposer != by.id for owner, proposer in known("waiting proposals", _waiting))


def _waiting() -> tuple[tuple[int, int], ...]:
    """Whose word, and who proposed: every page asks, so it is remembered until a proposal comes or is answered."""
    rows = reading().execute(
        select(TypeProposal.forvaltning_id, TypeProposal.agent_id).where(TypeProposal.state == "waiting")
    )
    return tuple((row.forvaltning_id, row.agent_id) for row in rows)
