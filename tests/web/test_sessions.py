"""A session is a row: it ends when one logs out, when idle, with the stamp, and never lives on in a copied cookie."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.access.sessions import end_all, open_session
from core.store.db import reading, transaction
from core.store.models import Audit, SessionRow
from tests.cast import Cast
from tests.conftest import Clock
from tests.web.conftest import Visitor
from tests.web.test_login import CHEAP, set_agent


@pytest.fixture
def fatima(client: Visitor) -> Visitor:
    """Logged in by the login page itself, so that the session ends as it should."""
    set_agent("fatima", password=CHEAP, stamp="s1")
    assert client.send("/logga-in", user="fatima", password="lampa").status_code == 303
    return client


def cookie(visitor: Visitor) -> str:
    found = visitor.get_cookie("envagin")
    assert found is not None
    return found.value


def status_with(app: Flask, value: str) -> int:
    browser = app.test_client()
    browser.set_cookie("envagin", value)
    return browser.get("/").status_code


def test_a_copied_cookie_is_worth_nothing_after_logging_out(app: Flask, fatima: Visitor) -> None:
    copied = cookie(fatima)
    assert status_with(app, copied) == 200
    fatima.send("/logga-ut")
    assert status_with(app, copied) == 303
    assert reading().scalar(select(func.count()).select_from(SessionRow)) == 0


def test_what_a_browser_held_before_the_login_is_worth_nothing_after_it(app: Flask, client: Visitor) -> None:
    set_agent("fatima", password=CHEAP)
    client.get("/logga-in")
    with client.session_transaction() as planted:
        planted["_user_id"], planted["csrf_token"], planted["next"] = "planted", "planted", "x"
    client.send("/logga-in", user="fatima", password="lampa")
    with client.session_transaction() as now:
        assert now["_user_id"] != "planted" and now.get("csrf_token") != "planted" and "next" not in now


def test_logging_in_anew_ends_the_session_of_that_browser(app: Flask, fatima: Visitor) -> None:
    before = cookie(fatima)
    set_agent("greta", password=CHEAP)
    fatima.send("/logga-ut")
    fatima.send("/logga-in", user="greta", password="lampa")
    assert status_with(app, before) == 303 and "Greta Holm" in fatima.get("/konto").text


def test_the_database_holds_no_key_to_a_session(fatima: Visitor) -> None:
    with fatima.session_transaction() as now:
        held = now["_user_id"]
    row = reading().scalars(select(SessionRow)).one()
    assert held not in (row.key, row.stamp, row.id_token) and len(row.key) == 64


def test_a_session_ends_after_half_an_hour_without_work_and_says_why(fatima: Visitor, clock: Clock) -> None:
    clock.at += timedelta(minutes=29)
    assert fatima.get("/").status_code == 200
    clock.at += timedelta(minutes=29)
    assert fatima.get("/").status_code == 200
    clock.at += timedelta(minutes=30)
    answer = fatima.get("/?vy=mina")
    assert answer.headers["Location"] == "/logga-in?next=/?vy%3Dmina&slut=1"
    assert "Du loggades ut" in fatima.get(answer.headers["Location"]).text


def test_the_poll_of_the_list_keeps_no_session_alive(fatima: Visitor, clock: Clock) -> None:
    for _ in range(3):
        clock.at += timedelta(minutes=9)
        assert fatima.get("/nytt").status_code in (200, 304)
        assert fatima.get("/session").status_code == 200
    clock.at += timedelta(minutes=4)
    assert fatima.get("/nytt").status_code == 303


def test_the_page_can_ask_how_long_is_left_and_go_on(fatima: Visitor, clock: Clock) -> None:
    clock.at += timedelta(minutes=28, seconds=30)
    assert fatima.get("/session").json == {"left": 90}
    answer = fatima.post("/session", data={"csrf_token": token(fatima)}, headers={"Accept": "application/json"})
    assert answer.json == {"left": 1800} and fatima.get("/session").json == {"left": 1800}
    without_script = fatima.send("/session", next="/?vy=mina")
    assert (without_script.status_code, without_script.headers["Location"]) == (303, "/?vy=mina")
    assert fatima.send("/session", next="//ond.example").headers["Location"] == "/"


def token(visitor: Visitor) -> str:
    page = visitor.get("/konto").text
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def test_twelve_hours_end_every_session_and_the_next_login_sweeps_it_away(fatima: Visitor, clock: Clock) -> None:
    for _ in range(24):
        clock.at += timedelta(minutes=29)
        fatima.get("/")
    clock.at += timedelta(minutes=29)
    assert fatima.get("/").status_code == 303
    fatima.send("/logga-in", user="fatima", password="lampa")
    assert reading().scalar(select(func.count()).select_from(SessionRow)) == 1


def test_no_limit_is_no_limit(app: Flask, fatima: Visitor, clock: Clock) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], idle_minutes=0)
    clock.at += timedelta(hours=11)
    assert fatima.get("/").status_code == 200
    assert "data-session" not in fatima.get("/").text


def test_logging_out_everywhere_ends_every_session_of_ones_own_and_nobody_elses(
    app: Flask, fatima: Visitor, cast: Cast
) -> None:
    elsewhere, other = app.test_client(), app.test_client()
    assert isinstance(elsewhere, Visitor) and isinstance(other, Visitor)
    elsewhere.log_in("fatima")
    other.log_in("greta")
    assert "Du är inloggad på 2 ställen" in fatima.get("/konto").text
    assert fatima.send("/konto/logga-ut-overallt").headers["Location"] == "/logga-in"
    assert [b.get("/").status_code for b in (fatima, elsewhere, other)] == [303, 303, 200]
    assert reading().scalar(select(Audit.action).where(Audit.action == "logout_everywhere"))


def test_a_session_is_not_opened_by_a_number_that_was_guessed(app: Flask, client: Visitor, cast: Cast) -> None:
    with transaction():
        open_session(cast.agent("fatima").id)
    row = reading().scalars(select(SessionRow)).one()
    for guess in (row.key, f"{row.agent_id}:{row.stamp}", "", "1"):
        with client.session_transaction() as forged:
            forged["_user_id"] = guess
        assert client.get("/").status_code == 303
    with transaction():
        end_all(row.agent_id)
