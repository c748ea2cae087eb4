"""A page of a view: filtered, newest first, continued by a cursor. As many statements for one row as for fifty."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy import ColumnElement, func, select

from core.access.agents import Agent
from core.access.cursors import read_place, write_place
from core.access.ranges import Slice, ids, ordering
from core.access.rows import ListRow, as_row, select_rows
from core.access.scopes import Access, all_scopes
from core.access.views import VIEWS, ViewKey, Where, lens
from core.clock import now
from core.contract.messages import CHANNELS
from core.store.db import Base, reading
from core.store.models import Case, CaseType, Forvaltning, Svarsgrupp
from core.store.models.cases import STATUSES

LEVELS = (1, 2, 3, 4, 5, 6)
MOST_ROWS = 200
MOST_COUNTED = 1_000  # what time decides is counted so far: shown as 999+
MOST_NEWS = 100


@dataclass(frozen=True, slots=True)
class Query:
    """What a list asks for; empty filters leave all, several values of one mean any of them.

    Values are codes: channel name, level 1-6, forvaltning code, svarsgrupp digit, case type code, status word. One that
    does not exist leaves nothing. `before` is `Page.next` of the page before; `text` makes it a search (`search`).
    """

    view: ViewKey = "unassigned"
    channel: tuple[str, ...] = ()
    level: tuple[int, ...] = ()
    forvaltning: tuple[str, ...] = ()
    svarsgrupp: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    text: str = ""
    before: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """`next` continues the list, None at its end; `newest` is what `newer` counts from."""

    rows: tuple[ListRow, ...]
    next: str | None = None
    newest: str | None = None


def page(agent: Agent, access: Access, query: Query) -> Page:
    """A page of the cases that the view holds for this agent and the filters leave. Unknown views are empty."""
    part = _slice(agent, access, query)
    if part is None:
        return Page(())
    limit = part.limit
    part = replace(part, limit=limit + 1, after=read_place(query.before))
    statement = select_rows(agent, access, Case.id.in_(ids(part, access))).order_by(*ordering(part)).limit(limit + 1)
    found = [as_row(row) for row in reading().execute(statement)]
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
    scopes = _scopes_left(query)
    return Slice(
        view,
        view.scopes if scopes is None else view.scopes & scopes,
        view.sides if scopes is None else view.sides & scopes,
        filters(query),
        min(max(query.limit, 1), MOST_ROWS),
    )


def filters(query: Query) -> Where:
    """The filters of a query that lie in the case itself, as conditions on it."""
    types = _ids_of(CaseType, CaseType.code, query.type)

    def where(case: type[Case]) -> list[ColumnElement[bool]]:
        wanted: list[tuple[Any, Collection[Any], Collection[Any]]] = [
            (case.channel, query.channel, set(query.channel) & set(CHANNELS)),
            (case.rosa_level, query.level, set(query.level) & set(LEVELS)),
            (case.case_type_id, query.type, types),
            (case.status, query.status, set(query.status) & set(STATUSES)),
        ]
        return [_is_one_of(column, sorted(values)) for column, asked, values in wanted if asked]

    return where


def _is_one_of(column: Any, values: Sequence[Any]) -> ColumnElement[bool]:
    return cast("ColumnElement[bool]", column == values[0] if len(values) == 1 else column.in_(values))


def _scopes_left(query: Query) -> frozenset[int] | None:
    """Owner and group lie in the scope, so these filters only choose among the ranges."""
    if not (query.forvaltning or query.svarsgrupp):
        return None
    owners = _ids_of(Forvaltning, Forvaltning.code, query.forvaltning)
    groups = _ids_of(Svarsgrupp, Svarsgrupp.digit, query.svarsgrupp)
    return frozenset(
        scope.id
        for scope in all_scopes()
        if (not query.forvaltning or scope.forvaltning_id in owners)
        and (not query.svarsgrupp or scope.svarsgrupp_id in groups)
    )


def _ids_of(model: type[Base], code: Any, wanted: Collection[str]) -> frozenset[int]:
    codes = [word for word in wanted if word.isprintable()]  # others no database takes
    return frozenset(reading().scalars(select(cast(Any, model).id).where(code.in_(codes)))) if codes else frozenset()


def _place(key: ViewKey, row: ListRow) -> str:
    at = row.due_at if key in ("due_today", "overdue") else row.closed_at if key == "closed" else row.activity_at
    return write_place(at or row.activity_at, row.id)


def _newest(query: Query, rows: Sequence[ListRow]) -> str | None:
    """None on later pages: news belong on the first."""
    if query.before is not None:
        return None
    return _place(query.view, rows[0]) if rows else write_place(now(), 0)
