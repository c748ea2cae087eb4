"""Lets a statement name the index it is to use (INDEXED BY), which SQLAlchemy does not write for SQLite.

SQLite weighs partial indexes badly before ANALYZE, and a list that takes the wrong one reads every case.
"""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.sql.selectable import FromClause


class _Compiler(SQLiteCompiler):
    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        return text


def obey_hints(engine: Engine) -> None:
    """From now on `with_hint(table, "INDEXED BY …", "sqlite")` is written out."""
    engine.dialect.statement_compiler = _Compiler
