"""Attacks on the way in: guessing by the thousand, forged hosts, what a log tells, and what a header can do."""

from __future__ import annotations

import contextvars
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core import passwords
from core.access import accounts
from core.app import create_app
from core.contract.instances import Plugins
from core.settings import Settings
from core.store.db import db
from core.store.limits import within_limit
from core.store.models import Limit
from core.web import entering
from core.web.entering import PER_ACCOUNT, PER_ADDRESS, WINDOW
from tests.web.conftest import Visitor
from tests.web.test_login import CHEAP, set_agent
from tests.web.test_routes import TABLE, VALUES, filled

LOGINS = 10_000
# The counting is one statement; ten thousand of them on both databases would only take time.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Verified:
    """Counts how often a password was weighed against a hash: that is what costs, and what time would betray."""

    def __init__(self) -> None:
        self.hashes: list[str] = []

    def verify(self, password: str, stored: str) -> bool:
        self.hashes.append(stored)
        return False

    def hash(self, password: str) -> str:
        return "decoy"


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> Iterator[Verified]:
    counting = Verified()
    monkeypatch.setattr(passwords, "_HASH", counting)
    passwords._decoy.cache_clear()
    yield counting
    passwords._decoy.cache_clear()


def allowed(tries: Iterator[tuple[str, str]], app: Flask) -> int:
    """How many of the tries (login, address) would come as far as the hash; the real counting in the database."""
    n = 0
    for login, address in tries:
        with app.test_request_context("/logga-in", environ_base={"REMOTE_ADDR": address}):
            n += entering.may_try("login", login)
    return n


@pytest.mark.slow
@ON_SQLITE
def test_ten_thousand_tries_from_one_address_come_to_a_hundred_hashes(app: Flask) -> None:
    assert allowed(((f"a{n}", "203.0.113.9") for n in range(LOGINS)), app) == PER_ADDRESS


@pytest.mark.slow
@ON_SQLITE
def test_ten_thousand_tries_at_one_account_from_everywhere_come_to_ten_hashes(app: Flask) -> None:
    many = (("fatima", f"203.{n >> 16}.{n >> 8 & 255}.{n & 255}") for n in range(LOGINS))
    assert allowed(many, app) == PER_ACCOUNT


def test_an_address_of_ipv6_is_a_whole_network(app: Flask) -> None:
    many = ((f"a{n}", f"2001:db8:1:2::{n:x}") for n in range(PER_ADDRESS + 5))
    assert allowed(many, app) == PER_ADDRESS
    assert entering.network("2001:db8:1:3::1") != entering.network("2001:db8:1:2::1")
    assert entering.network("203.0.113.9") == "203.0.113.9"
    assert entering.network("2001:db8::1:2:3:4") == entering.network("2001:db8::9:8:7:6") == "2001:db8::"
    assert entering.network("::ffff:203.0.113.9") == "203.0.113.9"


def test_what_is_stopped_is_stopped_before_the_hash(client: Visitor, verified: Verified) -> None:
    set_agent("fatima", password=CHEAP)
    answers = [client.send("/logga-in", user="fatima", password="x").status_code for _ in range(PER_ACCOUNT + 3)]
    assert answers == [422] * PER_ACCOUNT + [429] * 3
    assert len(verified.hashes) == PER_ACCOUNT


@pytest.mark.parametrize("state", ["unknown", "wrong", "switched_off", "no_password", "external", "local_logins_off"])
def test_whoever_it_is_the_same_work_is_done(app: Flask, client: Visitor, verified: Verified, state: str) -> None:
    set_agent("fatima", password=CHEAP)
    changes: dict[str, dict[str, Any]] = {
        "switched_off": {"active": False},
        "no_password": {"password": ""},
        "external": {"external": "x", "password": ""},
    }
    if values := changes.get(state):
        set_agent("fatima", **values)
    user = "nobody" if state == "unknown" else "fatima"
    found = accounts.account_with(user, "x", demo=True, local_logins=state != "local_logins_off")
    assert found is None and len(verified.hashes) == 1


@contextmanager
def another(settings: Settings) -> Iterator[Flask]:
    """A second app on the same database; its connections are closed with it."""
    app = create_app(settings, Plugins())
    try:
        yield app
    finally:
        contextvars.Context().run(_close, app)


def _close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def test_counts_hold_for_all_processes(app: Flask, database_url: str, tmp_path: Path) -> None:
    """Another app on the same database, as another process is, goes on counting where the first one stopped."""
    assert [within_limit("login", "fatima", 2, WINDOW) for _ in range(2)] == [True, True]
    with another(app.config["SETTINGS"]) as other:

        def ask() -> bool:
            with other.app_context():
                return within_limit("login", "fatima", 2, WINDOW)

        assert contextvars.Context().run(ask) is False


def test_the_counts_tell_nobody_who_it_was(app: Flask) -> None:
    within_limit("login", "fatima", 5, WINDOW)
    keys = db.session.query(Limit.key).all()
    assert keys and "fatima" not in str(keys)


@pytest.fixture
def real(app: Flask) -> Flask:
    """The app as it stands on the net, with an address of its own."""
    app.config["SETTINGS"] = replace(
        app.config["SETTINGS"], demo=False, public_address="https://direkt.bjorkasa.example", port=8080
    )
    return app


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("direkt.bjorkasa.example", 200),
        ("DIREKT.bjorkasa.example", 200),
        ("localhost:8080", 200),
        ("127.0.0.1:8080", 200),
        ("ond.example", 400),
        ("direkt.bjorkasa.example.ond.example", 400),
        ("direkt.bjorkasa.example:8443", 400),
    ],
)
def test_only_our_own_names_are_answered(real: Flask, client: Visitor, host: str, code: int) -> None:
    assert client.get("/logga-in", headers={"Host": host}).status_code == code


def test_whatever_watches_over_us_may_ask_by_address(real: Flask, client: Visitor) -> None:
    assert client.get("/healthz?web", headers={"Host": "10.0.0.7"}).status_code == 200


def test_a_forged_host_is_never_repeated(app: Flask, client: Visitor) -> None:
    answer = client.get("/arende/2026-000001", headers={"Host": "ond.example", "X-Forwarded-Host": "ond.example"})
    assert "ond.example" not in answer.headers["Location"] and "ond.example" not in answer.text


def test_an_address_in_x_forwarded_for_counts_only_behind_a_known_proxy(app: Flask) -> None:
    for proxies, seen in ((0, "127.0.0.1"), (1, "203.0.113.9")):
        settings = replace(app.config["SETTINGS"], trusted_proxies=proxies)
        asked: list[str | None] = []
        with another(settings) as behind:
            behind.before_request(lambda asked=asked: asked.append(__import__("flask").request.remote_addr))
            get = behind.test_client().get
            contextvars.Context().run(get, "/robots.txt", headers={"X-Forwarded-For": "203.0.113.9"})
        assert asked == [seen]


def test_over_tls_the_cookie_is_ours_alone_and_browsers_stay_there(tmp_path: Path, app: Flask) -> None:
    settings = replace(app.config["SETTINGS"], public_address="https://direkt.bjorkasa.example")
    with another(settings) as secure:
        get = secure.test_client().get
        answer = contextvars.Context().run(get, "/logga-in", base_url="https://direkt.bjorkasa.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-envagin=") and "Domain" not in cookie
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_every_address_answers_with_the_headers(app: Flask, client: Visitor) -> None:
    client.log_in("fatima")
    values: dict[str, object] = {**VALUES, "number": "2026-000001", "message_id": 1, "file_id": 1, "delivery_id": 1}
    for method, rule in TABLE:
        with client.open(filled(rule, values), method=method) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy, rule
            assert "frame-ancestors 'none'" in policy, rule
            assert answer.headers["X-Content-Type-Options"] == "nosniff", rule
            assert answer.headers["Referrer-Policy"] == "same-origin", rule


def test_security_txt_says_whom_to_tell_and_until_when(app: Flask, client: Visitor) -> None:
    lines = client.get("/.well-known/security.txt").text.splitlines()
    assert lines[0] == "Contact: mailto:it-sakerhet@bjorkasa.example"
    assert lines[1] == "Expires: 2026-11-07T00:00:00Z"
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], security_contact="")
    assert client.get("/.well-known/security.txt").status_code == 404


def test_a_failing_start_tells_no_secret(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from core.cli import main

    canary = "kanariefågel-9W"
    config = tmp_path / "plugins.toml"
    config.write_text(
        f'[envagin]\nprot = "{canary}"\n[envagin.oidc]\nissuer = "ftp://x"\nclient_id = "{canary}"\n'
        f'client_secret = "{canary}"\nroles = {{ a = "{canary}" }}\n',
        encoding="utf-8",
    )
    settings, problems = Settings.collect(tmp_path / "data", config, {"OTHER": canary})
    said = "\n".join(problems)
    assert "client_secret: ska skrivas som" in said and "issuer: ska börja med https://" in said
    assert canary not in said and canary not in repr(settings)
    assert main(["check", "--data", str(tmp_path / "data"), "--config", str(config)]) == 1
    assert canary not in caplog.text


def test_a_login_leaves_no_password_in_the_log(app: Flask, client: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    set_agent("fatima", password=CHEAP)
    for password in ("kanariefågel-9W", "lampa"):
        client.send("/logga-in", user="fatima", password=password)
    assert "kanariefågel" not in caplog.text and "lampa" not in caplog.text
