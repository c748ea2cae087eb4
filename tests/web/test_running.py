"""What the running system says of itself: health, late mail, alarms, and the administrator's page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from core import health, keep
from core.contract.instances import Plugins
from core.flow.jobs import beat
from core.store.db import table, transaction
from core.store.models import DeadlineRow
from core.store.texts import set_setting
from tests.conftest import Clock
from tests.web.board import board_and_others
from tests.web.conftest import Visitor
from tests.web.desk import LAMP, bring


@pytest.fixture
def plugins() -> Plugins:
    return board_and_others()


def test_healthz_is_well_only_while_a_worker_lives_and_the_blobs_are_ours(app: Flask, client: Visitor) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (503, "worker: no sign of life for a minute\n")
    beat("worker")
    assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok\n")
    (Path(app.config["BLOBS"]) / "marker").write_text("another\n")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.text == "blobs: the folder is missing or belongs to another database\n"


def test_mail_that_is_not_fetched_is_said_above_every_page(client: Visitor, clock: Clock) -> None:
    late = "E-posten har inte hämtats sedan 12.00."
    client.log_in("fatima")
    health("post", "ok", "")
    clock.at += timedelta(minutes=2)
    assert late not in client.get("/").text
    health("post", "error", "servern svarar inte")
    assert late in client.get("/").text
    health("post", "ok", "")
    assert "har inte hämtats" not in client.get("/").text


def test_a_channel_that_has_fallen_silent_is_missed_after_a_while(client: Visitor, clock: Clock) -> None:
    health("post", "ok", "")
    clock.at += timedelta(minutes=7)
    assert "E-posten har inte hämtats sedan 12.00." in client.log_in("fatima").get("/").text


def test_the_limit_for_late_mail_is_a_setting(client: Visitor, clock: Clock) -> None:
    with transaction():
        set_setting("fetch_limit_minutes", 30)
    health("post", "ok", "")
    clock.at += timedelta(minutes=20)
    health("post", "error", "")
    assert "har inte hämtats" not in client.log_in("fatima").get("/").text


def test_an_alarm_is_a_red_line_for_those_who_may_see_the_case(client: Visitor) -> None:
    number = bring(**LAMP).number
    deadlines = table(DeadlineRow)
    with transaction() as tx:
        tx.execute(update(deadlines).values(alarm=True))
    page = client.log_in("fatima").get("/?vy=mina").text
    assert "Genast:" in page and number in page
    for stranger in ("bo", "vera"):
        assert number not in client.log_in(stranger).get("/").text


def test_only_an_administrator_hears_of_a_plugin_that_failed(client: Visitor) -> None:
    said = "broken kunde inte starta"
    assert said in client.log_in("adam").get("/admin/insticksmoduler").text
    assert said not in client.log_in("fatima").get("/").text


def test_the_plugin_page_shows_what_is_on_off_and_failed_and_how_to_switch_on(client: Visitor) -> None:
    health("post", "warning", "Två mejl väntar.")
    keep("post", "x1", b"{}")
    page = client.log_in("adam").get("/admin/insticksmoduler").text
    waits = "1 meddelande väntar på att läsas in."
    for words in ("Två mejl väntar.", "KeyError: &#39;nyckel&#39;", waits, "<h2>Ärendetyp"):
        assert words in page, words
    assert "[plugins.fax]\nuse = &#34;channels.fax&#34;\nenabled = true" in page


def test_the_administrator_has_no_inbox_but_the_settings(client: Visitor) -> None:
    assert client.log_in("adam").get("/").headers["Location"] == "/installningar/kom-igang"
    client.send("/installningar/kom-igang/klar")
    assert client.get("/").headers["Location"] == "/installningar"


def test_a_plugins_own_pages_are_in_the_rail_in_the_readers_language(client: Visitor) -> None:
    page = client.log_in("fatima").get("/").text
    assert 'href="/board/vi"' in page and "Ärendetyp" in page
