"""Notes on a case: official ones are part of it, internal ones are working papers; nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.store.db import db, reading
from core.store.models import Draft, Message
from tests.cast import Cast
from tests.web.desk import LAMP, SECRET, Desk, bring, fresh


@pytest.mark.parametrize(
    ("kind", "said"), [("official_note", "tjänsteanteckning"), ("internal_note", "intern anteckning")]
)
def test_a_note_stands_in_the_thread_with_its_kind(app: Flask, cast: Cast, kind: str, said: str) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    answer = desk.post(f"/arende/{case.number}/anteckning", {"kind": kind, "text": "Montör på väg."})
    assert answer.status_code == 303
    text = desk.get(f"/arende/{case.number}").text
    assert "Montör på väg." in text and said in text
    assert not fresh(case).confirmed  # a note confirms nothing


@pytest.mark.parametrize(("via", "kind"), [("note", "official_note"), ("internal", "internal_note")])
def test_the_composers_tabs_write_the_same_notes(app: Flask, cast: Cast, via: str, kind: str) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    assert desk.write(case.number, "save_note", via, "Stolpe 117").status_code == 303
    db.session.rollback()
    assert reading().scalar(select(Message.kind).where(Message.text == "Stolpe 117")) == kind


def test_pressing_send_on_a_note_sends_nothing_to_anybody(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    desk.write(case.number, "send_close", "internal", "Bara för oss", outcome="handled")
    db.session.rollback()
    assert reading().scalar(select(Message.direction).where(Message.text == "Bara för oss")) == "note"
    assert fresh(case).closed_at is None


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_note_is_refused_at_its_question(app: Flask, cast: Cast, text: str) -> None:
    case = bring(**LAMP)
    answer = Desk(app, cast, "fatima").post(
        f"/arende/{case.number}/anteckning", {"kind": "internal_note", "text": text}
    )
    assert answer.status_code == 422
    assert 'id="error-text"' in answer.text and 'value="internal_note" checked' in answer.text


def test_a_half_written_note_comes_back_in_its_form_and_not_in_the_composer(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    desk.post(f"/arende/{case.number}/utkast", {"draft_kind": "note", "tab": "a", "text": "Halv mening"})
    assert "Halv mening" in desk.get(f"/arende/{case.number}/anteckning").text
    assert "Halv mening" not in desk.get(f"/arende/{case.number}").text
    desk.post(f"/arende/{case.number}/anteckning", {"tab": "a", "text": "Hel mening."})
    db.session.rollback()
    assert reading().scalar(select(Draft.id)) is None


def test_an_identity_check_is_noted_with_how_and_shown_the_same_day(app: Flask, cast: Cast, clock: Any) -> None:
    case, desk = bring(**SECRET), Desk(app, cast, "gunilla")
    path = f"/arende/{case.number}"
    assert "Kontrollera vem det är" in desk.get(path).text  # demanded for a secret case
    assert desk.post(f"{path}/identitet", {"how": "guess"}).status_code == 422
    assert desk.post(f"{path}/identitet", {"how": "call_back"}).status_code == 303
    assert "Kontrollerad 12.00 av Gunilla Berg: motringning till känt nummer." in desk.get(path).text
    clock.at += timedelta(days=1)
    assert "Kontrollerad" not in desk.get(path).text.replace("Kontrollerade identiteten", "")
