"""Every mail in the folder `mails` is a trap named by its file; what it must be read as stands in expected.toml."""

import tomllib
from pathlib import Path

import pytest

from channels.email.read import Mailbox, read

FOLDER = Path(__file__).parent / "mails"
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
OURS = Mailbox("direkt@bjorkasa.example", "mx.bjorkasa.example", "X-Spam-Flag")


def shown(message):
    """A message in the words of expected.toml."""
    return {
        "sender": message.sender.value if message.sender else "",
        "sender_name": message.sender.name if message.sender else "",
        "recipients": [address.value for address in message.recipients],
        "subject": message.subject,
        "text": message.text,
        "fresh": message.fresh,
        "attachments": [file.name for file in message.attachments],
        "types": [file.content_type for file in message.attachments],
        "content_ids": [file.content_id for file in message.attachments],
        "message_id": message.message_id,
        "references": list(message.references),
        "sent_at": message.sent_at.isoformat() if message.sent_at else "",
        "automatic": message.automatic or "",
        "about": message.about,
        "reason": message.reason,
        "unproven": message.unproven,
        "suspect": message.suspect,
    }


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_hard_mail_is_read_as_the_table_says(name):
    message = read((FOLDER / f"{name}.eml").read_bytes(), OURS)
    expected = dict(EXPECTED[name])
    for field, given in (("text", message.text), ("html", message.html), ("reason", message.reason)):
        assert expected.pop(f"{field}_has", "") in given
    assert {key: shown(message)[key] for key in expected} == expected


def test_the_table_and_the_folder_name_the_same_mails():
    assert {path.stem for path in FOLDER.glob("*.eml")} == set(EXPECTED)


def test_no_text_of_the_corpus_holds_what_a_database_refuses():
    for path in FOLDER.glob("*.eml"):
        message = read(path.read_bytes(), OURS)
        for text in (message.subject, message.text, message.fresh, message.html, message.reason):
            assert "\0" not in text
            text.encode("utf-8")


def test_the_same_mail_with_other_line_ends_has_the_same_identity_and_text():
    for path in FOLDER.glob("*.eml"):
        raw = path.read_bytes()
        if b"\r" not in raw:
            crlf = raw.replace(b"\n", b"\r\n")
            assert read(raw, OURS).external_id == read(crlf, OURS).external_id
            assert read(raw, OURS).text == read(crlf, OURS).text
