"""What became of a mail is said exactly: sent, certainly not sent, or nobody knows. Against real servers."""

from email import message_from_bytes, policy

import pytest

from channels.email import send as sending
from channels.email.send import send
from channels.email.settings import EmailOptions
from core import Address, NotSent, OutboundMessage, SendUncertain
from tests.channels.email.running import smtp_server, talking_server

ASA = Address("email", "asa.ek@invanare.example", "Åsa Ek")
BO = Address("email", "bo.alm@invanare.example")


def options(port, **smtp):
    smtp = {"host": "127.0.0.1", "port": port, "security": "plain", **smtp}
    return EmailOptions().load({"address": "direkt@bjorkasa.example", "smtp": smtp})


def answer(**more):
    values = {
        "message_id": "m1@bjorkasa.example",
        "case_number": "2026-004317",
        "to": ASA,
        "subject": "Hej",
        "text": "Hej",
    }
    return OutboundMessage(**{**values, **more})


class Taking:
    """Takes everything but the refused addresses, and keeps it."""

    def __init__(self, refused=None, at_data="250 OK", at_mail="250 OK"):
        self.refused, self.at_data, self.at_mail, self.taken = refused or {}, at_data, at_mail, []

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        envelope.mail_from = address
        return self.at_mail

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append(envelope)
        return self.at_data


def test_a_mail_that_was_taken_is_sent():
    handler = Taking()
    with smtp_server(handler) as port:
        sent = send(answer(cc=(BO,), text="Hej\n.\n..två\nslut"), options(port), "email")
    assert sent.external_id == "m1@bjorkasa.example" and sent.refused == ()
    envelope = handler.taken[0]
    assert envelope.mail_from == "direkt@bjorkasa.example"
    assert envelope.rcpt_tos == [ASA.value, BO.value]
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == "Hej\n.\n..två\nslut\n"


def test_somebody_who_is_both_to_and_cc_gets_it_once():
    handler = Taking()
    with smtp_server(handler) as port:
        send(answer(cc=(ASA,)), options(port), "email")
    assert handler.taken[0].rcpt_tos == [ASA.value]


def test_one_refused_address_of_two_is_told_and_the_mail_is_sent():
    with smtp_server(Taking({BO.value: "550 unknown"})) as port:
        assert send(answer(cc=(BO,)), options(port), "email").refused == (BO.value,)


@pytest.mark.parametrize(
    ("handler", "retry"),
    [
        (Taking({ASA.value: "550 5.1.1 unknown"}), False),
        (Taking({ASA.value: "450 4.2.0 greylisted"}), True),
        (Taking(at_mail="451 later"), True),
        (Taking(at_mail="553 not you"), False),
        (Taking(at_data="452 disk full"), True),
        (Taking(at_data="554 spam"), False),
    ],
)
def test_a_refusal_means_not_sent_and_its_code_says_whether_to_try_again(handler, retry):
    with smtp_server(handler) as port, pytest.raises(NotSent) as caught:
        send(answer(), options(port), "email")
    assert caught.value.retry is retry


def test_all_refused_and_one_of_them_for_now_is_tried_again():
    with smtp_server(Taking({ASA.value: "550 no", BO.value: "451 later"})) as port, pytest.raises(NotSent) as caught:
        send(answer(cc=(BO,)), options(port), "email")
    assert caught.value.retry


def test_a_server_that_is_not_there_means_not_sent_and_try_again():
    with smtp_server(Taking()) as port:
        pass
    with pytest.raises(NotSent) as caught:
        send(answer(), options(port), "email")
    assert caught.value.retry


SCRIPT = {b"EHLO": b"250 test", b"MAIL": b"250 OK", b"RCPT": b"250 OK", b"DATA": b"354 go on"}


def script(at_end, **changed):
    """A server by the book, except for `changed` commands; None means that it hangs up there."""
    answers = {**SCRIPT, **{name.encode(): said for name, said in changed.items()}}

    def talk(file):
        file.write(answers.get(b"GREETING", b"220 test") + b"\r\n")
        while line := file.readline():
            said = answers.get(line[:4].upper(), b"250 OK")
            if said is None:
                return
            file.write(said + b"\r\n")
            if said.startswith(b"354"):
                while file.readline() not in (b".\r\n", b""):
                    pass
                if at_end is None:
                    return
                file.write(at_end + b"\r\n")

    return talk


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_line_that_breaks_before_the_text_means_not_sent(command):
    with talking_server(script(b"250 OK", **{command: None})) as port, pytest.raises(NotSent) as caught:
        send(answer(), options(port), "email")
    assert caught.value.retry


@pytest.mark.parametrize(("said", "retry"), [(b"421 busy", True), (b"554 go away", False)])
def test_a_server_that_says_no_at_the_door_means_not_sent(said, retry):
    with talking_server(script(b"250 OK", GREETING=said)) as port, pytest.raises(NotSent) as caught:
        send(answer(), options(port), "email")
    assert caught.value.retry is retry


@pytest.mark.parametrize(("said", "retry"), [(b"451 not now", True), (b"554 never", False)])
def test_data_that_is_not_accepted_means_not_sent(said, retry):
    with talking_server(script(b"250 OK", DATA=said)) as port, pytest.raises(NotSent) as caught:
        send(answer(), options(port), "email")
    assert caught.value.retry is retry


@pytest.mark.parametrize("at_end", [None, b"hej hopp", b"354 more?", b"999 ?"])
def test_without_a_clear_answer_after_the_text_nobody_knows(at_end):
    with talking_server(script(at_end)) as port, pytest.raises(SendUncertain):
        send(answer(), options(port), "email")


def test_a_server_that_never_answers_after_the_text_leaves_it_unknown(monkeypatch):
    monkeypatch.setattr(sending, "ANSWER_SECONDS", 0.3)

    def silent(file):
        file.write(b"220 test\r\n")
        while (line := file.readline()) and not line.startswith(b"DATA"):
            file.write(b"250 OK\r\n")
        file.write(b"354 go on\r\n")
        while file.readline():
            pass

    with talking_server(silent) as port, pytest.raises(SendUncertain):
        send(answer(), options(port), "email")


def test_a_line_that_breaks_after_the_yes_changes_nothing():
    with talking_server(script(b"250 taken", QUIT=None)) as port:
        assert send(answer(), options(port), "email").external_id == "m1@bjorkasa.example"


def test_an_address_that_cannot_be_one_is_certainly_not_sent():
    with pytest.raises(NotSent) as caught:
        send(answer(to=Address("email", "a@" + "ö" * 80 + ".example")), options(1), "email")
    assert not caught.value.retry


def test_without_smtp_nothing_leaves():
    with pytest.raises(NotSent) as caught:
        send(answer(), EmailOptions().load({"address": "direkt@bjorkasa.example"}), "email")
    assert not caught.value.retry


def test_a_swedish_domain_goes_out_in_ascii():
    handler = Taking()
    with smtp_server(handler) as port:
        send(answer(to=Address("email", "info@björkåsa.example")), options(port), "email")
    assert handler.taken[0].rcpt_tos == ["info@xn--bjrksa-lua7k.example"]


def test_a_server_without_smtputf8_gets_no_swedish_name_before_the_at():
    with smtp_server(Taking()) as port, pytest.raises(NotSent) as caught:
        send(answer(to=Address("email", "åsa@invanare.example")), options(port), "email")
    assert not caught.value.retry
    handler = Taking()
    with smtp_server(handler, enable_SMTPUTF8=True) as port:
        send(answer(to=Address("email", "åsa@invanare.example")), options(port), "email")
    assert handler.taken[0].rcpt_tos == ["åsa@invanare.example"]
