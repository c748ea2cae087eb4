"""The whole way of a mail made to break something: kept, read, filed, shown and handed out again, on both databases."""

from __future__ import annotations

import re
import threading

import pytest
from flask import Flask
from sqlalchemy import select

from channels.email import Email
from channels.email.settings import EmailOptions
from core import keep
from core.contract.instances import Instance, Plugins
from core.flow.reading import read_waiting
from core.store.db import db, reading
from core.store.models import Case, Inbound
from tests.cast import Cast
from tests.channels.email.hostile import mails
from tests.web.desk import Desk

MAILS = mails()
LARGEST_PAGE = 1_500_000  # bytes of a case page
NEVER = re.compile(
    r"<script|<svg|<math|<style|<form|<iframe|<base|<meta(?! charset| name=.viewport)|onerror|onload|javascript:|"
    r"position:fixed|src=.http|pixel\?",
    re.I,
)


@pytest.fixture
def plugins() -> Plugins:
    email = Email("email", EmailOptions().load({"address": "direkt@bjorkasa.example"}))
    return Plugins([Instance("email", "channels.email", plugin=email, state="on")])


def desk(app: Flask, cast: Cast, *names: str) -> Desk:
    """These have come in and are read by one worker, before somebody who may see also what is sorted apart."""
    for name in names:
        keep("email", name, MAILS[name])
    assert read_waiting("w1", threading.Event()) == len(names)
    return Desk(app, cast, "gunilla")


def case_of(name: str) -> Case:
    db.session.rollback()
    row = reading().execute(select(Inbound).where(Inbound.external_id == name)).scalar_one()
    assert (row.state, row.disposition) == ("done", "new"), name
    return reading().get_one(Case, row.case_id)


def test_each_becomes_one_case_that_can_be_opened_printed_and_had_as_it_came(app: Flask, cast: Cast) -> None:
    gunilla = desk(app, cast, *MAILS)
    for name, raw in MAILS.items():
        number = case_of(name).number
        page = gunilla.get(f"/arende/{number}")
        assert page.status_code == 200 and "LAMPAN" in page.text, name
        assert len(page.data) < LARGEST_PAGE, name
        assert gunilla.get(f"/arende/{number}/utskrift").status_code == 200, name
        original = re.search(rf"/arende/{number}/meddelande/\d+/original", page.text)
        assert original and gunilla.get(original[0], follow_redirects=True).data == raw, name
        for address in re.findall(rf"/arende/{number}/meddelande/\d+/html", page.text):
            shown = gunilla.get(address)
            assert shown.status_code == 200 and "LAMPAN" in shown.text, name
            assert not NEVER.search(shown.text), (name, NEVER.search(shown.text))
    assert gunilla.get("/").status_code == 200 and gunilla.get("/?text=lampan").status_code == 200


def test_a_file_that_the_html_names_but_cannot_show_stands_in_the_list(app: Flask, cast: Cast) -> None:
    gunilla = desk(app, cast, "html-hides-a-file")
    assert "avtal.pdf" in gunilla.get(f"/arende/{case_of('html-hides-a-file').number}").text


def test_a_text_without_end_is_cut_where_it_is_shown_and_says_so(app: Flask, cast: Cast) -> None:
    page = (
        desk(app, cast, "a-line-of-twenty-megabytes")
        .get(f"/arende/{case_of('a-line-of-twenty-megabytes').number}")
        .text
    )
    assert "(Texten fortsätter. Hela texten finns i originalet.)" in page
