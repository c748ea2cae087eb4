"""A kept form becomes a message, whatever somebody wrote."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sms.read import read
from core import Address, InboundMessage, Unreadable
from tests.channels.sms.twilio_double import SID, sms


def raw(**more: str) -> bytes:
    return json.dumps(sms(**more)).encode()


def test_an_sms_has_its_sender_text_and_identity():
    message = read(raw(text="Lampan på Skolgatan är släckt"))
    assert message == InboundMessage(
        external_id=SID,
        channel="sms",
        sender=Address("phone", "+46701740605"),
        recipients=(Address("phone", "+46701740699"),),
        text="Lampan på Skolgatan är släckt",
        fresh="Lampan på Skolgatan är släckt",
        message_id=SID,
    )


def test_pictures_stand_in_the_text_as_addresses():
    message = read(raw(text="Så här ser det ut", MediaUrl0="https://a.example/1", MediaUrl1="https://a.example/2"))
    assert (
        message.text == "Så här ser det ut\n\nBild eller fil: https://a.example/1\nBild eller fil: https://a.example/2"
    )


def test_a_picture_without_words_is_a_message():
    assert read(raw(text="", MediaUrl0="https://a.example/1")).text == "Bild eller fil: https://a.example/1"


@pytest.mark.parametrize("name", ["Telia", "whatsapp:+46701740605", "72456", "070-174 06 05"])
def test_who_cannot_be_answered_is_no_sender_but_named(name):
    message = read(raw(From=name))
    assert message.sender is None
    assert message.text == f"Hej\n\nFrån: {name}"


def test_emoji_and_line_ends_survive_and_what_no_database_takes_goes():
    assert read(raw(text="Tack 🙂\r\nMona\0")).text == "Tack 🙂\nMona"
    assert read(b'{"From": "+46701740605", "Body": "a\\ud83d"}').text == "a?"


@pytest.mark.parametrize("junk", [b"", b"\xff", b"[]", b'"text"', b"{}", b"7", b'{"From": 7}', b"[" * 100_000])
def test_what_is_no_sms_is_unreadable(junk):
    with pytest.raises(Unreadable):
        read(junk)


_VALUES = st.none() | st.integers() | st.text() | st.lists(st.text())


@given(st.binary() | st.dictionaries(st.text() | st.sampled_from(["From", "Body", "To"]), _VALUES).map(json.dumps))
def test_any_bytes_are_a_message_or_unreadable(junk):
    try:
        message = read(junk if isinstance(junk, bytes) else junk.encode())
    except Unreadable:
        return
    assert "\0" not in message.text
    assert message.text.encode().decode() == message.text
