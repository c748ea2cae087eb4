"""The municipality's own login, against a real OpenID provider: what opens, and everything that does not."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from oidc_provider_mock import User, run_server_in_thread
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from core.access.accounts import link_token
from core.access.agents import agent_by_login
from core.settings_table import Oidc
from core.store.db import reading, table, transaction
from core.store.models import AgentRole, AgentRow, Audit, SessionRow
from core.web import entering
from tests.conftest import Clock
from tests.web.conftest import Visitor
from tests.web.test_login import CHEAP, set_agent

SECRET = "hemlighet-kanarie-5Z"
ROLES = {"EVI-Vagledare": "kommunvagledare", "EVI-Handlaggare": "handlaggare", "EVI-Admin": "administrator"}
UNITS = {"VOF-Bistand": "BIST", "TEK": "TEK"}


def person(sub: str, *roles: str, groups: tuple[str, ...] = (), **more: Any) -> User:
    claims = {"preferred_username": sub, "name": sub.title(), "roles": list(roles), "groups": list(groups), **more}
    return User(sub=sub, claims=claims)


PEOPLE = (
    person("Wilma", "EVI-Vagledare", email="wilma@bjorkasa.example"),
    person("hanna", "EVI-Handlaggare", groups=("VOF-Bistand", "annat")),
    person("helge", "EVI-Handlaggare"),
    person("nils", "annat"),
    person("fatima", "EVI-Vagledare"),
)


@dataclass
class Provider:
    """The provider, and a person's browser on the way there and back."""

    app: Flask
    address: str

    def leave(self, visitor: Visitor, target: str = "/?vy=mina") -> str:
        """Presses the button; where the browser is sent."""
        answer = visitor.get("/logga-in/egen", query_string={"next": target})
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def approve(self, address: str, sub: str) -> str:
        """Logs in with the provider; the path that it sends the browser back to."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
        back = urlsplit(answer.headers["Location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == "http://localhost:8080/logga-in/svar"
        return f"{back.path}?{back.query}"

    def log_in(self, visitor: Visitor, sub: str) -> TestResponse:
        return visitor.get(self.approve(self.leave(visitor), sub))

    def now_has(self, user: User) -> None:
        answer = requests.put(f"{self.address}/users/{user.sub}", json=user.claims, timeout=10)
        assert answer.status_code == 204, answer.text


def settings_of(address: str, **more: Any) -> Oidc:
    return Oidc(address, "envagin", SECRET, button="Logga in som i datorn", roles=ROLES, units=UNITS, **more)


@pytest.fixture
def provider(app: Flask, client: Visitor) -> Iterator[Provider]:
    with run_server_in_thread(user_claims=PEOPLE) as server:
        address = f"http://localhost:{server.server_port}"
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], oidc=settings_of(address))
        yield Provider(app, address)


def roles_of(login: str) -> set[str]:
    agent = agent_by_login(login)
    return set(agent.role_names) if agent else set()


def test_somebody_with_a_role_is_let_in_and_lands_where_they_were_going(client: Visitor, provider: Provider) -> None:
    assert "Logga in som i datorn" in client.get("/logga-in").text
    answer = provider.log_in(client, "Wilma")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?vy=mina")
    assert "Wilma" in client.get("/konto").text and "sköts där" in client.get("/konto").text
    row = reading().execute(select(AgentRow).where(AgentRow.login == "wilma")).scalar_one()
    assert (row.email, row.password, roles_of("wilma")) == ("wilma@bjorkasa.example", "", {"kommunvagledare"})
    login = reading().execute(select(Audit.agent_id, Audit.data).where(Audit.action == "login")).one()
    assert login == (row.id, {"how": "oidc"})


def test_the_way_there_carries_state_nonce_and_a_challenge(client: Visitor, provider: Provider) -> None:
    asked = parse_qs(urlsplit(provider.leave(client)).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
    assert SECRET not in str(asked)


def test_the_unit_comes_from_the_claims_and_a_role_without_its_place_is_not_given(
    client: Visitor, provider: Provider
) -> None:
    provider.log_in(client, "hanna")
    held = reading().execute(select(AgentRole.role, AgentRole.unit_id).join(AgentRow).where(AgentRow.login == "hanna"))
    assert [(role, unit is not None) for role, unit in held] == [("handlaggare", True)]
    client.send("/logga-ut")
    assert provider.log_in(client, "helge").status_code == 403


def test_somebody_without_a_role_is_refused_in_a_plain_sentence(client: Visitor, provider: Provider) -> None:
    answer = provider.log_in(client, "nils")
    assert answer.status_code == 403 and "har ingen roll i det här systemet" in answer.text
    assert client.get("/").status_code == 303 and roles_of("nils") == set()


def test_a_local_account_is_never_taken_over_by_a_name_in_a_claim(client: Visitor, provider: Provider) -> None:
    answer = provider.log_in(client, "fatima")
    assert answer.status_code == 403 and "har ditt användarnamn" in answer.text
    row = reading().execute(select(AgentRow).where(AgentRow.login == "fatima")).scalar_one()
    assert row.external is None and row.name == "Fatima Rahimi"


def test_a_tampered_state_opens_nothing(client: Visitor, provider: Provider) -> None:
    back = provider.approve(provider.leave(client), "Wilma")
    answer = client.get(re.sub(r"state=[^&]+", "state=something-else", back))
    assert answer.status_code == 422 and "stämde inte" in answer.text
    assert client.get("/").status_code == 303


def test_an_answer_meant_for_another_browser_opens_nothing(app: Flask, client: Visitor, provider: Provider) -> None:
    back = provider.approve(provider.leave(client), "Wilma")
    other = app.test_client()
    assert other.get(back).status_code == 422 and other.get("/").status_code == 303


def test_a_code_opens_once(client: Visitor, provider: Provider) -> None:
    back = provider.approve(provider.leave(client), "Wilma")
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 422
    state = re.sub(r".*state=([^&]+).*", r"\1", provider.leave(client))
    assert client.get(re.sub(r"state=[^&]+", f"state={state}", back)).status_code == 422


def test_a_token_for_somebody_else_opens_nothing(
    app: Flask, client: Visitor, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.web import own_login

    back = provider.approve(provider.leave(client), "Wilma")
    wanted = own_login._options()
    monkeypatch.setattr(own_login, "_options", lambda: {**wanted, "aud": {"essential": True, "values": ["annat"]}})
    assert client.get(back).status_code == 422 and client.get("/").status_code == 303
    back = provider.approve(provider.leave(client), "Wilma")
    monkeypatch.setattr(own_login, "_options", lambda: {**wanted, "iss": {"values": ["https://annan.example"]}})
    assert client.get(back).status_code == 422 and client.get("/").status_code == 303


def test_an_expired_token_opens_nothing_but_a_clock_may_be_a_minute_wrong(app: Flask, client: Visitor) -> None:
    for seconds, expected in ((-300, 422), (-60, 303)):
        with run_server_in_thread(user_claims=PEOPLE, access_token_max_age=timedelta(seconds=seconds)) as server:
            address = f"http://localhost:{server.server_port}"
            app.config["SETTINGS"] = replace(app.config["SETTINGS"], oidc=settings_of(address))
            app.extensions.pop("envagin-own-login", None)
            assert Provider(app, address).log_in(client, "Wilma").status_code == expected


def test_a_lost_role_ends_the_sessions_elsewhere_at_the_next_login(
    app: Flask, client: Visitor, provider: Provider
) -> None:
    provider.now_has(person("Wilma", "EVI-Vagledare", "EVI-Admin"))
    provider.log_in(client, "Wilma")
    assert roles_of("wilma") == {"kommunvagledare", "administrator"}
    provider.now_has(person("Wilma", "EVI-Vagledare"))
    elsewhere = app.test_client()
    assert isinstance(elsewhere, Visitor)
    provider.log_in(elsewhere, "Wilma")
    assert (elsewhere.get("/konto").status_code, client.get("/konto").status_code) == (200, 303)
    assert roles_of("wilma") == {"kommunvagledare"}


def test_whoever_lost_every_role_is_thrown_out_everywhere(app: Flask, client: Visitor, provider: Provider) -> None:
    provider.log_in(client, "Wilma")
    provider.now_has(person("Wilma", "annat"))
    elsewhere = app.test_client()
    assert isinstance(elsewhere, Visitor)
    assert provider.log_in(elsewhere, "Wilma").status_code == 403
    assert client.get("/konto").status_code == 303 and roles_of("wilma") == set()


def test_the_provider_is_asked_again_after_an_hour_and_its_answer_counts(
    client: Visitor, provider: Provider, clock: Clock
) -> None:
    provider.log_in(client, "Wilma")
    for _ in range(2):
        clock.at += timedelta(minutes=21)
        assert client.get("/konto").status_code == 200
    clock.at += timedelta(minutes=21)
    assert client.get("/konto?x=1").headers["Location"] == "/logga-in/egen?next=/konto?x%3D1"
    assert client.get("/konto").status_code == 200  # not sent there again and again
    provider.now_has(person("Wilma", "annat"))
    assert provider.log_in(client, "Wilma").status_code == 403
    assert client.get("/konto").status_code == 303


def test_a_session_that_was_not_asked_about_for_too_long_ends(
    client: Visitor, provider: Provider, clock: Clock
) -> None:
    provider.log_in(client, "Wilma")
    for _ in range(4):
        clock.at += timedelta(minutes=25)
        client.post("/session", data={"csrf_token": "x"})
        client.get("/konto")
    clock.at += timedelta(minutes=25)
    answer = client.get("/konto")
    assert answer.headers["Location"] == "/logga-in?next=/konto"
    assert reading().scalar(select(func.count()).select_from(SessionRow)) == 0


def test_a_new_key_of_the_provider_is_learned(app: Flask, client: Visitor) -> None:
    with run_server_in_thread(user_claims=PEOPLE) as server:
        port = server.server_port
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], oidc=settings_of(f"http://localhost:{port}"))
        assert Provider(app, f"http://localhost:{port}").log_in(client, "Wilma").status_code == 303
    client.send("/logga-ut")
    with run_server_in_thread(port, user_claims=PEOPLE):
        assert Provider(app, f"http://localhost:{port}").log_in(client, "Wilma").status_code == 303


def test_leaving_leads_to_the_providers_own_end_and_the_policy_lets_it(client: Visitor, provider: Provider) -> None:
    provider.log_in(client, "Wilma")
    assert f"form-action 'self' {provider.address}" in client.get("/konto").headers["Content-Security-Policy"]
    leaving = client.send("/logga-ut").headers["Location"]
    asked = parse_qs(urlsplit(leaving).query)
    assert leaving.startswith(f"{provider.address}/oauth2/end_session")
    assert asked["post_logout_redirect_uri"] == ["http://localhost:8080/logga-in"] and asked["id_token_hint"]
    assert client.get("/konto").status_code == 303


def test_when_the_provider_is_away_the_page_says_so_and_the_emergency_account_works(
    app: Flask, client: Visitor
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], oidc=settings_of("http://localhost:9"))
    answer = client.get("/logga-in/egen")
    assert answer.status_code == 503 and "svarar inte" in answer.text
    set_agent("fatima", password=CHEAP, stamp="l")
    set_agent("adam", password=CHEAP, stamp="l")
    assert client.send("/logga-in", user="fatima", password="lampa").status_code == 422  # local logins are off
    with transaction() as tx:
        tx.execute(table(AgentRow).update().where(AgentRow.login == "adam").values(emergency=True))
    assert "Logga in med nödkontot" in client.get("/logga-in").text
    assert client.send("/logga-in", user="adam", password="lampa").status_code == 303
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], oidc=settings_of("http://localhost:9", local_logins=True))
    client.send("/logga-ut")
    assert client.send("/logga-in", user="fatima", password="lampa").status_code == 303


def test_an_account_from_there_has_no_password_here(client: Visitor, provider: Provider) -> None:
    provider.log_in(client, "Wilma")
    for path in ("/konto/losenord", "/konto/tva-steg"):
        assert client.get(path).status_code == 404
    client.send("/logga-ut")
    for password in ("", "lampa", SECRET):
        assert client.send("/logga-in", user="wilma", password=password).status_code == 422


def test_no_secret_code_or_token_is_logged_when_something_goes_wrong(
    client: Visitor, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    back = provider.approve(provider.leave(client), "Wilma")
    with client.session_transaction() as kept:
        verifier = next(value["data"]["code_verifier"] for key, value in kept.items() if key.startswith("_state_"))
    client.get(re.sub(r"state=[^&]+", "state=x", back))
    client.send("/logga-in", user="fatima", password=SECRET)
    code = parse_qs(urlsplit(back).query)["code"][0]
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("werkzeug", "urllib3"))]
    assert ours and not [line for line in ours if SECRET in line or code in line or verifier in line]


def test_many_may_log_in_from_one_address(app: Flask, client: Visitor, provider: Provider) -> None:
    for _ in range(entering.PER_ACCOUNT + 2):
        browser = app.test_client()
        assert isinstance(browser, Visitor)
        assert provider.log_in(browser, "Wilma").status_code == 303


def test_a_link_to_a_local_account_opens_nothing_where_local_logins_are_off(
    app: Flask, client: Visitor, provider: Provider
) -> None:
    fatima = agent_by_login("fatima")
    assert fatima is not None
    link = f"/logga-in/nytt/{link_token(fatima.id)}"
    address = app.config["SETTINGS"].oidc.issuer
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], oidc=settings_of(address, local_logins=True))
    assert client.get(link).status_code == 200
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], oidc=settings_of(address, local_logins=False))
    new = "en lång mening som ingen annan har"
    assert [client.get(link).status_code, client.send(link, new=new, again=new).status_code] == [404, 404]
    assert client.get("/").status_code == 303
