"""Who may write what. Everybody logged in reads; the role table says who writes; a contact person writes the own's."""

from __future__ import annotations

from dataclasses import replace

from core import Refused
from core.tables import Agent, may


def may_write(agent: Agent) -> bool:
    """Whether there is anything at all that the agent may write."""
    return may(agent, "knowledge")


def places_of(agent: Agent) -> frozenset[int] | None:
    """The förvaltningar whose articles the agent may write; None is all of them, empty is none."""
    if may(replace(agent, roles=frozenset(role for role in agent.roles if role.role != "kontaktperson")), "knowledge"):
        return None
    return frozenset(r.forvaltning_id for r in agent.roles if r.role == "kontaktperson" and r.forvaltning_id)


def may_write_for(agent: Agent, forvaltning_id: int) -> bool:
    """Whether the agent may write what belongs to that förvaltning."""
    places = places_of(agent)
    return places is None or forvaltning_id in places


def insist(agent: Agent, forvaltning_id: int) -> None:
    """Raises `Refused("not_your_role")` unless the agent may write for it."""
    if not may_write_for(agent, forvaltning_id):
        raise Refused("not_your_role")
