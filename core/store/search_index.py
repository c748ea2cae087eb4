"""Writes the rows of the full text: SQLite through FTS5 beside `search_rows`, PostgreSQL through its column `tsv`.

The text is stems already (`access.stems`), and the scope is a token in the same row.
"""

from __future__ import annotations

from sqlalchemy import select, text, update

from core.store.db import db, table, writing
from core.store.models import SearchRow

_ADD = text("INSERT INTO search_index(rowid, stems, scope) VALUES (:id, :stems, :scope)")
_REMOVE = text(
    "INSERT INTO search_index(search_index, rowid, stems, scope) VALUES ('delete', :id, :stems, :scope)"
)


def scope_token(scope_id: int) -> str:
    return f"s{scope_id}"


def index(case_id: int, message_id: int | None, stems: str, scope_id: int) -> None:
    """Adds a row for one message (or the case's own fields), newest last."""
    rows, tx, scope = table(SearchRow), writing(), scope_token(scope_id)
    row_id = tx.execute(
        rows.insert().values(case_id=case_id, message_id=message_id, stems=stems, scope=scope).returning(rows.c.id)
    ).scalar_one()
    if _is_sqlite():
        tx.execute(_ADD, {"id": row_id, "stems": stems, "scope": scope})


def rescope(case_id: int, old: int, new: int) -> None:
    """Moves all rows of a case to another scope: from this transaction on, others find it."""
    rows, tx = table(SearchRow), writing()
    if _is_sqlite():
        found = tx.execute(select(rows.c.id, rows.c.stems).where(rows.c.case_id == case_id)).all()
        for row in found:
            tx.execute(_REMOVE, {"id": row.id, "stems": row.stems, "scope": scope_token(old)})
            tx.execute(_ADD, {"id": row.id, "stems": row.stems, "scope": scope_token(new)})
    tx.execute(update(rows).where(rows.c.case_id == case_id).values(scope=scope_token(new)))


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
