"""What became of an SMS is said exactly: only what certainly did not leave is tried again."""

from __future__ import annotations

import logging
import socket
import struct
from collections.abc import Iterator
from dataclasses import replace

import pytest

from channels.sms import api
from channels.sms.send import LONGEST, client, send
from core import Address, Attachment, NotSent, OutboundMessage, SendUncertain, Sent
from tests.channels.sms.twilio_double import OPTIONS, SID, Twilio, listening, running

ANSWER = OutboundMessage(
    message_id="m1@bjorkasa.example",
    case_number="2026-000001",
    to=Address("phone", "+46701740605"),
    subject="Svar",
    text="Lampan lagas i dag. Hälsningar Björkåsa 🙂",
)


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    with running() as twilio:
        yield twilio


def deliver(address: str, message: OutboundMessage = ANSWER) -> Sent:
    return send(message, {**OPTIONS, "base_url": address}, "sms")


def outcome(address: str, message: OutboundMessage = ANSWER) -> tuple[type[Exception], bool | None]:
    with pytest.raises((NotSent, SendUncertain)) as raised:
        deliver(address, message)
    assert OPTIONS["auth_token"] not in str(raised.value)
    return type(raised.value), getattr(raised.value, "retry", None)


def test_an_sms_is_handed_over_as_it_is_written(twilio):
    assert deliver(twilio.address) == Sent(SID)
    ((path, form, login),) = twilio.calls
    assert path == f"/demo/twilio/2010-04-01/Accounts/{OPTIONS['account_sid']}/Messages.json"
    assert form == {
        "To": "+46701740605",
        "From": "+46701740699",
        "Body": ANSWER.text,
        "StatusCallback": f"https://direkt.bjorkasa.example/sms/status?about={ANSWER.message_id.encode().hex()}",
    }
    assert login.startswith("Basic ")


def test_a_long_text_goes_as_it_is_and_a_longer_one_is_refused(twilio):
    deliver(twilio.address, replace(ANSWER, text="å" * LONGEST))
    assert twilio.calls[0][1]["Body"] == "å" * LONGEST
    assert outcome(twilio.address, replace(ANSWER, text="å" * (LONGEST + 1))) == (NotSent, False)
    assert len(twilio.calls) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"text": " "},
        {"to": Address("email", "mona@invanare.example")},
        {"to": Address("phone", "Telia")},
        {"attachments": (Attachment("a.pdf", "application/pdf", b"x"),)},
    ],
)
def test_what_no_sms_can_carry_never_leaves(twilio, changes):
    assert outcome(twilio.address, replace(ANSWER, **changes)) == (NotSent, False)
    assert twilio.calls == []


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, {"code": 21211, "message": "Invalid 'To'", "status": 400}, (NotSent, False)),
        (400, {"code": 21610, "message": "unsubscribed", "status": 400}, (NotSent, False)),
        (404, "<html>", (NotSent, False)),
        (400, {"type": "t", "title": "Bad", "status": 400, "code": 21617}, (NotSent, False)),
        (429, {"code": 20429, "message": "Too many", "status": 429}, (NotSent, True)),
        (503, {"code": 20503, "message": "Unavailable", "status": 503}, (NotSent, True)),
        (503, "<html>upstream reset", (SendUncertain, None)),
        (500, {"code": 20500, "message": "Error", "status": 500}, (SendUncertain, None)),
        (502, "", (SendUncertain, None)),
        (504, "", (SendUncertain, None)),
        (303, "", (SendUncertain, None)),
        (201, "no json", (SendUncertain, None)),
        (201, [], (SendUncertain, None)),
        (201, {}, (SendUncertain, None)),
    ],
)
def test_each_answer_means_one_thing(twilio, status, body, expected):
    twilio.answer = (status, body)
    assert outcome(twilio.address) == expected
    assert len(twilio.calls) == 1


def test_a_refused_token_is_told_on_the_admin_page(twilio, monkeypatch):
    said: list[tuple[str, ...]] = []
    monkeypatch.setattr("core.health", lambda *words: said.append(words))
    twilio.answer = (401, {"code": 20003, "message": "Authenticate", "status": 401})
    assert outcome(twilio.address) == (NotSent, False)
    assert said == [("sms", "error", "Twilio does not accept the account or its token.")]


def test_a_closed_port_and_an_unknown_host_are_tried_again():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert outcome(f"http://127.0.0.1:{port}") == (NotSent, True)
    assert outcome("https://nowhere.invalid") == (NotSent, True)


def test_silence_after_the_request_is_uncertain(monkeypatch):
    monkeypatch.setattr(api, "ANSWER_SECONDS", 0.2)
    with listening(_wait_until_they_leave) as address:
        assert outcome(address) == (SendUncertain, None)


def test_a_connection_that_breaks_is_uncertain():
    with listening(_reset) as address:
        assert outcome(address) == (SendUncertain, None)


def test_a_host_without_tls_is_uncertain_and_gets_no_token():
    heard: list[bytes] = []
    with listening(lambda connection: heard.append(connection.recv(1000))) as address:
        assert outcome(address.replace("http:", "https:")) == (SendUncertain, None)
    assert b"Basic" not in heard[0]


def test_the_environment_changes_nothing(monkeypatch):
    for name in ("TWILIO_EDGE", "TWILIO_REGION", "TWILIO_ACCOUNT_SID"):
        monkeypatch.setenv(name, "other")
    one = client({**OPTIONS, "region": "ie1", "edge": "dublin"})
    assert one.get_hostname("https://api.twilio.com") == "https://api.dublin.ie1.twilio.com"
    assert (one.region, client(OPTIONS).edge) == ("ie1", None)


def test_another_host_is_reached_past_any_proxy(twilio, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert deliver(twilio.address) == Sent(SID)


def test_the_log_holds_neither_token_nor_text(twilio, caplog):
    caplog.set_level(logging.DEBUG)
    deliver(twilio.address)
    assert OPTIONS["auth_token"] not in caplog.text
    assert "Lampan" not in caplog.text


def _wait_until_they_leave(connection: socket.socket) -> None:
    while connection.recv(10_000):
        pass


def _reset(connection: socket.socket) -> None:
    connection.recv(10_000)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
