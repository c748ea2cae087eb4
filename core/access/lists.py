"""A page of a view: filtered, newest first, continued by a cursor. As many statements for one row as for fifty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, func, select, text

from core.access.agents import Agent
from core.access.cursors import read_place, write_place
from core.access.filters import listed
from core.access.literals import ids
from core.access.query import Query, filters, scopes_left, types_of
from core.access.ranges import Slice, ordering, picked
from core.access.rows import ListRow, as_row, select_rows
from core.access.scopes import Access
from core.access.search import search
from core.access.views import VIEWS, ViewKey, end_of_today, lens
from core.clock import now
from core.store.db import UTCDateTime, reading
from core.store.models import Case

__all__ = ["ListRow", "Page", "Query", "due_counts", "newer", "page"]

MOST_ROWS = 200
MOST_COUNTED = 1_000  # what time decides is counted so far: shown as 999+
MOST_NEWS = 100
_BY_DUE = ("due_today", "overdue", "late_elsewhere")


@dataclass(frozen=True, slots=True)
class Page:
    """`next` continues the list, None at its end; `newest` is what `newer` counts from."""

    rows: tuple[ListRow, ...]
    next: str | None = None
    newest: str | None = None


def page(agent: Agent, access: Access, query: Query) -> Page:
    """A page of the cases that the view holds for this agent and the filters leave. Unknown views are empty.

    With `query.text` it is a page of the search instead: among all the agent may see, open or closed, in any view.
    """
    if query.text.strip():
        hits = search(agent, access, query.text, query.before, query.limit, only=query)
        return Page((hits.exact, *hits.rows) if hits.exact else hits.rows, hits.more)
    part = _slice(agent, access, query)
    if part is None:
        return Page(())
    limit = part.limit
    part = replace(part, limit=limit + 1, after=read_place(query.before))
    rows = select_rows(listed(agent, access), Case.id.in_(picked(part, access)))
    found = [as_row(row) for row in reading().execute(rows.order_by(*ordering(part)).limit(limit + 1))]
    shown = tuple(found[:limit])
    return Page(shown, _place(query.view, shown[-1]) if len(found) > limit else None, _newest(query, shown))


def newer(agent: Agent, access: Access, query: Query, since: str | None) -> int:
    """How many cases have come to the view, or moved in it, since `Page.newest`; at most 100.

    0 for the views by date due, and for a word that is not a `Page.newest`.
    """
    part, place = _slice(agent, access, query), read_place(since)
    if part is None or place is None or part.lens.order != "activity_at":
        return 0
    part = replace(part, limit=MOST_NEWS, newer_than=place)
    return int(reading().scalar(select(func.count()).select_from(picked(part, access).subquery())) or 0)


def due_counts(agent: Agent, access: Access) -> dict[str, int]:
    """What is due today and overdue on the agent's desk, and for the contact centre what is overdue with others.

    Counted to 1,000. Keys as in `counters.counts`.
    """
    if not access.full and not access.shared:
        return {}
    theirs = frozenset(scope.id for scope in access.scopes) - access.side
    late, desk = "due_at < :now", (access.desk, access.side)
    overdue, today = _due(access, late, *desk), _due(access, "due_at >= :now AND due_at < :midnight", *desk)
    elsewhere = _due(access, late, access.full & theirs, theirs) if agent.in_contact_centre else "0"
    moments = (bindparam("now", now(), UTCDateTime()), bindparam("midnight", end_of_today(), UTCDateTime()))
    counted = f"SELECT {today} AS due_today, {overdue} AS overdue, {elsewhere} AS late_elsewhere"
    statement = text(counted).bindparams(*moments)
    return {key: n for key, n in reading().execute(statement).one()._mapping.items() if n}


def _due(access: Access, when: str, full: frozenset[int], sides: frozenset[int]) -> str:
    """A subquery that counts from the index on due_at in the scopes `full`, and shared cases in those of `sides`."""
    here = f"scope_id IN {ids(full)}"
    if access.blocked:
        here += f" AND id NOT IN {ids(access.blocked)}"
    found = f"SELECT id FROM cases WHERE closed_at IS NULL AND {here} AND {when} LIMIT {MOST_COUNTED}"
    if access.shared:
        alone = f"id IN {ids(access.shared)} AND scope_id IN {ids(sides - access.full)}"
        found = (
            f"SELECT id FROM ({found}) AS d UNION SELECT id FROM cases WHERE closed_at IS NULL AND {alone} AND {when}"
        )
    return f"(SELECT count(*) FROM ({found}) AS due)"


def _slice(agent: Agent, access: Access, query: Query) -> Slice | None:
    if query.view not in VIEWS:
        return None
    view = lens(query.view, agent, access)
    scopes = scopes_left(query, access)
    return Slice(
        view,
        view.scopes if scopes is None else view.scopes & scopes,
        view.sides if scopes is None else view.sides & scopes,
        filters(query),
        types_of(query),
        min(max(query.limit, 1), MOST_ROWS),
    )


def _place(key: ViewKey, row: ListRow) -> str:
    at = row.due_at if key in _BY_DUE else row.closed_at if key == "closed" else row.activity_at
    return write_place(at or row.activity_at, row.id)


def _newest(query: Query, rows: Sequence[ListRow]) -> str | None:
    """None on later pages: news belong on the first."""
    if query.before is not None:
        return None
    return _place(query.view, rows[0]) if rows else write_place(now(), 0)
