"""Those who answer for a förvaltning in the tests of the catalogue: kim in TEK, pia in PBK."""

from __future__ import annotations

from core.access.agents import Agent, agent_by_login
from core.municipality.service_types import service_type
from core.store.db import transaction
from core.store.models import AgentRole, AgentRow
from tests.cast import Cast


def contact_persons(cast: Cast) -> tuple[Agent, Agent]:
    with transaction() as tx:
        for login, name, owner in (("kim", "Kim Lund", "TEK"), ("pia", "Pia Ros", "PBK")):
            row = AgentRow(login=login, name=name)
            tx.add(row)
            tx.flush()
            tx.add(AgentRole(agent_id=row.id, role="kontaktperson", forvaltning_id=cast.forvaltningar[owner]))
    found = agent_by_login("kim"), agent_by_login("pia")
    assert found[0] and found[1]
    return found[0], found[1]


def values(code: str, **changed: str) -> dict[str, str]:
    return {**service_type(code).values, **changed}
