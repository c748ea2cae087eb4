"""Who is asking: an agent as a frozen value, read once a request."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

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
    def in_contact_centre(self) -> bool:
        return self.has("kommunvagledare") or self.leads

    @property
    def leads(self) -> bool:
        """Assigns others and sorts: gruppledare, and the chief of the contact centre."""
        return any(r.role == "gruppledare" or (r.role == "chef" and r.contact_centre) for r in self.roles)

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
        roles=_roles(agent_id),
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


def _roles(agent_id: int) -> frozenset[Role]:
    rows = reading().execute(
        select(AgentRole, Forvaltning.contact_centre)
        .outerjoin(Forvaltning, Forvaltning.id == AgentRole.forvaltning_id)
        .where(AgentRole.agent_id == agent_id)
    )
    return frozenset(
        Role(role.role, role.forvaltning_id, role.unit_id, role.namnd_id, bool(centre)) for role, centre in rows
    )
