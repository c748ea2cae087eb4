"""What a list is asked for: a view, filters, a text, a place to go on from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, select

from core.access.scopes import Access
from core.access.views import ViewKey, Where
from core.contract.messages import CHANNELS
from core.store.db import Base, reading
from core.store.models import Case, CaseType, Forvaltning, Svarsgrupp
from core.store.models.cases import STATUSES

LEVELS = (1, 2, 3, 4, 5, 6)


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


def scopes_left(query: Query, access: Access) -> frozenset[int] | None:
    """Owner and group lie in the scope, so these filters only choose among the ranges."""
    if not (query.forvaltning or query.svarsgrupp):
        return None
    owners = _ids_of(Forvaltning, Forvaltning.code, query.forvaltning)
    groups = _ids_of(Svarsgrupp, Svarsgrupp.digit, query.svarsgrupp)
    return frozenset(
        scope.id
        for scope in access.scopes
        if (not query.forvaltning or scope.forvaltning_id in owners)
        and (not query.svarsgrupp or scope.svarsgrupp_id in groups)
    )


def filters(query: Query) -> Where:
    """The filters of a query that lie in the case itself, as conditions on it."""
    types = types_of(query)

    def where(case: type[Case]) -> list[ColumnElement[bool]]:
        wanted: list[tuple[Any, Collection[Any], Collection[Any]]] = [
            (case.channel, query.channel, set(query.channel) & set(CHANNELS)),
            (case.rosa_level, query.level, set(query.level) & set(LEVELS)),
            (case.case_type_id, query.type, types),
            (case.status, query.status, set(query.status) & set(STATUSES)),
        ]
        return [_is_one_of(column, sorted(values)) for column, asked, values in wanted if asked]

    return where


def types_of(query: Query) -> frozenset[int]:
    """The ids of the types that a query is limited to; none when it is not."""
    return _ids_of(CaseType, CaseType.code, query.type)


def _is_one_of(column: Any, values: Sequence[Any]) -> ColumnElement[bool]:
    return cast("ColumnElement[bool]", column == values[0] if len(values) == 1 else column.in_(values))


def _ids_of(model: type[Base], code: Any, wanted: Collection[str]) -> frozenset[int]:
    codes = [word for word in wanted if word.isprintable()]  # others no database takes
    return frozenset(reading().scalars(select(cast(Any, model).id).where(code.in_(codes)))) if codes else frozenset()
