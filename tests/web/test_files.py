"""Files and mails of a case: opened through signed addresses that hold for one agent, one message and five minutes."""

from __future__ import annotations

import contextvars
import re
import time
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from core.case.handover import hand_over
from core.store import blobs
from core.store.db import db, reading, table, transaction
from core.store.models import AgentRow, AttachmentRow, Audit, Message
from core.web.mail_html import harmless
from tests.cast import Cast
from tests.web.desk import LAMP, SECRET, Desk, bring

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def the(column) -> int:  # type: ignore[no-untyped-def]
    db.session.rollback()
    return int(reading().scalar(select(func.max(column))) or 0)


def test_an_attachment_opens_as_a_download_through_a_signed_address(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP, files={"kärta.txt": "hej"})
    desk = Desk(app, cast, "fatima")
    assert "kärta.txt" in desk.get(f"/arende/{case.number}").text
    lead = desk.get(f"/arende/{case.number}/fil/{the(AttachmentRow.id)}")
    assert lead.status_code == 302 and lead.location.startswith("/fil/")
    answer = desk.get(lead.location)
    assert answer.data == b"hej"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''k%C3%A4rta.txt"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.mimetype == "application/octet-stream"


def test_every_opening_of_a_file_is_logged(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP, files={"a.txt": "hej"})
    Desk(app, cast, "fatima").get(f"/arende/{case.number}/fil/{the(AttachmentRow.id)}")
    db.session.rollback()
    row = reading().execute(select(Audit.action, Audit.case_id, Audit.data)).one()
    assert (row.action, row.case_id, row.data["kind"]) == ("file_opened", case.id, "attachment")
    assert "a.txt" not in str(row.data)


def test_the_original_is_downloaded_as_it_came(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    path = f"/arende/{case.number}/meddelande/{the_incoming(case.id)}/original"
    assert path in desk.get(f"/arende/{case.number}").text
    answer = desk.get(path, follow_redirects=True)
    assert b'"id": "m1"' in answer.data
    assert answer.headers["Content-Disposition"].startswith("attachment")


def the_incoming(case_id: int) -> int:
    db.session.rollback()
    return int(reading().scalar(select(Message.id).where(Message.case_id == case_id, Message.direction == "in")) or 0)


@pytest.mark.parametrize("login", ["fatima", "greta", "bo", "vilma", "adam"])
def test_no_file_of_a_secret_case_is_found_by_others(app: Flask, cast: Cast, login: str) -> None:
    case = bring(**SECRET, files={"intyg.txt": "hemligt"})
    message, file = the_incoming(case.id), the(AttachmentRow.id)
    give_html(message, "<p>hemligt</p>")
    desk = Desk(app, cast, login)
    for path in (f"fil/{file}", f"meddelande/{message}/original", f"meddelande/{message}/html"):
        assert desk.get(f"/arende/{case.number}/{path}").status_code == 404, path


def test_a_file_is_not_reached_through_another_case(app: Flask, cast: Cast) -> None:
    secret = bring("s1", **SECRET, files={"intyg.txt": "hemligt"})
    message, file = the_incoming(secret.id), the(AttachmentRow.id)
    give_html(message, "<p>hemligt</p>")
    lamp = bring("m1", **LAMP)
    desk = Desk(app, cast, "fatima")
    for path in (f"fil/{file}", f"meddelande/{message}/original", f"meddelande/{message}/html"):
        assert desk.get(f"/arende/{lamp.number}/{path}").status_code == 404, path


def test_limited_access_reaches_no_file(app: Flask, cast: Cast) -> None:
    case = bring(**SECRET, files={"intyg.txt": "hemligt"})
    file, desk = the(AttachmentRow.id), Desk(app, cast, "gunilla")
    address = desk.get(f"/arende/{case.number}/fil/{file}").location
    with transaction():
        hand_over(case.id, cast.forvaltningar["VOF"], cast.agent("gunilla"))
    assert desk.get(f"/arende/{case.number}/fil/{file}").status_code == 404
    assert desk.get(address).status_code == 404  # the address was signed while it was still hers


def test_a_signed_address_holds_for_its_own_agent_only(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP, files={"a.txt": "hej"})
    address = Desk(app, cast, "fatima").get(f"/arende/{case.number}/fil/{the(AttachmentRow.id)}").location
    assert Desk(app, cast, "greta").get(address).status_code == 404
    assert Desk(app, cast, "fatima").get(address[:-1] + ("A" if address[-1] != "A" else "B")).status_code == 404
    stranger = contextvars.Context().run(app.test_client().get, address)
    assert stranger.status_code == 200  # the second host has no cookies; the signature is the proof


def test_a_signed_address_ends_when_its_agent_is_switched_off(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP, files={"a.txt": "hej"})
    address = Desk(app, cast, "fatima").get(f"/arende/{case.number}/fil/{the(AttachmentRow.id)}").location
    with transaction() as tx:
        tx.execute(update(table(AgentRow)).where(AgentRow.login == "fatima").values(active=False))
    assert contextvars.Context().run(app.test_client().get, address).status_code == 404


def test_a_signed_address_lives_five_minutes(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case, desk = bring(**LAMP, files={"a.txt": "hej"}), Desk(app, cast, "fatima")
    address = desk.get(f"/arende/{case.number}/fil/{the(AttachmentRow.id)}").location
    began = time.time()
    monkeypatch.setattr(time, "time", lambda: began + 299)
    assert desk.get(address).status_code == 200
    monkeypatch.setattr(time, "time", lambda: began + 305)
    assert desk.get(address).status_code == 404


def test_a_lost_file_is_not_found_rather_than_an_error(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP, files={"a.txt": "hej"}), Desk(app, cast, "fatima")
    address = desk.get(f"/arende/{case.number}/fil/{the(AttachmentRow.id)}").location
    name = reading().scalar(select(AttachmentRow.blob))
    assert name is not None
    (blobs.folder() / name[:2] / name).unlink()
    assert desk.get(address).status_code == 404


def give_html(message_id: int, html: str, pictures: tuple[tuple[str, bytes], ...] = ()) -> None:
    """Makes a message one that came as HTML, with pictures by content id."""
    rows = [
        {"message_id": message_id, "blob": blobs.put(content), "name": "bild.png", "content_type": "image/png",
         "content_id": cid, "size": len(content)}
        for cid, content in pictures
    ]  # fmt: skip
    with transaction() as tx:
        tx.execute(update(table(Message)).where(Message.id == message_id).values(html=html))
        if rows:
            tx.execute(table(AttachmentRow).insert(), rows)


def test_a_mail_as_it_looked_has_its_own_pictures_and_no_others(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    message = the_incoming(case.id)
    html = '<p onclick="x()">Hej</p><script>x()</script><img src="https://spion.example/1.gif"><img src="cid:bild1">'
    give_html(message, html, (("bild1", PNG),))
    path = f"/arende/{case.number}/meddelande/{message}/html"
    text = desk.get(f"/arende/{case.number}").text
    assert f'<iframe class="mail-frame" sandbox="" src="{path}"' in text and "bild.png" not in text
    answer = desk.get(path)
    assert "spion.example" not in answer.text and "script" not in answer.text and "onclick" not in answer.text
    assert "Bilder från andra ställen visas inte" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "frame-ancestors 'self'" in policy
    picture = re.search(r'<img src="(/fil/[^"]+)"', answer.text)
    assert picture is not None
    shown = desk.get(picture[1])
    assert shown.data == PNG and shown.mimetype == "image/png"
    assert shown.headers["Content-Disposition"].startswith("inline")


def test_what_only_calls_itself_a_picture_is_not_shown(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    message = the_incoming(case.id)
    give_html(message, '<img src="cid:x">', (("x", b"<svg onload='x()'></svg>"),))
    text = desk.get(f"/arende/{case.number}/meddelande/{message}/html").text
    picture = re.search(r'<img src="(/fil/[^"]+)"', text)
    assert picture is not None
    assert desk.get(picture[1]).status_code == 404


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<img src="http://spion.example/x.gif">',
        '<img src="//spion.example/x.gif">',
        '<img srcset="http://spion.example/x.gif 2x" src="cid:a">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" data:text/html,x">x</a>',
        '<table background="http://spion.example/x.gif"><tr><td>x</td></tr></table>',
        '<p style="background:url(http://spion.example/x.gif)">x</p>',
        "<style>p{background:url(http://spion.example/x.gif)}</style>",
        '<link rel="stylesheet" href="http://spion.example/x.css">',
        '<form action="http://spion.example/"><input name="a"><button>x</button></form>',
        '<iframe src="http://spion.example/"></iframe>',
        '<svg><image href="http://spion.example/x.svg"/></svg>',
        '<blockquote cite="http://spion.example/">x</blockquote>',
        '<meta http-equiv="refresh" content="0;url=http://spion.example/">',
        '<video poster="http://spion.example/x.gif" src="http://spion.example/x.mp4"></video>',
        '<base href="http://spion.example/">',
    ],
)
def test_nothing_in_a_mail_reaches_out(html: str) -> None:
    cleaned, _blocked = harmless(html, lambda cid: None)
    for bad in ("spion.example", "javascript:", "<script", "data:", "<form", "<input", "<svg", "alert("):
        assert bad not in cleaned, cleaned


def test_the_second_host_answers_files_and_nothing_else(app: Flask, cast: Cast) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], files_host="filer.bjorkasa.example")
    case, desk = bring(**LAMP, files={"a.txt": "hej"}), Desk(app, cast, "fatima")
    address = desk.get(f"/arende/{case.number}/fil/{the(AttachmentRow.id)}").location
    host, path = address.removeprefix("http://").split("/", 1)
    assert host == "filer.bjorkasa.example"
    there = {"base_url": "http://filer.bjorkasa.example"}
    stranger = app.test_client()
    assert contextvars.Context().run(stranger.get, f"/{path}", **there).data == b"hej"
    for page in ("/", "/logga-in", f"/arende/{case.number}"):
        answer = contextvars.Context().run(stranger.get, page, follow_redirects=True, **there)
        assert answer.status_code == 404, page
