"""Mitt konto: a new password, login in two steps, and what a borrowed session cannot do."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from core.access.accounts import link_token
from core.passwords import weakness
from core.store.db import reading
from core.store.models import AgentRow, Audit, RecoveryCode
from core.web import entering
from tests.cast import Cast
from tests.conftest import Clock
from tests.web.conftest import Visitor
from tests.web.test_login import CHEAP, set_agent

LONG = "grön lampa vid ån"


@pytest.fixture
def fatima(client: Visitor) -> Visitor:
    set_agent("fatima", password=CHEAP, stamp="s1")
    client.send("/logga-in", user="fatima", password="lampa")
    return client


def secret_on(page: str) -> str:
    found = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page)
    assert found
    return found[1].replace(" ", "")


def code_of(secret: str, clock: Clock) -> str:
    return pyotp.TOTP(secret).at(clock.at)


@pytest.fixture
def two_steps(fatima: Visitor, clock: Clock) -> tuple[Visitor, str, list[str]]:
    """Fatima with login in two steps, its secret and her recovery codes; she has logged out."""
    secret = secret_on(fatima.get("/konto/tva-steg").text)
    page = fatima.send("/konto/tva-steg", code=code_of(secret, clock), password="lampa")
    assert page.status_code == 200
    codes = re.findall(r"<code>(\d{5}-\d{5})</code>", page.text)
    fatima.send("/logga-ut")
    return fatima, secret, codes


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("kort", "short"),
        ("x" * 201, "long"),
        ("bjorkasa2026!!", "common"),
        ("Björkåsa kommun 1", "common"),
        ("Sommaren20261!", "common"),
        ("lösenord12345", "common"),
        ("aaaaaaaaaaaaa", "common"),
        ("1234567890123!", "common"),
        ("fatimarahimi1", "personal"),
        (LONG, ""),
        ("fatima och hennes katt", ""),
    ],
)
def test_a_password_is_long_and_not_what_is_tried_first(password: str, why: str) -> None:
    assert weakness(password, "fatima", "Fatima Rahimi") == why


def test_a_new_password_ends_the_other_sessions_and_this_one_goes_on(app: Flask, fatima: Visitor) -> None:
    elsewhere = app.test_client()
    assert isinstance(elsewhere, Visitor)
    elsewhere.log_in("fatima")
    answer = fatima.send("/konto/losenord", password="lampa", new=LONG, again=LONG)
    assert answer.headers["Location"] == "/konto"
    assert fatima.get("/konto").status_code == 200 and elsewhere.get("/").status_code == 303
    fatima.send("/logga-ut")
    assert fatima.send("/logga-in", user="fatima", password="lampa").status_code == 422
    assert fatima.send("/logga-in", user="fatima", password=LONG).status_code == 303


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"password": "fel", "new": LONG, "again": LONG}, "Lösenordet är fel"),
        ({"password": "lampa", "new": LONG, "again": "annat"}, "inte lika"),
        ({"password": "lampa", "new": "kort", "again": "kort"}, "minst 12 tecken"),
        ({"password": "lampa", "new": "bjorkasa2026", "again": "bjorkasa2026"}, "använder många"),
    ],
)
def test_a_password_is_not_changed_without_reason(fatima: Visitor, form: dict[str, str], says: str) -> None:
    before = reading().scalar(select(AgentRow.password).where(AgentRow.login == "fatima"))
    answer = fatima.send("/konto/losenord", **form)
    assert answer.status_code == 422 and says in answer.text
    assert not any(value in answer.text for value in form.values() if value not in ("fel", "annat", "lampa", "kort"))
    assert reading().scalar(select(AgentRow.password).where(AgentRow.login == "fatima")) == before


def test_guessing_ones_password_from_a_borrowed_session_is_stopped(
    fatima: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "PER_ACCOUNT", 2)
    for _ in range(2):
        fatima.send("/konto/losenord", password="fel", new=LONG, again=LONG)
    stopped = fatima.send("/konto/losenord", password="lampa", new=LONG, again=LONG)
    assert stopped.status_code == 422 and "Vänta fem minuter" in stopped.text


def test_with_two_steps_a_password_alone_opens_nothing(two_steps: tuple[Visitor, str, list[str]], clock: Clock) -> None:
    fatima, secret, _ = two_steps
    clock.at += timedelta(seconds=60)
    answer = fatima.send("/logga-in", user="fatima", password="lampa", next="/?vy=mina")
    assert answer.headers["Location"] == "/logga-in/kod"
    assert fatima.get("/").status_code == 303
    assert fatima.send("/logga-in/kod", code="000000").status_code == 422
    answer = fatima.send("/logga-in/kod", code=f" {code_of(secret, clock)[:3]} {code_of(secret, clock)[3:]} ")
    assert answer.headers["Location"] == "/?vy=mina" and fatima.get("/").status_code == 200


def test_a_code_opens_once(two_steps: tuple[Visitor, str, list[str]], clock: Clock) -> None:
    fatima, secret, _ = two_steps
    clock.at += timedelta(seconds=60)
    code = code_of(secret, clock)
    for expected in (303, 422):
        fatima.send("/logga-ut")
        fatima.send("/logga-in", user="fatima", password="lampa")
        assert fatima.send("/logga-in/kod", code=code).status_code == expected


def test_a_recovery_code_opens_once_and_is_kept_only_as_a_hash(
    two_steps: tuple[Visitor, str, list[str]], clock: Clock
) -> None:
    fatima, _, codes = two_steps
    assert len(set(codes)) == 10
    kept = set(reading().scalars(select(RecoveryCode.code)))
    assert len(kept) == 10 and not kept & set(codes)
    for expected in (303, 422):
        fatima.send("/logga-ut")
        fatima.send("/logga-in", user="fatima", password="lampa")
        assert fatima.send("/logga-in/kod", code=codes[0]).status_code == expected


def test_the_secret_is_sealed_in_the_database(two_steps: tuple[Visitor, str, list[str]]) -> None:
    _, secret, _ = two_steps
    stored = reading().scalar(select(AgentRow.totp).where(AgentRow.login == "fatima"))
    assert stored and secret not in stored


def test_guessing_codes_is_stopped(
    two_steps: tuple[Visitor, str, list[str]], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fatima, secret, _ = two_steps
    clock.at += timedelta(seconds=60)
    monkeypatch.setattr(entering, "PER_ACCOUNT", 2)
    fatima.send("/logga-in", user="fatima", password="lampa")
    codes = [fatima.send("/logga-in/kod", code=code).status_code for code in ("111111", "222222")]
    assert codes == [422, 422]
    assert fatima.send("/logga-in/kod", code=code_of(secret, clock)).status_code == 429


def test_the_time_between_password_and_code_is_five_minutes_and_ends_with_a_new_password(
    two_steps: tuple[Visitor, str, list[str]], clock: Clock
) -> None:
    fatima, secret, _ = two_steps
    fatima.send("/logga-in", user="fatima", password="lampa")
    clock.at += timedelta(seconds=301)
    assert fatima.get("/logga-in/kod").status_code == 303
    fatima.send("/logga-in", user="fatima", password="lampa")
    set_agent("fatima", stamp="other")
    assert fatima.send("/logga-in/kod", code=code_of(secret, clock)).headers["Location"] == "/logga-in"


def test_two_steps_are_turned_off_with_password_and_code_only(
    two_steps: tuple[Visitor, str, list[str]], clock: Clock
) -> None:
    fatima, secret, codes = two_steps
    fatima.send("/logga-in", user="fatima", password="lampa")
    fatima.send("/logga-in/kod", code=codes[0])
    clock.at += timedelta(seconds=60)
    assert fatima.send("/konto/tva-steg/av", password="fel", code=code_of(secret, clock)).status_code == 422
    assert fatima.send("/konto/tva-steg/av", password="lampa", code="000000").status_code == 422
    assert fatima.send("/konto/tva-steg/av", password="lampa", code=code_of(secret, clock)).status_code == 303
    assert reading().scalar(select(AgentRow.totp).where(AgentRow.login == "fatima")) == ""
    assert reading().scalar(select(RecoveryCode.id)) is None


def test_two_steps_are_not_turned_on_by_a_code_of_something_else(fatima: Visitor, clock: Clock) -> None:
    fatima.get("/konto/tva-steg")
    answer = fatima.send("/konto/tva-steg", code=code_of(pyotp.random_base32(), clock), password="lampa")
    assert answer.status_code == 422 and "Koden stämmer inte" in answer.text
    assert fatima.send("/konto/tva-steg", code="123456", password="fel").status_code == 422
    assert reading().scalar(select(AgentRow.totp).where(AgentRow.login == "fatima")) == ""


def test_an_administrator_who_must_have_two_steps_comes_nowhere_else_before(app: Flask, client: Visitor) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], administrators_need_totp=True)
    set_agent("adam", password=CHEAP, stamp="a")
    client.send("/logga-in", user="adam", password="lampa")
    assert client.get("/admin/insticksmoduler").headers["Location"] == "/konto/tva-steg"
    assert client.get("/konto/tva-steg").status_code == 200 and client.get("/konto").status_code == 200
    assert client.log_in("fatima").get("/").status_code == 200


def test_a_link_lets_somebody_choose_a_password_once(app: Flask, client: Visitor, cast: Cast, clock: Clock) -> None:
    path = f"/logga-in/nytt/{link_token(cast.agent('bo').id)}"
    assert client.get(path).status_code == 200
    assert client.send(path, new="kort", again="kort").status_code == 422
    assert client.send(path, new=LONG, again=LONG).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert client.get(path).status_code == 404 and client.get(path[:-1] + "x").status_code == 404
    actions = [row.action for row in reading().scalars(select(Audit))]
    assert actions == ["login"]


def test_a_demo_password_opens_nothing_outside_the_demo(app: Flask, client: Visitor) -> None:
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash("bjorkasa")
    set_agent("fatima", password=cheap, stamp="d")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], demo=False)
    assert client.send("/logga-in", user="fatima", password="bjorkasa").status_code == 422
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], demo=True)
    assert client.send("/logga-in", user="fatima", password="bjorkasa").status_code == 303
