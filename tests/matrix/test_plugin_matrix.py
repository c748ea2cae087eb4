"""The plug-ins' ways to a case × every person × every situation: phone, sms, webform, demo, the synpunkter register.

The shipped plugins.toml with all that it switches on, the town of the matrix, and a row of the register for each of
its cases. An address of a plug-in, or a command, that stands in no table here fails the build.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from core.access.views import VIEWS
from core.app import create_app
from core.clock import set_clock
from core.contract.instances import Instance, Plugins
from core.contract.loader import load
from core.seed import seed
from core.settings import Settings
from core.store.db import db, transaction
from core.store.schema import upgrade
from synpunkter import book
from synpunkter.book import Wanted
from synpunkter.sending import enter
from tests.conftest import Clock
from tests.doubles import PaperChannel
from tests.matrix.town import PEOPLE, SEES, Town, build, filled, person, visitor, word
from tests.web.conftest import Visitor

CENTRE = {"fatima", "gunilla", "greta", "carin"}
# public: the same page whoever asks; centre: those who take calls; agents: everybody who has logged in, by `listed`;
# open, written: no case's own page; what it says of a case is held against the table in
# test_no_page_at_all_names_a_case_that_the_table_does_not_give
# signed: nothing without the provider's signature or password; case: a case's own, 404 unless it is seen in full
PLUGIN_TABLE: dict[tuple[str, str], str] = {
    ("GET", "/phone/ny"): "centre",
    ("POST", "/phone/ny"): "centre",
    ("POST", "/sms/in"): "signed",
    ("POST", "/sms/status"): "signed",
    ("GET", "/webform/"): "public",
    ("POST", "/webform/"): "public",
    ("GET", "/webform/tack/<address>"): "public",
    ("GET", "/synpunkter/"): "public",
    ("POST", "/synpunkter/"): "public",
    ("GET", "/synpunkter/<address>/<slug>"): "public",
    ("POST", "/synpunkter/<address>/<slug>"): "public",
    ("GET", "/synpunkter/<address>/skicka"): "public",
    ("POST", "/synpunkter/<address>/skicka"): "public",
    ("GET", "/synpunkter/<address>/tack"): "public",
    ("GET", "/synpunkter/register"): "agents",
    ("GET", "/synpunkter/register.csv"): "agents",
    ("POST", "/synpunkter/arende/<number>/vem"): "case",
    ("POST", "/synpunkter/arende/<number>/atgard"): "case",
    ("GET", "/kunskap/"): "open",  # knowledge is not secret: everybody who has logged in reads it
    ("GET", "/kunskap/<int:article_id>"): "open",
    ("GET", "/kunskap/<int:article_id>/version/<int:number>"): "open",
    ("GET", "/kunskap/<int:article_id>/jamfor"): "open",
    ("GET", "/kunskap/aktuellt"): "open",
    ("GET", "/kunskap/regler"): "open",
    ("GET", "/kunskap/granskning"): "open",
    ("GET", "/kunskap/granskning.csv"): "open",
    ("GET", "/kunskap/standardsvar"): "open",
    ("GET", "/kunskap/att-ratta"): "open",  # the case of a fault only where it is read in full
    ("POST", "/kunskap/att-ratta/svar"): "open",
    ("GET", "/kunskap/fel"): "open",
    ("POST", "/kunskap/fel"): "open",
    ("POST", "/kunskap/regler/<int:notice_id>/last"): "open",
    ("POST", "/kunskap/att-ratta/<int:fault_id>"): "written",  # those who write, each in tests/kunskap
    ("GET", "/kunskap/ny"): "written",
    ("POST", "/kunskap/ny"): "written",
    ("GET", "/kunskap/<int:article_id>/andra"): "written",
    ("POST", "/kunskap/<int:article_id>/andra"): "written",
    ("POST", "/kunskap/<int:article_id>/granskad"): "written",
    ("GET", "/kunskap/aktuellt/ny"): "written",
    ("POST", "/kunskap/aktuellt/ny"): "written",
    ("GET", "/kunskap/aktuellt/<int:notice_id>"): "written",
    ("POST", "/kunskap/aktuellt/<int:notice_id>"): "written",
    ("POST", "/kunskap/aktuellt/<int:notice_id>/avsluta"): "written",
    ("GET", "/kunskap/regler/ny"): "written",
    ("POST", "/kunskap/regler/ny"): "written",
    ("GET", "/kunskap/regler/<int:notice_id>"): "written",
    ("POST", "/kunskap/regler/<int:notice_id>"): "written",
    ("GET", "/kunskap/standardsvar/<int:template_id>"): "written",
    ("POST", "/kunskap/standardsvar/<int:template_id>"): "written",
    ("GET", "/kunskap/artiklar/fil"): "written",
    ("POST", "/kunskap/artiklar/fil"): "written",
    ("GET", "/kunskap/artiklar/fil/<key>"): "written",
    ("POST", "/kunskap/artiklar/fil/<key>"): "written",
    ("GET", "/kunskap/artiklar.csv"): "written",
    ("POST", "/kunskap/arende/<number>/rad"): "case",
    ("GET", "/demo/"): "public",
    ("GET", "/demo/brevlada"): "public",  # reads the demo's mail server, never a case
    ("POST", "/demo/brevlada"): "public",
    ("GET", "/demo/telefon"): "public",
    ("POST", "/demo/telefon"): "public",
    ("POST", "/demo/imap"): "public",
    ("POST", "/demo/twilio/2010-04-01/Accounts/<account>/Messages.json"): "signed",
    ("GET", "/demo/twilio/2010-04-01/Accounts/<account>.json"): "signed",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """All that is shipped, on SQLite: what an address answers does not depend on the database."""
    settings = Settings.read(tmp_path_factory.mktemp("plugins"), environ={"ENVAGIN_SQLITE_SYNCHRONOUS": "OFF"})
    paper = Instance("paper", "tests.doubles:PaperChannel", plugin=PaperChannel("paper", {}), state="on")
    plugins = Plugins([paper, *load(settings).values()])
    set_clock(Clock())
    app = create_app(settings, plugins)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Visitor
    upgrade(app, plugins.on())
    with app.app_context():
        seed()
        yield app
        db.session.remove()
        db.engine.dispose()
    set_clock(None)


@pytest.fixture(scope="module")
def town(app: Flask) -> Town:
    town = build()
    for case_id in town.ids.values():
        with transaction():
            enter(case_id, "synpunkter", {"kind": "complaint", "topic": "gata", "way": "email"}, None)
    return town


def plugin_rules(app: Flask) -> set[tuple[str, str]]:
    own = set(app.extensions["envagin.plugins"])
    rules = [r for r in app.url_map.iter_rules() if r.rule.split("/")[1] in own and not r.endpoint.endswith("static")]
    return {(m, r.rule) for r in rules for m in (r.methods or set()) - {"HEAD", "OPTIONS"}}


def path_of(rule: str) -> str:
    return re.sub(r"<\w+>", "x", rule)


def named_in(text: str, town: Town) -> set[str]:
    """The situations that a page says something of: a number, a word or a name."""
    return {s for s in SEES if town.numbers[s] in text or word(s) in text or person(s).lower() in text.lower()}


def given(town: Town, login: str) -> set[str]:
    return {situation for situation in SEES if town.numbers[situation] in town.seen(login)}


# --- addresses ---


def test_every_address_of_a_plugin_has_a_row(app: Flask) -> None:
    assert plugin_rules(app) == set(PLUGIN_TABLE), "say in PLUGIN_TABLE who may come there"


@pytest.mark.parametrize("login", [*PEOPLE, ""])
def test_a_public_page_is_the_same_whoever_asks_and_names_no_case(app: Flask, town: Town, login: str) -> None:
    browser = visitor(app, login) if login else app.test_client()
    for (method, rule), who in PLUGIN_TABLE.items():
        if who == "public" and (method == "GET" or "brevlada" not in rule):  # the demo's mail would be really sent
            answer = browser.open(
                path_of(rule), method=method, query_string={"text": "Kvarn", "nummer": "+46701740612"}
            )
            assert answer.status_code < 500 and named_in(answer.text, town) == set(), rule


@pytest.mark.parametrize("login", [*PEOPLE, ""])
def test_what_needs_a_signature_is_refused_whoever_asks(app: Flask, town: Town, login: str) -> None:
    browser = visitor(app, login) if login else app.test_client()
    for (method, rule), who in PLUGIN_TABLE.items():
        if who == "signed":
            answer = browser.open(path_of(rule), method=method, data={"From": "+46701740612", "Body": word("own")})
            assert answer.status_code in (401, 403), rule


@pytest.mark.parametrize("login", PEOPLE)
def test_a_hidden_case_has_no_address_in_a_plugin(app: Flask, town: Town, login: str) -> None:
    browser, seen = visitor(app, login), town.seen(login)
    for method, rule in (way for way, who in PLUGIN_TABLE.items() if who == "case"):
        for number in town.numbers.values():
            code = browser.open(filled(rule, number), method=method, data={"led": "", "who": ""}).status_code
            assert number in seen or code == 404, (rule, number, code)


@pytest.mark.parametrize("login", PEOPLE)
def test_the_note_form_is_for_those_who_take_calls_and_knows_only_their_callers(
    app: Flask, town: Town, login: str
) -> None:
    browser = visitor(app, login)
    assert (browser.get("/phone/ny").status_code == 200) == (login in CENTRE)
    for situation in SEES:
        typed = {"caller": person(situation), "do": "search", "text": "x"}
        answer = browser.post("/phone/ny", data=typed)
        assert answer.status_code == (200 if login in CENTRE else 403)
        assert (town.numbers[situation] in answer.text) == (login in CENTRE and situation in given(town, login))
        saved = browser.get("/phone/ny", query_string={"sparat": town.numbers[situation]}).text
        assert (f"/arende/{town.numbers[situation]}" in saved) == (login in CENTRE and situation in given(town, login))


# --- every page without a number in its address ---


@pytest.mark.parametrize("login", PEOPLE)
def test_no_page_at_all_names_a_case_that_the_table_does_not_give(app: Flask, town: Town, login: str) -> None:
    browser, shown = visitor(app, login), given(town, login)
    views = [f"/?vy={view}" for view in VIEWS]
    rules = [r.rule for r in app.url_map.iter_rules() if "GET" in (r.methods or ()) and "<" not in r.rule]
    for path in [*rules, *views]:
        if path.startswith("/logg") and login in ("dag", "rune", "reino"):
            continue  # numbers and codes, by the reach of the log: test_counts_and_trace.py
        assert named_in(browser.get(path, follow_redirects=True).text, town) <= shown, path


# --- the register, its sums and its file ---


@pytest.mark.parametrize("login", PEOPLE)
def test_the_register_its_sums_and_its_file_hold_exactly_what_the_table_gives(
    app: Flask, town: Town, login: str
) -> None:
    agent, browser, seen = town.cast.agent(login), visitor(app, login), town.seen(login)
    assert {row.number for row in book.rows(agent, Wanted())} == seen
    assert book.totals(agent, Wanted()).n == book.per_kind(agent, Wanted()).get("complaint", 0) == len(seen)
    assert named_in(browser.get("/synpunkter/register").text, town) == given(town, login)
    file = browser.get("/synpunkter/register.csv").text.removeprefix("\ufeff")
    assert {row["Nummer"] for row in csv.DictReader(io.StringIO(file), delimiter=";")} == seen


@pytest.mark.parametrize("login", PEOPLE)
def test_the_box_beside_a_case_is_shown_with_the_case_in_full_and_never_besides(
    app: Flask, town: Town, login: str
) -> None:
    browser = visitor(app, login)
    for number in town.numbers.values():
        assert ("/synpunkter/arende/" in browser.get(f"/arende/{number}").text) <= (number in town.seen(login))
