"""Writes the rows of the full text: SQLite through FTS5 beside `search_rows`, PostgreSQL through its column `tsv`.

The text is stems already (`access.stems`). Who may find a row stands as tokens in the same row: the case's own scope,
and coarser ones that hold many scopes, so that an agent who sees nearly everything asks for few of them. All begin with
s and a digit; no word of a text does.
"""

from __future__ import annotations

from sqlalchemy import case, select, text, update

from core.store.db import db, reading, table, writing
from core.store.models import Scope, SearchRow
from core.store.models.agents import ORDINARY

CENTRE = "s00"  # every ordinary case that has been in the contact centre
OWN = "s01"  # the row of the case's own fields, not of a message

_ADD = text("INSERT INTO search_index(rowid, stems, scope) VALUES (:id, :stems, :scope)")
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
    rows, tx, scope = table(SearchRow), writing(), _scope(scope_id, message_id)
    row_id = tx.execute(
        rows.insert().values(case_id=case_id, message_id=message_id, stems=stems, scope=scope).returning(rows.c.id)
    ).scalar_one()
    if _is_sqlite():
        tx.execute(_ADD, {"id": row_id, "stems": stems, "scope": scope})


def rescope(case_id: int, new: int) -> None:
    """Moves all rows of a case to another scope: from this transaction on, others find it."""
    rows, tx, message, own = table(SearchRow), writing(), _scope(new, 1), _scope(new, None)
    if _is_sqlite():
        for row in tx.execute(select(rows).where(rows.c.case_id == case_id)).all():
            tx.execute(_REMOVE, {"id": row.id, "stems": row.stems, "scope": row.scope})
            tx.execute(_ADD, {"id": row.id, "stems": row.stems, "scope": message if row.message_id else own})
    scope = case((rows.c.message_id.is_(None), own), else_=message)
    tx.execute(update(rows).where(rows.c.case_id == case_id).values(scope=scope))


def tokens(scope_id: int) -> str:
    """What the rows of that scope carry."""
    key = select(Scope.forvaltning_id, Scope.unit_id, Scope.svarsgrupp_id, Scope.secrecy_class_id)
    return " ".join((scope_token(scope_id), *coarse_tokens(*reading().execute(key.where(Scope.id == scope_id)).one())))


def _scope(scope_id: int, message_id: int | None) -> str:
    return tokens(scope_id) if message_id else f"{tokens(scope_id)} {OWN}"


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
