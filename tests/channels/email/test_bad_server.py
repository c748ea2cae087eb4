"""A mail server that is away, silent or talks nonsense: an error with words, and another try."""

import socket

import pytest

from channels.email import fetch, mailbox, words
from channels.email.fetch import Place
from channels.email.mailbox import Mailbox, MailboxError
from tests.channels.email.running import talking_server
from tests.channels.email.watching import MemoryState, soon, watching


def _nowhere(port):
    return {"host": "127.0.0.1", "port": port, "security": "plain", "user": "a", "password": "b", "folder": "INBOX"}


@pytest.fixture
def state():
    return MemoryState()


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(fetch, "LONGEST_PAUSE", 0.2)


def test_a_server_that_is_not_there_is_said_and_tried_again(state):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with watching(_nowhere(port), state):
        soon(lambda: len(state.said) >= 2)
    assert set(state.said) == {("error", words.UNREACHABLE)}


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff\xfe\x00\r\n", b"* BYE full\r\n"])
def test_a_server_that_talks_nonsense_is_an_error_with_words(greeting):
    with talking_server(lambda file: file.write(greeting)) as port, pytest.raises(MailboxError) as caught:
        Mailbox(_nowhere(port)).__enter__()
    assert str(caught.value) in (words.GARBAGE, words.CLOSED)


def test_a_server_that_says_nothing_is_not_waited_for_long(monkeypatch):
    monkeypatch.setattr(mailbox, "CONNECT_SECONDS", 0.3)
    with talking_server(lambda file: file.read(1)) as port, pytest.raises(MailboxError, match=words.SILENT):
        Mailbox(_nowhere(port)).__enter__()


def test_a_place_survives_being_written_and_nonsense_is_the_beginning():
    place = Place(17, 4711, {3, 5})
    assert Place.from_json(place.to_json()) == place
    for nonsense in (None, "", "{}", "[]", "x", '{"uid_validity": null, "uid": 1, "missed": []}'):
        assert Place.from_json(nonsense) == Place()
