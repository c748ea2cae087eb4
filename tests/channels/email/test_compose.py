"""The mail that leaves: one thread everywhere, no header from a name or a subject, the same text twice."""

from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.email.compose import POLICY, compose, ids, subject
from channels.email.plain import html_of, text_of
from channels.email.read import read
from core import Address, Attachment, OutboundMessage
from tests.channels.email.watching import patient

OPTIONS = {"address": "direkt@bjorkasa.example"}
ASA = Address("email", "asa.ek@invanare.example", "Ek, Åsa")
LONG = "x" * 300 + "@invanare.example"


def outbound(**more):
    values = {
        "message_id": "m1@bjorkasa.example",
        "case_number": "2026-004317",
        "to": ASA,
        "subject": "Lampan",
        "text": "Hej",
    }
    return OutboundMessage(**{**values, **more})


def raw(options=OPTIONS, **more):
    return compose(outbound(**more), options).as_bytes(policy=POLICY)


def parsed(**more):
    return message_from_bytes(raw(**more), policy=policy.default)


def test_it_is_from_the_mailbox_by_name_to_the_citizen_by_name():
    mail = parsed(from_name="Björkåsa Direkt", cc=(Address("email", "bo@invanare.example"),))
    assert mail["From"].addresses[0].display_name == "Björkåsa Direkt"
    assert mail["From"].addresses[0].addr_spec == "direkt@bjorkasa.example"
    assert mail["To"].addresses[0].display_name == "Ek, Åsa"
    assert mail["Cc"].addresses[0].addr_spec == "bo@invanare.example"


def test_it_continues_the_thread():
    mail = parsed(references=("ett@x.example", "två@x.example", "tre@x.example"))
    assert mail["Message-ID"] == "<m1@bjorkasa.example>"
    assert mail["In-Reply-To"] == "<tre@x.example>"
    assert mail["References"].split() == ["<ett@x.example>", "<tv@x.example>", "<tre@x.example>"]


def test_a_new_thread_names_no_other():
    assert "In-Reply-To" not in parsed() and "References" not in parsed()


def test_very_long_ids_stay_whole():
    sent = raw(message_id=LONG, references=(LONG, "kort@x.example", LONG))
    assert f"Message-ID: <{LONG}>\r\n".encode() in sent
    assert f"References: <{LONG}>\r\n <kort@x.example>\r\n <{LONG}>\r\n".encode() in sent
    assert read(sent).references == (LONG, "kort@x.example")
    assert max(map(len, sent.split(b"\r\n"))) <= 998


def test_the_reply_address_holds_the_token_whole():
    token = "c123456789012-" + "a" * 40
    assert parsed(reply_token=token)["Reply-To"].addresses[0].addr_spec == f"direkt+{token}@bjorkasa.example"
    assert f"direkt+{token}@bjorkasa.example".encode() in raw(reply_token=token)


def test_the_reply_address_can_be_switched_off():
    assert b"Reply-To" not in raw({**OPTIONS, "reply_token_address": False}, reply_token="c1-ab")


def test_the_number_stands_in_the_subject_once():
    assert subject(outbound()) == "Lampan [2026-004317]"
    assert subject(outbound(subject="Sv: Lampan [2026-004317]")) == "Sv: Lampan [2026-004317]"
    assert subject(outbound(subject="")) == "[2026-004317]"


def test_an_automatic_mail_says_so_and_an_answer_does_not():
    automatic = parsed(automatic=True)
    assert (automatic["Auto-Submitted"], automatic["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert "Auto-Submitted" not in parsed() and "X-Auto-Response-Suppress" not in parsed()


def test_line_breaks_make_no_headers():
    evil = "Hej\r\nBcc: skurk@annan.example\n\nText"
    mail = parsed(
        subject=evil,
        to=Address("email", ASA.value, evil),
        from_name=evil,
        message_id="m1@x\r\nBcc: skurk@annan.example",
        references=("a@x\nBcc: b@c.example",),
        attachments=(Attachment(evil, "application/pdf", b"x"),),
        language="sv\r\nBcc: x@y.example",
    )
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("Hej Bcc: skurk@annan.example Text")


@settings(patient)
@given(st.text(max_size=120), st.text(max_size=60))
def test_no_subject_and_no_name_breaks_the_mail(title, name):
    sent = raw(subject=title, to=Address("email", ASA.value, name), from_name=name)
    head = sent.split(b"\r\n\r\n")[0]
    names = [line.split(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert len(names) == len(set(names)) and set(names) <= {
        *(b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Content-Language", b"MIME-Version", b"Content-Type")
    }
    assert read(sent).text == "Hej"


def test_the_text_goes_out_plain_and_as_html():
    mail = parsed(text="Hej Åsa,\n\n1 < 2 & rad\nnästa\n\nMvh\n")
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == "Hej Åsa,\n\n1 < 2 & rad\nnästa\n\nMvh\n"
    assert "1 &lt; 2 &amp; rad<br>" in mail.get_body(("html",)).get_content()


def test_what_leaves_is_read_back_as_it_was_written():
    message = read(raw(text="Hej Åsa,\n\n.\nFrån Örebro\n\nslut", references=("a@x.example",), automatic=True))
    assert (message.text, message.references, message.automatic) == (
        "Hej Åsa,\n\n.\nFrån Örebro\n\nslut",
        ("a@x.example",),
        "auto_reply",
    )


@settings(patient)
@given(st.text(alphabet="ab åäö<>&\n", max_size=100))
def test_html_made_of_text_has_the_same_words(text):
    assert text_of(html_of(text, "sv")).split() == text.split()


def test_files_arrive_whole_by_their_names():
    files = (
        Attachment("räkning för året.pdf", "application/pdf", b"\x00\xff" * 500),
        Attachment("brev.eml", "message/rfc822", b"Subject: x\n\ny"),
        Attachment("lista.txt", "text/plain", "åäö\n".encode()),
        Attachment("", "nonsens", b"x"),
    )
    got = read(raw(attachments=files)).attachments
    assert [(file.name, file.content) for file in got[:3]] == [(file.name, file.content) for file in files[:3]]
    assert (got[3].name, got[3].content_type, got[3].content) == ("bilaga", "application/octet-stream", b"x")


def test_ids_are_bracketed_and_nonsense_is_left_out():
    assert ids(["a@b", "", "å", "<c@d>", "x" * 1000]) == "<a@b> <c@d>"


@pytest.mark.parametrize("value", ["a@b\r\nc", "a@" + "ö" * 70 + ".example"])
def test_an_address_that_cannot_be_one_is_refused(value):
    with pytest.raises(ValueError):
        compose(outbound(to=Address("email", value)), OPTIONS)
