"""The organisation in the browser without script: the picture of it, its forms, closing a unit, and files."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from sqlalchemy import select

from core.access.agents import agent_by_login
from core.case.handover import hand_over
from core.municipality.agreements import agreed
from core.municipality.forvaltningar import department
from core.municipality.organisation import organisation
from core.municipality.outside import bodies
from core.municipality.pending_moves import pending_of
from core.municipality.units import unit_by_code, units
from core.store.db import db, reading, transaction
from core.store.models import Case, CaseType
from tests.access.stories import bring
from tests.cast import Cast
from tests.web.conftest import Visitor

AT = "/installningar"


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return unescape(found[1])


def send_file(client: Visitor, path: str, raw: bytes):
    return client.send(f"{AT}/{path}/fil", file=(io.BytesIO(raw), "lista.csv"))


@pytest.fixture
def secret(client: Visitor, cast: Cast) -> Case:
    """A secret case in the unit BIST."""
    case_id = bring(1, "avboka hemtjänstbesök")
    with transaction():
        hand_over(case_id, cast.forvaltningar["VOF"], cast.agent("gunilla"))
    case = reading().get(Case, case_id)
    assert case is not None
    return case


def test_the_picture_counts_people_and_cases_and_leads_to_none(client: Visitor, secret: Case) -> None:
    page = client.log_in("adam").get(f"{AT}/organisation").text
    row = text_of(page[page.index(">Biståndsenheten<") :])[:60]
    assert "BIST 1 1" in row
    assert secret.number not in page and "/arende/" not in page
    assert client.log_in("fatima").get(f"{AT}/organisation").status_code == 403


def test_a_board_a_department_and_a_unit_are_made_and_named_anew(client: Visitor) -> None:
    client.log_in("adam")
    assert client.send(f"{AT}/namnder/ny", code="KN", name="Kulturnämnden").status_code == 303
    values = {"name": "Kulturkontoret", "short_name": "Kultur", "namnd": "KN", "mailbox": ""}
    assert client.send(f"{AT}/forvaltningar/ny", code="KUL", **values).status_code == 303
    unit = {"forvaltning": "KUL", "code": "KUL Bibliotek", "name": "Bibliotek", "mailbox": "b@b.example"}
    assert client.send(f"{AT}/enheter/ny", **unit, opened_on="").status_code == 303
    assert unit_by_code("KUL Bibliotek").mailbox == "b@b.example"
    page = client.get(f"{AT}/organisation").text
    assert all(words in page for words in ("Kulturnämnden", "Kulturkontoret", "Bibliotek"))
    client.send(f"{AT}/forvaltningar/KUL", **{**values, "name": "Kultur och fritid"})
    assert department("KUL").name == "Kultur och fritid"


def test_wrong_answers_stand_at_their_fields_and_what_was_typed_stays(client: Visitor) -> None:
    client.log_in("adam")
    answer = client.send(
        f"{AT}/enheter/ny", forvaltning="", code="TEK/1", name="", mailbox="inte en adress", opened_on=""
    )
    said = text_of(answer.text)
    assert answer.status_code == 422 and 'value="inte en adress"' in answer.text
    assert "Det här måste fyllas i." in said and "e-postadress som" in said and "En kod har bokstäver" in said


def test_the_same_words_for_two_questions_say_which_question_each_is_about(client: Visitor) -> None:
    page = client.log_in("adam").send(f"{AT}/enheter/ny", code="", name="").text
    summary = text_of(page[page.index('id="errors"') :].split("</ul>")[0])
    assert "Kod: Det här måste fyllas i." in summary and "Namn: Det här måste fyllas i." in summary


def test_a_department_with_anything_left_is_not_closed(client: Visitor) -> None:
    client.log_in("adam")
    answer = client.send(f"{AT}/forvaltningar/VOF/stang")
    assert answer.status_code == 422 and "fortfarande enheter" in answer.text
    assert not department("VOF").closed


def test_an_empty_department_closes_and_is_nobodys_choice(client: Visitor) -> None:
    client.log_in("adam")
    values = {"code": "TOM", "name": "Tomma kontoret", "short_name": "Tomma", "namnd": "TN", "mailbox": ""}
    client.send(f"{AT}/forvaltningar/ny", **values)
    assert client.send(f"{AT}/forvaltningar/TOM/stang").status_code == 303 and department("TOM").closed
    assert "Tomma" not in client.get(f"{AT}/enheter/ny").text
    number = reading().scalar(select(Case.number)) or ""
    assert number == "" and client.send(f"{AT}/forvaltningar/TOM/oppna").status_code == 303
    assert not department("TOM").closed


def test_closing_a_unit_is_shown_before_it_is_planned_and_can_be_undone(client: Visitor, secret: Case) -> None:
    client.log_in("adam")
    unit = {"forvaltning": "VOF", "code": "HEM", "name": "Hemtjänsten", "mailbox": "", "opened_on": "2027-01-01"}
    client.send(f"{AT}/enheter/ny", **unit)
    form = client.get(f"{AT}/enheter/BIST/flytta").text
    assert "1 öppet ärende" in form and secret.number not in form
    v02 = reading().scalar(select(CaseType.id).where(CaseType.code == "V02"))
    (member,) = re.findall(r'name="(member_\d+)"', form)
    hem = str(unit_by_code("HEM").id)
    answers = {"day": "2027-01-01", "closes": "yes", "cases": hem, f"type_{v02}": hem, member: hem, "archive": "yes"}
    gap = client.send(f"{AT}/enheter/BIST/flytta", **{**answers, member: ""})
    assert gap.status_code == 422 and "Välj vart." in gap.text
    shown = client.send(f"{AT}/enheter/BIST/flytta", **answers)
    assert shown.status_code == 200 and pending_of(unit_by_code("BIST").id) is None
    assert "1 öppet ärende flyttas till Hemtjänsten." in shown.text and "Vera Ny" in shown.text
    done = client.send(f"{AT}/enheter/BIST/flytta", **answers, sure=hidden(shown.text, "sure"))
    assert done.status_code == 303 and pending_of(unit_by_code("BIST").id) is not None
    page = client.get(f"{AT}/enheter/BIST").text
    assert "Planerat till 1 januari 2027" in page and "Ångra det som är planerat" in page
    assert client.send(f"{AT}/enheter/BIST/angra").status_code == 303
    db.session.rollback()
    assert pending_of(unit_by_code("BIST").id) is None


def test_what_changed_after_the_preview_is_shown_again(client: Visitor, cast: Cast, secret: Case) -> None:
    client.log_in("adam")
    client.send(f"{AT}/enheter/ny", forvaltning="VOF", code="HEM", name="Hem", mailbox="", opened_on="")
    hem = str(unit_by_code("HEM").id)
    v02 = reading().scalar(select(CaseType.id).where(CaseType.code == "V02"))
    (member,) = re.findall(r'name="(member_\d+)"', client.get(f"{AT}/enheter/BIST/flytta").text)
    answers = {"day": "2026-12-01", "closes": "yes", "cases": hem, f"type_{v02}": hem, member: hem}
    shown = client.send(f"{AT}/enheter/BIST/flytta", **answers)
    case_id = bring(2, "avboka hemtjänstbesök")
    with transaction():
        hand_over(case_id, cast.forvaltningar["VOF"], cast.agent("gunilla"))
    again = client.send(f"{AT}/enheter/BIST/flytta", **answers, sure=hidden(shown.text, "sure"))
    assert again.status_code == 200 and "2 öppna ärenden flyttas till Hem." in again.text


def test_on_the_same_day_it_is_done_at_once(client: Visitor, secret: Case) -> None:
    client.log_in("adam")
    client.send(f"{AT}/enheter/ny", forvaltning="VOF", code="HEM", name="Hem", mailbox="", opened_on="")
    hem = str(unit_by_code("HEM").id)
    v02 = reading().scalar(select(CaseType.id).where(CaseType.code == "V02"))
    (member,) = re.findall(r'name="(member_\d+)"', client.get(f"{AT}/enheter/BIST/flytta").text)
    answers = {"day": "2026-05-11", "closes": "yes", "cases": hem, f"type_{v02}": hem, member: hem}
    shown = client.send(f"{AT}/enheter/BIST/flytta", **answers)
    client.send(f"{AT}/enheter/BIST/flytta", **answers, sure=hidden(shown.text, "sure"))
    db.session.rollback()
    case = reading().get(Case, secret.id)
    assert case is not None and case.unit_id == int(hem) and unit_by_code("BIST").closed
    page = client.log_in("vera").get(f"/arende/{case.number}").text
    assert "Flyttades från Biståndsenheten till Hem när enheterna ändrades" in page


def test_contact_person_and_agreement_are_kept_and_shown_to_who_hands_over(client: Visitor, cast: Cast) -> None:
    client.log_in("adam")
    path = f"{AT}/forvaltningar/TEK/overenskommelse"
    names = re.findall(r'name="((?:contact|deputy|sla)_\w+)"', client.get(path).text)
    values = dict.fromkeys(names, "") | {
        "contact_name": "Tomas Granlund", "contact_phone": "08-465 004 20", "contact_hours": "mån–tors 9–11",
        "sla_first_response": "Inom 1 arbetsdag",
    }  # fmt: skip
    wrong = client.send(path, **{**values, "deputy_phone": "ring mig"})
    assert wrong.status_code == 422 and "Skriv ett namn." in wrong.text and "telefonnummer" in wrong.text
    assert client.send(path, **values).status_code == 303
    assert agreed("TEK")["sla_first_response"] == "Inom 1 arbetsdag"
    case_id = bring(1, "Släckt gatlampa")
    number = reading().scalar(select(Case.number).where(Case.id == case_id))
    form = client.log_in("fatima").get(f"/arende/{number}/lamna-over").text
    assert "Kontaktperson: Tomas Granlund, 08-465 004 20, telefontid mån–tors 9–11, senast ändrad 11 maj" in form
    assert "Tomas Granlund" in client.get("/personal?text=tomas").text


def test_everybody_finds_colleagues_by_name_place_and_role(client: Visitor) -> None:
    client.log_in("fatima")
    assert "Vera Ny" in client.get("/personal?text=bist").text
    found = client.get("/personal?text=ver").text
    assert "Vera Ny" in found and "Bo Lind" not in found
    assert "Ingen passar" in client.get("/personal?text=zzz").text
    assert "<option" in client.get("/personal?connected_to=bo").text


def test_units_as_a_file_every_problem_has_its_line_and_nothing_is_half_done(client: Visitor) -> None:
    client.log_in("adam")
    before = [unit.code for unit in units()]
    lines = "kod;förvaltning;namn;brevlåda\nNY1;TEK;Ny ett;\nNY2;TEKK;Ny två;fel\nBIST;TEK;Flyttad;\nNY1;TEK;Igen;\n"
    answer = send_file(client, "enheter", lines.encode("windows-1252"))
    said = text_of(answer.text)
    assert answer.status_code == 422 and [unit.code for unit in units()] == before
    assert "Rad 3 förvaltning" in said and "Rad 3 brevlåda" in said and "TEK”" in said
    assert "Rad 4 förvaltning" in said and "Rad 5 kod" in said


def test_units_as_a_file_from_a_spreadsheet_are_taken_in(client: Visitor) -> None:
    client.log_in("adam")
    raw = "kod\tförvaltning\tnamn\r\nDRI\tTEK\tDrift på väg\r\nBIST\tVOF\tBistånd\r\n".encode("windows-1252")
    answer = send_file(client, "enheter", raw)
    preview = client.get(answer.location).text
    assert "1 är ny" in preview and "1 ändras" in preview and "Windows-1252" in preview
    assert client.send(answer.location, digest=hidden(preview, "digest")).status_code == 303
    assert unit_by_code("DRI").name == "Drift på väg" and unit_by_code("BIST").name == "Bistånd"
    again = send_file(client, "enheter", client.get(f"{AT}/enheter.csv").data)
    assert "inget skulle ändras" in client.get(again.location).text


def test_ten_thousand_units_with_one_wrong_take_in_none(client: Visitor) -> None:
    client.log_in("adam")
    rows = "".join(f"E{n};TEK;Enhet {n}\n" for n in range(9_999))
    answer = send_file(client, "enheter", f"kod;förvaltning;namn\n{rows}SIST;XYZ;Fel\n".encode())
    assert answer.status_code == 422 and "Rad 10001" in answer.text and len(units()) == 1


def test_those_outside_are_listed_changed_filed_and_offered(client: Visitor, cast: Cast) -> None:
    client.log_in("adam")
    values = {"name": "Gatuljus AB", "kind": "entreprenor", "purpose": "Gatlampor", "email": "ljus@ljus.example"}
    assert client.send(f"{AT}/utomstaende/ny", **values, phone="", hours="").status_code == 303
    twice = client.send(f"{AT}/utomstaende/ny", **{**values, "name": "GATULJUS AB"}, phone="", hours="")
    assert twice.status_code == 422 and "finns redan" in twice.text
    answer = send_file(client, "utomstaende", b"namn;slag;telefon\nParken AB;entreprenor;08-465 004 65\nX;fel;\n")
    assert answer.status_code == 422 and "Rad 3" in answer.text
    answer = send_file(client, "utomstaende", b"namn;slag;telefon\nParken AB;entreprenor;08-465 004 65\n")
    preview = client.get(answer.location).text
    client.send(answer.location, digest=hidden(preview, "digest"))
    assert [one.name for one in bodies()] == ["Gatuljus AB", "Parken AB"]
    case_id = bring(1, "Släckt gatlampa")
    number = reading().scalar(select(Case.number).where(Case.id == case_id))
    form = client.log_in("greta").get(f"/arende/{number}/oversand").text
    assert "Gatuljus AB: Gatlampor" in form and "Parken AB" in form
    client.log_in("adam").send(f"{AT}/utomstaende/{bodies()[0].id}/anvands")
    assert "Gatuljus AB" not in client.log_in("greta").get(f"/arende/{number}/oversand").text


def test_the_contact_centre_moves_with_its_people_and_only_to_an_empty_department(client: Visitor) -> None:
    client.log_in("adam")
    values = {"code": "KC2", "name": "Nya Direkt", "short_name": "Direkt", "namnd": "TN", "mailbox": ""}
    client.send(f"{AT}/forvaltningar/ny", **values)
    assert client.send(f"{AT}/forvaltningar/KC2/kontaktcenter").status_code == 303
    db.session.rollback()
    fatima = agent_by_login("fatima")
    assert fatima and fatima.in_contact_centre
    assert {role.forvaltning_id for role in fatima.roles} == {department("KC2").id}
    every = [one.department for namnd in organisation() for one in namnd.departments]
    assert [one.code for one in every if one.contact_centre] == ["KC2"]
