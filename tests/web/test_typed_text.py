"""NUL and half characters, as a paste from another program brings them, are taken out; all else stays."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy import select

from core.store.db import db, reading
from core.store.models import AttachmentRow, Case, Draft, Message
from tests.cast import Cast
from tests.web.conftest import Visitor
from tests.web.desk import LAMP, Desk, bring, newest

PASTED = "Mon\0tör på väg \U0001f600\ttill Åsen\r\n\0ringer\0"
KEPT = "Montör på väg \U0001f600\ttill Åsen\r\nringer"
SAID = KEPT.replace("\r\n", "\n")


def test_a_pasted_nul_costs_nobody_a_note(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    answer = desk.post(f"/arende/{case.number}/anteckning", {"kind": "internal_note", "text": PASTED})
    assert answer.status_code == 303
    db.session.rollback()
    text = reading().scalar(select(Message.text).where(Message.direction == "note")) or ""
    assert text.replace("\r\n", "\n") == SAID


def test_nor_a_draft_an_answer_or_the_name_of_its_file(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    assert desk.write(case.number, "draft", "email", PASTED).status_code == 303
    db.session.rollback()
    assert (reading().scalar(select(Draft.text)) or "").replace("\r\n", "\n") == SAID
    file = (io.BytesIO(b"karta"), "kar\0ta.txt")
    assert desk.write(case.number, "send", "email", PASTED, file=file).status_code == 303
    db.session.rollback()
    text = reading().scalar(select(Message.text).where(Message.direction == "out", Message.kind == "message")) or ""
    assert "Montör på väg \U0001f600" in text and "\0" not in text
    assert reading().scalar(select(AttachmentRow.name)) == "karta.txt"


def test_nor_the_note_of_a_call(app: Flask, cast: Cast) -> None:
    desk = Desk(app, cast, "fatima")
    form = {"nonce": "n\0" + "1" * 31, "channel": "phone", "case_type": "T06", "text": PASTED, "outcome": "keep",
            "caller": "Mona\0 Lind 070-174 06\0 05", "place": "Skol\0gatan 4"}  # fmt: skip
    assert desk.post("/ny", form).status_code == 303
    case = newest()
    assert (case.counterpart, case.place) == ("Mona Lind", "Skolgatan 4")


@pytest.mark.parametrize("path", ["/?text=lam%00pa", "/typer?q=lam%00pa", "/ny?telefon=070%00", "/?vy=mi%00na"])
def test_an_address_with_a_nul_is_read_without_it(app: Flask, cast: Cast, path: str) -> None:
    bring(**LAMP)
    assert Desk(app, cast, "fatima").get(path).status_code == 200


def test_who_logs_in_with_a_pasted_nul_is_told_as_anybody(client: Visitor) -> None:
    answer = client.send("/logga-in", login="fat\0ima", password="fel\0")
    assert answer.status_code in (200, 401, 403, 422)


def test_what_a_citizen_types_is_kept_without_it(app: Flask, cast: Cast) -> None:
    case = bring("m1", **{**LAMP, "text": "Vid Skol\0gatan \ud83d 4"})
    assert reading().scalar(select(Case.subject)) == case.subject
    db.session.rollback()
    assert reading().scalar(select(Message.text).where(Message.direction == "in")) == "Vid Skolgatan  4"
