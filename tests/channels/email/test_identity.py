"""A mail's identity: made of its bytes, the same by every way, and for every pair of different mails another."""

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.email.identity import external_id
from tests.channels.email.watching import patient

MAIL = b"Message-ID: <a1@invanare.example>\nFrom: asa.ek@invanare.example\nSubject: Hej\n\nGatan\xe4r hal.\n"
LONGEST = 200  # what the core's column holds


def test_it_begins_with_the_message_id_and_ends_with_a_hash():
    message_id, digest = external_id(MAIL).split(" ")
    assert message_id == "a1@invanare.example"
    assert len(digest) == 64


def test_without_message_id_it_is_only_a_hash():
    assert len(external_id(b"Subject: x\n\nHej")) == 64


def test_what_is_added_on_the_way_changes_nothing():
    on_the_way = (
        b"Return-Path: <asa.ek@invanare.example>\n"
        b"Received: from a by b;\n\tTue, 3 Mar 2026 14:02:00 +0100\n"
        b"DELIVERED-TO: miljo@bjorkasa.example\n"
        b"X-Original-To: miljo@bjorkasa.example\n"
        b"Authentication-Results: mx.bjorkasa.example;\n dmarc=pass\n"
        b"ARC-Seal: i=1; a=rsa-sha256;\n b=abc\nARC-Message-Signature: x\n"
        b"DKIM-Signature: v=1;\n b=xyz\n"
    )
    assert external_id(on_the_way + MAIL) == external_id(MAIL)
    assert external_id(MAIL.replace(b"Subject", b"Received: x\n y\nSubject")) == external_id(MAIL)


def test_line_ends_change_nothing():
    assert external_id(MAIL.replace(b"\n", b"\r\n")) == external_id(MAIL)
    assert external_id(MAIL.replace(b"\n", b"\r\n") + b"\r\n") == external_id(MAIL)


def test_one_letter_changes_it():
    assert external_id(MAIL.replace(b"hal", b"hol")) != external_id(MAIL)
    assert external_id(MAIL.replace(b"Hej", b"Haj")) != external_id(MAIL)


def test_a_device_that_uses_its_message_id_twice_sends_two_mails():
    first, second = external_id(MAIL), external_id(MAIL + b"Larm 2\n")
    assert first.split()[0] == second.split()[0] and first != second


def test_a_header_of_the_way_in_the_text_counts():
    assert external_id(MAIL + b"\nReceived: x\n") != external_id(MAIL + b"\nReceived: y\n")


def test_a_folded_message_id_is_found():
    assert external_id(b"Message-Id:\r\n <lang@invanare.example>\r\n\r\nx").startswith("lang@invanare.example ")


def test_an_empty_message_id_does_not_take_the_next_header():
    assert len(external_id(b"Message-ID:\nSubject: x\n\nHej")) == 64


def test_it_fits_its_column_however_long_the_message_id():
    assert len(external_id(b"Message-ID: <" + b"x" * 5000 + b"@x>\n\nHej")) <= LONGEST


def test_blocks_do_not_tear_a_line_end():
    body = b"x" * ((1 << 20) - 3) + b"\r\n" + b"\r\n" * 3 + b"slut"
    for shift in range(4):
        shifted = b"A: b\r\n\r\n" + b"y" * shift + body
        assert external_id(shifted) == external_id(shifted.replace(b"\r\n", b"\n"))


@settings(patient)
@given(st.binary(max_size=300))
def test_any_bytes_have_an_identity(raw):
    identity = external_id(raw)
    assert identity.isascii() and identity.isprintable() and 64 <= len(identity) <= LONGEST


@settings(patient)
@given(st.text(alphabet="\r\n :abcReceived-ARC", max_size=200).map(str.encode))
def test_header_like_bytes_have_an_identity(raw):
    assert external_id(raw) == external_id(bytes(raw))
