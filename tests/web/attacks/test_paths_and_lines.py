"""Attacks with paths and line breaks: no file outside, no header of somebody else's making, nobody led elsewhere."""

from __future__ import annotations

from email import message_from_bytes, policy
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask import Flask

from channels.email.compose import compose
from core import Address, Attachment, OutboundMessage
from core.store import blobs
from tests.cast import Cast
from tests.web.conftest import Visitor
from tests.web.desk import LAMP, Desk, bring
from tests.web.test_login import CHEAP, set_agent

UP = ("../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "..%5c..%5cetc", "/etc/passwd", "%00")
ELSEWHERE = (
    *(
        "https://ond.example",
        "//ond.example",
        "///ond.example",
        "/\\ond.example",
        "\\\\ond.example",
        "/%09/ond.example",
    ),
    *(
        "/\t/ond.example",
        "http:ond.example",
        "https:/ond.example",
        "javascript:alert(1)",
        "/\r\nLocation: //ond.example",
    ),
    *("//ond.example/%2f..", "/\x00//ond.example", "//ond%E3%80%82example", " //ond.example"),
)
BREAK = "Hej\r\nBcc: alla@ond.example\r\n\r\nNy text\u2028Subject: x\x00"


@pytest.mark.parametrize("up", UP)
@pytest.mark.parametrize("before", ["/static/", "/fil/", "/arende/", "/logga-in/nytt/"])
def test_no_path_leads_out_of_its_folder(client: Visitor, before: str, up: str) -> None:
    for visitor in (client, client.log_in("fatima")):
        with visitor.get(before + up) as answer:
            assert answer.status_code in (303, 308, 404), (before, up)
            assert b"root:" not in answer.data


@pytest.mark.parametrize("name", ["../secrets.env", "..", "aa/../../secrets.env", "/etc/passwd", "", "A" * 64])
def test_no_name_of_a_blob_leads_out_of_the_folder(app: Flask, name: str) -> None:
    with pytest.raises((FileNotFoundError, ValueError, IsADirectoryError)):
        blobs.get(name)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_elsewhere(client: Visitor, target: str) -> None:
    set_agent("fatima", password=CHEAP, stamp="s")
    answers = [client.send("/logga-in", user="fatima", password="lampa", next=target)]
    answers += [client.get(f"/logga-in?next={quote(target)}"), client.send("/sprak/sv", next=target)]
    answers += [client.send("/session", next=target)]
    for answer in answers:
        led = urlsplit(urljoin("http://localhost/logga-in", answer.headers["Location"]))
        assert (led.scheme, led.netloc) == ("http", "localhost"), answer.headers["Location"]
        assert not answer.headers["Location"].startswith(("//", "/\\"))


def test_a_line_break_in_a_subject_or_a_name_makes_no_header() -> None:
    outbound = OutboundMessage(
        message_id=BREAK,
        case_number="2026-000001",
        to=Address("email", "mona@invanare.example", BREAK),
        subject=BREAK,
        text=BREAK,
        attachments=(Attachment(BREAK, "text/plain\r\nX-Evil: 1", b"x"),),
        references=(BREAK,),
        from_name=BREAK,
        language=BREAK,
    )
    mail = message_from_bytes(
        compose(outbound, {"address": "direkt@bjorkasa.example"}).as_bytes(), policy=policy.default
    )
    assert mail["Bcc"] is None and mail["X-Evil"] is None and len(mail.get_all("Subject")) == 1
    assert [address.addr_spec for address in mail["To"].addresses] == ["mona@invanare.example"]
    assert all(part["Bcc"] is None and part["X-Evil"] is None for part in mail.walk())


def test_a_line_break_in_an_address_is_no_address(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    desk = Desk(app, cast, "fatima")
    answer = desk.write(case.number, "send", "email", "Hej", cc="a@b.example\r\nBcc: alla@ond.example")
    assert answer.status_code in (303, 422)
    assert "ond.example" not in answer.headers.get("Location", "")


def test_a_line_break_in_a_file_name_makes_no_header(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP, files={"a\r\nSet-Cookie: x=1.txt": "hej"})
    desk = Desk(app, cast, "fatima")
    page = desk.get(f"/arende/{case.number}").text
    path = page.split('href="', 1)[1]
    number = next(part.split('"')[0] for part in page.split('href="') if "/fil/" in part[:60])
    answer = desk.get(number, follow_redirects=True)
    assert path and answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert "\r" not in answer.headers["Content-Disposition"]
