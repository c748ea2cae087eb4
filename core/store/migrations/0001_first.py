"""All tables of the first version, and what full text search needs on each database.

The scope stands first in PostgreSQL's column and the stems are cut: a tsvector holds at most 1 MB, and a message
too long for it must still be found only by those who may see it.
"""

from __future__ import annotations

from alembic import op

from core.store.migrations.first import metadata

revision = "0001"
down_revision = None

FTS5 = """
    CREATE VIRTUAL TABLE search_index USING fts5(
        stems, scope, content='search_rows', content_rowid='id', tokenize="unicode61 remove_diacritics 0"
    )
"""
TSVECTOR = """
    ALTER TABLE search_rows ADD COLUMN tsv tsvector
    GENERATED ALWAYS AS (to_tsvector('simple', scope || ' ' || left(stems, 100000))) STORED
"""


def upgrade() -> None:
    metadata.create_all(op.get_bind(), checkfirst=False)
    if op.get_context().dialect.name == "sqlite":
        op.execute(FTS5)
        return
    op.execute(TSVECTOR)
    op.execute("CREATE INDEX ix_search_rows_tsv ON search_rows USING gin (tsv)")
    # Else a rare word newest first walks the whole primary key: the planner has not heard of it.
    op.execute("ALTER TABLE search_rows ALTER COLUMN tsv SET STATISTICS 1000")
