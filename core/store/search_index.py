"""Writes the rows of the full text: SQLite through FTS5 beside `search_rows`, PostgreSQL through its column `tsv`.

The text is stems already (`access.stems`). Who may find a row stands as tokens in the same row: the case's own scope,
and coarser ones that hold many scopes, so that an agent who sees nearly everything asks for few of them. All begin with
s and a digit; no word of a text does.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import case, delete, func, select, text, update

from core.store.db import db, insert, reading, table, writing
from core.store.models import SearchRow
from core.store.models.agents import ORDINARY

CENTRE = "s00"  # every ordinary case that has been in the contact centre
OWN = "s01"  # the row of the case's own fields, not of a message

_KEY = text("SELECT forvaltning_id, unit_id, svarsgrupp_id, secrecy_class_id FROM scopes WHERE id = :id")
_ADD = text("INSERT INTO search_index(rowid, stems, scope) VALUES (:id, :stems, :scope)")
_ADD_NEW = text(
    "INSERT INTO search_index(rowid, stems, scope) SELECT id, stems, scope FROM search_rows WHERE id > :last"
)
_REMOVE = text(
    "INSERT INTO search_index(search_index, rowid, stems, scope) VALUES ('delete', :id, :stems, :scope)"
)


def scope_token(scope_id: int) -> str:
    return f"s{scope_id}"


def coarse_tokens(forvaltning_id: int, unit_id: int, svarsgrupp_id: int, secrecy_class_id: int) -> tuple[str, ...]:
    """The tokens that a scope shares with others: of the contact centre, and of the förvaltning's unit.

    Only ordinary cases have them. The length before the förvaltning's id keeps two of them from being one.
    """
    if secrecy_class_id != ORDINARY:
        return ()
    unit = f"s0{len(str(forvaltning_id)) + 1}{forvaltning_id}{unit_id}"
    return (CENTRE, unit) if svarsgrupp_id else (unit,)


def index(case_id: int, message_id: int | None, stems: str, scope_id: int) -> None:
    """Adds a row for one message (or the case's own fields), newest last."""
    scope = _scope(tokens(scope_id), message_id)
    values = {"case_id": case_id, "message_id": message_id, "stems": stems, "scope": scope}
    row_id = insert(SearchRow, values)
    if _is_sqlite():
        writing().execute(_ADD, {"id": row_id, "stems": stems, "scope": scope})


def add_rows(written: Iterable[tuple[int, int | None, str, int]]) -> int:
    """Adds many rows (case, message, stems, scope id) in their order; how many. For an index that is made anew."""
    known: dict[int, str] = {}
    rows = []
    for case_id, message_id, stems, scope_id in written:
        scope = known.get(scope_id) or known.setdefault(scope_id, tokens(scope_id))
        rows.append({"case_id": case_id, "message_id": message_id, "stems": stems, "scope": _scope(scope, message_id)})
    if rows:
        last = writing().scalar(select(func.coalesce(func.max(SearchRow.id), 0)))
        writing().execute(table(SearchRow).insert(), rows)
        if _is_sqlite():
            writing().execute(_ADD_NEW, {"last": last})
    return len(rows)


def forget_all() -> None:
    """Empties the index."""
    if _is_sqlite():
        writing().execute(text("INSERT INTO search_index(search_index) VALUES ('delete-all')"))
    writing().execute(delete(table(SearchRow)))


def rescope(case_id: int, new: int) -> None:
    """Moves all rows of a case to another scope: from this transaction on, others find it."""
    rows, tx, message = table(SearchRow), writing(), tokens(new)
    own = _scope(message, None)
    if _is_sqlite():
        for row in tx.execute(select(rows).where(rows.c.case_id == case_id)).all():
            tx.execute(_REMOVE, {"id": row.id, "stems": row.stems, "scope": row.scope})
            tx.execute(_ADD, {"id": row.id, "stems": row.stems, "scope": message if row.message_id else own})
    scope = case((rows.c.message_id.is_(None), own), else_=message)
    tx.execute(update(rows).where(rows.c.case_id == case_id).values(scope=scope))


def tokens(scope_id: int) -> str:
    """What the rows of that scope carry."""
    key = reading().execute(_KEY, {"id": scope_id}).one()
    return " ".join((scope_token(scope_id), *coarse_tokens(*key)))


def _scope(tokens: str, message_id: int | None) -> str:
    return tokens if message_id else f"{tokens} {OWN}"


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
