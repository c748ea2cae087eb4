"""Script that comes in by every way and is opened in a real browser: nothing runs, and the policy has nothing to stop.

A policy that stops something would already be a hole in what escapes it; so the console must stay silent, too.
"""

from __future__ import annotations

import contextvars
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from core import keep
from core.contract.instances import Plugins
from core.contract.loader import load
from core.flow.reading import read_waiting
from core.settings import Settings
from core.store.db import db, reading
from core.store.models import AttachmentRow, Case, Message
from core.web.file_kinds import UNKNOWN, kind_of
from tests.browser.pages import log_in, served
from tests.cast import Cast
from tests.web.desk import Desk

# Each way of running something that we know of, with a word that would be shown if it ran.
SCRIPTS = (
    "<script>alert('ran')</script>",
    '"><img src=x onerror=alert("ran")>',
    "'><svg/onload=alert('ran')>",
    "javascript:alert('ran')//",
    "{{ 7*7 }}${7*7}<%= 7*7 %>",
    "</textarea></title></style><script>alert('ran')</script>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    '" hx-get="/logga-ut" hx-trigger="load" x="',
)
HOSTILE = " ".join(SCRIPTS)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>"
HTML = f"<html><body onload=alert(1)>{HOSTILE}<a href='javascript:alert(1)'>här</a><form action=//ond.example>"
NAMES = ("<img src=x onerror=alert(1)>.svg", '"><script>alert(1)</script>.pdf', "../../etc/passwd\r\nX: y.html")

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def plugins(tmp_path: Path) -> Plugins:
    """The shipped ones: what reads a mail, an SMS and a form is what reads them in earnest."""
    return load(Settings.read(tmp_path, environ={}))


@pytest.fixture
def numbers(app: Flask, cast: Cast) -> list[str]:
    """One case from each way in, all of them hostile."""
    keep("email", "m1", a_mail())
    keep("sms", "SM" + "0" * 32, json.dumps({"From": "+46701740605", "Body": HOSTILE, "To": HOSTILE}).encode())
    keep("sms", "SM" + "1" * 32, json.dumps({"From": HOSTILE, "Body": "Hej"}).encode())
    read_waiting("w1", threading.Event())
    post_form(app)
    db.session.rollback()
    found = list(reading().scalars(select(Case.number)))
    assert len(found) == 4
    return found


def a_mail() -> bytes:
    mail = EmailMessage()
    mail["From"] = f'"{HOSTILE[:60].replace(chr(34), "")}" <mona@invanare.example>'
    mail["To"], mail["Subject"], mail["Message-ID"] = "direkt@bjorkasa.example", HOSTILE[:150], "<m1@invanare.example>"
    mail.set_content(HOSTILE)
    mail.add_alternative(HTML, subtype="html")
    for name, content in zip(NAMES, (SVG, PDF, HTML.encode()), strict=True):
        mail.add_attachment(content, maintype="image", subtype="svg+xml", filename=name.replace("\r\n", ""))
    return mail.as_bytes()


def post_form(app: Flask) -> None:
    client, run = app.test_client(), contextvars.Context().run
    token = run(client.get, "/webform/").text.split('name="token" value="')[1].split('"')[0]
    form = {"text": HOSTILE, "name": HOSTILE[:190], "way": "none", "token": token}
    files = [(io.BytesIO(SVG), NAMES[0], "image/svg+xml")]
    assert run(client.post, "/webform/", data={**form, "files": files}).status_code == 303


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def watched(app: Flask, cast: Cast, browser: Browser, address: str) -> Iterator[tuple[Page, list[str]]]:
    """Fatima's browser, and everything in it that ran or was stopped from running."""
    context = browser.new_context(locale="sv-SE", viewport={"width": 1440, "height": 900})
    log_in(context, app, cast.agent("greta").id, address)
    page, seen = context.new_page(), []
    page.on("dialog", lambda dialog: (seen.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: seen.append(f"error: {error}"))
    page.on("console", lambda said: seen.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("request", lambda asked: seen.append(asked.url) if not asked.url.startswith((address, "data:")) else None)
    yield page, seen
    context.close()


@pytest.mark.browser
@pytest.mark.slow
@sqlite_only
def test_nothing_that_came_in_runs_in_the_browser(
    numbers: list[str], watched: tuple[Page, list[str]], address: str
) -> None:
    page, seen = watched
    for path in ("/", "/?vy=alla", "/?text=script", "/synpunkter/register"):
        page.goto(address + path)
    for number in numbers:
        for path in (f"/arende/{number}", f"/arende/{number}/utskrift", f"/arende/{number}/avsluta"):
            page.goto(address + path)
            page.wait_for_load_state("load")
        page.goto(f"{address}/arende/{number}")
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        page.wait_for_load_state("networkidle")
    assert [line for line in seen if "Sandbox" not in line and "sandboxed" not in line] == []


@pytest.mark.browser
@pytest.mark.slow
@sqlite_only
def test_a_hostile_mail_as_it_looked_runs_nothing_even_outside_its_frame(
    app: Flask, numbers: list[str], watched: tuple[Page, list[str]], address: str
) -> None:
    page, seen = watched
    db.session.rollback()
    row = (
        reading()
        .execute(select(Message.id, Case.number).join(Case, Case.id == Message.case_id).where(Message.html != ""))
        .one()
    )
    page.goto(f"{address}/arende/{row.number}/meddelande/{row.id}/html")
    assert page.locator("script, iframe, form, svg, math, [onload], [onerror]").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert seen == []


@sqlite_only
def test_a_hostile_file_is_a_download_without_a_type(app: Flask, cast: Cast, numbers: list[str]) -> None:
    db.session.rollback()
    rows = (
        reading()
        .execute(
            select(AttachmentRow.id, AttachmentRow.name, Case.number)
            .join(Message, Message.id == AttachmentRow.message_id)
            .join(Case, Case.id == Message.case_id)
        )
        .all()
    )
    assert len(rows) == 4
    desk = Desk(app, cast, "greta")
    for row in rows:
        answer = desk.get(f"/arende/{row.number}/fil/{row.id}", follow_redirects=True)
        disposition = answer.headers["Content-Disposition"]
        assert answer.mimetype in (UNKNOWN, "application/pdf"), row.name
        assert disposition.startswith("attachment; filename*=UTF-8''") and not set('<>"\r\n/') & set(disposition[30:])
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (SVG, UNKNOWN),
        (b"\xef\xbb\xbf" + SVG, UNKNOWN),
        (HTML.encode(), UNKNOWN),
        (b"<!doctype html><script>", UNKNOWN),
        (b"MZ" + b"\0" * 60, UNKNOWN),
        (b"\x7fELF" + b"\0" * 60, UNKNOWN),
        (b"#!/bin/sh\n", UNKNOWN),
        (b"", UNKNOWN),
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 20, "image/png"),
        (b"GIF89a<script>alert(1)</script>", "image/gif"),  # a picture to every browser that is told so
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


def test_a_zip_bomb_and_a_huge_picture_cost_no_more_than_their_bytes() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("noll", b"\0" * 50_000_000)
    assert len(bomb.getvalue()) < 100_000 and kind_of(bomb.getvalue()) in (UNKNOWN, "application/zip")
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (2**31 - 1).to_bytes(4) * 2 + b"\x08\x06\0\0\0"
    assert kind_of(picture) == "image/png"  # only its first bytes were looked at


@sqlite_only
def test_a_zip_bomb_by_the_form_is_filed_as_it_is(app: Flask, cast: Cast) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("noll", b"\0" * 50_000_000)
    size = len(bomb.getvalue())
    client, run = app.test_client(), contextvars.Context().run
    token = run(client.get, "/webform/").text.split('name="token" value="')[1].split('"')[0]
    form = {"text": "Hej", "way": "none", "token": token, "files": [(io.BytesIO(bomb.getvalue()), "b.zip")]}
    assert run(client.post, "/webform/", data=form).status_code == 303
    db.session.rollback()
    assert reading().scalar(select(AttachmentRow.size)) == size
