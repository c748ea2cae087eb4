"""Fetching from real servers: everything once, whatever happens to the server, the line or the program."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from channels.email import fetch, words
from channels.email.fetch import Fetcher
from channels.email.mailbox import Fetched, LoginRefused, Mailbox, MailboxError, NotHandedOut
from tests.channels.email.dovecot import dovecot
from tests.channels.email.running import PASSWORD, mail_server
from tests.channels.email.watching import MemoryState, breaking_line, mail, soon, watching

ADDRESS = "direkt@bjorkasa.example"


class Demo:
    """The demo's server with the same few verbs as `Dovecot`."""

    def __init__(self, server):
        self.server, self.port = server, server.imap_port

    def options(self, **more):
        given = {"host": "127.0.0.1", "port": self.port, "security": "plain", "user": ADDRESS, "password": PASSWORD}
        return {**given, "folder": "INBOX", "poll_seconds": 0.2, **more}

    def put(self, raw, when=None):
        self.server.put(ADDRESS, raw)

    def remove(self, uid):
        self.server.remove(ADDRESS, uid)


@contextmanager
def _demo(folder):
    with mail_server(folder) as running:
        yield Demo(running)


@pytest.fixture(params=["demo", pytest.param("dovecot", marks=pytest.mark.dovecot)])
def server(request, tmp_path):
    with _demo(tmp_path / "mail") if request.param == "demo" else dovecot() as running:
        yield running


@pytest.fixture
def state():
    return MemoryState()


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(fetch, "LONGEST_PAUSE", 0.2)


def test_every_mail_is_fetched_once(server, state):
    for subject in ("ett", "två", "tre"):
        server.put(mail(subject))
    assert Fetcher(server.options(), state).once() == 3
    assert Fetcher(server.options(), state).once() == 0
    assert state.subjects() == ["ett", "tre", "två"]


def test_an_empty_mailbox_is_no_error(server, state):
    assert Fetcher(server.options(), state).once() == 0


def test_the_bytes_come_as_they_are(server, state):
    raw = b"Subject: \xe5\xe4\r\nX: =?bad\r\n\r\n\xff\xfe \x01\x1b {5}\r\n.\r\n" + b"lang" * 500 + b"\r\n"
    server.put(raw)
    Fetcher(server.options(), state).once()
    assert list(state.kept.values()) == [raw]


def test_new_mail_is_heard_while_listening(server, state):
    with watching(server.options(), state):
        soon(lambda: ("ok", words.WATCHED) in state.said)
        server.put(mail("nytt"))
        soon(lambda: state.subjects() == ["nytt"], 4)


def test_new_mail_is_found_by_asking_where_the_server_cannot_tell(server, state, monkeypatch):
    monkeypatch.setattr(Mailbox, "idles", False)
    with watching(server.options(), state):
        soon(lambda: ("ok", words.WATCHED) in state.said)
        server.put(mail("nytt"))
        soon(lambda: state.subjects() == ["nytt"], 4)


def test_a_line_that_breaks_inside_a_mail_loses_nothing(server, state):
    for number in range(5):
        server.put(mail(f"m{number}", 20_000))
    with breaking_line(server.port, after=50_000, times=3) as port, watching(server.options(port=port), state):
        soon(lambda: len(state.kept) == 5)
    assert {len(raw) for raw in state.kept.values()} == {len(mail("m0", 20_000))}
    assert ("error", words.CLOSED) in state.said


def test_a_mail_that_is_gone_before_it_is_fetched_is_no_error(server, state, monkeypatch):
    for subject in ("ett", "två", "tre"):
        server.put(mail(subject))
    found = Mailbox.after

    def after(self, uid):
        uids = found(self, uid)
        server.remove(uids[1])
        return uids

    monkeypatch.setattr(Mailbox, "after", after)
    assert Fetcher(server.options(), state).once() == 2
    assert state.subjects() == ["ett", "tre"]


def test_a_program_that_dies_before_it_remembers_fetches_again_and_keeps_once(server, state):
    class Dying(MemoryState):
        def remember(self, key, value):
            raise SystemExit

    for subject in ("ett", "två"):
        server.put(mail(subject))
    dying = Dying()
    with pytest.raises(SystemExit):
        Fetcher(server.options(), dying).once()
    state.kept = dying.kept
    assert len(state.kept) == 2
    assert Fetcher(server.options(), state).once() == 0
    assert len(state.kept) == 2


def test_nothing_is_remembered_that_was_not_kept(server, state):
    class Full(MemoryState):
        def keep_one(self, mail):
            if b"Subject: tv" in mail.raw:
                raise OSError("disk full")
            super().keep_one(mail)

    for subject in ("ett", "två", "tre"):
        server.put(mail(subject))
    full = Full()
    with pytest.raises(OSError, match="disk full"):
        Fetcher(server.options(), full).once()
    state.kept, state.state = full.kept, full.state
    assert Fetcher(server.options(), state).once() == 2
    assert state.subjects() == ["ett", "tre", "två"]


def test_a_server_that_numbers_its_mails_anew_is_read_again_and_nothing_is_kept_twice(server, state):
    for subject in ("ett", "två"):
        server.put(mail(subject))
    Fetcher(server.options(), state).once()
    key, remembered = next(iter(state.state.items()))
    state.state[key] = remembered.replace('"uid_validity": ', '"uid_validity": 9')
    server.put(mail("tre"))
    assert Fetcher(server.options(), state).once() == 1
    assert len(state.kept) == 3


def test_a_mail_the_server_does_not_hand_out_stops_no_other_and_comes_later(server, state, monkeypatch):
    for subject in ("ett", "två", "tre"):
        server.put(mail(subject))
    whole = Mailbox.fetch

    def stingy(self, uid):
        if uid == 2:
            raise NotHandedOut
        return whole(self, uid)

    monkeypatch.setattr(Mailbox, "fetch", stingy)
    with watching(server.options(), state):
        soon(lambda: ("warning", words.SOME_MISSING) in state.said)
    assert state.subjects() == ["ett", "tre"]
    monkeypatch.setattr(Mailbox, "fetch", whole)
    assert Fetcher(server.options(), state).once() == 1
    assert state.subjects() == ["ett", "tre", "två"]


def test_a_mail_that_breaks_the_line_every_time_stops_no_other(server, state, monkeypatch):
    for subject in ("ett", "två", "tre"):
        server.put(mail(subject))
    whole = Mailbox.fetch

    def breaking(self, uid):
        if uid == 2:
            raise MailboxError(words.CLOSED)
        return whole(self, uid)

    monkeypatch.setattr(Mailbox, "fetch", breaking)
    with watching(server.options(), state):
        soon(lambda: state.subjects() == ["ett", "tre"])
        soon(lambda: ("warning", words.SOME_MISSING) in state.said)


def test_a_wrong_password_is_said_without_repeating_it(server, state):
    with watching(server.options(password="hemligt-och-fel"), state):
        soon(lambda: state.said)
    assert state.said[0] == ("error", words.NO_LOGIN)
    with pytest.raises(LoginRefused) as caught, Mailbox(server.options(password="hemligt-och-fel")):
        pass
    assert "hemligt" not in repr(caught.value) and caught.value.__cause__ is None


def test_a_folder_that_is_not_there_is_said(server, state):
    with pytest.raises(MailboxError, match=words.NO_FOLDER), Mailbox(server.options(folder="Finns inte")):
        pass


def test_a_server_that_was_away_is_caught_up_with(tmp_path, state):
    with _demo(tmp_path / "mail") as server, watching(server.options(), state):
        soon(lambda: ("ok", words.WATCHED) in state.said)
        server.server.close()
        soon(lambda: ("error", words.UNREACHABLE) in state.said)
        server.put(mail("medan den var borta"))
        server.server.open()
        soon(lambda: state.subjects() == ["medan den var borta"])


def test_when_it_came_is_told_in_utc(server, state):
    before = datetime.now(UTC).replace(microsecond=0)
    server.put(mail("ett"))
    with Mailbox(server.options()) as box:
        fetched = box.fetch(box.after(0)[0])
    assert isinstance(fetched, Fetched) and fetched.received_at is not None
    assert fetched.received_at.tzinfo is UTC and before <= fetched.received_at <= datetime.now(UTC)
