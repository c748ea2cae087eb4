"""Who is asking: an agent as a frozen value, read once a request."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from core.clock import now
from core.store.db import reading
from core.store.models import AgentAuthorisation, AgentRole, AgentRow, AgentSvarsgrupp, Forvaltning


@dataclass(frozen=True, slots=True)
class Role:
    """A role and where it holds. `contact_centre` says that its förvaltning is the contact centre."""

    role: str
    forvaltning_id: int | None = None
    unit_id: int | None = None
    namnd_id: int | None = None
    contact_centre: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What the role counts as: the chief of the contact centre leads its agents as a gruppledare does."""
        return ("chef", "gruppledare") if self.role == "chef" and self.contact_centre else (self.role,)

    @property
    def leads(self) -> bool:
        """Assigns others and sorts."""
        return "gruppledare" in self.names

    @property
    def in_contact_centre(self) -> bool:
        return self.leads or self.role == "kommunvagledare"


@dataclass(frozen=True, slots=True)
class Agent:
    """`classes` are the secrecy classes the agent is authorised for; `system` is the machine itself."""

    id: int
    login: str
    name: str
    language: str = "sv"
    roles: frozenset[Role] = field(default_factory=frozenset)
    svarsgrupper: frozenset[int] = field(default_factory=frozenset)
    classes: frozenset[int] = field(default_factory=frozenset)
    system: bool = False

    def has(self, *names: str) -> bool:
        return any(role.role in names for role in self.roles)

    @property
    def role_names(self) -> frozenset[str]:
        return frozenset(name for role in self.roles for name in role.names)

    @property
    def in_contact_centre(self) -> bool:
        return any(role.in_contact_centre for role in self.roles)

    @property
    def leads(self) -> bool:
        """Gruppledare, and the chief of the contact centre."""
        return any(role.leads for role in self.roles)

    def works_in(self, forvaltning_id: int) -> bool:
        """An officer or chief of that förvaltning."""
        return any(r.role in ("handlaggare", "chef") and r.forvaltning_id == forvaltning_id for r in self.roles)


SYSTEM = Agent(id=0, login="", name="", system=True)


def agent_by_id(agent_id: int) -> Agent | None:
    """The agent as it is now, or None when there is none or it is switched off."""
    session = reading()
    row = session.execute(
        select(AgentRow.id, AgentRow.login, AgentRow.name, AgentRow.language).where(
            AgentRow.id == agent_id, AgentRow.active
        )
    ).first()
    if row is None:
        return None
    return Agent(
        id=row.id,
        login=row.login,
        name=row.name,
        language=row.language,
        roles=roles_by_agent(agent_id).get(agent_id, frozenset()),
        svarsgrupper=frozenset(
            session.scalars(select(AgentSvarsgrupp.svarsgrupp_id).where(AgentSvarsgrupp.agent_id == agent_id))
        ),
        classes=frozenset(
            session.scalars(select(AgentAuthorisation.secrecy_class_id).where(AgentAuthorisation.agent_id == agent_id))
        ),
    )


def agent_by_login(login: str) -> Agent | None:
    agent_id = reading().scalar(select(AgentRow.id).where(AgentRow.login == login.strip().lower()))
    return None if agent_id is None else agent_by_id(agent_id)


def roles_by_agent(agent_id: int | None = None) -> dict[int, frozenset[Role]]:
    """The roles that hold now, of one agent or of all."""
    rows = select(AgentRole, Forvaltning.contact_centre).outerjoin(
        Forvaltning, Forvaltning.id == AgentRole.forvaltning_id
    )
    if agent_id is not None:
        rows = rows.where(AgentRole.agent_id == agent_id)
    found: dict[int, set[Role]] = defaultdict(set)
    at = now()
    for row, centre in reading().execute(rows):
        if _holds(row.valid_until, at):
            found[row.agent_id].add(Role(row.role, row.forvaltning_id, row.unit_id, row.namnd_id, bool(centre)))
    return {agent: frozenset(roles) for agent, roles in found.items()}


def _holds(valid_until: datetime | None, at: datetime) -> bool:
    return valid_until is None or at < valid_until
