"""Each thing that can be wrong with what is kept is found and named."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from core.store import marker
from core.store.checks import MOST, problems
from core.store.db import db, transaction
from core.store.histories import foreign_keys_off
from core.store.models import AttachmentRow
from core.store.schema import upgrade
from tests.store.rows import LETTER, put_a_case


@pytest.fixture
def kept(bare):
    """A current database with one case, one raw message and one file."""
    upgrade(bare, [])
    with bare.app_context():
        put_a_case()
    return bare


def letter_in(app) -> Path:
    name = hashlib.sha256(LETTER).hexdigest()
    return Path(app.config["BLOBS"]) / name[:2] / name


def write(app, statement: str) -> None:
    with app.app_context(), db.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement))


def test_nothing_is_wrong_with_what_was_just_kept(kept):
    assert problems(kept, []) == []


def test_a_lost_blob_is_named(kept):
    letter_in(kept).unlink()
    assert problems(kept, []) == [f"filen {letter_in(kept).name} saknas i filmappen: hämta den från en säkerhetskopia"]


def test_a_blob_that_rotted_is_named(kept):
    letter_in(kept).write_bytes(LETTER.replace(b"Hej", b"hej"))
    line = f"filen {letter_in(kept).name} i filmappen är ändrad: hämta den från en säkerhetskopia"
    assert problems(kept, []) == [line]


def test_many_lost_blobs_are_counted_not_listed(kept):
    with kept.app_context(), transaction() as tx:
        for number in range(MOST + 30):
            name = hashlib.sha256(bytes([number])).hexdigest()
            tx.add(AttachmentRow(message_id=1, blob=name, name="x", content_type="image/png", size=1))
    found = problems(kept, [])
    assert len(found) == MOST + 1
    assert found[-1] == "… och 30 till av samma slag"


def test_a_blob_folder_that_is_not_mounted_is_told_from_a_wrong_one(kept):
    shutil.move(kept.config["BLOBS"], kept.config["BLOBS"] + "-away")
    with kept.app_context():
        assert "är disken ansluten?" in marker.problem()
    Path(kept.config["BLOBS"]).mkdir()
    with kept.app_context():
        assert "saknar filen marker" in marker.problem()
    (Path(kept.config["BLOBS"]) / "marker").write_text("another")
    with kept.app_context():
        assert "hör till en annan databas" in marker.problem()


def test_a_missing_column_and_a_missing_index_are_named(kept):
    write(kept, "ALTER TABLE drafts DROP COLUMN tab")
    write(kept, "DROP INDEX ix_cases_open_due")
    assert problems(kept, []) == [
        "schema: column tab i drafts saknas",
        "schema: index ix_cases_open_due i cases saknas",
    ]


def test_a_column_of_another_type_and_one_too_many_are_named(kept):
    write(kept, "ALTER TABLE drafts ADD COLUMN mood varchar(4)")
    write(kept, "ALTER TABLE texts RENAME TO old_texts")
    write(kept, 'CREATE TABLE texts ("key" varchar(80), language varchar(12), text varchar(3) NOT NULL)')
    found = problems(kept, [])
    assert "schema: column mood i drafts ska inte finnas" in found
    assert "schema: texts.text: type är VARCHAR(3), ska vara TEXT" in found


def test_a_row_that_points_at_nothing_is_named(sqlite_app):
    upgrade(sqlite_app, [])
    with sqlite_app.app_context(), db.engine.execution_options(writes=True).connect() as connection:
        put_a_case()
        with foreign_keys_off(connection), connection.begin():
            connection.execute(text("UPDATE messages SET case_id = 99"))
    assert problems(sqlite_app, []) == ["1 rader i messages pekar på rader som saknas i cases"]


def test_checks_of_other_floors_are_asked_too(kept):
    def counters() -> list[str]:
        with db.engine.connect() as connection:
            return [f"{connection.execute(text('SELECT count(*) FROM cases')).scalar_one()} case, 0 counted"]

    assert problems(kept, [], also=[counters, list]) == ["1 case, 0 counted"]
