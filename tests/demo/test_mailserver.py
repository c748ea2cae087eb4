"""The demo's mail server: real SMTP and IMAP, nothing leaves, and a restart changes nothing."""

import os
import re
import signal
import smtplib
import subprocess
import sys
from contextlib import contextmanager

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from core import Address, Attachment
from demo.mailbox import messages_of, send_as
from demo.mailstore import is_local, mailbox_of
from tests.channels.email.running import PASSWORD, mail_server

DIREKT = "direkt@bjorkasa.example"
ASA = Address("email", "asa.ek@invanare.example", "Ek, Åsa")


@pytest.fixture
def server(tmp_path):
    with mail_server(tmp_path / "demo-mail") as running:
        yield running


@contextmanager
def logged_in(server, address, password=PASSWORD):
    with IMAPClient("127.0.0.1", port=server.imap_port, ssl=False, timeout=10) as client:
        client.login(address, password)
        yield client


def write(server, subject="Gatlampa", to=DIREKT, **more):
    return send_as("127.0.0.1", server.smtp_port, ASA, to, subject, "Hej på er!\n", **more)


def read(server, address=DIREKT):
    return messages_of("127.0.0.1", server.imap_port, address, PASSWORD)


def test_a_citizen_writes_and_the_municipality_reads(server):
    message_id = write(server, attachments=[Attachment("bild på hål.jpg", "image/jpeg", b"\xff\xd8bild")])
    (letter,) = read(server)
    assert letter.sender == ASA
    assert (letter.subject, letter.text, letter.message_id) == ("Gatlampa", "Hej på er!", message_id)
    assert [(file.name, file.content) for file in letter.attachments] == [("bild på hål.jpg", b"\xff\xd8bild")]


def test_an_answer_names_the_whole_thread(server):
    write(server)
    (first,) = read(server)
    write(server, "Sv: Gatlampa", in_reply_to=first)
    second = read(server)[0]
    write(server, "Sv: Gatlampa", in_reply_to=second)
    assert read(server)[0].references == (second.message_id, first.message_id)


def test_the_newest_letter_comes_first(server):
    for subject in ("ett", "två"):
        write(server, subject)
    assert [letter.subject for letter in read(server)] == ["två", "ett"]


def test_an_address_with_a_token_lies_in_the_same_mailbox(server):
    write(server, to="direkt+c17-abcdef@bjorkasa.example")
    assert len(read(server)) == 1


def test_a_mailbox_is_there_from_the_first_login(server):
    assert read(server, "ny.person@invanare.example") == []


def test_a_wrong_password_and_a_foreign_address_are_refused(server):
    for address, password in ((DIREKT, "fel"), ("asa@example.com", PASSWORD), ("../x@invanare.example", PASSWORD)):
        with pytest.raises(LoginError), logged_in(server, address, password):
            pass


def test_mail_to_the_world_is_refused(server):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        write(server, to="someone@example.com")
    assert caught.value.recipients["someone@example.com"][0] == 550


@pytest.mark.parametrize("address", ["a@x.example", "åsa@invånare.example", "o'neill@x.example", "a+b@c.d.example"])
def test_local_addresses_end_with_example(address):
    assert is_local(address)


FOREIGN = ["a@example", "a@x.com", "@x.example", "a/../b@x.example", "a@..example", "", "a@.example.com"]


@pytest.mark.parametrize("address", FOREIGN)
def test_everything_else_is_the_world(address):
    assert not is_local(address)


def test_the_mailbox_of_an_address_is_without_token_and_case():
    assert mailbox_of("Direkt+c1-AB@Bjorkasa.Example") == DIREKT


def test_after_a_restart_all_mails_have_the_same_uids(tmp_path):
    def seen():
        with mail_server(tmp_path) as server, logged_in(server, DIREKT) as client:
            chosen = client.select_folder("INBOX", readonly=True)
            uids = client.search(["ALL"])
            times = {uid: values[b"INTERNALDATE"] for uid, values in client.fetch(uids, ["INTERNALDATE"]).items()}
            return chosen[b"UIDVALIDITY"], chosen[b"UIDNEXT"], times

    with mail_server(tmp_path) as server:
        for subject in ("ett", "två", "tre"):
            write(server, subject)
        with logged_in(server, DIREKT) as client:
            client.select_folder("INBOX")
            client.delete_messages([3])
            client.expunge()
    first = seen()
    assert first == seen()
    assert list(first[2]) == [1, 2] and first[1] == 4


def test_a_mail_put_in_by_imap_survives_too(tmp_path):
    with mail_server(tmp_path) as server, logged_in(server, DIREKT) as client:
        client.append("INBOX", b"Subject: lagd\r\n\r\nHej\r\n")
    with mail_server(tmp_path) as server:
        assert [letter.subject for letter in read(server)] == ["lagd"]


def test_only_the_imap_port_closes_and_mail_goes_on_coming(server):
    with logged_in(server, DIREKT) as client:
        client.select_folder("INBOX")
        server.close()
        with pytest.raises((OSError, IMAPClient.AbortError)):
            client.noop()
            client.noop()
    write(server, "medan den var stängd")
    with pytest.raises(OSError):
        read(server)
    server.open()
    assert [letter.subject for letter in read(server)] == ["medan den var stängd"]


class TestAsAProcess:
    """Started as `./run` starts it."""

    @contextmanager
    def started(self, data, **environment):
        command = [sys.executable, "-W", "error", "-m", "demo.mailserver", "--data", str(data)]
        ports = ["--smtp-port", environment.pop("smtp", "0"), "--imap-port", environment.pop("imap", "0")]
        process = subprocess.Popen(
            command + ports,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "DEMO_MAIL_PASSWORD": PASSWORD, **environment},
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def test_it_says_when_it_is_ready_and_ends_cleanly(self, tmp_path):
        with self.started(tmp_path) as process:
            smtp, imap = map(int, re.findall(r":(\d+)", process.stdout.readline()))
            send_as("127.0.0.1", smtp, ASA, DIREKT, "Hej", "Hej")
            with IMAPClient("127.0.0.1", port=imap, ssl=False, timeout=10) as client:
                client.login(DIREKT, PASSWORD)
                client.select_folder("INBOX")
                client.idle()
                process.send_signal(signal.SIGTERM)
                assert process.wait(10) == 0
            assert process.stderr.read() == ""
        assert len(list((tmp_path / "demo-mail" / DIREKT).glob("*.eml"))) == 1

    def test_the_switch_is_a_file(self, tmp_path):
        (tmp_path / "demo-mail").mkdir()
        (tmp_path / "demo-mail" / "imap-closed").touch()
        with mail_server(tmp_path / "demo-mail") as server, pytest.raises(OSError):
            read(server)

    def test_a_taken_port_is_one_sentence(self, tmp_path, server):
        with self.started(tmp_path, smtp=str(server.smtp_port)) as process:
            assert process.wait(20) == 1
            said = process.stderr.read()
        assert "cannot start" in said and "Traceback" not in said

    def test_without_a_password_it_does_not_start(self, tmp_path):
        with self.started(tmp_path, DEMO_MAIL_PASSWORD="") as process:
            assert process.wait(20) == 2
            assert "DEMO_MAIL_PASSWORD" in process.stderr.read()
