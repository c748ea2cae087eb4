"""The rows of `scopes`, which are only ever added: one that is known is known as long as no förvaltning changes.

What a transaction has made itself is not remembered: rolled back, its id may come to mean another scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select

from core.store.db import db, reading, table, upsert, writing
from core.store.editions import current_edition, forget_edition
from core.store.models import Forvaltning, Scope


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

    @property
    def combination(self) -> tuple[int, int, int, str, int]:
        return (self.forvaltning_id, self.unit_id, self.svarsgrupp_id, self.held_by, self.secrecy_class_id)


@dataclass(frozen=True, slots=True)
class _Known:
    """All scopes at one time: those the mark tells of."""

    mark: tuple[int, int, str]
    scopes: tuple[ScopeKey, ...]
    by_id: dict[int, ScopeKey]
    ids: dict[tuple[int, int, int, str, int], int]


_MADE_ONE = "made a scope"
_MARK = select(func.count(table(Scope).c.id), func.coalesce(func.max(table(Scope).c.id), 0))
_NONE = _Known((-1, -1, "none"), (), {}, {})
_known: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()


def all_scopes() -> tuple[ScopeKey, ...]:
    """Every scope there is now: count and highest id tell whether those we know are all, the edition whether a
    förvaltning has moved to another nämnd."""
    return _all().scopes


def scope_by_id(scope_id: int) -> ScopeKey:
    """The scope of that id, which must exist."""
    return _of_this_edition().by_id.get(scope_id) or _all().by_id[scope_id]


def scope_id_for(
    forvaltning_id: int, unit_id: int | None, svarsgrupp_id: int | None, held_by: str, secrecy_class_id: int
) -> int:
    """The id of that combination; made in this transaction when it is the first of its kind."""
    combination = (forvaltning_id, unit_id or 0, svarsgrupp_id or 0, held_by, secrecy_class_id)
    found = _of_this_edition().ids.get(combination) or _all().ids.get(combination)
    return found or _make_scope(*combination)


def _of_this_edition() -> _Known:
    """Those we know, though there may be more by now."""
    known = _known.get(db.engine, _NONE)
    return known if known.mark[2] == current_edition() else _NONE


def _all() -> _Known:
    count, highest = reading().execute(_MARK).one()
    known = _known.get(db.engine, _NONE)
    if known.mark != (count, highest, current_edition()):
        forget_edition()  # what this transaction has changed meanwhile is not remembered as the edition before
        mark, scopes = (count, highest, current_edition()), _read_scopes()
        by_id = {scope.id: scope for scope in scopes}
        known = _Known(mark, scopes, by_id, {scope.combination: scope.id for scope in scopes})
        if not reading().info.get(_MADE_ONE):
            _known[db.engine] = known
    return known


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


def _make_scope(forvaltning_id: int, unit_id: int, svarsgrupp_id: int, held_by: str, secrecy_class_id: int) -> int:
    key: dict[str, int | str] = {
        "forvaltning_id": forvaltning_id,
        "unit_id": unit_id,
        "svarsgrupp_id": svarsgrupp_id,
        "held_by": held_by,
        "secrecy_class_id": secrecy_class_id,
    }
    scopes, tx = table(Scope), writing()
    tx.info[_MADE_ONE] = True
    tx.execute(upsert(Scope).values(**key).on_conflict_do_nothing())
    found = select(scopes.c.id).where(*(scopes.c[name] == value for name, value in key.items()))
    return int(tx.execute(found).scalar_one())
