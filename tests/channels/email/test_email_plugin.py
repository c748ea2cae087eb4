"""The plug-in as the core sees it: options, what it offers, and the real state in both databases."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from marshmallow import ValidationError
from sqlalchemy import func, select

from channels.email import Email, plugin, words
from channels.email.fetch import CoreState, Fetcher
from channels.email.settings import EmailOptions
from core import Channel, InboundMessage, Unreadable
from core.store.db import reading
from core.store.models import Inbound, PluginHealth
from tests.channels.email.running import PASSWORD, mail_server
from tests.channels.email.watching import mail, soon, watching

DIREKT = "direkt@bjorkasa.example"
IMAP = {"host": "imap.bjorkasa.example", "user": "direkt", "password": "x"}


def options(**more):
    return EmailOptions().load({"address": DIREKT, **more})


def test_the_package_names_its_class():
    assert plugin is Email and issubclass(Email, Channel)


def test_an_address_is_enough_to_read_and_not_to_send():
    email = Email("email", options())
    assert list(email.jobs()) == [] and email.delivers_to is None
    assert isinstance(email.read(b"From: a@invanare.example\n\nHej"), InboundMessage)
    with pytest.raises(Unreadable):
        email.read(b"")


def test_with_imap_there_is_one_job_and_with_smtp_it_delivers():
    email = Email("email", options(imap=IMAP, smtp={"host": "smtp.bjorkasa.example"}))
    assert [job.name for job in email.jobs()] == ["fetch"]
    assert email.delivers_to == "email"


def test_safe_ways_are_what_one_gets_without_asking():
    given = options(imap=IMAP, smtp={"host": "x"})
    assert (given["imap"]["security"], given["smtp"]["security"]) == ("tls", "starttls")


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"address": "direkt"}, "address"),
        ({"imap": {"host": "x"}}, "imap"),
        ({"imap": {**IMAP, "security": "ssl"}}, "imap"),
        ({"imap": {**IMAP, "port": "993"}}, "imap"),
        ({"imap": {**IMAP, "pasword": "x"}}, "imap"),
        ({"imap": {**IMAP, "ca_file": "/finns/inte.pem"}}, "imap"),
        ({"smtp": {"host": "x", "user": "a"}}, "smtp"),
        ({"smpt": {}}, "smpt"),
    ],
)
def test_a_wrong_option_is_named(wrong, where):
    with pytest.raises(ValidationError) as caught:
        options(**wrong)
    assert list(caught.value.messages) == [where]


def test_what_the_mailbox_knows_reaches_the_reading():
    email = Email("email", options(authserv_id="mx.bjorkasa.example", spam_header="X-Spam"))
    raw = b"Authentication-Results: mx.bjorkasa.example; dmarc=fail\nFrom: direkt@bjorkasa.example\n\nHej"
    message = email.read(raw)
    assert message.unproven and message.automatic == "own"


def test_the_core_keeps_what_is_fetched_and_remembers_how_far(app, tmp_path):
    with mail_server(tmp_path / "mail") as server:
        for subject in ("ett", "två"):
            server.put(DIREKT, mail(subject))
        imap = {
            "host": "127.0.0.1",
            "port": server.imap_port,
            "user": DIREKT,
            "password": PASSWORD,
            "security": "plain",
        }
        given = options(imap=imap)["imap"]
        assert Fetcher(given, CoreState("paper")).once() == 2
        assert Fetcher(given, CoreState("paper")).once() == 0
    assert reading().scalar(select(func.count()).select_from(Inbound)) == 2


def test_the_job_says_that_it_is_well(app, tmp_path):
    class InApp(CoreState):
        def health(self, state, words):
            with app.app_context():
                super().health(state, words)

        def recall(self, key):
            with app.app_context():
                return super().recall(key)

    def state():
        reading().rollback()
        return reading().scalar(select(PluginHealth.state).where(PluginHealth.plugin == "paper"))

    with mail_server(tmp_path / "mail") as server:
        imap = {
            "host": "127.0.0.1",
            "port": server.imap_port,
            "user": DIREKT,
            "password": PASSWORD,
            "security": "plain",
        }
        with watching(options(imap=imap)["imap"], InApp("paper")):
            soon(lambda: state() == "ok")
            server.close()
            soon(lambda: state() == "error")


def test_all_it_says_is_said_in_swedish_too():
    said = {value for name, value in vars(words).items() if name.isupper()}
    with (Path(words.__file__).parent / "translations/sv/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = {entry.id: entry.string for entry in read_po(file) if entry.id}
    assert set(catalogue) == said and all(catalogue.values())
