"""An invented citizen's mail program, for the page Demobrevlåda: writes over real SMTP, reads over real IMAP."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from imapclient import IMAPClient

from channels.email.read import read
from core import Address, Attachment, now

SECONDS = 10
DOMAIN = "invanare.example"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as its reader sees it. `message_id` is what an answer to it names."""

    uid: int
    sender: Address | None
    subject: str
    text: str
    fresh: str
    message_id: str
    references: tuple[str, ...]
    received_at: datetime
    attachments: tuple[Attachment, ...]


def send_as(
    host: str,
    port: int,
    sender: Address,
    to: str,
    subject: str,
    text: str,
    *,
    attachments: Sequence[Attachment] = (),
    in_reply_to: Letter | None = None,
) -> str:
    """Sends a mail as somebody. Returns its Message-ID without brackets; raises OSError or SMTPException."""
    mail = EmailMessage()
    mail["From"] = Mailbox(sender.name, addr_spec=sender.value)
    mail["To"] = to
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = make_msgid(domain=DOMAIN)
    if in_reply_to is not None:
        mail["In-Reply-To"] = f"<{in_reply_to.message_id}>"
        mail["References"] = " ".join(f"<{one}>" for one in (*reversed(in_reply_to.references), in_reply_to.message_id))
    mail.set_content(text)
    for file in attachments:
        main, _, sub = file.content_type.partition("/")
        mail.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    with smtplib.SMTP(host, port, timeout=SECONDS) as server:
        server.send_message(mail)
    return str(mail["Message-ID"]).strip("<>")


def messages_of(host: str, port: int, address: str, password: str, *, most: int = 50) -> list[Letter]:
    """The newest mails to somebody, newest first. Raises OSError or IMAPClientError."""
    with IMAPClient(host, port=port, ssl=False, timeout=SECONDS) as client:
        client.normalise_times = False
        client.login(address, password)
        client.select_folder("INBOX", readonly=True)
        uids = sorted(client.search(["ALL"]))[-most:]
        found = client.fetch(uids, ["BODY.PEEK[]", "INTERNALDATE"]) if uids else {}
    return [_letter(uid, found[uid][b"BODY[]"], found[uid][b"INTERNALDATE"]) for uid in sorted(found, reverse=True)]


def _letter(uid: int, raw: bytes, received_at: datetime) -> Letter:
    mail = read(raw)
    return Letter(
        uid=uid,
        sender=mail.sender,
        subject=mail.subject,
        text=mail.text,
        fresh=mail.fresh,
        message_id=mail.message_id,
        references=mail.references,
        received_at=received_at,
        attachments=mail.attachments,
    )
