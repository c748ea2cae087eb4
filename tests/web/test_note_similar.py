"""While a note is written, reports of the same type and street are counted, and the note can be joined to one."""

from __future__ import annotations

from flask import Flask

from core.case.classification import classify
from core.case.closing import Closing, close
from core.store.db import transaction
from tests.cast import Cast
from tests.web.desk import LAMP, SECRET, Desk, bring, fresh, newest

NOTE = {"channel": "phone", "case_type": "T06", "outcome": "keep", "text": "Mörkt på Skolgatan vid övergången"}


def test_reports_of_the_typed_street_are_counted_while_the_note_is_written(app: Flask, cast: Cast) -> None:
    lamp = bring(**LAMP)
    text = Desk(app, cast, "fatima").post("/ny/liknande", NOTE).text
    assert "1 anmäld till på Skolgatan i dag" in text and f'value="{lamp.number}"' in text


def test_another_type_or_street_or_nothing_typed_is_not_counted(app: Flask, cast: Cast) -> None:
    lamp = bring(**LAMP)
    desk = Desk(app, cast, "fatima")
    for changed in (
        {"case_type": "T03"},
        {"text": "på Storgatan"},
        {"text": ""},
        {"case_type": "nej"},
        {"case_type": ""},
    ):
        assert lamp.number not in desk.post("/ny/liknande", {**NOTE, **changed}).text, changed


def test_what_is_hidden_is_as_good_as_none(app: Flask, cast: Cast) -> None:
    secret = bring(**{**SECRET, "text": "på Skolgatan 4"})
    desk = Desk(app, cast, "fatima")
    form = {**NOTE, "case_type": "V02"}
    assert desk.post("/ny/liknande", form).text == desk.post("/ny/liknande", {**form, "text": "Okändgatan"}).text
    saved = desk.post("/ny", {**NOTE, "join": secret.number, "nonce": "n1"})
    assert saved.status_code == 303 and newest().joined_to is None


def test_a_saved_note_is_joined_to_the_report_that_was_chosen(app: Flask, cast: Cast) -> None:
    lamp = bring(**LAMP)
    Desk(app, cast, "fatima").post("/ny", {**NOTE, "join": lamp.number, "nonce": "n1"})
    note = newest()
    assert note.id != lamp.id and note.joined_to == lamp.id and fresh(lamp).joined_to is None


def test_a_report_that_was_closed_meanwhile_costs_no_note(app: Flask, cast: Cast) -> None:
    lamp, fatima = bring(**LAMP), cast.agent("fatima")
    with transaction():
        classify(lamp.id, "T06", fatima)
    with transaction():
        close(lamp.id, Closing("handled"), fatima)
    answer = Desk(app, cast, "fatima").post("/ny", {**NOTE, "join": lamp.number, "nonce": "n1"})
    assert answer.status_code == 422 and "ett av ärendena är avslutat" in answer.text
    assert "Mörkt på Skolgatan vid övergången" in answer.text
