"""What is kept in memory is read again as soon as anybody has changed it, and never taken from what was rolled back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from core.store.db import Base, db, transaction, writing
from core.store.editions import known
from core.store.scope_rows import all_scopes, scope_by_id, scope_id_for
from core.store.texts import set_setting, set_text, setting
from core.store.texts import text as words
from tests.cast import Cast

EDITED = (
    *("settings", "texts", "case_types", "case_type_names", "case_type_versions", "case_type_words"),
    *("forvaltningar", "namnder", "svarsgrupper", "units"),
)


def edition() -> str:
    db.session.rollback()
    return str(db.session.scalar(text("SELECT value FROM editions")))


@pytest.mark.parametrize("table", EDITED)
def test_every_change_of_the_municipalitys_own_tables_makes_a_new_edition(app: Flask, cast: Cast, table: str) -> None:
    with transaction():
        set_text("receipt", "sv", "Tack!")  # the municipality has none of its own from the start
    seen = {edition()}
    key = next(iter(Base.metadata.tables[table].primary_key)).name
    for _ in range(2):
        with transaction() as tx:
            assert tx.execute(text(f"UPDATE {table} SET {key} = {key}")).rowcount > 0  # type: ignore[attr-defined]
        seen.add(edition())
    assert len(seen) == 3, "no value comes twice"


def test_rows_added_and_taken_away_make_a_new_edition(app: Flask) -> None:
    seen = {edition()}
    for statement in ("INSERT INTO settings (key, value) VALUES ('x', '1')", "DELETE FROM settings WHERE key = 'x'"):
        with transaction() as tx:
            tx.execute(text(statement))
        seen.add(edition())
    assert len(seen) == 3


def test_a_setting_that_another_program_wrote_is_seen_at_once(app: Flask) -> None:
    with transaction():
        set_setting("phone", "08-465 004 00")
    assert setting("phone") == "08-465 004 00"
    with transaction() as tx:
        tx.execute(text("UPDATE settings SET value = '\"08-465 004 01\"' WHERE key = 'phone'"))
    assert setting("phone") == "08-465 004 01"


def test_a_transaction_sees_its_own_changes_and_nobody_sees_those_rolled_back(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        assert words("receipt", default="") != "Nytt"
        set_text("receipt", "sv", "Nytt")
        assert words("receipt") == "Nytt"
        raise ZeroDivisionError
    assert words("receipt") != "Nytt"


def test_what_is_known_is_read_once_while_nothing_changes(app: Flask) -> None:
    read: list[int] = []
    for _ in range(3):
        with transaction():
            assert known("counted", lambda: read.append(1) or len(read)) == 1  # type: ignore[func-returns-value]
    assert known("counted", lambda: 0) == 1


def test_a_scope_that_was_rolled_back_is_forgotten(app: Flask, cast: Cast) -> None:
    tek, pbk = cast.forvaltningar["TEK"], cast.forvaltningar["PBK"]
    before = all_scopes()
    with pytest.raises(ZeroDivisionError), transaction():
        made = scope_id_for(tek, None, None, "forvaltning", 0)
        assert scope_by_id(made).forvaltning_id == tek
        raise ZeroDivisionError
    db.session.rollback()
    assert all_scopes() == before
    with transaction():
        other = scope_id_for(pbk, None, None, "forvaltning", 0)
        assert writing() is not None and scope_by_id(other).forvaltning_id == pbk
    db.session.rollback()
    assert scope_by_id(other).forvaltning_id == pbk


def test_a_change_past_the_setters_is_not_remembered_when_it_was_rolled_back(app: Flask) -> None:
    with transaction():
        set_text("receipt", "sv", "Tack!")
    with pytest.raises(ZeroDivisionError), transaction() as tx:
        assert setting("centre_name")
        tx.execute(text("UPDATE texts SET text = 'Nytt'"))
        assert known("first words", lambda: tx.scalar(text("SELECT min(text) FROM texts"))) == "Nytt"
        raise ZeroDivisionError
    assert known("first words", lambda: "read again") == "read again"


def test_a_forvaltning_that_moves_to_another_namnd_takes_its_scopes_along(app: Flask, cast: Cast) -> None:
    tek = cast.forvaltningar["TEK"]
    with transaction():
        scope_id = scope_id_for(tek, None, None, "forvaltning", 0)
    before = scope_by_id(scope_id).namnd_id
    with transaction() as tx:
        other = tx.execute(text("SELECT min(id) FROM namnder WHERE id <> :id"), {"id": before}).scalar_one()
        tx.execute(text("UPDATE forvaltningar SET namnd_id = :namnd WHERE id = :id"), {"namnd": other, "id": tek})
    assert scope_by_id(scope_id).namnd_id == other != before
    assert {scope.namnd_id for scope in all_scopes() if scope.forvaltning_id == tek} == {other}
