"""What an instance is set to, and whether its servers let it in. Nothing is fetched and nothing sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from channels.email import words
from channels.email.mailbox import Mailbox, MailboxError
from channels.email.send import connected
from channels.email.settings import IMAP_PORTS, SMTP_PORTS
from core import NotSent, Tested


def about(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Address, servers and folder; never a password."""
    yield words.ADDRESS, options["address"]
    if imap := options.get("imap"):
        yield words.FETCHED_FROM, f"{_server(imap, IMAP_PORTS)}, {imap['folder']}"
    if smtp := options.get("smtp"):
        yield words.SENT_THROUGH, _server(smtp, SMTP_PORTS)


def test(options: Mapping[str, Any]) -> Iterator[Tested]:
    """Logs in as fetching and sending do: the folder is opened to be read only, no mail is handed over."""
    if imap := options.get("imap"):
        yield _fetching(imap)
    if smtp := options.get("smtp"):
        yield _sending(smtp)


def _fetching(imap: Mapping[str, Any]) -> Tested:
    try:
        with Mailbox(imap):
            return Tested(words.FETCHING, True, words.FOLDER_OPENED)
    except MailboxError as error:
        return Tested(words.FETCHING, False, str(error))


def _sending(smtp: Mapping[str, Any]) -> Tested:
    try:
        with connected(smtp):
            return Tested(words.SENDING, True, words.LET_IN)
    except NotSent as error:
        return Tested(words.SENDING, False, error.reason)


def _server(options: Mapping[str, Any], ports: Mapping[str, int]) -> str:
    return f"{options['host']}:{options.get('port') or ports[options['security']]}"
