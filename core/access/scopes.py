"""The rule of access, in the order a lawyer would read it: none, limited or full.

Every case carries one scope: (förvaltning, unit, svarsgrupp, held by, secrecy class). `degree` says what an agent
may with a scope; `access_of` adds the shares and takes away the blocks of single cases, last and always.
Sources: OSL 8:1-2 (secrecy between nämnder), 26:1; docs/access.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sqlalchemy import URL, func, select

from core.access.agents import Agent, Role
from core.store.db import db, reading, table, upsert, writing
from core.store.models import Case, CaseShare, Forvaltning, Scope
from core.store.models.agents import ORDINARY, PROTECTED, SORTERING

Degree = Literal["none", "limited", "full"]


@dataclass(frozen=True, slots=True)
class ScopeKey:
    """What decides access to a case. `svarsgrupp_id` 0: never in the contact centre; `unit_id` 0: no unit."""

    id: int
    forvaltning_id: int
    unit_id: int
    svarsgrupp_id: int
    held_by: str
    secrecy_class_id: int
    namnd_id: int


@dataclass(frozen=True, slots=True)
class Access:
    """What an agent may, as ids: scopes in full, scopes by number only, and single cases given or taken.

    `side` are the scopes whose cases are the agent's own side's to do, whether or not the agent may see them: it says
    on whose desk a shared case lies. `desk` are those of them that are full. `scopes` are all there were when asked.
    """

    full: frozenset[int]
    limited: frozenset[int]
    desk: frozenset[int]
    shared: frozenset[int]
    blocked: frozenset[int]
    side: frozenset[int] = frozenset()
    scopes: tuple[ScopeKey, ...] = ()


def degree(agent: Agent, scope: ScopeKey) -> Degree:
    """The rule itself, before shares and blocks."""
    if agent.system:
        return "full"
    if scope.secrecy_class_id == ORDINARY:
        return _ordinary(agent, scope)
    if scope.secrecy_class_id == SORTERING:
        may_sort = agent.in_contact_centre and (agent.leads or bool(agent.classes))
        return "full" if may_sort and scope.held_by == "kundtjanst" else "none"
    if scope.secrecy_class_id == PROTECTED:
        return "none"  # only named persons, through a share
    return _secret(agent, scope)


def _ordinary(agent: Agent, scope: ScopeKey) -> Degree:
    if agent.in_contact_centre and scope.svarsgrupp_id:
        return "full"
    return "full" if any(_reaches(role, scope) for role in agent.roles) else "none"


def _reaches(role: Role, scope: ScopeKey) -> bool:
    """Whether the role sees the ordinary cases of a scope in a förvaltning."""
    own = role.forvaltning_id == scope.forvaltning_id
    match role.role:
        case "handlaggare":
            return own and scope.unit_id in (0, role.unit_id)
        case "chef":
            return own
        case "registrator":
            return role.namnd_id == scope.namnd_id
    return False


def _secret(agent: Agent, scope: ScopeKey) -> Degree:
    authorised = scope.secrecy_class_id in agent.classes
    if scope.held_by == "kundtjanst":
        if authorised and agent.in_contact_centre:
            return "full"
    else:
        for role in agent.roles:
            own = role.forvaltning_id == scope.forvaltning_id
            if role.role == "handlaggare" and own and scope.unit_id and scope.unit_id == role.unit_id:
                return "full"
            if role.role == "chef" and own and authorised:
                return "full"
        if authorised and agent.in_contact_centre:
            return "limited"
    if any(role.role == "registrator" and role.namnd_id == scope.namnd_id for role in agent.roles):
        return "limited"  # the register row: number, date, status, owner
    return "none"


def access_of(agent: Agent) -> Access:
    """What the agent may right now. Two small queries; ask once a request."""
    scopes = all_scopes()
    full, limited, side = _scopes_of(agent, scopes)
    shared: set[int] = set()
    blocked: set[int] = set()
    rows = reading().execute(
        select(CaseShare.case_id, CaseShare.kind, Scope.secrecy_class_id)
        .join(Case, Case.id == CaseShare.case_id)
        .join(Scope, Scope.id == Case.scope_id)
        .where(CaseShare.agent_id == agent.id, CaseShare.ended_at.is_(None))
    )
    for case_id, kind, secrecy_class in rows:
        if kind == "block":
            blocked.add(case_id)
        elif kind == "named" or secrecy_class != PROTECTED:
            shared.add(case_id)  # a protected identity removes all but named persons
    return Access(full, limited, full & side, frozenset(shared - blocked), frozenset(blocked), side, scopes)


@lru_cache(maxsize=256)
def _scopes_of(agent: Agent, scopes: tuple[ScopeKey, ...]) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    degrees = {scope: degree(agent, scope) for scope in scopes}
    return (
        frozenset(s.id for s, d in degrees.items() if d == "full"),
        frozenset(s.id for s, d in degrees.items() if d == "limited"),
        frozenset(s.id for s in scopes if _is_own_side(agent, s)),
    )


def _is_own_side(agent: Agent, scope: ScopeKey) -> bool:
    if scope.held_by == "kundtjanst":
        return agent.in_contact_centre
    return agent.works_in(scope.forvaltning_id)


_MADE_ONE = "made a scope"
_MARK = select(func.count(table(Scope).c.id), func.coalesce(func.max(table(Scope).c.id), 0))
_known: dict[URL, tuple[tuple[int, int], tuple[ScopeKey, ...]]] = {}


def all_scopes() -> tuple[ScopeKey, ...]:
    """Every scope there is. Scopes are only ever added, so count and highest id tell whether ours are all.

    What a transaction has made itself is not remembered: rolled back, its id may come to mean another scope.
    """
    url = db.engine.url
    count, highest = reading().execute(_MARK).one()
    mark, scopes = _known.get(url, ((-1, -1), ()))
    if mark != (count, highest):
        scopes = _read_scopes()
        if not reading().info.get(_MADE_ONE):
            _known[url] = ((count, highest), scopes)
    return scopes


def _read_scopes() -> tuple[ScopeKey, ...]:
    rows = reading().execute(
        select(
            Scope.id,
            Scope.forvaltning_id,
            Scope.unit_id,
            Scope.svarsgrupp_id,
            Scope.held_by,
            Scope.secrecy_class_id,
            Forvaltning.namnd_id,
        )
        .join(Forvaltning, Forvaltning.id == Scope.forvaltning_id)
        .order_by(Scope.id)
    )
    return tuple(ScopeKey(*row) for row in rows)


def scope_id_for(
    forvaltning_id: int, unit_id: int | None, svarsgrupp_id: int | None, held_by: str, secrecy_class_id: int
) -> int:
    """The id of that combination; made in this transaction when it is the first of its kind."""
    key: dict[str, int | str] = {
        "forvaltning_id": forvaltning_id,
        "unit_id": unit_id or 0,
        "svarsgrupp_id": svarsgrupp_id or 0,
        "held_by": held_by,
        "secrecy_class_id": secrecy_class_id,
    }
    for scope in all_scopes():
        if all(getattr(scope, name) == value for name, value in key.items()):
            return scope.id
    return _make_scope(key)


def _make_scope(key: dict[str, int | str]) -> int:
    scopes, tx = table(Scope), writing()
    tx.info[_MADE_ONE] = True
    tx.execute(upsert(Scope).values(**key).on_conflict_do_nothing())
    found = select(scopes.c.id).where(*(scopes.c[name] == value for name, value in key.items()))
    return int(tx.execute(found).scalar_one())
