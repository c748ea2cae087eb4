"""Texter in the browser: who may, preview before saving, signatures below an answer."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from core.access.agents import agent_by_login
from core.flow.replying import signature_of
from core.municipality.own_texts import change_text, text_by_key
from core.store.db import db, reading, transaction
from core.store.models import AgentRole, AgentRow, Message
from core.store.texts import text
from tests.cast import Cast
from tests.web.conftest import Visitor
from tests.web.desk import LAMP, SECRET, Desk, bring, fresh
from tests.web.municipality.test_answering_groups import hidden

PATH = "/installningar/texter"


def test_the_list_leads_to_each_text_and_a_change_is_seen(client: Visitor) -> None:
    client.log_in("adam")
    assert "Vem som svarar, utan datum" in client.get(PATH).text
    answer = client.send(f"{PATH}/receipt", text="Tack! Nummer {nummer}.")
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Sparat." in page and "Tack! Nummer 2026-004317." in page
    assert "egen text" in client.get(PATH).text


def test_looking_saves_nothing_and_shows_mail_sms_and_hints(client: Visitor) -> None:
    client.log_in("adam")
    typed = "Avseende ditt nummer {nummer}: vi återkommer “snart”."
    page = client.send(f"{PATH}/receipt", text=typed, do="preview").text
    assert "Avseende ditt nummer 2026-004317" in page and "Dyrare på grund av" in page and "<strong>om</strong>" in page
    db.session.rollback()
    assert "Avseende" not in text("receipt")


def test_an_unknown_field_is_told_with_the_one_that_was_meant(client: Visitor) -> None:
    client.log_in("adam")
    answer = client.send(f"{PATH}/receipt", text="Ditt {numret}")
    assert answer.status_code == 422 and "Du menar kanske {nummer}." in answer.text and "Ditt {numret}" in answer.text


def test_another_language_and_back_to_the_standard(client: Visitor) -> None:
    client.log_in("adam")
    there = client.get(f"{PATH}/receipt/nytt-sprak?sprak=SO").location
    assert there.endswith("sprak=so") and client.send(there, text="Mahadsanid {nummer}").status_code == 303
    assert "sprak=so" in client.get(f"{PATH}/receipt").text
    assert client.send(f"{PATH}/receipt/standard?sprak=so").status_code == 303
    db.session.rollback()
    assert "Mahadsanid" not in text("receipt", "so")
    wrong = client.get(f"{PATH}/receipt/nytt-sprak?sprak=svenska+tack").location
    assert "Skriv språkets kod" in client.get(wrong).text
    assert client.get(f"{PATH}/receipt?sprak=../x").status_code == client.get(f"{PATH}/finns-inte").status_code == 404


def test_two_writers_at_once_are_told_of_each_other(client: Visitor) -> None:
    client.log_in("adam")
    was = hidden(client.get(f"{PATH}/neutral").text, "was")
    with transaction():
        change_text(text_by_key("neutral"), "sv", "Ring {telefon}.", agent_by_login("adam"))
    answer = client.send(f"{PATH}/neutral", text="Ring oss.", was=was)
    assert answer.status_code == 422 and "Ring {telefon}." in answer.text and "Ring oss." in answer.text


def test_a_kommunikator_may_and_an_agent_may_not(client: Visitor) -> None:
    with transaction() as tx:
        agent = AgentRow(login="kim", name="Kim Text")
        tx.add(agent)
        tx.flush()
        tx.add(AgentRole(agent_id=agent.id, role="kommunikator"))
    client.log_in("kim")
    assert client.get(PATH).status_code == 200 and client.get("/installningar/oppettider").status_code == 403
    client.log_in("fatima")
    assert client.get(PATH).status_code == client.get(f"{PATH}/receipt").status_code == 403


def test_a_groups_signature_stands_below_its_answers_and_in_the_composer(app: Flask, cast: Cast) -> None:
    with transaction():
        change_text(text_by_key("signature_4"), "sv", "{handläggare}\nGrupp 4, {telefon}", cast.agent("adam"))
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    page = desk.get(f"/arende/{case.number}").text
    assert "Under svaret:" in page and "Grupp 4, 08-465 004 00" in page
    desk.write(case.number, "send", "email", "Vi lagar lampan.")
    db.session.rollback()
    sent = reading().scalar(select(Message).where(Message.direction == "out", Message.kind == "message"))
    assert sent is not None and sent.fresh == "Vi lagar lampan."
    assert sent.text == "Vi lagar lampan.\n\nFatima Rahimi\nGrupp 4, 08-465 004 00"
    tore = signature_of(fresh(case), cast.agent("tore"))
    assert tore == ""  # an officer's answer has the general signature, which is empty here


def test_a_secret_case_has_no_signature(app: Flask, cast: Cast) -> None:
    with transaction():
        change_text(text_by_key("signature"), "sv", "Vård och omsorg", cast.agent("adam"))
    assert signature_of(bring(**SECRET), cast.agent("gunilla")) == ""
