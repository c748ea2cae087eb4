"""Mail that is large, deep or made to hang. Limits are generous: the machine may be busy."""

import base64
import time
import tracemalloc
from contextlib import contextmanager

import pytest

from channels.email import headers
from channels.email.addresses import addresses
from channels.email.headers import from_base64, words
from channels.email.markup import is_too_deep
from channels.email.plain import text_of
from channels.email.quotes import fresh
from channels.email.read import read

SECONDS = 10
LINES = ["Den ", "Den skrev ", "Från: ", "> ", ">>", "--", "_", "skrev:", "On 1 wrote ", "-----Original "]
HEADERS = ["=?", "=?utf-8?Q?", "=?utf-8?Q?a?=", "?= =?", '"', '\\"', "(", "<", "<a@", "@", ",", "a:"]
MARKUP = ["<div>", "<blockquote>", "<!--", "<", "&", "<a href='x", "<script>", "<pre>", "<p", "</"]
STRUCTURE = [b"\n--b", b"--b\n", b"a: b\n", b"\r\n ", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n"]
HEAD = b"From: asa.ek@invanare.example\nTo: direkt@bjorkasa.example\n"


@contextmanager
def done_in_time():
    started = time.perf_counter()
    yield
    assert time.perf_counter() - started < SECONDS


def test_two_hundred_recipients_are_all_there():
    to = ", ".join(f"=?utf-8?Q?=C3=85sa_{n}?= <p{n}@invanare.example>" for n in range(200))
    message = read(f"From: a@invanare.example\nTo: {to}\n\nHej".encode())
    assert len(message.recipients) == 200
    assert message.recipients[199].name == "Åsa 199"


def test_a_thousand_parts_are_all_there():
    part = b"--b\nContent-Type: image/png; name=bild.png\n\nX\n"
    message = read(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHej\n" + part * 1000 + b"--b--\n")
    assert message.text == "Hej"
    assert len(message.attachments) == 1000


def test_a_hundred_levels_of_parts_keep_their_content():
    raw = HEAD
    for level in range(100):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    message = read(raw + b"Content-Type: text/plain\n\nInnerst\n")
    assert "Innerst" in message.text + "".join(file.content.decode() for file in message.attachments)


def test_more_parts_than_anybody_sends_lose_nothing():
    message = read(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nrad\n" * 6000)
    assert message.text.count("rad") == 6000


def test_a_line_of_twenty_megabytes_is_read():
    with done_in_time():
        message = read(HEAD + b"Content-Type: text/plain\n\n" + b"Den " * 5_000_000)
    assert len(message.text) > 19_000_000


def test_a_file_of_thirty_megabytes_keeps_every_byte():
    content = bytes(range(256)) * 120_000
    with done_in_time():
        raw = HEAD + b"Content-Type: application/pdf; name=stor.pdf\nContent-Transfer-Encoding: base64\n\n"
        message = read(raw + base64.encodebytes(content))
    assert message.attachments[0].content == content


def test_a_large_file_is_held_once_beside_the_mail():
    content = bytes(range(256)) * 40_000
    raw = HEAD + b"Content-Type: video/mp4; name=film.mp4\nContent-Transfer-Encoding: base64\n\n"
    raw += base64.encodebytes(content)
    tracemalloc.start()
    try:
        message = read(raw)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert message.attachments[0].content == content
    assert most < 1.5 * len(content)


@pytest.mark.parametrize("block", [1, 2, 3, 5, 64])
@pytest.mark.parametrize("text", [b"SGVqIHDDpSBkaWc=", b"SGVq\r\nIH DD\xffaWc", b"SGVq==IHA==", b"SGVqIA", b"=", b""])
def test_base64_is_the_same_wherever_a_block_ends(text, block, monkeypatch):
    whole = from_base64(text)
    monkeypatch.setattr(headers, "_BLOCK", block)
    assert from_base64(memoryview(text)) == whole
    assert from_base64(b"SGVq==IHA==") == b"Hej p"


def test_html_nested_without_end_is_read_but_not_handed_on_for_showing():
    markup = b"<div>" * 200_000 + b"Djupt" + b"</div>" * 200_000
    with done_in_time():
        message = read(HEAD + b"Content-Type: text/html\n\n" + markup)
    assert message.text == "Djupt"
    assert message.html == ""


def test_long_but_flat_html_is_handed_on():
    assert not is_too_deep("<div><p>Rad<br></div>" * 50_000 + "<p>" * 5000)


@pytest.mark.parametrize("piece", LINES)
def test_no_line_makes_the_search_for_quotes_hang(piece):
    with done_in_time():
        fresh(piece * (1_000_000 // len(piece)))
        fresh((piece + "\n") * 100_000)


@pytest.mark.parametrize("piece", HEADERS)
def test_no_header_makes_words_and_addresses_hang(piece):
    with done_in_time():
        words(piece * (500_000 // len(piece)))
        addresses([piece * (500_000 // len(piece))])


@pytest.mark.parametrize("piece", MARKUP)
def test_no_html_makes_the_text_hang(piece):
    with done_in_time():
        text_of(piece * (500_000 // len(piece)))


@pytest.mark.parametrize("piece", STRUCTURE)
def test_no_structure_makes_reading_hang(piece):
    with done_in_time():
        read(b"Content-Type: multipart/mixed; boundary=b\n\n" + piece * (1_000_000 // len(piece)))
        read(b"X: " + piece * (1_000_000 // len(piece)))
