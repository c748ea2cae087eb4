"""Finds the cases of one page by index ranges: never sorts more than a page, never counts, never skips by OFFSET.

An agent who sees most of what is open walks one index from its newest end. Whoever sees little has a range of his own
for each scope; the heads of these are merged. The counters say beforehand which of the two is less to read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, select, text, true, tuple_, union_all
from sqlalchemy.orm import aliased

from core.access import literals
from core.access.cursors import Place
from core.access.scopes import Access
from core.access.views import Lens, ViewKey, Where
from core.store.db import UTCDateTime, db, reading
from core.store.models import Case, CaseType, Scope

FEW_RANGES = 12  # as many heads as are merged without asking what a walk would cost
LONGEST_WALK = 5_000  # entries of an index; beyond it the ranges are merged however many they are


@dataclass(frozen=True, slots=True)
class _Indexes:
    """How a view is read: `ranges` is the index by scope, `walk` the one over all scopes, "" when it is never walked.

    `types` is the index by case type; `counted` the counter that tells how large the view is.
    """

    ranges: str = "ix_cases_open_scope"
    walk: str = "ix_cases_open_activity"
    types: str = "ix_cases_open_type"
    counted: str = "open"


_INNER = aliased(Case)
_FREE = _Indexes("ix_cases_free_scope", "ix_cases_free_activity", counted="unassigned")
_DUE = _Indexes("ix_cases_open_due", walk="ix_cases_due")
_INDEXES: dict[ViewKey, _Indexes] = {
    "unassigned": _FREE,
    "can_take": _FREE,
    "mine": _Indexes(walk="ix_cases_open_agent"),
    "group": _Indexes(),
    "due_today": _DUE,
    "overdue": _DUE,
    "late_elsewhere": _DUE,
    "waiting": _Indexes("ix_cases_waiting", walk="ix_cases_waiting_activity", counted="waiting"),
    "elsewhere": _Indexes(),
    "parked": _Indexes("ix_cases_parked", walk=""),
    "sortering": _Indexes(walk=""),
    "suspect": _Indexes("ix_cases_suspect", walk=""),
    "closed": _Indexes("ix_cases_closed_scope", "ix_cases_closed_activity", "ix_cases_closed_type", counted=""),
}


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a lens: scopes left by filters, further conditions, and the place after (or before) which.

    `types` are the ids of a filter on types, which `where` holds too.
    """

    lens: Lens
    scopes: frozenset[int]
    sides: frozenset[int]
    where: Where
    types: frozenset[int]
    limit: int
    after: Place | None = None
    newer_than: Place | None = None


def picked(part: Slice, access: Access) -> Select[Any]:
    """A statement for (id) of the cases of a slice, at most `limit`, in no order of its own."""
    sources = [_in_scopes(part, access)] if part.scopes else []
    if access.shared and part.sides:
        sources.append(_single(part, access))
    if not sources:
        return select(Case.id).where(literal(0) == 1)
    if len(sources) == 1:
        return select(sources[0].subquery().c.id)
    return select(union_all(*(select(s.subquery().c.id) for s in sources)).subquery().c.id)


def ordering(part: Slice, case: type[Case] = Case) -> tuple[Any, Any]:
    """Newest first; what is due, soonest first; what is newer than a place, oldest first."""
    column = getattr(case, part.lens.order)
    if _upwards(part):
        return column, case.id
    return column.desc(), case.id.desc()


def _in_scopes(part: Slice, access: Access) -> Select[Any]:
    indexes = _INDEXES[part.lens.key]
    if not _walks(part, access):
        return _merge(part, access, Scope, "scope_id", part.scopes, indexes.ranges)
    if part.types and part.lens.key != "mine":
        return _merge(part, access, CaseType, "case_type_id", part.types, indexes.types)
    return _page(part, Case, access, _within(part, Case), index=indexes.walk)


def _merge(
    part: Slice, access: Access, owner: type[Scope] | type[CaseType], key: str, values: Collection[int], index: str
) -> Select[Any]:
    """The head of each range, one for each scope or type, and of these the first page."""
    inner = _INNER
    which = getattr(inner, key) == owner.id
    head = _page(part, inner, access, which if owner is Scope else and_(which, _within(part, inner)), index=index)
    if db.engine.dialect.name == "postgresql":
        heads = head.add_columns(getattr(inner, part.lens.order).label("at")).correlate(owner).lateral()
        order = (heads.c.at, heads.c.id) if _upwards(part) else (heads.c.at.desc(), heads.c.id.desc())
        merged = select(heads.c.id).select_from(owner).join(heads, true())
        return merged.where(literals.within(owner.id, values)).order_by(*order).limit(part.limit)
    # SQLite has no LATERAL, but it looks rows up by a list that depends on the row outside.
    merged = select(Case.id).select_from(owner).join(Case, Case.id.in_(head.correlate(owner)))
    return merged.where(literals.within(owner.id, values)).order_by(*ordering(part)).limit(part.limit)


def _single(part: Slice, access: Access) -> Select[Any]:
    """Cases shared one by one, wherever they lie; few."""
    shared = and_(
        Case.id.in_(sorted(access.shared)),
        literals.within(Case.scope_id, part.sides - part.scopes),
    )
    return _page(part, Case, access, shared)


def _within(part: Slice, case: type[Case]) -> ColumnElement[bool]:
    return literals.within(case.scope_id, part.scopes)


def _page(part: Slice, case: type[Case], access: Access, which: ColumnElement[bool], *, index: str = "") -> Select[Any]:
    """The first cases of those conditions. SQLite is told the index: it cannot weigh partial ones."""
    conditions = [which, *part.lens.where(case), *part.where(case), *_beyond(part, case)]
    if access.blocked:
        conditions.append(case.id.not_in(sorted(access.blocked)))
    found = select(case.id).where(*conditions).order_by(*ordering(part, case)).limit(part.limit)
    return found.with_hint(case, f"INDEXED BY {index}", "sqlite") if index else found


def _beyond(part: Slice, case: type[Case]) -> list[ColumnElement[bool]]:
    place = part.newer_than or part.after
    if place is None:
        return []
    key = tuple_(getattr(case, part.lens.order), case.id)
    edge = tuple_(literal(place.at, UTCDateTime()), literal(place.id))
    return [key > edge if _upwards(part) else key < edge]


def _upwards(part: Slice) -> bool:
    return part.newer_than is not None or part.lens.order == "due_at"


def _walks(part: Slice, access: Access) -> bool:
    """Whether one walk from the end of all cases is less to read than the head of each scope's range.

    Counters only say what is cheaper: were they wrong, the page would be slow, not incomplete.
    """
    if part.lens.key == "mine":  # one range: the agent's own
        return True
    if len(part.scopes) <= FEW_RANGES or not _INDEXES[part.lens.key].walk:
        return False
    share = _share(part, access)
    return share > 0 and part.limit / share <= LONGEST_WALK


def _share(part: Slice, access: Access) -> float:
    """About how much of what a walk meets is in the slice's scopes."""
    counted = _INDEXES[part.lens.key].counted
    if not counted:
        return len(part.scopes) / len(access.scopes)
    sizes = f"""
        SELECT sum(CASE WHEN owner_id IN {literals.ids(part.scopes)} THEN n ELSE 0 END), sum(n) FROM counters
        WHERE owner = 'scope' AND view = '{counted}'
    """
    ours, everything = reading().execute(text(sizes)).one()
    return float(ours) / float(everything) if everything else 0.0
