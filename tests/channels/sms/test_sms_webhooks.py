"""What Twilio calls: only what it signed is kept, and kept before it is answered for."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

import core
from channels.sms import Sms
from core.access.agents import agent_by_login
from core.case.assignment import take
from core.contract.instances import Instance, Plugins
from core.flow.outbox import deliver_due
from core.flow.reading import read_waiting
from core.flow.replying import Reply, reply
from core.store.db import reading, table, writing
from core.store.models import Case, Delivery, Inbound
from tests.cast import Cast
from tests.channels.sms.twilio_double import OPTIONS, SID, Twilio, running, signature, signed, sms

GO_ON = threading.Event()


@pytest.fixture
def twilio():
    with running() as twilio:
        yield twilio


@pytest.fixture
def plugins(twilio: Twilio) -> Plugins:
    channel = Sms("sms", {**OPTIONS, "base_url": twilio.address})
    return Plugins([Instance("sms", "channels.sms", plugin=channel, state="on")])


@pytest.fixture
def client(app: Flask, cast: Cast):
    return app.test_client()


def kept() -> int:
    return reading().scalar(select(func.count()).select_from(Inbound)) or 0


def text_in(client, **more: str) -> int:
    form = sms(**more)
    return client.post("/sms/in", data=form, headers=signature("in", form)).status_code


def test_an_sms_becomes_a_case_and_is_answered_with_its_number(client, twilio):
    assert text_in(client, text="Lampan på Skolgatan är släckt") == 204
    assert read_waiting("w1", GO_ON) == 1
    case = reading().scalars(select(Case)).one()
    assert (case.channel, case.rosa_level, case.counterpart) == ("sms", 3, "+46701740605")
    deliver_due("w1", GO_ON)
    ((_, receipt, _),) = twilio.calls
    assert case.number in receipt["Body"]
    assert receipt["To"] == "+46701740605"


def test_the_same_sms_twice_is_one_case(client):
    assert [text_in(client), text_in(client)] == [204, 204]
    read_waiting("w1", GO_ON)
    assert kept() == 1


def test_a_second_sms_from_the_same_number_continues_the_case(client):
    text_in(client, text="Lampan är släckt")
    text_in(client, sid=SID[:-1] + "8", text="Det är den vid skolan")
    read_waiting("w1", GO_ON)
    assert len(reading().scalars(select(Case)).all()) == 1


@pytest.mark.parametrize("page", ["in", "status"])
@pytest.mark.parametrize("how", ["missing", "other token", "other page", "other text", "not ascii"])
def test_what_twilio_did_not_sign_is_refused_and_nothing_kept(client, page, how):
    form = sms()
    headers = {
        "missing": {},
        "other token": signature(page, form, "another"),
        "other page": signature("other", form),
        "other text": signature(page, {**form, "Body": "Hej!"}),
        "not ascii": {"X-Twilio-Signature": "åäö"},
    }[how]
    assert client.post(f"/sms/{page}", data=form, headers=headers).status_code == 403
    assert kept() == 0


def test_the_signature_is_checked_against_the_public_address_not_the_request(client):
    form = sms()
    answer = client.post("/sms/in", data=form, headers=signature("in", form), base_url="http://10.0.0.7:8080")
    assert answer.status_code == 204
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert client.post("/sms/in", data=form, headers={**forged, **signature("in", form)}).status_code == 204


def test_a_signed_form_without_identity_is_kept_too(client):
    form = {"Hello": "world"}
    assert client.post("/sms/in", data=form, headers=signature("in", form)).status_code == 204
    assert kept() == 1
    read_waiting("w1", GO_ON)
    assert reading().scalars(select(Case)).one().subject


def test_twilio_must_try_again_when_nothing_could_be_kept(app, client, monkeypatch):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def full(*_: object) -> bool:
        raise OSError("no space left")

    monkeypatch.setattr(core, "keep", full)
    assert text_in(client) == 500
    monkeypatch.undo()
    assert text_in(client) == 204


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_post_is_taken(client, method):
    assert getattr(client, method)("/sms/in").status_code == 405


def test_more_than_twilio_ever_sends_is_not_read(client):
    assert client.post("/sms/in", data={"Body": "x" * 300_000}).status_code == 413


def report(client, state: str, sid: str = SID, **more: str) -> int:
    form = {"MessageSid": sid, "MessageStatus": state, **more}
    return client.post("/sms/status", data=form, headers=signature("status", form)).status_code


def test_a_delivery_report_is_booked_and_a_failure_marks_the_delivery(client):
    text_in(client, text="Lampan är släckt")
    read_waiting("w1", GO_ON)
    deliver_due("w1", GO_ON)
    assert report(client, "delivered") == 204
    assert receipt_state() == ("sent", "delivered", "")
    assert report(client, "undelivered", ErrorCode="30003") == 204
    assert receipt_state() == ("failed", "undelivered", "Twilio 30003")


def test_a_report_that_overtakes_the_answer_to_the_sending_is_booked(client, twilio):
    """Twilio calls the address it was given before our worker has stored what the message is called there."""
    text_in(client, text="Lampan är släckt")
    read_waiting("w1", GO_ON)

    def report_first(form: dict[str, str]) -> None:
        told = {"MessageSid": SID, "MessageStatus": "undelivered", "ErrorCode": "30003"}
        page = form["StatusCallback"].removeprefix(OPTIONS["public_address"])
        answer = client.post(page, data=told, headers=signed(form["StatusCallback"], told))
        assert answer.status_code == 204

    twilio.before_answering = report_first
    deliver_due("w1", GO_ON)
    assert receipt_state() == ("failed", "undelivered", "Twilio 30003")


@pytest.mark.parametrize("about", ["", "zz", "ff", "00", "e5", "6" * 4001])
def test_a_signed_report_about_anything_is_taken(client, about):
    form = {"MessageSid": SID, "MessageStatus": "delivered"}
    address = f"{OPTIONS['public_address']}/sms/status?about={about}"
    assert client.post(f"/sms/status?about={about}", data=form, headers=signed(address, form)).status_code == 204
    assert client.post("/sms/status?about=1", data=form, headers=signed(address, form)).status_code == 403


def receipt_state() -> tuple[str, str, str]:
    reading().rollback()
    row = reading().execute(select(Delivery.state, Delivery.receipt, Delivery.reason)).one()
    return tuple(row)


def test_a_report_about_something_else_changes_nothing(client):
    assert report(client, "failed", sid="SM" + "f" * 32) == 204
    assert report(client, "failed\0", sid="\0") == 204


_FORMS = st.dictionaries(st.text(max_size=20) | st.sampled_from(["MessageSid", "From", "Body"]), st.text(max_size=50))
_KINDS = st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""])
SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SOME
@given(page=st.sampled_from(["in", "status"]), body=st.binary(max_size=300), kind=_KINDS)
def test_unsigned_bytes_are_refused_never_a_fault(client, page, body, kind):
    assert client.post(f"/sms/{page}", data=body, content_type=kind).status_code == 403


@SOME
@given(page=st.sampled_from(["in", "status"]), form=_FORMS)
def test_any_signed_form_is_taken(client, page, form):
    form = {name: value for name, value in form.items() if value.isprintable() or "\r" not in value}
    answer = client.post(f"/sms/{page}", data=form, headers=signature(page, form))
    assert answer.status_code == 204
    read_waiting("w1", GO_ON)


def test_a_failed_answer_comes_back_to_its_case(client, twilio):
    text_in(client, text="Lampan är släckt")
    read_waiting("w1", GO_ON)
    deliver_due("w1", GO_ON)
    case = reading().scalars(select(Case)).one()
    fatima = agent_by_login("fatima")
    with core.transaction():
        take(case.id, fatima)
        delivery = reply(case.id, Reply("Den lagas i dag."), fatima)
        writing().execute(table(Delivery).update().values(not_before=0))  # past the seconds for regret
    twilio.answer = (201, {"sid": SID[:-1] + "9"})
    deliver_due("w1", GO_ON)
    assert reading().get(Delivery, delivery).state == "sent"
    assert report(client, "failed", sid=SID[:-1] + "9", ErrorCode="30006") == 204
    reading().rollback()
    case = reading().scalars(select(Case)).one()
    assert (reading().get(Delivery, delivery).state, case.unread) == ("failed", True)
