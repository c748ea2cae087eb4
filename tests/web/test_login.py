"""Logging in, staying in, being thrown out; and what a stranger learns: nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select, update

from core.store.db import reading, table, transaction
from core.store.models import AgentRow, Audit
from core.store.texts import set_setting
from core.web import entering
from core.web.session import local_path
from tests.web.conftest import Visitor

CHEAP = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash("lampa")


def set_agent(login: str, **values: object) -> None:
    agents = table(AgentRow)
    with transaction() as tx:
        tx.execute(update(agents).where(agents.c.login == login).values(**values))


@pytest.fixture
def visitor(client: Visitor) -> Visitor:
    set_agent("fatima", password=CHEAP, stamp="s1")
    return client


def actions() -> list[tuple[str, int | None]]:
    return [(row.action, row.agent_id) for row in reading().scalars(select(Audit).order_by(Audit.id))]


def test_the_right_password_leads_to_where_one_was_going(visitor: Visitor) -> None:
    answer = visitor.get("/?vy=mina")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/logga-in?next=/?vy%3Dmina")
    answer = visitor.send("/logga-in", user=" Fatima ", password="lampa", next="/?vy=mina")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?vy=mina")
    assert "Fatima Rahimi" in visitor.get("/?vy=mina").text


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(visitor: Visitor) -> None:
    wrong = visitor.send("/logga-in", user="fatima", password="kanske")
    unknown = visitor.send("/logga-in", user="fredrik", password="kanske")
    assert wrong.status_code == unknown.status_code == 422
    assert "Namnet eller lösenordet är fel" in wrong.text

    def without_what_was_typed(page: str) -> list[str]:
        return [line for line in page.splitlines() if "csrf_token" not in line and 'name="user"' not in line]

    assert without_what_was_typed(wrong.text) == without_what_was_typed(unknown.text)
    assert "kanske" not in wrong.text


def test_nobody_is_logged_in_without_a_password_or_while_switched_off(visitor: Visitor) -> None:
    assert visitor.send("/logga-in", user="bo", password="").status_code == 422
    set_agent("fatima", active=False)
    assert visitor.send("/logga-in", user="fatima", password="lampa").status_code == 422


def test_too_many_tries_at_one_account_are_stopped_even_with_the_right_password(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "PER_ACCOUNT", 2)
    for _ in range(2):
        assert visitor.send("/logga-in", user="fatima", password="fel").status_code == 422
    stopped = visitor.send("/logga-in", user="fatima", password="lampa")
    assert stopped.status_code == 429
    assert "Vänta fem minuter" in stopped.text
    assert visitor.send("/logga-in", user="gunilla", password="fel").status_code == 422


def test_an_unknown_account_is_stopped_just_like_a_known_one(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entering, "PER_ACCOUNT", 1)
    assert [visitor.send("/logga-in", user="ingen", password="x").status_code for _ in range(2)] == [422, 429]


def test_too_many_tries_from_one_address_are_stopped_whatever_the_account(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "PER_ADDRESS", 2)
    codes = [visitor.send("/logga-in", user=f"a{n}", password="x").status_code for n in range(3)]
    assert codes == [422, 422, 429]


def test_a_right_password_begins_the_count_anew(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entering, "PER_ACCOUNT", 2)
    for _ in range(2):
        visitor.send("/logga-in", user="fatima", password="fel")
        assert visitor.send("/logga-in", user="fatima", password="lampa").status_code == 303
        visitor.send("/logga-ut")


def test_logging_in_failing_and_leaving_are_in_the_audit_log(visitor: Visitor) -> None:
    fatima = reading().scalar(select(AgentRow.id).where(AgentRow.login == "fatima"))
    visitor.send("/logga-in", user="fatima", password="fel")
    visitor.send("/logga-in", user="fatima", password="lampa")
    visitor.send("/logga-ut")
    assert actions() == [("login_failed", None), ("login", fatima), ("logout", fatima)]
    failed = reading().scalar(select(Audit).where(Audit.action == "login_failed"))
    assert failed is not None and failed.data == {"agent": fatima}


def test_logging_out_ends_the_session(visitor: Visitor) -> None:
    visitor.log_in("fatima")
    assert visitor.get("/").status_code == 200
    visitor.send("/logga-ut")
    assert visitor.get("/").status_code == 303


def test_a_new_stamp_ends_every_session(visitor: Visitor) -> None:
    visitor.log_in("fatima")
    assert visitor.get("/").status_code == 200
    set_agent("fatima", stamp="s2")
    assert visitor.get("/").status_code == 303


def test_whoever_is_switched_off_is_out_at_once(visitor: Visitor) -> None:
    visitor.log_in("fatima")
    set_agent("fatima", active=False)
    assert visitor.get("/").status_code == 303


def test_a_post_without_the_token_is_refused(visitor: Visitor) -> None:
    answer = visitor.post("/logga-in", data={"user": "fatima", "password": "lampa"})
    assert answer.status_code == 400
    assert "Ladda" in answer.text or "ladda" in answer.text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://ond.example/",
        "//ond.example",
        "/\\ond.example",
        "javascript:alert(1)",
        "",
        "/\x00",
        "/\n/ond.example",
        "http://[",
        "arende",
    ],
)
def test_nobody_is_sent_to_another_site(elsewhere: str) -> None:
    assert local_path(elsewhere) == "/"


def test_a_path_of_our_own_is_kept() -> None:
    assert local_path("/arende/2026-000001?vy=mina#svara") == "/arende/2026-000001?vy=mina#svara"


def test_the_cast_is_listed_in_the_demo_only(app: Flask, visitor: Visitor) -> None:
    page = visitor.get("/logga-in").text
    assert "Fatima Rahimi" in page
    assert "Kommunvägledare, grupp 4" in page
    assert "Bo Lind" not in page  # has no password: nobody can log in as him
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], demo=False)
    page = visitor.get("/logga-in").text
    assert "Fatima" not in page and "bjorkasa" not in page


def test_those_of_the_walk_are_listed_first_and_the_others_are_folded(visitor: Visitor) -> None:
    for login in ("greta", "gunilla"):
        set_agent(login, password=CHEAP)
    assert "<details" not in visitor.get("/logga-in").text  # nobody is named first
    with transaction():
        set_setting("demo_first", ["gunilla", "fatima", "nobody"])
    shown, folded = visitor.get("/logga-in").text.split("<details")
    assert shown.index("Gunilla Berg") < shown.index("Fatima Rahimi")
    assert "Greta Holm" in folded and "1 andra" in folded
    assert "Greta Holm" not in shown and "Fatima Rahimi" not in folded


def test_the_session_cookie_is_for_us_only(visitor: Visitor) -> None:
    answer = visitor.send("/logga-in", user="fatima", password="lampa")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_an_agent_chooses_the_language_of_the_pages(visitor: Visitor) -> None:
    visitor.log_in("fatima")
    assert 'lang="sv"' in visitor.get("/").text
    answer = visitor.send("/sprak/en", next="/?vy=mina")
    assert answer.headers["Location"] == "/?vy=mina"
    assert 'lang="en"' in visitor.get("/").text
    visitor.send("/sprak/tlh")
    assert 'lang="en"' in visitor.get("/").text
