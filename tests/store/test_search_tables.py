"""What the migration makes for full text: the same words match on both databases, and only with their scope."""

from __future__ import annotations

from sqlalchemy import text

from core.store.db import db, transaction
from core.store.models import SearchRow
from core.store.schema import upgrade
from tests.store.rows import put_a_case


def add(row_id: int, stems: str, scope: str) -> None:
    with transaction() as tx:
        tx.add(SearchRow(id=row_id, case_id=1, stems=stems, scope=scope))
        tx.flush()
        if db.engine.dialect.name == "sqlite":
            tx.execute(text("INSERT INTO search_index(rowid, stems, scope) SELECT id, stems, scope FROM search_rows"
                            " WHERE id = :id"), {"id": row_id})  # fmt: skip


def found(word: str, scope: str) -> list[int]:
    if db.engine.dialect.name == "sqlite":
        query, value = "SELECT rowid FROM search_index WHERE search_index MATCH :q", f"stems:{word} AND scope:{scope}"
    else:
        query, value = "SELECT id FROM search_rows WHERE tsv @@ to_tsquery('simple', :q)", f"{word} & {scope}"
    with db.engine.connect() as connection:
        return list(connection.execute(text(query + " ORDER BY 1"), {"q": value}).scalars())


def test_a_word_is_found_only_with_its_scope_and_its_dots(bare):
    upgrade(bare, [])
    with bare.app_context():
        put_a_case()
        add(11, "får lamm", "s3")
        add(12, "far mor", "s3")
        add(13, "får", "s4")
        assert found("får", "s3") == [11]
        assert found("far", "s3") == [12]
        assert found("får", "s4") == [13]
        assert found("får", "s5") == []


def test_a_text_too_long_for_postgresql_is_kept_and_found_with_its_scope(bare):
    upgrade(bare, [])
    with bare.app_context():
        put_a_case()
        add(11, " ".join(f"ord{number}ö" for number in range(400_000)), "s3")
        assert found("ord17ö", "s3") == [11]
        assert found("ord17ö", "s4") == []


def test_the_worst_text_that_fits_the_cut_still_fits_a_tsvector(bare):
    upgrade(bare, [])
    with bare.app_context():
        put_a_case()
        pairs = (f"{chr(0x20000 + n)}-{chr(0x20000 + n * 7 % 40_000)}" for n in range(40_000))
        add(11, " ".join(pairs), "s3")
        add(12, "x" * 300_000, "s3")
        assert found("x", "s3") == []


def test_postgresql_knows_more_of_the_words_than_it_would_by_itself(bare):
    upgrade(bare, [])
    with bare.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            target = (
                "SELECT attstattarget FROM pg_attribute WHERE attrelid = 'search_rows'::regclass AND attname = 'tsv'"
            )
            assert connection.execute(text(target)).scalar_one() == 1000
        else:
            made = connection.execute(text("SELECT sql FROM sqlite_schema WHERE name = 'search_index'")).scalar_one()
            assert "remove_diacritics 0" in made and "content='search_rows'" in made
