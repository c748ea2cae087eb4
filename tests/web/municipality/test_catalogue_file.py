"""The catalogue as a file: what one gets can be read in again, the demo's fits, hostile ones do nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask

from core.municipality.service_types import service_type, service_types
from core.municipality.type_proposals import proposals
from core.store.db import transaction
from core.store.models import SecrecyClass, Unit
from tests.cast import Cast
from tests.municipality.catalogue_cast import contact_persons
from tests.web.conftest import Visitor
from tests.web.municipality.test_service_catalogue import hidden

PATH = "/installningar/tjanster"
SHIPPED = Path("demo/bjorkasa/catalogue.csv")
HEAD = "kod;namn;forvaltning;rosa;i_kundtjanst;svarsgrupp;svarsmal"


def send(client: Visitor, raw: bytes):  # type: ignore[no-untyped-def]
    return client.send(f"{PATH}/fil", file=(io.BytesIO(raw), "katalog.csv"))


def take_in(client: Visitor, raw: bytes) -> str:
    answer = send(client, raw)
    assert answer.status_code == 303, answer.text
    preview = client.get(answer.location).text
    assert client.send(answer.location, digest=hidden(preview, "digest")).status_code == 303
    return preview


def test_the_file_that_one_gets_changes_nothing_when_it_is_read_in(client: Visitor) -> None:
    client.log_in("adam")
    raw = client.get(f"{PATH}.csv").data
    assert raw.decode("utf-8-sig").splitlines()[0].startswith("kod;namn;forvaltning;rosa;i_kundtjanst;svarsgrupp")
    assert "inget skulle ändras" in client.get(send(client, raw).location).text


def test_what_the_owner_decides_waits_and_the_rest_holds(client: Visitor, cast: Cast) -> None:
    contact_persons(cast)
    client.log_in("adam")
    line = "T06;Trasig gatubelysning;TEK;2;Ja;4;1 ad;Stolpens nummer på skylten;Ring upp | Skriv platsen"
    preview = take_in(client, f"{HEAD};fraga_efter;checklista\n{line}\n".encode("windows-1252"))
    assert "1 ändras" in preview and "Windows-1252" in preview and "förslag till dess kontaktperson" in preview
    values = service_type("T06").values
    assert (values["ask_for"], values["checklist"], values["rosa_level"], values["words"]) == (
        "Stolpens nummer på skylten", "Ring upp\nSkriv platsen", "3", "gatlampa, lampa, lyktstolpe",
    )  # fmt: skip
    assert [one.fields for one in proposals(cast.agent("adam"))] == [(("rosa_level", "3", "2"),)]


def test_a_new_type_of_an_owner_without_contact_person_is_there_at_once(client: Visitor) -> None:
    client.log_in("adam")
    take_in(client, f"{HEAD}\nT90;Julgran;TEK;1;Ja;4;direkt\n".encode())
    assert service_type("T90").values["competence"] == "2"


def test_the_demo_file_fits_once_its_förvaltningar_are_there(client: Visitor, cast: Cast) -> None:
    client.log_in("adam")
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line.split(";")[0] in ("T02", "T03", "T06")]
    preview = take_in(client, "\n".join([lines[0], *wanted]).encode())
    assert "1 är ny" in preview and "2 ändras" in preview and "kanaler, kalla, resultat sparas inte" in preview
    assert service_type("T02").values["topic"] == "vatten"


@pytest.mark.parametrize(
    ("line", "where", "said"),
    [
        ("t9;Gran;TEK;1;Ja;4;1 ad", "kod", "Skriv en stor bokstav"),
        ("C10;Gran;TEK;1;Ja;4;1 ad", "kod", "Det finns redan"),
        ("T90;;TEK;1;Ja;4;1 ad", "namn", "får inte vara tomt"),
        ("T90;Gran;XXX;1;Ja;4;1 ad", "forvaltning", "Välj något i listan"),
        ("T90;Gran;TEK;9;Ja;4;1 ad", "rosa", "Välj en nivå från 1 till 6"),
        ("T90;Gran;TEK;1;Kanske;4;1 ad", "i_kundtjanst", "Välj något i listan"),
        ("T90;Gran;TEK;1;Ja;4;snart", "svarsmal", "Skriv direkt"),
        ("T06;Gran;TEK;1;Ja;4;1 ad\nT06;Gran;TEK;1;Ja;4;1 ad", "kod", "Samma som på rad 2"),
    ],
)
def test_each_problem_has_its_line_and_nothing_is_done(client: Visitor, line: str, where: str, said: str) -> None:
    client.log_in("adam")
    before = service_types()
    answer = send(client, f"{HEAD}\n{line}\n".encode())
    assert answer.status_code == 422 and where in answer.text and said in answer.text and "Rad " in answer.text
    assert service_types() == before


def test_ten_thousand_lines_with_faults_are_all_told(client: Visitor) -> None:
    client.log_in("adam")
    lines = [f"T{n};Gran;TEK;{1 if n % 2 else 9};Ja;4;1 ad" for n in range(100, 10_100)]
    answer = send(client, "\n".join([HEAD, *lines]).encode())
    assert answer.status_code == 422 and "5000 saker är fel i filen" in answer.text
    assert len(service_types()) == 7


def test_a_formula_comes_out_harmless_and_goes_in_as_it_was(app: Flask, client: Visitor) -> None:
    client.log_in("adam")
    take_in(client, f'{HEAD}\nT06;"=HYPERLINK(1)";TEK;3;Ja;4;1 ad\n'.encode())
    raw = client.get(f"{PATH}.csv").data
    assert b"'=HYPERLINK(1)" in raw
    assert "inget skulle ändras" in client.get(send(client, raw).location).text


def test_only_an_administrator_reads_in_a_file(client: Visitor) -> None:
    for login in ("greta", "fatima", "tore"):
        client.log_in(login)
        assert client.get(f"{PATH}/fil").status_code == 403
        assert client.get(f"{PATH}.csv").status_code == 403
        assert send(client, HEAD.encode()).status_code == 403


def test_a_secret_type_comes_with_its_unit_and_class(app: Flask, client: Visitor, cast: Cast) -> None:
    with transaction() as tx:
        tx.add(Unit(forvaltning_id=cast.forvaltningar["TEK"], code="TEK Tillstånd", name="Tillstånd"))
        tx.add(SecrecyClass(id=11, code="TEK-P", name="Tillstånd"))
    client.log_in("adam")
    line = "T01;Parkeringstillstånd;TEK;4;Delvis;4;10 ad;Ja;TEK Tillstånd;TEK-P"
    take_in(client, f"{HEAD};sekretess;enhet;behorighet\n{line}\n".encode())
    assert (service_type("T01").values["secrecy"], service_type("T01").values["secrecy_class"]) == ("ja", "TEK-P")
