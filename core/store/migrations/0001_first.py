"""All tables of the first version, what full text search needs on each database, and a log that is only added to.

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
        stems, scope, content='search_rows', content_rowid='id', prefix='2 3 4',
        tokenize="unicode61 remove_diacritics 0"
    )
"""
TSVECTOR = """
    ALTER TABLE search_rows ADD COLUMN tsv tsvector
    GENERATED ALWAYS AS (to_tsvector('simple', scope || ' ' || left(stems, 100000))) STORED
"""
# What `core.store.editions` keeps in memory: every change of it must be seen.
EDITED = (
    *("settings", "texts", "case_types", "case_type_names", "case_type_versions", "case_type_words"),
    *("forvaltningar", "namnder", "svarsgrupper", "units", "routing_rules", "type_proposals"),
    "secrecy_classes",
    *("opening_hours", "own_days"),
    *("contact_persons", "outside_bodies"),
)
NEW_EDITION = """
    CREATE FUNCTION new_edition() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN UPDATE editions SET value = gen_random_uuid()::text; RETURN NULL; END'
"""

# The audit log is evidence: what stands in it is neither changed nor taken away, whatever the program does.
SEALED_SQLITE = """
    CREATE TRIGGER audit_is_not_{done} BEFORE {verb} ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END
"""
SEALED_POSTGRESQL = """
    CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$;
    CREATE TRIGGER audit_is_sealed BEFORE UPDATE OR DELETE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()
"""


def upgrade() -> None:
    metadata.create_all(op.get_bind(), checkfirst=False)
    _see_every_edition()
    if op.get_context().dialect.name == "sqlite":
        op.execute(FTS5)
        for verb, done in (("UPDATE", "changed"), ("DELETE", "taken_away")):
            op.execute(SEALED_SQLITE.format(verb=verb, done=done))
        return
    op.execute(SEALED_POSTGRESQL)
    op.execute(TSVECTOR)
    op.execute("CREATE INDEX ix_search_rows_tsv ON search_rows USING gin (tsv)")
    # Else a rare word newest first walks the whole primary key: the planner has not heard of it.
    op.execute("ALTER TABLE search_rows ALTER COLUMN tsv SET STATISTICS 1000")


def _see_every_edition() -> None:
    op.execute("INSERT INTO editions (id, value) VALUES (1, '')")
    if op.get_context().dialect.name == "sqlite":
        for table in EDITED:
            for change in ("INSERT", "UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER new_edition_{table}_{change.lower()} AFTER {change} ON {table}"
                    " BEGIN UPDATE editions SET value = lower(hex(randomblob(16))); END"
                )
        return
    op.execute(NEW_EDITION)
    for table in EDITED:
        op.execute(
            f"CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION new_edition()"
        )
