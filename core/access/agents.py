"""Who is asking: an agent as a frozen value, read once a request."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, false, func, literal_column, select, union_all

from core.clock import now
from core.store.db import reading, table
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


_AGENTS, _ROLES, _OWNERS = table(AgentRow), table(AgentRole), table(Forvaltning)
_GROUPS, _CLASSES = table(AgentSvarsgrupp), table(AgentAuthorisation)
# Made once: they are asked with every request, and making a statement costs more than asking it.
_AGENT = select(_AGENTS.c.id, _AGENTS.c.login, _AGENTS.c.name, _AGENTS.c.language).where(
    _AGENTS.c.id == bindparam("id"), _AGENTS.c.active
)
_MEMBERSHIPS = union_all(
    select(literal_column("'group'").label("kind"), _GROUPS.c.svarsgrupp_id.label("of")).where(
        _GROUPS.c.agent_id == bindparam("id")
    ),
    select(literal_column("'class'"), _CLASSES.c.secrecy_class_id).where(_CLASSES.c.agent_id == bindparam("id")),
)
_ALL_ROLES = select(
    _ROLES.c.agent_id,
    _ROLES.c.valid_from,
    _ROLES.c.valid_until,
    _ROLES.c.role,
    _ROLES.c.forvaltning_id,
    _ROLES.c.unit_id,
    _ROLES.c.namnd_id,
    func.coalesce(_OWNERS.c.contact_centre, false()),
).outerjoin(_OWNERS, _OWNERS.c.id == _ROLES.c.forvaltning_id)
_ROLES_OF_ONE = _ALL_ROLES.where(_ROLES.c.agent_id == bindparam("id"))


def agent_by_id(agent_id: int) -> Agent | None:
    """The agent as it is now, or None when there is none or it is switched off."""
    session, one = reading(), {"id": agent_id}
    row = session.execute(_AGENT, one).first()
    if row is None:
        return None
    members = session.execute(_MEMBERSHIPS, one).all()
    return Agent(
        *row,
        roles=roles_by_agent(agent_id).get(agent_id, frozenset()),
        svarsgrupper=frozenset(member.of for member in members if member.kind == "group"),
        classes=frozenset(member.of for member in members if member.kind == "class"),
    )


def agent_by_login(login: str) -> Agent | None:
    agent_id = reading().scalar(select(AgentRow.id).where(AgentRow.login == login.strip().lower()))
    return None if agent_id is None else agent_by_id(agent_id)


def roles_by_agent(agent_id: int | None = None) -> dict[int, frozenset[Role]]:
    """The roles that hold now, of one agent or of all."""
    session = reading()
    rows = session.execute(_ALL_ROLES) if agent_id is None else session.execute(_ROLES_OF_ONE, {"id": agent_id})
    found: dict[int, set[Role]] = defaultdict(set)
    at = now()
    for agent, valid_from, valid_until, *role in rows:
        if _holds(valid_from, valid_until, at):
            found[agent].add(Role(*role))
    return {agent: frozenset(roles) for agent, roles in found.items()}


def _holds(valid_from: datetime | None, valid_until: datetime | None, at: datetime) -> bool:
    return (valid_from is None or valid_from <= at) and (valid_until is None or at < valid_until)
