"""Whatever arrives becomes a message or is called unreadable; no content is ever turned into nothing."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from channels.email.headers import words
from channels.email.markup import is_too_deep
from channels.email.plain import text_of
from channels.email.quotes import fresh
from channels.email.read import read
from core import InboundMessage, Unreadable
from tests.channels.email.watching import patient

PIECES = [
    *(b"From: ", b"To: ", b"Subject: ", b"Content-Type: text/html", b"Content-Type: message/rfc822"),
    *(b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: multipart/alternative; boundary=b"),
    *(b"\n", b"\r\n", b"\n\n", b"--b\n", b"--b--\n", b"Content-Transfer-Encoding: base64\n"),
    *(b"=?utf-8?Q?=C3?=", b"=?utf-8?B?w6Q=?=", b"<a@b.example>", b"; filename*0*=utf-8''%C3", b'; name="'),
    *(b"charset=utf-16", b"\x00", b"\xe5", b"\xff\xfe", b"<p>", b"<!--", b"&amp;", b"> ", b"-- \n", b" ", b"\t"),
    *(b"Den 3 mars 2026 14:02 skrev a@b.example:", b"Hej", b'"', b"(", b"<", b",", b":", b";"),
]
LINES = ["> a", "Från: x", "Till: y", "Ämne: z", "Hej", "", "-- ", "Den 1 skrev:"]


def texts_of(message):
    yield from (message.subject, message.text, message.fresh, message.html, message.reason, message.message_id)
    yield from (file.name for file in message.attachments)
    yield from (address.name for address in message.recipients)


def is_read_or_called_unreadable(raw):
    try:
        message = read(raw)
    except Unreadable:
        assert not raw.strip(b"\0 \t\r\n")
        return
    assert isinstance(message, InboundMessage)
    for text in texts_of(message):
        text.encode("utf-8")
        assert "\0" not in text and "\r" not in text
    assert "\n" not in message.subject


@settings(patient)
@given(st.binary(max_size=400))
@example(b"")
@example(b"\0\0")
@example(b"\n")
@example(b":")
def test_any_bytes_are_read_or_called_unreadable(raw):
    is_read_or_called_unreadable(raw)


@settings(patient, max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))
def test_any_heap_of_pieces_of_mail_is_read(raw):
    is_read_or_called_unreadable(raw)


@settings(patient)
@given(st.text(min_size=1, max_size=200, alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"])))
def test_a_plain_text_comes_out_as_it_went_in(text):
    raw = b"From: a@invanare.example\nContent-Type: text/plain; charset=utf-8\n\n" + text.encode()
    assert read(raw).text == text


@settings(patient)
@given(st.binary(min_size=1, max_size=200))
def test_an_attached_file_keeps_every_byte(content):
    raw = b"Content-Type: multipart/mixed; boundary=gr=ns\n\n--gr=ns\nContent-Type: application/x-a; name=f\n\n"
    message = read(raw + content + b"\n--gr=ns--\n")
    assert b"".join(file.content for file in message.attachments) == content.removesuffix(b"\r")


@settings(patient)
@given(st.text(max_size=300))
def test_the_small_parts_never_fail(text):
    assert isinstance(words(text), str)
    assert isinstance(text_of(text), str)
    assert isinstance(is_too_deep(text), bool)


@settings(patient)
@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_something_is_always_fresh_when_there_is_text(lines):
    text = "\n".join(lines)
    assert bool(fresh(text).strip()) == bool(text.strip())


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\0\0\0", b"  \t "])
def test_only_nothing_at_all_is_unreadable(raw):
    with pytest.raises(Unreadable):
        read(raw)
