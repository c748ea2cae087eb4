"""Asks the full text of either database for the newest rows that hold all terms and that the agent may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BindParameter, bindparam, text

from core.access.scopes import Access
from core.access.stems import Term
from core.store.db import db, reading
from core.store.models.agents import ORDINARY
from core.store.search_index import coarse_tokens, mark, scope_token

_NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class Hit:
    """A row of the index that matched, and its case."""

    row_id: int
    case_id: int


def matches(terms: Sequence[Term], access: Access, before: int | None, limit: int, *, also: str = "") -> list[Hit]:
    """The newest rows older than `before` in which all terms are found. `also` is a token they must carry."""
    found: set[Hit] = set()
    values: dict[str, Any] = {"before": before or _NEWEST, "n": limit}
    if access.full:
        query = _match(terms, _by_class(access), also)
        found.update(Hit(*row) for row in _ask("newest", q=query, **_walk(access), **values))
    if access.shared:
        query = _match(terms, _any_class(access), also)
        found.update(Hit(*row) for row in _ask("shared", q=query, cases=sorted(access.shared), **values))
    return sorted(found, key=lambda hit: -hit.row_id)[:limit]


def _walk(access: Access) -> dict[str, Any]:
    blocked = {"blocked": sorted(access.blocked) or [0]}
    return blocked if _is_sqlite() else blocked | {"window": _WINDOW}


def newer_hits(terms: Sequence[Term], access: Access, hits: Iterable[Hit], start: int) -> frozenset[int]:
    """Which of the cases have matched with a newer row, and so were shown on an earlier page."""
    cases = sorted({hit.case_id for hit in hits})
    if not cases:
        return frozenset()
    query = _match(terms, _any_class(access), "")
    return frozenset(_ask("newer", q=query, cases=cases, start=start).scalars())


def cover(access: Access) -> tuple[str, ...]:
    """The fewest tokens that stand for exactly the scopes the agent has in full.

    A coarse token is used only when every scope that has it is one of the agent's.
    """
    members: dict[str, set[int]] = {}
    for scope in access.scopes:
        key = (scope.forvaltning_id, scope.unit_id, scope.svarsgrupp_id, scope.secrecy_class_id)
        for token in coarse_tokens(*key):
            members.setdefault(token, set()).add(scope.id)
    left, chosen = set(access.full), []
    for token, scopes in sorted(members.items(), key=lambda item: -len(item[1])):
        if scopes <= access.full and scopes & left:
            chosen.append(token)
            left -= scopes
    return (*chosen, *(scope_token(scope_id) for scope_id in sorted(left)))


_SQLITE = {
    "newest": """
        SELECT s.rowid AS row_id, r.case_id FROM search_index s CROSS JOIN search_rows r ON r.id = s.rowid
        WHERE s.search_index MATCH :q AND s.rowid < :before AND r.case_id NOT IN :blocked
        ORDER BY s.rowid DESC LIMIT :n
    """,
    "shared": """
        SELECT s.rowid AS row_id, r.case_id FROM search_rows r CROSS JOIN search_index s ON s.rowid = r.id
        WHERE r.case_id IN :cases AND s.search_index MATCH :q AND r.id < :before ORDER BY r.id DESC LIMIT :n
    """,
    "newer": """
        SELECT DISTINCT r.case_id FROM search_rows r CROSS JOIN search_index s ON s.rowid = r.id
        WHERE r.case_id IN :cases AND r.id >= :start AND s.search_index MATCH :q
    """,
}
# PostgreSQL may think that a common word is common in these scopes too, and walk a million rows for nothing. So it
# walks no further than _WINDOW rows; what is older is asked of the index alone, and only when the page is not full.
_WINDOW = 50_000
_POSTGRESQL = {
    "newest": """
        WITH place AS MATERIALIZED (
            SELECT least(:before, (SELECT coalesce(max(id), 0) + 1 FROM search_rows)) - :window AS bottom
        )
        (SELECT id AS row_id, case_id FROM search_rows WHERE tsv @@ to_tsquery('simple', :q)
            AND id < :before AND id >= (SELECT bottom FROM place) AND case_id NOT IN :blocked ORDER BY id DESC LIMIT :n)
        UNION ALL
        (SELECT id, case_id FROM (
            SELECT id, case_id FROM search_rows WHERE tsv @@ to_tsquery('simple', :q)
            AND id < (SELECT bottom FROM place) AND case_id NOT IN :blocked OFFSET 0
        ) AS older ORDER BY id DESC LIMIT :n)
        LIMIT :n
    """,
    "shared": """
        SELECT id AS row_id, case_id FROM search_rows
        WHERE case_id IN :cases AND tsv @@ to_tsquery('simple', :q) AND id < :before ORDER BY id DESC LIMIT :n
    """,
    "newer": """
        SELECT DISTINCT case_id FROM search_rows
        WHERE case_id IN :cases AND id >= :start AND tsv @@ to_tsquery('simple', :q)
    """,
}


def _ask(name: str, **values: Any) -> Any:
    statement = text((_SQLITE if _is_sqlite() else _POSTGRESQL)[name])
    lists: list[BindParameter[Any]] = [bindparam(key, expanding=True) for key in ("cases", "blocked") if key in values]
    return reading().execute(statement.bindparams(*lists), values)


_Classes = dict[int, tuple[str, ...]]  # secrecy class → the scopes to look in; none: any


def _by_class(access: Access) -> _Classes:
    """The scopes in full by the class whose words their rows hold."""
    exact: dict[str, int] = {scope_token(scope.id): scope.secrecy_class_id for scope in access.scopes}
    classes: dict[int, tuple[str, ...]] = {}
    for token in cover(access):
        secrecy_class = exact.get(token, ORDINARY)  # coarse tokens are of ordinary cases
        classes[secrecy_class] = (*classes.get(secrecy_class, ()), token)
    return classes


def _any_class(access: Access) -> _Classes:
    """For cases that are given one by one."""
    return {scope.secrecy_class_id: () for scope in access.scopes}


def _match(terms: Sequence[Term], classes: _Classes, also: str) -> str:
    """The terms and the scopes in the database's own language. Tokens are letters and digits: nothing to escape."""
    write = _fts5 if _is_sqlite() else _tsquery
    parts = [write([replace(term, token=mark(key) + term.token) for term in terms], classes[key]) for key in classes]
    return _both(" OR " if _is_sqlite() else " | ", parts, also)


def _both(or_: str, parts: Sequence[str], also: str) -> str:
    either = f"({or_.join(f'({part})' for part in parts)})"
    if not also:
        return either
    return f"{either} AND scope : {also}" if _is_sqlite() else f"{either} & {also}"


def _fts5(terms: Iterable[Term], scopes: Sequence[str]) -> str:
    words = " AND ".join(f'"{term.token}" *' if term.prefix else f'"{term.token}"' for term in terms)
    found = f"stems : ({words})"
    return f"{found} AND scope : ({' OR '.join(scopes)})" if scopes else found


def _tsquery(terms: Iterable[Term], scopes: Sequence[str]) -> str:
    words = " & ".join(f"'{term.token}':*" if term.prefix else f"'{term.token}'" for term in terms)
    return f"{words} & ({' | '.join(scopes)})" if scopes else words


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
