"""Kanaler: what each instance is set to, without a secret; a try that sends nothing; pasted lines that are checked."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.contract import plugin as contract
from core.contract.instances import Instance, Plugins
from core.contract.loader import fingerprint
from core.contract.registry import plugins_of
from core.contract.trying import lines_for, problems_of, uses
from core.settings import Settings
from core.store.db import reading
from core.store.models import Delivery
from tests.doubles import PaperChannel
from tests.web.conftest import Visitor

PAGE = "/admin/insticksmoduler"
EMAIL = '[plugins.{name}]\nuse = "channels.email"\n[plugins.{name}.options]\naddress = "tekniska@bjorkasa.example"\n'


class Trying(PaperChannel):
    """Says what it found, or breaks."""

    found: tuple[contract.Tested, ...] = (
        contract.Tested("Fetching", True, "It went."),
        contract.Tested("Sending", False, "It did not."),
    )

    def about(self) -> Iterable[tuple[str, str]]:
        return (("Address", "direkt@bjorkasa.example"),)

    def test(self) -> Iterable[contract.Tested]:
        if not self.found:
            raise RuntimeError("hemligt")
        return self.found


@pytest.fixture
def plugins() -> Plugins:
    paper = Trying("paper", {})
    names = ("tests.doubles:PaperChannel", "channels.webform")
    return Plugins(
        [
            Instance("paper", names[0], forvaltning="TEK", svarsgrupp="4", plugin=paper, state="on"),
            Instance("webform", names[1], enabled=False),
        ]
    )


def test_the_page_says_what_the_configuration_means_and_where_things_come(client: Visitor) -> None:
    page = client.log_in("adam").get(PAGE).text
    for said in ("direkt@bjorkasa.example", "Tekniska förvaltningen", "4 Bygg, gata", "Slå på en till"):
        assert said in page
    assert "Omstart behövs" not in page


def test_a_try_says_what_went_well_and_what_did_not_and_sends_nothing(client: Visitor) -> None:
    page = client.log_in("adam").send(f"{PAGE}/prova/paper").text
    assert "It went." in page and "It did not." in page
    assert reading().scalar(select(func.count()).select_from(Delivery)) == 0


def test_a_plugin_that_breaks_while_it_tries_says_so_without_its_own_words(
    client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Trying, "found", ())
    page = client.log_in("adam").send(f"{PAGE}/prova/paper").text
    assert "gick sönder under provet" in page and "hemligt" not in page


@pytest.mark.parametrize("login", ["fatima", "carin", "bo", "reino"])
def test_only_administrators_try_and_check(client: Visitor, login: str) -> None:
    client.log_in(login)
    assert client.send(f"{PAGE}/prova/paper").status_code == 403
    assert client.send(f"{PAGE}/kontrollera", lines="x").status_code == 403


def test_what_is_off_or_nowhere_is_not_tried(client: Visitor) -> None:
    client.log_in("adam")
    assert client.send(f"{PAGE}/prova/webform").status_code == 404
    assert client.send(f"{PAGE}/prova/ingen").status_code == 404


def test_a_changed_file_asks_for_a_restart(app: Flask, client: Visitor) -> None:
    plugins_of(app).written = "as it was"
    assert "Omstart behövs." in client.log_in("adam").get(PAGE).text
    plugins_of(app).written = fingerprint(app.config["SETTINGS"].config)
    assert "Omstart behövs." not in client.get(PAGE).text


def test_pasted_lines_are_taken_or_every_problem_is_said_and_what_was_pasted_stays(client: Visitor) -> None:
    client.log_in("adam")
    good = client.send(f"{PAGE}/kontrollera", lines=EMAIL.format(name="tekniska"))
    assert good.status_code == 200 and "En start skulle godta raderna." in good.text
    bad = client.send(f"{PAGE}/kontrollera", lines=EMAIL.format(name="tekniska") + 'adress = "x"\nsmtp = 3\n')
    assert bad.status_code == 422 and "adress: okänd inställning" in bad.text and "smtp:" in bad.text
    assert "tekniska@bjorkasa.example" in bad.text


def checked(text: str, environ: dict[str, str] | None = None) -> list[str]:
    settings = Settings.read(environ=environ or {})
    return problems_of(text, settings, [Instance("webform", "channels.webform", enabled=False)])


def test_lines_that_no_start_would_take_say_why() -> None:
    for text, said in (
        ("[plugins.x\n", "rad 1"),
        ("", "ingen tabell"),
        (EMAIL.format(name="login"), "namnet är upptaget"),
        (EMAIL.format(name="webform"), "finns redan i filen"),
        (EMAIL.format(name="x").replace("address", "adress"), "address"),
        ("[plugins.x]\nenabled = true\n", "use saknas"),
    ):
        assert any(said in problem for problem in checked(text)), (text, checked(text))


def test_a_secret_is_asked_for_as_a_reference_and_never_repeated() -> None:
    imap = '[plugins.x.options.imap]\nhost = "imap.example"\nuser = "u"\npassword = {}\n'
    assert any("hemligheter" in problem for problem in checked(EMAIL.format(name="x") + imap.format('"grodan"')))
    reference = EMAIL.format(name="x") + imap.format('{ env = "MAIL" }')
    assert any("MAIL" in problem for problem in checked(reference))
    assert checked(reference, {"MAIL": "grodan"}) == []


def test_a_page_makes_the_program_import_nothing_that_is_not_shipped_or_installed() -> None:
    problems = checked('[plugins.x]\nuse = "antigravity"\n[plugins.y]\nuse = "tests.doubles:PaperChannel"\n')
    assert len(problems) == 2 and all("inte installerad här" in problem for problem in problems)


def test_lines_for_another_hold_what_must_be_there_and_no_secret() -> None:
    found = set(uses([Instance("webform", "channels.webform")]))
    assert {"channels.email", "channels.sms", "channels.phone", "channels.webform"} <= found
    lines = lines_for("channels.email")
    assert lines.startswith('[plugins.email]\nuse = "channels.email"\nenabled = true')
    assert 'address = "…"' in lines and 'password = { env = "EMAIL_PASSWORD" }' in lines
