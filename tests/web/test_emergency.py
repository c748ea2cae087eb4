"""The emergency account: made once by hand, told to everybody in charge when it is used, by banner and by mail."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from core.access.accounts import EMERGENCY, make_emergency_account
from core.contract.errors import NotSent, Refused, SendUncertain
from core.contract.instances import Instance, Plugins
from core.contract.messages import OutboundMessage, Sent
from core.flow import alarms
from core.flow.alarms import send_alarms
from core.store.db import reading, table, transaction
from core.store.models import AgentRow, Alarm, Audit
from tests.cast import Cast
from tests.conftest import Clock
from tests.doubles import PaperChannel
from tests.web.conftest import Visitor

BANNER = "Nödkontot har använts."


class Post(PaperChannel):
    """A mail channel that keeps what it sends, or fails as it is told."""

    delivers_to = "email"
    failure: Exception | None = None

    def send(self, outbound: OutboundMessage) -> Sent:
        if self.failure:
            raise self.failure
        sent.append(outbound)
        return Sent("x")


sent: list[OutboundMessage] = []


@pytest.fixture
def plugins() -> Plugins:
    sent.clear()
    return Plugins([Instance("post", "x:Post", plugin=Post("post", {}), state="on")])


@pytest.fixture
def used(app: Flask, client: Visitor, cast: Cast) -> Visitor:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], alarm_address="it@bjorkasa.example")
    password = make_emergency_account()
    assert client.send("/logga-in", user=EMERGENCY, password=password).status_code == 303
    return client


def state() -> str:
    found = reading().scalar(select(Alarm.state))
    assert found is not None
    return found


def test_its_use_is_seen_for_a_day_by_every_administrator_and_chief_and_by_nobody_else(
    used: Visitor, clock: Clock
) -> None:
    for login, sees in (("adam", True), ("carin", True), ("fatima", False), ("bo", False)):
        assert (BANNER in used.log_in(login).get("/konto").text) is sees, login
    clock.at += timedelta(hours=25)
    assert BANNER not in used.log_in("adam").get("/konto").text


def test_its_use_is_mailed_once_with_when_it_was(used: Visitor) -> None:
    assert "är på väg" in used.get("/konto").text
    for _ in range(2):
        send_alarms(threading.Event())
    (mail,) = sent
    assert mail.to.value == "it@bjorkasa.example" and "2026-05-11 kl. 12.00" in mail.text and mail.automatic
    assert state() == "sent" and "har skickats" in used.get("/konto").text


def test_its_use_is_in_the_audit_log(used: Visitor) -> None:
    row = reading().execute(select(Audit.data, AgentRow.login).join(AgentRow, AgentRow.id == Audit.agent_id)).one()
    assert row == ({"how": "emergency"}, EMERGENCY)


@pytest.mark.parametrize(
    ("failure", "then"),
    [(NotSent("no", retry=True), "waiting"), (SendUncertain("?"), "waiting"), (NotSent("no", retry=False), "failed")],
)
def test_a_mail_that_does_not_leave_is_tried_again_and_told(
    used: Visitor, monkeypatch: pytest.MonkeyPatch, failure: Exception, then: str
) -> None:
    monkeypatch.setattr(Post, "failure", failure)
    send_alarms(threading.Event())
    assert state() == then
    monkeypatch.setattr(alarms, "MOST_TRIES", 2)
    send_alarms(threading.Event())
    assert state() == "failed" and "kunde inte skickas" in used.get("/konto").text


def test_without_a_mail_channel_the_banner_says_so(app: Flask, used: Visitor) -> None:
    from core.contract import registry

    registry.install(app, Plugins())
    send_alarms(threading.Event())
    assert "ingen e-postkanal är på" in used.get("/konto").text


def test_without_an_address_the_banner_says_so(app: Flask, client: Visitor, cast: Cast) -> None:
    client.send("/logga-in", user=EMERGENCY, password=make_emergency_account())
    assert "ingen adress står i inställningarna" in client.get("/konto").text


def test_a_new_password_ends_the_old_one_and_its_sessions(used: Visitor) -> None:
    make_emergency_account()
    assert used.get("/konto").status_code == 303
    rows = reading().scalars(select(AgentRow.id).where(AgentRow.emergency)).all()
    assert len(rows) == 1


def test_the_password_is_long_and_another_one_each_time(app: Flask) -> None:
    first, second = make_emergency_account(), make_emergency_account()
    assert first != second and len(first) == 29


def test_an_ordinary_account_with_its_name_is_never_made_into_it(app: Flask, cast: Cast) -> None:
    with transaction() as tx:
        tx.execute(table(AgentRow).update().where(AgentRow.login == "bo").values(login=EMERGENCY))
    with pytest.raises(Refused, match="login_taken"):
        make_emergency_account()
