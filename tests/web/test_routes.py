"""Who may come where: every address of the core has a row here, and a new one without a row fails.

The case in the addresses is an ordinary one of Tekniska förvaltningen that lies in the contact centre.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from core.flow.jobs import beat
from core.store.db import reading, table, transaction
from core.store.models import AttachmentRow, Case, Delivery, Message
from tests.web.conftest import Visitor
from tests.web.desk import LAMP, SECRET, bring

# kommunvägledare, officer of the owner, officer of another, registrator of its nämnd, administratör, nobody
ROLES = ("fatima", "tore", "bo", "reino", "adam", "")
# o open   n "no such page"   f forbidden   l to the login page
EVERYBODY, AGENTS, SEES_CASE = "oooooo", "oooool", "oonon" + "l"
TABLE: dict[tuple[str, str], str] = {
    ("GET", "/logga-in"): EVERYBODY,
    ("POST", "/logga-in"): EVERYBODY,
    ("GET", "/logga-in/kod"): "llllll",  # without a right password before it
    ("POST", "/logga-in/kod"): "llllll",
    ("GET", "/logga-in/egen"): "nnnnnn",  # until the settings have [envagin.oidc]
    ("GET", "/logga-in/svar"): "nnnnnn",
    ("GET", "/logga-in/nytt/<token>"): "nnnnnn",  # needs no login but a signature, and this one is forged
    ("POST", "/logga-in/nytt/<token>"): "nnnnnn",
    ("GET", "/.well-known/security.txt"): EVERYBODY,
    ("GET", "/session"): AGENTS,
    ("POST", "/session"): AGENTS,
    ("GET", "/konto"): AGENTS,
    ("GET", "/konto/losenord"): AGENTS,
    ("POST", "/konto/losenord"): AGENTS,
    ("GET", "/konto/tva-steg"): AGENTS,
    ("POST", "/konto/tva-steg"): AGENTS,
    ("POST", "/konto/tva-steg/av"): AGENTS,
    ("GET", "/konto/tva-steg/koder"): AGENTS,
    ("POST", "/konto/tva-steg/koder"): AGENTS,
    ("POST", "/konto/logga-ut-overallt"): AGENTS,
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/robots.txt"): EVERYBODY,
    ("GET", "/favicon.ico"): EVERYBODY,
    ("GET", "/tema.css"): EVERYBODY,
    ("GET", "/logotyp"): "nnnnnn",  # until the setting names a file
    ("GET", "/static/<path:filename>"): EVERYBODY,
    ("GET", "/"): AGENTS,
    ("GET", "/nytt"): "oooonl",  # the administrator has no list
    ("GET", "/typer"): AGENTS,
    ("GET", "/personal"): AGENTS,
    ("GET", "/ny"): "offffl",  # those who take calls
    ("POST", "/ny"): "offffl",
    ("POST", "/ny/utkast"): "offffl",
    ("POST", "/sprak/<language>"): AGENTS,
    ("POST", "/logga-ut"): AGENTS,
    ("GET", "/admin/insticksmoduler"): "ffffol",
    ("POST", "/admin/insticksmoduler/prova/<name>"): "ffffnl",
    ("POST", "/admin/insticksmoduler/kontrollera"): "ffffol",
    ("GET", "/logg"): "fffffl",  # dataskydd and revisor: tests/web/test_log.py
    ("GET", "/logg/fil"): "fffffl",
    ("GET", "/logg/min"): AGENTS,
    ("GET", "/logg/utdrag"): "fffofl",
    ("GET", "/roller"): "ffffol",
    ("GET", "/roller/<int:agent_id>"): "ffffol",
    ("GET", "/fragor"): AGENTS,
    ("GET", "/stallda-fragor"): AGENTS,
    ("GET", "/for-kannedom"): AGENTS,
    ("GET", "/utse"): "nnnnnl",  # leaders
    ("POST", "/utse"): "nnnnnl",
    ("GET", "/arende/<number>/svara-fraga"): "nnnnnl",  # nobody was asked
    ("POST", "/arende/<number>/svara-fraga"): "nnnnnl",
    ("GET", "/fil/<token>"): "nnnnnn",  # needs no login but a signature, and this one is forged
    ("GET", "/arende/<number>"): SEES_CASE,
    ("GET", "/forhandsvisning/<number>"): SEES_CASE,
    ("GET", "/arende/<number>/utskrift"): SEES_CASE,
    ("GET", "/arende/<number>/fil/<int:file_id>"): SEES_CASE,
    ("GET", "/arende/<number>/meddelande/<int:message_id>/original"): SEES_CASE,
    ("GET", "/arende/<number>/meddelande/<int:message_id>/html"): SEES_CASE,
    ("POST", "/ny/liknande"): "offffl",
    ("POST", "/arende/<number>/skriv"): SEES_CASE,
    ("POST", "/arende/<number>/skicka-som-svar"): "nnnonl",  # no officer's message; the registrator may not anyhow
    ("POST", "/arende/<number>/utkast"): SEES_CASE,
    ("POST", "/arende/<number>/leverans/<int:delivery_id>/angra"): SEES_CASE,
    ("POST", "/arende/<number>/leverans/<int:delivery_id>/klart"): SEES_CASE,
    ("POST", "/arende/<number>/leverans/<int:delivery_id>/kom-fram"): SEES_CASE,
    ("POST", "/arende/<number>/leverans/<int:delivery_id>/kom-inte-fram"): SEES_CASE,
    ("POST", "/arende/<number>/leverans/<int:delivery_id>/skicka-igen"): SEES_CASE,
    **{
        ("POST", f"/arende/<number>/{verb}"): SEES_CASE
        for verb in (
            *("ta", "slapp", "ateroppna", "ateruppta", "ta-bort-lank", "anslut", "ta-ur", "avsluta-delning"),
            "checklista",
        )
    },
    **{
        (method, f"/arende/<number>/{verb}"): SEES_CASE
        for method in ("GET", "POST")
        for verb in (
            "anmal-jav", "anslut-till", "anteckning", "avsluta", "for-kannedom", "fraga", "fraga-enhet", "hav-jav",
            "havd-markering", "hoj-nivan", "identitet", "inte-utsedd", "jav", "klassa", "lamna-over", "lamna-ut",
            "lanka", "oversand", "parkera", "sand-till-skyddad", "sank-nivan", "sekretessmarkera", "skicka-tillbaka",
            "tilldela", "utse-person", "vanta",
        )
    },
}  # fmt: skip
METHODS = {"G": "GET", "P": "POST"}
NOBODYS = ("<key>", "<int:role_id>", "<code>", "<int:delegation_id>")
TABLE |= {
    **{
        (method, f"/installningar/svarsgrupper{rest}"): "ffff" + ("n" if "<" in rest else "o") + "l"
        for rest, methods in {
            "": ("GET",),
            "/ny": ("GET", "POST"),
            "/<digit>": ("GET", "POST"),
            "/fil": ("GET", "POST"),
            "/fil/<key>": ("GET", "POST"),
            ".csv": ("GET",),
        }.items()
        for method in methods
    },
    **{
        (method, f"/installningar/medarbetare{rest}"): "ffff" + ("n" if rest.endswith(NOBODYS) else "o") + "l"
        for rest, methods in {
            "": "G",
            "/ny": "GP",
            "/fil": "GP",
            "/fil/<key>": "GP",
            ".csv": "G",
            "/<int:agent_id>": "G",
            "/<int:agent_id>/uppgifter": "GP",
            "/<int:agent_id>/lank": "P",
            "/<int:agent_id>/aktivera": "P",
            "/<int:agent_id>/stang-av": "GP",
            "/<int:agent_id>/roll": "GP",
            "/<int:agent_id>/roll/<int:role_id>": "GP",
            "/<int:agent_id>/svarsgrupper": "GP",
            "/<int:agent_id>/sekretess": "GP",
            "/<int:agent_id>/sekretess/<code>": "GP",
            "/<int:agent_id>/delegation": "GP",
            "/<int:agent_id>/delegation/<int:delegation_id>": "GP",
        }.items()
        for method in (METHODS[letter] for letter in methods)
    },
    ("GET", "/franvaro"): AGENTS,
    ("GET", "/franvaro/<int:agent_id>"): "onnnol",  # oneself, those one leads, and administrators
    ("POST", "/franvaro/<int:agent_id>"): "onnnol",
    ("POST", "/franvaro/<int:agent_id>/slut-for-dagen"): "onnnol",
    ("POST", "/franvaro/<int:agent_id>/tillbaka/<int:absence_id>"): "nnnnnl",
    ("GET", "/franvaro/<int:agent_id>/telefontid"): "onnnol",
    ("POST", "/franvaro/<int:agent_id>/telefontid"): "onnnol",
    **{
        (method, f"/installningar/{rest}"): "ffff" + ("n" if "<" in rest else "o") + "l"
        for rest, methods in {
            "organisation": ("GET",),
            "namnder/ny": ("GET", "POST"),
            "namnder/<code>": ("GET", "POST"),
            "forvaltningar/ny": ("GET", "POST"),
            "forvaltningar/<code>": ("GET", "POST"),
            "forvaltningar/<code>/<verb>": ("POST",),
            "forvaltningar/<code>/overenskommelse": ("GET", "POST"),
            "enheter/ny": ("GET", "POST"),
            "enheter/<code>": ("GET", "POST"),
            "enheter/<code>/flytta": ("GET", "POST"),
            "enheter/<code>/angra": ("POST",),
            "enheter/fil": ("GET", "POST"),
            "enheter/fil/<key>": ("GET", "POST"),
            "enheter.csv": ("GET",),
            "utomstaende": ("GET",),
            "utomstaende/ny": ("GET", "POST"),
            "utomstaende/<int:body_id>": ("GET", "POST"),
            "utomstaende/<int:body_id>/anvands": ("POST",),
            "utomstaende/fil": ("GET", "POST"),
            "utomstaende/fil/<key>": ("GET", "POST"),
            "utomstaende.csv": ("GET",),
        }.items()
        for method in methods
    },
    ("GET", "/installningar"): "ffffol",
    ("GET", "/installningar/startpaket"): "ffffol",
    ("POST", "/installningar/startpaket"): "ffffol",
    ("GET", "/installningar/behorigheter"): "ffffol",
    **{(m, "/installningar/behorigheter/ny"): "ffffol" for m in ("GET", "POST")},
    **{(m, "/installningar/behorigheter/<code>"): "ffffnl" for m in ("GET", "POST")},
    ("GET", "/installningar/kom-igang"): "ffffol",
    ("POST", "/installningar/kom-igang/<key>"): "ffffol",
    ("GET", "/forsta-kontot/<token>"): "nnnnnn",  # needs no login but a signature, and an empty installation
    ("POST", "/forsta-kontot/<token>"): "nnnnnn",
    **{
        (method, f"/installningar/regler{rest}"): "ffff" + ("n" if "<" in rest else "o") + "l"
        for rest, methods in {
            "": ("GET",),
            "/ny": ("GET", "POST"),
            "/<int:rule_id>": ("GET", "POST"),
            "/<int:rule_id>/prova": ("GET",),
            "/<int:rule_id>/<verb>": ("POST",),
        }.items()
        for method in methods
    },
    **{
        (method, f"/installningar/tjanster{rest}"): "ffff" + ("n" if "<" in rest else "o") + "l"
        for rest, methods in {
            "": ("GET",),
            "/ny": ("GET", "POST"),
            "/forslag": ("GET",),
            "/paket/<owner>": ("GET",),
            "/forslag/<int:proposal_id>": ("GET", "POST"),
            "/fil": ("GET", "POST"),
            "/fil/<key>": ("GET", "POST"),
            ".csv": ("GET",),
            "/<code>": ("GET",),
            "/<code>/jamfor": ("GET",),
            "/<code>/andra": ("GET", "POST"),
            "/<code>/avsluta": ("GET", "POST"),
            "/<code>/erbjud": ("GET", "POST"),
        }.items()
        for method in methods
    },
}
TABLE |= {
    **{
        ("GET", f"/installningar/oppettider{rest}"): "ffffol"
        for rest in ("", "/ar", "/rakna", "/nya", "/folj", "/dagar/nya")
    },
    **{("POST", f"/installningar/oppettider{rest}"): "ffffol" for rest in ("/nya", "/folj", "/dagar/nya", "/rakna-om")},
    **{("POST", f"/installningar/oppettider{rest}"): "ffffnl" for rest in ("/dagar/<day>/ta-bort", "/ta-bort/<day>")},
    **{(method, "/installningar/oppettider/andra/<day>"): "ffffnl" for method in ("GET", "POST")},
}
TABLE |= {
    ("GET", "/installningar/texter"): "ffffol",
    ("GET", "/installningar/texter/<key>"): "ffffnl",
    ("POST", "/installningar/texter/<key>"): "ffffnl",
    ("GET", "/installningar/texter/<key>/nytt-sprak"): "ffffnl",
    ("POST", "/installningar/texter/<key>/standard"): "ffffnl",
}
TABLE |= {
    ("GET", "/installningar/utseende"): "ffffol",
    ("POST", "/installningar/utseende"): "ffffol",
    ("POST", "/installningar/utseende/logotyp"): "ffffol",
    ("GET", "/installningar/utseende/prov.css"): "ffffnl",
}
LEAVING = ("/logga-ut", "/konto/logga-ut-overallt")
VALUES = {
    "agent_id": 1,
    "body_id": 99,
    "language": "sv",
    "filename": "css/base.css",
    "token": "x.y.z",
    "digit": "99",
    "key": "none",
    "code": "ingen",
    "proposal_id": 99,
    "owner": "XXX",
    "day": "2001-01-01",
    "rule_id": 99,
    "verb": "upp",
    **{"name": "ingen", "role_id": 99, "delegation_id": 99, "absence_id": 99},
}


@pytest.fixture
def lamp(client: Visitor) -> dict[str, object]:
    """The values that the addresses need: a case with a message, a file, HTML and a receipt on its way."""
    case = bring(**LAMP, files={"lampan.txt": "mörkt"})
    messages = table(Message)
    with transaction() as tx:
        tx.execute(update(messages).where(messages.c.case_id == case.id).values(html="<p>Mörkt"))
    beat("worker")
    return {
        **VALUES,
        "number": case.number,
        "message_id": reading().scalar(select(Message.id).where(Message.direction == "in")),
        "file_id": reading().scalar(select(AttachmentRow.id)),
        "delivery_id": reading().scalar(select(Delivery.id)),
    }


def addresses(app: Flask) -> set[tuple[str, str]]:
    """Every (method, rule) of the core's own pages."""
    rules = app.url_map.iter_rules()
    return {(m, rule.rule) for rule in rules for m in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def filled(rule: str, values: dict[str, object]) -> str:
    for name, value in values.items():
        for kind in ("", "int:", "path:"):
            rule = rule.replace(f"<{kind}{name}>", str(value))
    return rule


def met(client: Visitor, method: str, path: str) -> str:
    """What happened, as a letter of the table; whatever else is a fault of the server, by its number."""
    answer = client.open(path, method=method, buffered=True)
    if answer.status_code in (401, 303) and "/logga-in" in answer.headers.get("Location", ""):
        return "o" if path in LEAVING and answer.headers["Location"] == "/logga-in" else "l"
    letters = {404: "n", 403: "f"}
    return letters.get(answer.status_code, "o" if answer.status_code < 500 else str(answer.status_code))


def test_every_address_has_a_row(app: Flask) -> None:
    assert addresses(app) - set(TABLE) == set(), "say in TABLE who may come here"
    assert set(TABLE) - addresses(app) == set(), "these addresses are gone"


def test_everybody_comes_where_the_table_says_and_nowhere_else(
    app: Flask, client: Visitor, lamp: dict[str, object]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    wrong = {}
    for (method, rule), wanted in TABLE.items():
        found = ""
        for login in ROLES:
            browser = app.test_client()
            assert isinstance(browser, Visitor)
            found += met(browser.log_in(login) if login else browser, method, filled(rule, lamp))
        # a stranger who leaves is sent to the login page as well
        if found != wanted and rule not in LEAVING:
            wrong[method, rule] = (found, wanted)
    assert wrong == {}


def test_no_post_is_taken_without_the_token(app: Flask, client: Visitor, lamp: dict[str, object]) -> None:
    client.log_in("fatima")
    answers = {rule: client.post(filled(rule, lamp)).status_code for method, rule in TABLE if method == "POST"}
    assert {rule: code for rule, code in answers.items() if code != 400} == {}


def test_a_secret_case_does_not_exist_at_any_address_for_those_who_may_not_know(app: Flask, client: Visitor) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    number = bring(**SECRET).number
    missing = client.log_in("fatima").get("/arende/2026-999999")
    values = {**VALUES, "number": number, "message_id": 1, "file_id": 1, "delivery_id": 1}
    for login in ("fatima", "greta", "tore", "reino", "adam"):
        client.log_in(login)
        for method, rule in TABLE:
            if "<number>" in rule:
                assert client.open(filled(rule, values), method=method).status_code == 404, (login, rule)
    hidden = client.log_in("fatima").get(f"/arende/{number}")
    assert hidden.text.replace(number, "") == missing.text.replace("2026-999999", "")
    assert client.log_in("gunilla").get(f"/arende/{number}").status_code == 200


def test_refusing_a_page_says_so_in_plain_words(client: Visitor) -> None:
    assert "Din roll tillåter det inte" in client.log_in("fatima").get("/admin/insticksmoduler").text


def test_a_page_of_a_plugin_needs_a_login_too_unless_it_says_otherwise(app: Flask, client: Visitor) -> None:
    assert reading().scalar(select(Case.id)) is None
    page = client.get("/hittills-okand")
    assert page.status_code == 404 and "Vi hittar inte sidan" in page.text
