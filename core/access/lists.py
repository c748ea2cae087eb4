"""A page of a view: filtered, newest first, continued by a cursor. As many statements for one row as for fifty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from core.access.agents import Agent
from core.access.cursors import read_place, write_place
from core.access.filters import listed
from core.access.query import Query, filters, scopes_left
from core.access.ranges import Slice, ids, ordering
from core.access.rows import ListRow, as_row, select_rows
from core.access.scopes import Access
from core.access.search import search
from core.access.views import VIEWS, ViewKey, lens
from core.clock import now
from core.store.db import reading
from core.store.models import Case

__all__ = ["ListRow", "Page", "Query", "due_counts", "newer", "page"]

MOST_ROWS = 200
MOST_COUNTED = 1_000  # what time decides is counted so far: shown as 999+
MOST_NEWS = 100


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
    picked = select_rows(listed(agent, access), Case.id.in_(ids(part, access)))
    found = [as_row(row) for row in reading().execute(picked.order_by(*ordering(part)).limit(limit + 1))]
    rows = tuple(found[:limit])
    return Page(rows, _place(query.view, rows[-1]) if len(found) > limit else None, _newest(query, rows))


def newer(agent: Agent, access: Access, query: Query, since: str | None) -> int:
    """How many cases have come to the view, or moved in it, since `Page.newest`; at most 100.

    0 for the views by date due, and for a word that is not a `Page.newest`.
    """
    part, place = _slice(agent, access, query), read_place(since)
    if part is None or place is None or part.lens.order != "activity_at":
        return 0
    part = replace(part, limit=MOST_NEWS, newer_than=place)
    return int(reading().scalar(select(func.count()).select_from(ids(part, access).subquery())) or 0)


def due_counts(agent: Agent, access: Access) -> dict[str, int]:
    """What is due today and what is overdue on the agent's desk, counted to 1,000. Keys as in `counters.counts`."""
    counted = {}
    for key in ("due_today", "overdue"):
        part = _slice(agent, access, Query(view=key))
        if part is not None:
            found = ids(replace(part, limit=MOST_COUNTED), access).subquery()
            counted[key] = select(func.count()).select_from(found).scalar_subquery().label(key)
    if not counted:
        return {}
    row = reading().execute(select(*counted.values())).one()
    return {key: n for key, n in row._mapping.items() if n}


def _slice(agent: Agent, access: Access, query: Query) -> Slice | None:
    if query.view not in VIEWS:
        return None
    view = lens(query.view, agent, access)
    scopes = scopes_left(query)
    return Slice(
        view,
        view.scopes if scopes is None else view.scopes & scopes,
        view.sides if scopes is None else view.sides & scopes,
        filters(query),
        min(max(query.limit, 1), MOST_ROWS),
    )


def _place(key: ViewKey, row: ListRow) -> str:
    at = row.due_at if key in ("due_today", "overdue") else row.closed_at if key == "closed" else row.activity_at
    return write_place(at or row.activity_at, row.id)


def _newest(query: Query, rows: Sequence[ListRow]) -> str | None:
    """None on later pages: news belong on the first."""
    if query.before is not None:
        return None
    return _place(query.view, rows[0]) if rows else write_place(now(), 0)
