"""An agent turned into ids, once a request: scopes in full, scopes by number only, single cases given and taken.

The rule itself stands in `rule`; shares and blocks of single cases are added here, last and always.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import URL, Select, func, or_, select

from core.access.agents import Agent
from core.access.rule import Degree, ScopeKey, degree
from core.store.db import db, reading, table, upsert, writing
from core.store.models import Case, CaseShare, Forvaltning, Scope
from core.store.models.agents import ORDINARY, PROTECTED

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


def access_of(agent: Agent) -> Access:
    """What the agent may right now. Two small queries; ask once a request."""
    scopes = all_scopes()
    full, limited, side = _scopes_of(agent, scopes)
    given: dict[int, set[str]] = defaultdict(set)
    blocked: set[int] = set()
    for share in reading().execute(_shares_of(agent)):
        if share.kind == "block":
            blocked.add(share.case_id)
        elif _reaches(agent, share.kind, share.forvaltning_id, share.unit_id, share.secrecy_class_id):
            given[share.case_id].add(share.kind)
    kinds = {case_id: frozenset(kinds) for case_id, kinds in given.items() if case_id not in blocked}
    return Access(full, limited, full & side, frozenset(kinds), frozenset(blocked), side, scopes, kinds)


def _shares_of(agent: Agent) -> Select[int, str, int | None, int | None, int]:
    """What was given to or taken from the agent, or given to a förvaltning where the agent works."""
    mine = CaseShare.agent_id == agent.id
    places = sorted({role.forvaltning_id for role in agent.roles if role.forvaltning_id and role.role in RECEIVERS})
    if places:
        mine = or_(mine, CaseShare.forvaltning_id.in_(places))
    return (
        select(
            CaseShare.case_id, CaseShare.kind, CaseShare.forvaltning_id, CaseShare.unit_id, Scope.secrecy_class_id
        )
        .join(Case, Case.id == CaseShare.case_id)
        .join(Scope, Scope.id == Case.scope_id)
        .where(mine, CaseShare.ended_at.is_(None))
    )


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


def scope_by_id(scope_id: int) -> ScopeKey:
    return next(scope for scope in all_scopes() if scope.id == scope_id)


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
