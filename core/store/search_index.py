"""Writes the rows of the full text: SQLite through FTS5 beside `search_rows`, PostgreSQL through its column `tsv`.

The text is stems already (`access.stems`). Who may find a row stands as tokens in the same row: the case's own scope,
and coarser ones that hold many scopes, so that an agent who sees nearly everything asks for few of them. All begin with
s and a digit; no word of a text does.

The words of a secret case are written apart from all others (`words_in`): whoever is not authorised never meets them,
so that a word which only hidden cases hold takes no longer to look for than one that nobody wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, select, text, update

from core.store.db import db, table, writing
from core.store.models import SearchRow
from core.store.models.agents import ORDINARY
from core.store.ready import Ready, insert, insert_all
from core.store.scope_rows import scope_by_id

CENTRE = "s00"  # every ordinary case that has been in the contact centre
OWN = "s01"  # the row of the case's own fields, not of a message

_ADD = text("INSERT INTO search_index(rowid, stems, scope) VALUES (:id, :stems, :scope)")
_add = Ready(lambda: _ADD)
_ADD_NEW = text(
    "INSERT INTO search_index(rowid, stems, scope) SELECT id, stems, scope FROM search_rows WHERE id > :last"
)
_REMOVE = text("INSERT INTO search_index(search_index, rowid, stems, scope) VALUES ('delete', :id, :stems, :scope)")


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


def words_in(secrecy_class_id: int, stems: str) -> str:
    """The stems as they stand in rows of that class: those of ordinary cases plain, others with a mark of the class."""
    if secrecy_class_id == ORDINARY:
        return stems
    return " ".join(f"{mark(secrecy_class_id)}{stem}" for stem in stems.split())


def mark(secrecy_class_id: int) -> str:
    """What stands before each word of a class."""
    return "" if secrecy_class_id == ORDINARY else f"s{secrecy_class_id}x"


def index(case_id: int, message_id: int | None, stems: str, scope_id: int) -> None:
    """Adds a row for one message (or the case's own fields), newest last."""
    index_all(case_id, [(message_id, stems)], scope_id)


def index_all(case_id: int, texts: Sequence[tuple[int | None, str]], scope_id: int) -> None:
    """Adds rows of one case, each a message's id (None for the case's own fields) and its stems."""
    scope, secrecy_class = tokens(scope_id), _class_of(scope_id)
    rows = [
        {
            "case_id": case_id,
            "message_id": message_id,
            "stems": words_in(secrecy_class, stems),
            "scope": _scope(scope, message_id),
        }
        for message_id, stems in texts
    ]
    if not _is_sqlite():
        insert_all(SearchRow, rows)
        return
    for row in rows:
        _add.run({"id": insert(SearchRow, row), "stems": row["stems"], "scope": row["scope"]})


def add_rows(written: Iterable[tuple[int, int | None, str, int]]) -> int:
    """Adds many rows (case, message, stems, scope id) in their order; how many. For an index that is made anew."""
    known: dict[int, tuple[str, int]] = {}
    rows = []
    for case_id, message_id, stems, scope_id in written:
        if scope_id not in known:
            known[scope_id] = tokens(scope_id), _class_of(scope_id)
        scope, secrecy_class = known[scope_id]
        words = words_in(secrecy_class, stems)
        rows.append({"case_id": case_id, "message_id": message_id, "stems": words, "scope": _scope(scope, message_id)})
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


def rescope(case_id: int, old: int, new: int) -> None:
    """Moves all rows of a case to another scope: from this transaction on, others find it."""
    rows, tx, scope = table(SearchRow), writing(), tokens(new)
    before, after = mark(_class_of(old)), _class_of(new)
    for row in tx.execute(select(rows).where(rows.c.case_id == case_id)).all():
        plain = " ".join(word.removeprefix(before) for word in row.stems.split(" "))
        values = {"stems": words_in(after, plain), "scope": _scope(scope, row.message_id)}
        if _is_sqlite():
            tx.execute(_REMOVE, {"id": row.id, "stems": row.stems, "scope": row.scope})
            tx.execute(_ADD, {"id": row.id, **values})
        tx.execute(update(rows).where(rows.c.id == row.id).values(**values))


def tokens(scope_id: int) -> str:
    """What the rows of that scope carry."""
    key = scope_by_id(scope_id)
    coarse = coarse_tokens(key.forvaltning_id, key.unit_id, key.svarsgrupp_id, key.secrecy_class_id)
    return " ".join((scope_token(scope_id), *coarse))


def _class_of(scope_id: int) -> int:
    return scope_by_id(scope_id).secrecy_class_id


def _scope(tokens: str, message_id: int | None) -> str:
    return tokens if message_id else f"{tokens} {OWN}"


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
