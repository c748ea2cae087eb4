"""Finds the cases of one page by index ranges: never sorts more than a page, never counts, never skips by OFFSET.

An agent who sees most of what is open walks one index from its newest end. Whoever sees little has a range of his own
for each scope; the heads of these are merged. The counters say beforehand which of the two is less to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, select, text, true, tuple_, union_all
from sqlalchemy.orm import aliased

from core.access import literals
from core.access.cursors import Place
from core.access.scopes import Access
from core.access.views import Lens, Where
from core.store.db import UTCDateTime, db, reading
from core.store.models import Case, Scope

FEW_RANGES = 12  # as many heads as are merged without asking what a walk would cost
LONGEST_WALK = 5_000  # entries of an index; beyond it the ranges are merged however many they are
_COUNTED = {  # the counter that tells how large a view is
    "unassigned": "unassigned",
    "can_take": "unassigned",
    "waiting": "waiting",
    "parked": "parked",
    "suspect": "suspect",
    "sortering": "sortering",
    "group": "open",
    "elsewhere": "open",
}


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a lens: scopes left by filters, further conditions, and the place after (or before) which."""

    lens: Lens
    scopes: frozenset[int]
    sides: frozenset[int]
    where: Where
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
    if part.lens.order == "due_at" or part.newer_than:
        return column, case.id
    return column.desc(), case.id.desc()


def _in_scopes(part: Slice, access: Access) -> Select[Any]:
    if _walks(part, access):
        return _page(part, Case, access, Case.scope_id.in_(sorted(part.scopes)))
    return _merge(part, access, sorted(part.scopes))


def _merge(part: Slice, access: Access, scopes: Sequence[int]) -> Select[Any]:
    """The head of each scope's range, and of these the first page."""
    inner = aliased(Case)
    head = _page(part, inner, access, inner.scope_id == Scope.id)
    if db.engine.dialect.name == "postgresql":
        heads = head.add_columns(getattr(inner, part.lens.order).label("at")).correlate(Scope).lateral()
        merged = select(heads.c.id).select_from(Scope).join(heads, true()).where(Scope.id.in_(scopes))
        due = part.lens.order == "due_at" or part.newer_than
        order = (heads.c.at, heads.c.id) if due else (heads.c.at.desc(), heads.c.id.desc())
        return merged.order_by(*order).limit(part.limit)
    # SQLite has no LATERAL, but it looks rows up by a list that depends on the row outside.
    merged = select(Case.id).select_from(Scope).join(Case, Case.id.in_(head.correlate(Scope)))
    return merged.where(Scope.id.in_(scopes)).order_by(*ordering(part)).limit(part.limit)


def _single(part: Slice, access: Access) -> Select[Any]:
    """Cases shared one by one, wherever they lie; few."""
    shared = and_(
        Case.id.in_(sorted(access.shared)),
        Case.scope_id.in_(sorted(part.sides)),
        Case.scope_id.not_in(sorted(part.scopes)),
    )
    return _page(part, Case, access, shared)


def _page(part: Slice, case: type[Case], access: Access, which: ColumnElement[bool]) -> Select[Any]:
    conditions = [which, *part.lens.where(case), *part.where(case), *_beyond(part, case)]
    if access.blocked:
        conditions.append(case.id.not_in(sorted(access.blocked)))
    return select(case.id).where(*conditions).order_by(*ordering(part, case)).limit(part.limit)


def _beyond(part: Slice, case: type[Case]) -> list[ColumnElement[bool]]:
    place = part.newer_than or part.after
    if place is None:
        return []
    key = tuple_(getattr(case, part.lens.order), case.id)
    edge = tuple_(literal(place.at, UTCDateTime()), literal(place.id))
    upwards = part.newer_than is not None or part.lens.order == "due_at"
    return [key > edge if upwards else key < edge]


def _walks(part: Slice, access: Access) -> bool:
    """Whether one walk from the end of all cases is less to read than the head of each scope's range.

    Counters only say what is cheaper: were they wrong, the page would be slow, not incomplete.
    """
    if part.lens.key == "mine":  # an index of its own
        return True
    if len(part.scopes) <= FEW_RANGES:
        return False
    share = _share(part, access)
    return share > 0 and part.limit / share <= LONGEST_WALK


def _share(part: Slice, access: Access) -> float:
    """About how much of what a walk meets is in the slice's scopes."""
    counted = _COUNTED.get(part.lens.key)
    if counted is None:
        return len(part.scopes) / len(access.scopes)
    sizes = f"""
        SELECT sum(CASE WHEN owner_id IN {literals.ids(part.scopes)} THEN n ELSE 0 END), sum(n) FROM counters
        WHERE owner = 'scope' AND view = '{counted}'
    """
    ours, everything = reading().execute(text(sizes)).one()
    return float(ours) / float(everything) if everything else 0.0
