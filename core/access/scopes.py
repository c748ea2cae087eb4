"""An agent turned into ids, once a request: scopes in full, scopes by number only, single cases given and taken.

The rule itself stands in `rule`; shares and blocks of single cases are added here, last and always.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Result, Row, bindparam, or_, select

from core.access.agents import Agent
from core.access.rule import Degree, degree
from core.store.db import reading
from core.store.models import Case, CaseShare, Scope
from core.store.models.agents import ORDINARY, PROTECTED
from core.store.scope_rows import ScopeKey, all_scopes, scope_by_id, scope_id_for

__all__ = ["Access", "Degree", "ScopeKey", "access_of", "all_scopes", "degree", "scope_by_id", "scope_id_for"]

RECEIVERS = frozenset({"handlaggare", "chef", "kontaktperson"})  # who reads what a förvaltning or unit is given


@dataclass(frozen=True, slots=True)
class Access:
    """What an agent may, as ids: scopes in full, scopes by number only, and single cases given or taken.

    `side` are the scopes whose cases are the agent's own side's to do, whether or not the agent may see them: it says
    on whose desk a shared case lies. `desk` are those of them that are full. `given` says how each shared case was
    given (question, informed, named). `scopes` are all there were when asked.
    """

    full: frozenset[int]
    limited: frozenset[int]
    desk: frozenset[int]
    shared: frozenset[int]
    blocked: frozenset[int]
    side: frozenset[int] = frozenset()
    scopes: tuple[ScopeKey, ...] = ()
    given: Mapping[int, frozenset[str]] = field(default_factory=dict)


# Made once: it is asked with every request, and making a statement costs more than asking it.
_SHARES = (
    select(
        CaseShare.id,
        CaseShare.case_id,
        CaseShare.kind,
        CaseShare.forvaltning_id,
        CaseShare.unit_id,
        Scope.secrecy_class_id,
    )
    .join(Case, Case.id == CaseShare.case_id)
    .join(Scope, Scope.id == Case.scope_id)
    .where(
        or_(
            CaseShare.agent_id == bindparam("agent"),
            CaseShare.forvaltning_id.in_(bindparam("places", expanding=True)),
        ),
        CaseShare.ended_at.is_(None),
    )
)


def access_of(agent: Agent) -> Access:
    """What the agent may right now. Two small queries; ask once a request."""
    scopes = all_scopes()
    full, limited, side = _scopes_of(agent, scopes)
    given: dict[int, set[str]] = defaultdict(set)
    blocked: set[int] = set()
    for share in shares_reaching(agent):
        if share.kind == "block":
            blocked.add(share.case_id)
        else:
            given[share.case_id].add(share.kind)
    kinds = {case_id: frozenset(kinds) for case_id, kinds in given.items() if case_id not in blocked}
    return Access(full, limited, full & side, frozenset(kinds), frozenset(blocked), side, scopes, kinds)


def shares_reaching(agent: Agent) -> list[Row[Any]]:
    """The shares that hold now for the agent, blocks among them: id, case_id, kind and where they were given."""
    return [
        share
        for share in _shares_of(agent)
        if share.kind == "block"
        or _reaches(agent, share.kind, share.forvaltning_id, share.unit_id, share.secrecy_class_id)
    ]


def _shares_of(agent: Agent) -> Result[Any]:
    """What was given to or taken from the agent, or given to a förvaltning where the agent works."""
    places = sorted({role.forvaltning_id for role in agent.roles if role.forvaltning_id and role.role in RECEIVERS})
    return reading().execute(_SHARES, {"agent": agent.id, "places": places})


def _reaches(agent: Agent, kind: str, forvaltning_id: int | None, unit_id: int | None, secrecy_class_id: int) -> bool:
    """Whether a share is for the agent. A protected identity removes all but named persons; a secret case that was
    given to a unit is that unit's officers', not also their chief's."""
    if kind == "named":
        return True
    if secrecy_class_id == PROTECTED:
        return False
    if forvaltning_id is None:
        return True
    secret = secrecy_class_id != ORDINARY
    for role in agent.roles:
        if role.forvaltning_id != forvaltning_id or role.role not in RECEIVERS:
            continue
        if unit_id is not None and role.unit_id == unit_id:
            return True
        if not secret and (unit_id is None or role.role == "chef"):
            return True
    return False


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
