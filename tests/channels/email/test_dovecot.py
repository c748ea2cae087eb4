"""What only a full mail server shows: TLS, folders, flags, times, a mailbox that was made anew."""

from datetime import UTC, datetime

import pytest

from channels.email import words
from channels.email.fetch import Fetcher
from channels.email.mailbox import Mailbox, MailboxError
from channels.email.settings import ImapOptions
from tests.channels.email.dovecot import dovecot
from tests.channels.email.watching import MemoryState, mail

pytestmark = pytest.mark.dovecot


@pytest.fixture(scope="module")
def running():
    with dovecot() as server:
        yield server


@pytest.fixture
def server(running):
    with running.client() as client:
        client.delete_messages(client.search(["ALL"]))
        client.expunge()
    return running


@pytest.fixture
def state():
    return MemoryState()


def test_over_tls_with_the_municipalitys_own_ca(server, state):
    server.put(mail("ett"))
    options = server.options(port=server.tls_port, security="tls", ca_file=server.ca_file)
    assert Fetcher(options, state).once() == 1


def test_over_starttls_with_the_municipalitys_own_ca(server, state):
    server.put(mail("ett"))
    assert Fetcher(server.options(security="starttls", ca_file=server.ca_file), state).once() == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_of_an_unknown_ca_is_refused(server, security):
    port = server.tls_port if security == "tls" else server.port
    with pytest.raises(MailboxError, match="certificate"), Mailbox(server.options(port=port, security=security)):
        pass


def test_tls_where_none_is_spoken_is_said(server):
    with pytest.raises(MailboxError) as caught, Mailbox(server.options(security="tls", ca_file=server.ca_file)):
        pass
    assert str(caught.value) == words.NO_TLS


def test_nothing_in_the_mailbox_is_touched(server, state):
    server.put(mail("ett"))
    Fetcher(server.options(), state).once()
    with server.client() as client:
        (uid,) = client.search(["ALL"])
        flags = client.get_flags([uid])[uid]
    assert b"\\Seen" not in flags and b"\\Deleted" not in flags


def test_a_mail_that_somebody_has_read_elsewhere_is_fetched_too(server, state):
    server.put(mail("ett"))
    with server.client() as client:
        client.set_flags(client.search(["ALL"]), [b"\\Seen"])
    assert Fetcher(server.options(), state).once() == 1


def test_an_old_mail_is_fetched_with_the_day_it_came(server, state):
    server.put(mail("ett"), when=datetime(2019, 12, 24, 15, 0, tzinfo=UTC))
    Fetcher(server.options(), state).once()
    assert list(state.when.values()) == [datetime(2019, 12, 24, 15, 0, tzinfo=UTC)]


def test_a_folder_with_a_swedish_name_that_is_made_anew_is_read_again(server, state):
    options = server.options(folder="Öppna ärenden")
    with server.client() as client:
        client.create_folder("Öppna ärenden")
    server.put(mail("ett"), folder="Öppna ärenden")
    assert Fetcher(options, state).once() == 1
    with server.client() as client:
        client.delete_folder("Öppna ärenden")
        client.create_folder("Öppna ärenden")
    for subject in ("ett", "två"):
        server.put(mail(subject), folder="Öppna ärenden")
    assert Fetcher(options, state).once() == 1
    assert state.subjects() == ["ett", "två"]


def test_what_is_moved_in_from_another_folder_is_fetched(server, state):
    server.put(mail("ett"))
    Fetcher(server.options(), state).once()
    with server.client() as client:
        client.create_folder("Skräppost")
        client.append("Skräppost", mail("fel sorterat"))
        client.select_folder("Skräppost")
        client.move(client.search(["ALL"]), "INBOX")
    assert Fetcher(server.options(), state).once() == 1


def test_the_options_have_what_the_mailbox_needs():
    options = ImapOptions().load({"host": "imap.example", "user": "a", "password": "b"})
    assert (options["security"], options["folder"]) == ("tls", "INBOX")
