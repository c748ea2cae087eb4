"""Whatever bytes arrive at any address, the answer is one of ours and never a 500."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer
from twilio.request_validator import RequestValidator
from werkzeug import Request
from werkzeug.routing import Rule

from core.access.agents import agent_by_login
from core.app import create_app
from core.contract.loader import load
from core.seed import seed
from core.settings import Settings
from core.store.db import db
from core.store.schema import upgrade
from core.web.list_filters import NAMES
from tests.cast import fill
from tests.synpunkter.citizen import Citizen
from tests.web.asking import LARGE, Ask, asks, forms, multipart, pairs, paths
from tests.web.opened import a_session

# They call the demo's mail server and, over HTTP, the program's own webhook: nothing answers here.
NEED_A_SERVER = {"demo.mail", "demo.send_mail", "demo.send_text"}
FORM = b"application/x-www-form-urlencoded"
CSRF = "a" * 40
PROOFS = (b"csrf_token", b"token")
PARTS = b"multipart/form-data; boundary=b0undary"

# A file in a form that breaks off is left to the garbage collector by Werkzeug.
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning")

quickly = settings(
    deadline=None,  # the machine may be busy
    database=None,
    derandomize=True,  # the same today and tomorrow; without it, and with more examples, one goes looking
    max_examples=30,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class House:
    """The shipped plugins.toml on a database of its own, with what somebody outside may know of it."""

    app: Flask
    known: dict[str, list[bytes]]
    nobody: bytes
    fatima: bytes
    csrf: bytes

    def rules(self, *, public: bool) -> list[Rule]:
        """What can be asked without a login, or only with one. Plain files are the framework's own matter."""
        found = [r for r in self.app.url_map.iter_rules() if not r.endpoint.endswith("static")]
        views = self.app.view_functions
        wanted = [r for r in found if getattr(views[r.endpoint], "is_public", False) is public]
        return [r for r in wanted if r.endpoint not in NEED_A_SERVER]

    @cached_property
    def handed_out(self) -> dict[str, dict[bytes, bytes]]:
        """Names and values that stand in the page of each endpoint: tokens, versions, choices."""
        return {rule.endpoint: self._handed_out(rule) for rule in self.app.url_map.iter_rules()}

    def _handed_out(self, rule: Rule) -> dict[bytes, bytes]:
        page = Ask("GET", self.real_path(rule), headers={"COOKIE": self.fatima}).of(self.app)[1]
        tags = re.findall(rb"<(?:input|textarea|select|button|option)[^>]*>", page)
        found = [(re.search(rb'name="([^"]*)"', tag), re.search(rb'value="([^"]*)"', tag)) for tag in tags]
        return {name[1]: value[1] if value else b"x" for name, value in found if name} | {b"csrf_token": self.csrf}

    def real_path(self, rule: Rule) -> bytes:
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda m: self.known.get(m[1], [b"x"])[0].decode(), rule.rule).encode()

    def stand(self, rules: list[Rule], examples: int, cookie: bytes) -> None:
        """Each rule by each method, so many times."""
        names = sorted({name for fields in self.handed_out.values() for name in fields})
        for rule in rules:
            form, methods = forms(names, self.handed_out[rule.endpoint]), sorted(rule.methods or ())
            strategy = asks(paths(rule.rule, self.known), form, methods, {"COOKIE": cookie})
            settings(quickly, max_examples=examples)(given(strategy)(self.answers))()

    def answers(self, ask: Ask) -> None:
        status, page = ask.of(self.app)
        sick = status == 503 and ask.path == b"/healthz"  # as it should say: no worker runs here
        assert status < 500 or sick, f"{status} for {ask}: {page[-2000:]!r}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    read = Settings.read(tmp_path_factory.mktemp("house"), environ={"ENVAGIN_SQLITE_SYNCHRONOUS": "OFF"})
    plugins = load(read)
    app = create_app(read, plugins)
    app.config["TESTING"] = True  # an exception comes up here, with its place, instead of as a 500
    upgrade(app, plugins.on())
    with app.app_context():
        seed()
        fill()
    known = what_is_there(app)
    with app.app_context():
        cookies = [cookie_of(app, login) for login in ("", "fatima")]
        db.session.remove()
    csrf = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(CSRF)
    yield House(app, known, *cookies, str(csrf).encode())
    with app.app_context():
        db.engine.dispose()


def what_is_there(app: Flask) -> dict[str, list[bytes]]:
    """A case that a citizen has made, its form, and another one half filled in."""
    sent, begun = Citizen(app.test_client()), Citizen(app.test_client())
    sent.send()
    begun.open()
    begun.press(kind="fault_report")
    return {
        "number": [sent.number.encode()],
        "address": [citizen.at.split("/")[2].encode() for citizen in (begun, sent)],
        "slug": [b"plats", b"amne", b"mer", b"vad", b"svar", b"kontakt"],
        "language": [b"sv", b"en"],
        "account": [b"AC" + b"0" * 32],
        **{name: [b"1", b"99999999999999999999"] for name in ("file_id", "message_id", "delivery_id")},
    }


def cookie_of(app: Flask, login: str) -> bytes:
    """Somebody's session, or nobody's, in which the forms carry a token that fits."""
    values = {"csrf_token": CSRF}
    if agent := agent_by_login(login):
        values["_user_id"] = a_session(agent.id)
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return f"envagin={signer.dumps(values)}".encode()


FOUND = [
    Ask("GET", b"/logga-in", b"next=\xff"),
    Ask("GET", b"/arende//x", b"a\r\nb"),
    Ask("GET", b"/logga-in", headers={"HOST": b"a" * 70}),
    Ask("GET", b"/logga-in", headers={"HOST": b"\xff/"}),
    Ask("GET", b"/arende/2026-000001/fil/99999999999999999999"),
    Ask("GET", b"/arende/2026-000001/meddelande/2147483648/html"),
]


@pytest.mark.parametrize("ask", FOUND, ids=lambda ask: repr(ask)[:60])
def test_nothing_that_was_once_a_500_is_one_again(house, ask):
    house.answers(replace(ask, headers={"COOKIE": house.fatima, **ask.headers}))


def test_the_pages_that_garbage_is_thrown_at_are_really_there(house):
    for rule in ("/", "/arende/<number>", "/synpunkter/<address>/<slug>", "/arende/<number>/klassa", "/webform/"):
        path = re.sub(r"<(\w+)>", lambda found: house.known[found[1]][0].decode(), rule).encode()
        assert Ask("GET", path, headers={"COOKIE": house.fatima}).of(house.app)[0] == 200, path
    assert house.handed_out["webform.show"][b"token"] and len(house.handed_out) > 60


def test_no_public_address_answers_500_whatever_is_asked_of_it(house):
    house.stand(house.rules(public=True), 12, house.nobody)


def test_nor_any_page_behind_the_login_when_an_agent_asks(house):
    house.stand(house.rules(public=False), 4, house.fatima)


def test_nor_the_inbox_its_search_and_a_case_with_garbage_in_the_address(house):
    names = [name.encode() for name in ("vy", "text", "efter", "sedan", *NAMES)]
    inbox = forms(names, {b"vy": b"mina", b"level": b"3", b"channel": b"email", b"text": b"gatlampa"}).map(pairs)
    for path in (st.just(b"/"), st.just(b"/nytt"), st.just(b"/typer"), paths("/arende/<number>", house.known)):
        asked = st.builds(lambda p, q: Ask("GET", p, q, headers={"COOKIE": house.fatima}), path, inbox)
        settings(quickly)(given(asked)(house.answers))()


@pytest.mark.parametrize("what", ["form", "too much", "files", "fields", "brackets", "path", "query"])
def test_nor_what_is_very_large(house, what):
    headers = {"COOKIE": house.fatima}
    for rule in [*house.rules(public=True), *house.rules(public=False)]:
        ask = large(what, house.handed_out[rule.endpoint])
        if ask.method in (rule.methods or ()):
            house.answers(replace(ask, path=house.real_path(rule) + ask.path, headers=headers))


def large(what: str, handed_out: dict[bytes, bytes]) -> Ask:
    """Texts as large as a form may hold, files and addresses of a megabyte, thousands of fields."""
    size = 150_000 if what == "form" else len(LARGE)
    fields = [(name, value if name in PROOFS else LARGE[:size]) for name, value in handed_out.items()]
    match what:
        case "form" | "too much":
            return Ask("POST", b"", b"", pairs(fields[:4]), FORM)
        case "files":
            files = [(name, LARGE) for name in (b"file", b"files", b"attachment")]
            return Ask("POST", b"", b"", multipart([pair for pair in fields if pair[0] in PROOFS] + files), PARTS)
        case "fields":
            return Ask("POST", b"", b"", pairs([(b"f%d" % n, b"1") for n in range(3000)]), FORM)
        case "brackets":
            return Ask("POST", b"", b"", b"[" * 100_000, b"application/json")
        case "path":
            return Ask("GET", LARGE)
    return Ask("GET", b"", pairs([(b"text", LARGE), *[(b"level", b"1")] * 9000]))


@quickly
@given(form=forms([b"MessageSid", b"From", b"To", b"Body", b"NumMedia", b"MessageStatus", b"ErrorCode"], {}),
       page=st.sampled_from(["in", "status"]))  # fmt: skip
def test_nor_what_twilio_has_signed(house, form, page):
    body = pairs([*form, (b"MessageSid", b"SM" + b"0" * 32)])
    read = Request({"REQUEST_METHOD": "POST", "CONTENT_TYPE": FORM.decode(), "CONTENT_LENGTH": str(len(body)),
                    "wsgi.input": io.BytesIO(body)}).form  # fmt: skip
    token = house.app.config["SETTINGS"].environ["DEMO_SMS_AUTH_TOKEN"]
    signature = RequestValidator(token).compute_signature(f"http://localhost:8080/sms/{page}", read)
    ask = Ask("POST", f"/sms/{page}".encode(), b"", body, FORM, {"X_TWILIO_SIGNATURE": signature.encode()})
    assert ask.of(house.app)[0] == 204
