"""One table of questions to every channel. A new channel fills in a sheet (`sheets.py`) and is asked them all."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from channels.webform import pages as webform_pages
from core import Channel, ConfigurationError, InboundMessage, NotSent, OutboundMessage, SendUncertain, Unreadable
from core.contract.instances import Plugins
from core.contract.loader import load
from core.flow.reading import read_waiting
from core.settings import SHIPPED_CONFIG, Settings
from core.store.db import db, reading
from core.store.models import Case, Forvaltning, Message
from tests.cast import Cast, fill
from tests.contract.sheets import LAMP, SECRET, SHEETS, Sheet, closed_port

EVERY = pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
THAT_READS = pytest.mark.parametrize("sheet", [s for s in SHEETS if s.sample], ids=lambda sheet: sheet.name)
THAT_SENDS = pytest.mark.parametrize("sheet", [s for s in SHEETS if s.to], ids=lambda sheet: sheet.name)
GO_ON = threading.Event()


def installed(folder: Path, toml: str) -> Plugins:
    path = folder / "plugins.toml"
    path.write_text(toml, encoding="utf-8")
    return load(Settings.collect(folder / "data", path, {"SECRET": SECRET})[0])


def channel_of(sheet: Sheet, folder: Path, port: int = 9) -> Channel:
    (found,) = installed(folder, sheet.toml(port)).channels()
    return found


def answer_of(sheet: Sheet) -> OutboundMessage:
    assert sheet.to is not None
    return OutboundMessage("m1@bjorkasa.example", "2026-000001", sheet.to, "Svar", "Den lagas i dag.")


@pytest.fixture
def plugins(tmp_path: Path) -> Plugins:
    return installed(tmp_path, "\n".join(sheet.toml() for sheet in SHEETS))


@pytest.fixture
def cast(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The municipality; and a form that may be filled in at once."""
    monkeypatch.setattr(webform_pages, "FASTEST", -1, raising=False)
    return fill()


def test_every_channel_of_the_shipped_file_has_a_sheet(tmp_path):
    secrets = {"DEMO_MAIL_PASSWORD": "x", "DEMO_SMS_AUTH_TOKEN": "x"}
    shipped = load(Settings.collect(tmp_path, SHIPPED_CONFIG, secrets)[0])
    assert {plugin.name for plugin in shipped.channels()} == {sheet.name for sheet in SHEETS}


@EVERY
def test_a_misspelt_option_stops_the_start_and_says_what_was_meant(sheet, tmp_path):
    line, meant = sheet.misspelt
    with pytest.raises(ConfigurationError) as raised:
        installed(tmp_path, sheet.toml(extra=line))
    (told,) = (one for one in raised.value.problems if f"[plugins.{sheet.name}] {line.split(' ')[0]}:" in one)
    assert f"'{meant}'" in told


@EVERY
def test_a_secret_is_never_shown(sheet, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    plugins = installed(tmp_path, sheet.toml(closed_port()))
    (channel,) = plugins.channels()
    if sheet.to:
        with pytest.raises(NotSent) as raised:
            channel.send(answer_of(sheet))
        assert SECRET not in str(raised.value)
    assert SECRET not in "".join((repr(plugins), repr(channel), str(channel), caplog.text))


@THAT_READS
def test_a_channel_reads_what_it_keeps(sheet, tmp_path):
    message = channel_of(sheet, tmp_path).read(sheet.sample)
    assert isinstance(message, InboundMessage)
    assert message.channel == sheet.name
    assert LAMP in message.text
    assert message.fresh
    assert message.sender is not None


@THAT_READS
def test_reading_is_pure_and_answers_the_same_twice(sheet, tmp_path):
    channel = channel_of(sheet, tmp_path)
    assert channel.read(sheet.sample) == channel.read(sheet.sample)


@THAT_READS
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(max_size=500), at=st.integers(0, 400))
def test_any_bytes_are_a_message_or_unreadable(sheet, tmp_path, junk, at):
    channel = channel_of(sheet, tmp_path)
    for raw in (junk, sheet.sample[:at] + junk + sheet.sample[at:], sheet.sample[:at]):
        try:
            message = channel.read(raw)
        except Unreadable:
            continue
        assert "\0" not in message.text
        assert message.text.encode().decode() == message.text


@EVERY
def test_a_message_becomes_one_case_with_channel_level_and_owner_however_often_it_comes(sheet, app, cast):
    sheet.bring(app, cast)
    sheet.bring(app, cast)
    read_waiting("w1", GO_ON)
    db.session.rollback()
    case = reading().scalars(select(Case)).one()
    owner = reading().scalar(select(Forvaltning.code).where(Forvaltning.id == case.forvaltning_id))
    assert (case.channel, case.rosa_level, owner, case.plugin) == (sheet.name, 3, "TEK", sheet.name)
    assert reading().scalar(select(func.count()).where(Message.direction == "in")) == 1
    assert LAMP in reading().scalars(select(Message.text).where(Message.direction == "in")).one()


@THAT_SENDS
def test_what_the_provider_takes_is_sent_under_an_identity(sheet, tmp_path):
    with sheet.servers["takes"]() as port:
        assert channel_of(sheet, tmp_path, port).send(answer_of(sheet)).external_id


@THAT_SENDS
def test_what_the_provider_refuses_is_not_sent_and_not_tried_again(sheet, tmp_path):
    with sheet.servers["refuses"]() as port, pytest.raises(NotSent) as raised:
        channel_of(sheet, tmp_path, port).send(answer_of(sheet))
    assert raised.value.retry is False


@THAT_SENDS
def test_when_nobody_is_there_nothing_left_and_it_is_tried_again(sheet, tmp_path):
    with pytest.raises(NotSent) as raised:
        channel_of(sheet, tmp_path, closed_port()).send(answer_of(sheet))
    assert raised.value.retry is True


@THAT_SENDS
def test_when_the_answer_is_lost_a_person_decides(sheet, tmp_path):
    with sheet.servers["breaks"]() as port, pytest.raises(SendUncertain) as raised:
        channel_of(sheet, tmp_path, port).send(answer_of(sheet))
    assert raised.value.reason


@EVERY
def test_a_channel_that_reaches_nobody_says_so(sheet, tmp_path):
    assert (
        channel_of(sheet, tmp_path).delivers_to
        == {None: None, "email": "email", "phone": "mobile"}[sheet.to.kind if sheet.to else None]
    )
