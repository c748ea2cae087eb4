"""Medarbetare from end to end: a new account to its first login, what a role does before it is saved, a file."""

from __future__ import annotations

import io
import re
import time

import pytest
from sqlalchemy import func, select

from core.access.agents import agent_by_login
from core.municipality.people import people
from core.municipality.roles_held import role_code
from core.store.db import reading, table, transaction
from core.store.models import AgentRole, AgentRow, Alarm, Change
from tests.web.conftest import Visitor

PATH = "/installningar/medarbetare"
NEW = {"login": "nils", "name": "Nils Ek", "phone": "08-465 004 09", "duties": "fakturor", "language": "sv"}


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1].replace("&#34;", '"').replace("&quot;", '"')


def id_of(login: str) -> int:
    found = reading().scalar(select(AgentRow.id).where(AgentRow.login == login))
    assert found is not None
    return found


def roles_of(login: str) -> list[str]:
    return [role_code(held) for one in people() if one.login == login for held in one.roles]


def take_in(client: Visitor, raw: bytes) -> str:
    sent = client.send(f"{PATH}/fil", file=(io.BytesIO(raw), "medarbetare.csv"))
    assert sent.status_code == 303, sent.text
    preview = client.get(sent.location).text
    assert client.send(sent.location, digest=hidden(preview, "digest")).status_code == 303
    return preview


def test_a_new_account_gets_a_link_chooses_a_password_and_comes_in(client: Visitor) -> None:
    client.log_in("adam")
    made = client.send(f"{PATH}/ny", **NEW)
    assert made.status_code == 303
    page = client.get(made.location).text
    assert "Inget lösenord är valt än." in page and "fakturor" in page
    linked = client.send(f"{PATH}/{id_of('nils')}/lank").text
    link = re.search(r"/logga-in/nytt/[\w.-]+", linked)
    assert link and "visas inte igen" in linked
    client.delete_cookie("envagin")
    word = "lyktstolpe grus fikonträd"
    assert client.send(link[0], new=word, again=word).status_code == 303
    assert client.get(link[0]).status_code == 404


def test_what_is_wrong_stands_at_its_field(client: Visitor) -> None:
    client.log_in("adam")
    answer = client.send(f"{PATH}/ny", **{**NEW, "login": "Två Ord", "phone": "ring"})
    assert answer.status_code == 422
    assert "Skriv ett användarnamn med små bokstäver" in answer.text and "telefonnummer med siffror" in answer.text
    assert 'value="Nils Ek"' in answer.text


def test_a_role_shows_what_it_does_before_it_is_saved(client: Visitor) -> None:
    client.log_in("adam")
    form = {"role": "handlaggare", "place": "PBK", "first": "", "last": ""}
    shown = client.send(f"{PATH}/{id_of('tore')}/roll", **form)
    assert shown.status_code == 200 and roles_of("tore") == ["handlaggare TEK"]
    assert "Det här tillkommer" in shown.text
    assert "Plan-" in shown.text and 'name="sure" value="yes"' in shown.text
    assert client.send(f"{PATH}/{id_of('tore')}/roll", **form, sure="yes").status_code == 303
    assert roles_of("tore") == ["handlaggare TEK", "handlaggare PBK"]


def test_the_end_of_a_role_shows_what_is_seen_no_more(client: Visitor) -> None:
    client.log_in("adam")
    role = reading().scalar(select(AgentRole.id).where(AgentRole.agent_id == id_of("tore")))
    shown = client.send(f"{PATH}/{id_of('tore')}/roll/{role}", last="")
    assert "Inte längre" in shown.text and "Tekniska" in shown.text and roles_of("tore") == ["handlaggare TEK"]
    client.send(f"{PATH}/{id_of('tore')}/roll/{role}", last="", sure="yes")
    assert agent_by_login("tore").roles == frozenset()  # type: ignore[union-attr]


def test_a_day_that_is_none_and_a_place_that_is_missing_are_said_at_their_fields(client: Visitor) -> None:
    client.log_in("adam")
    path = f"{PATH}/{id_of('tore')}/roll"
    answer = client.send(path, role="handlaggare", place="PBK", first="i morgon", last="")
    assert answer.status_code == 422 and "Välj ett datum." in answer.text
    assert "Välj var rollen gäller." in client.send(path, role="chef", place="", first="", last="").text


def test_access_for_oneself_is_told_to_every_administrator_and_in_the_mail(client: Visitor) -> None:
    client.log_in("adam")
    form = {"role": "kommunvagledare", "place": "", "first": "", "last": ""}
    asked = client.send(f"{PATH}/{id_of('adam')}/roll", **form)
    assert "Det här är ditt eget konto." in asked.text and reading().scalar(select(Alarm.id)) is None
    done = client.send(f"{PATH}/{id_of('adam')}/roll", **form, sure="yes")
    assert "Du gav dig själv rätt att se ärenden." in client.get(done.location).text
    seen = client.log_in("carin").get("/").text
    assert "En administratör har gett sig själv rätt att se ärenden." in seen and "Adam Sand" in seen


def test_an_account_of_the_own_login_says_so_and_offers_no_change_of_roles(client: Visitor) -> None:
    agents, bo = table(AgentRow), id_of("bo")
    with transaction() as tx:
        tx.execute(agents.update().where(agents.c.id == bo).values(external="x"))
    page = client.log_in("adam").get(f"{PATH}/{bo}").text
    assert "kommunens egen inloggning" in page and "Ge en roll" not in page and "Engångslänk" not in page
    assert client.get(f"{PATH}/{bo}/roll").status_code == 404
    assert 'name="name"' not in client.get(f"{PATH}/{bo}/uppgifter").text


def test_switching_off_is_asked_first_and_says_what_happens(client: Visitor) -> None:
    client.log_in("adam")
    path = f"{PATH}/{id_of('fatima')}/stang-av"
    assert "Stänga av kontot för Fatima Rahimi?" in client.get(path).text
    assert client.send(path).status_code == 200 and agent_by_login("fatima") is not None
    assert client.send(path, sure="yes").status_code == 303 and agent_by_login("fatima") is None
    assert "avstängt" in client.get(f"{PATH}/{id_of('fatima')}").text
    own = client.send(f"{PATH}/{id_of('adam')}/stang-av", sure="yes")
    assert own.status_code == 422 and "ditt eget konto" in own.text


def test_the_list_is_searched_and_filtered(client: Visitor) -> None:
    client.log_in("adam")
    assert "Fatima Rahimi" in client.get(f"{PATH}?text=rahi").text
    assert "Fatima Rahimi" not in client.get(f"{PATH}?text=bo").text
    chiefs = client.get(f"{PATH}?roll=chef").text
    assert "Carin Ek" in chiefs and "Fatima Rahimi" not in chiefs
    there = client.get(f"{PATH}?plats=VOF").text
    assert "Vera Ny" in there and "Vilma Ö" in there and "Bo Lind" not in there
    assert "Ingen passar." in client.get(f"{PATH}?lage=off").text


def test_the_file_that_one_gets_can_be_read_in_again_and_changes_nothing(client: Visitor) -> None:
    client.log_in("adam")
    raw = client.get(f"{PATH}.csv").data
    assert "vera;Vera Ny" in raw.decode() and "handlaggare BIST" in raw.decode()
    sent = client.send(f"{PATH}/fil", file=(io.BytesIO(raw), "m.csv"))
    assert "inget skulle ändras" in client.get(sent.location).text


def test_a_file_adds_changes_and_ends(client: Visitor) -> None:
    client.log_in("adam")
    preview = take_in(
        client,
        "inloggning;namn;telefon;roller;svarsgrupper\r\n"
        'nils;Nils Ek;08-465 004 09;"kommunvagledare, handlaggare PBK till 2027-03-31";1, 4\r\n'
        "tore;Tore Ås;08-465 004 10;handlaggare PBK;\r\n"
        "bo;Bo Lind;;handlaggare PBK;\r\n".encode("windows-1252"),
    )
    assert "1 är ny" in preview and "1 ändras" in preview and "Windows-1252" in preview and "inget lösenord" in preview
    assert roles_of("nils") == ["kommunvagledare", "handlaggare PBK till 2027-03-31"]
    assert [len(role) for role in (agent_by_login("tore").roles, agent_by_login("nils").svarsgrupper)] == [1, 2]  # type: ignore[union-attr]
    assert "handlaggare PBK" in roles_of("tore") and next(o for o in people() if o.login == "tore").phone


def test_every_problem_of_a_file_is_said_with_its_line_and_nothing_is_done(client: Visitor) -> None:
    client.log_in("adam")
    before = reading().scalar(select(func.count()).select_from(Change))
    answer = client.send(
        f"{PATH}/fil",
        file=(
            io.BytesIO(
                "inloggning;namn;telefon;roller;svarsgrupper\n"
                "nils;Nils;hej;handlaggare;1\n"
                "Två Ord;Namn;;kung PBK;7\n"
                "lisa;Lisa;;handlaggare PKB;\n"
                "lisa;Lisa;;handlaggare PBK från igår;\n".encode()
            ),
            "m.csv",
        ),
    )
    assert answer.status_code == 422 and id_of("bo")
    for said in ("Rad 2", "Rad 3", "Rad 4", "Rad 5", "”kung”", "menar", "Samma som på rad 4", "Välj var rollen gäller"):
        assert said in answer.text, said
    assert reading().scalar(select(func.count()).select_from(Change)) == before
    assert agent_by_login("lisa") is None


def test_a_file_cannot_take_away_the_last_administrator(client: Visitor) -> None:
    client.log_in("adam")
    raw = b"inloggning;namn;roller\nadam;Adam Sand;analytiker\n"
    answer = client.send(f"{PATH}/fil", file=(io.BytesIO(raw), "m.csv"))
    assert answer.status_code == 422 and "ingen annan administratör" in answer.text


@pytest.mark.slow
def test_ten_thousand_lines_are_read_compared_and_taken_in_whole(client: Visitor) -> None:
    client.log_in("adam")
    lines = [f"a{n};Anna {n};handlaggare PBK;1" for n in range(10_000)]
    begun = time.monotonic()
    preview = take_in(client, ("inloggning;namn;roller;svarsgrupper\n" + "\n".join(lines)).encode())
    print(f"{time.monotonic() - begun:.1f} s")
    assert re.search(r"10.?000 är nya", preview)
    assert reading().scalar(select(func.count()).select_from(AgentRow)) > 10_000  # type: ignore[operator]
