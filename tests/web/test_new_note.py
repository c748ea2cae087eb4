"""Ny anteckning on the core's own page: a call registered with type and outcome alone, and nothing typed lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Blueprint, Flask
from sqlalchemy import func, select, update

from core.app import create_app
from core.contract.instances import Instance, Plugins
from core.contract.messages import Address
from core.store.db import db, reading, table, transaction
from core.store.models import AgentRow, Case, CaseTypeVersion, ContactAddress, Draft, Message, PluginHealth
from core.web.quick_note import Problems, caller_of, note_from
from core.web.staff import sought
from tests.cast import Cast
from tests.doubles import PaperChannel
from tests.web.desk import Desk, newest

NOW_AND_THEN = datetime(2026, 5, 10, tzinfo=UTC)


def cases() -> int:
    db.session.rollback()
    return reading().scalar(select(func.count()).select_from(Case)) or 0


def test_a_call_is_registered_and_closed_with_type_and_outcome_alone(app: Flask, cast: Cast) -> None:
    answer = Desk(app, cast, "fatima").post("/ny", {"case_type": "T03", "outcome": "answered", "seconds": "90"})
    case = newest()
    assert (answer.status_code, answer.location) == (303, f"/arende/{case.number}")
    assert (case.channel, case.status, case.outcome, case.confirmed) == ("phone", "closed", "answered", True)
    assert case.first_contact and case.minutes == 1.5


def test_the_telephone_fills_in_number_and_menu_choice(app: Flask, cast: Cast) -> None:
    desk = Desk(app, cast, "fatima")
    text = desk.get("/ny?telefon=%2B46701740605&menyval=1").text
    assert 'value="+46701740605"' in text and 'name="menu" value="1"' in text
    desk.post("/ny", {"caller": "+46701740605", "menu": "1", "outcome": "keep", "text": "En fråga"})
    case = newest()
    assert case.svarsgrupp_id == cast.groups["1"] and case.status == "new"
    assert reading().scalar(select(ContactAddress.value)) == "+46701740605"


@pytest.mark.parametrize(
    ("typed", "address", "name"),
    [
        ("Mona Lind 070-174 06 05", Address("phone", "+46701740605", "Mona Lind"), "Mona Lind"),
        ("070 174 06 05", Address("phone", "+46701740605"), ""),
        ("Mona, Mona@Invanare.example", Address("email", "mona@invanare.example"), "Mona"),
        ("Mona i huset bredvid", None, "Mona i huset bredvid"),
        ("Mona, Skolgatan 12", None, "Mona, Skolgatan 12"),
        ("", None, ""),
    ],
)
def test_a_caller_is_a_name_a_number_or_both(typed: str, address: Address | None, name: str) -> None:
    assert caller_of(typed) == (address, name)


def test_no_outcome_and_a_future_time_are_told_at_their_questions(app: Flask, cast: Cast) -> None:
    form = {"text": "Om snön", "q": "snö", "case_type": "T03", "received": "2031-01-01T08:00"}
    answer = Desk(app, cast, "fatima").post("/ny", form)
    assert answer.status_code == 422
    for said in ("Välj ett resultat.", "Välj en tid som har passerat.", "Om snön</textarea>", 'value="T03" checked'):
        assert said in answer.text, said
    assert cases() == 0


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (
            {"case_type": "P05", "outcome": "answered"},
            "Det här kräver en bedömning (nivå 5). Lämna över till Plan- och bygg",
        ),
        ({"outcome": "answered"}, "Välj ärendetyp"),
        ({"case_type": "XX", "outcome": "answered"}, "Det finns ingen sådan"),
        ({"outcome": "hand_over"}, "innan du lämnar över"),
        ({"case_type": "T03", "outcome": "guided_on"}, "Fyll i"),
        ({"case_type": "T03", "outcome": "answered", "channel": "email"}, "Välj hur det kom in"),
    ],
)
def test_a_rule_says_no_in_words_and_nothing_is_written(
    app: Flask, cast: Cast, form: dict[str, str], said: str
) -> None:
    answer = Desk(app, cast, "fatima").post("/ny", {**form, "text": "Min text"})
    assert answer.status_code == 422
    assert said in answer.text and "Min text</textarea>" in answer.text
    assert cases() == 0


def test_what_an_outcome_requires_is_asked_for_and_saved(app: Flask, cast: Cast) -> None:
    form = {"case_type": "T03", "outcome": "guided_on", "target": "Trafikverket"}
    Desk(app, cast, "fatima").post("/ny", form)
    assert (newest().outcome, newest().outcome_detail) == ("guided_on", "Trafikverket")


def test_a_connected_call_names_who_was_asked_for_as_typed_or_as_said(app: Flask, cast: Cast) -> None:
    desk = Desk(app, cast, "fatima")
    form = {"case_type": "T03", "outcome": "connected", "q": "koppla mig till Lars på gatuenheten"}
    page = desk.get(desk.post("/ny", form).location).text
    assert newest().outcome_detail == "Lars på gatuenheten"
    assert "Kopplad till" in page and "Lars på gatuenheten" in page
    desk.post("/ny", {**form, "connected_to": "Bo Lind, Plan-"})
    assert newest().outcome_detail == "Bo Lind, Plan-"
    desk.post("/ny", {**form, "outcome": "answered"})
    assert newest().outcome_detail == ""


def test_of_a_call_that_must_not_be_written_down_not_even_who_was_asked_for_is_kept(app: Flask, cast: Cast) -> None:
    with transaction() as tx:
        tx.execute(update(table(CaseTypeVersion)).values(write_nothing=True))
    form = {"case_type": "T03", "outcome": "connected", "q": "koppla till Lars", "connected_to": "Lars", "text": "Oro"}
    assert Desk(app, cast, "fatima").post("/ny", form).status_code == 303
    assert (newest().outcome, newest().outcome_detail) == ("connected", "")


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("koppla mig till Lars", "Lars"),
        ("Koppla till bygglovsenheten ", "bygglovsenheten"),
        ("vill prata med Bo Lind", "Bo Lind"),
        ("söker Vera", "Vera"),
        ("badhus", ""),
        ("koppla", ""),
        ("nåbarhet", ""),
    ],
)
def test_who_is_asked_for_is_read_from_what_was_said(said: str, who: str) -> None:
    assert sought(said) == who


def test_colleagues_and_units_are_suggested_while_one_types(app: Flask, cast: Cast) -> None:
    desk = Desk(app, cast, "fatima")
    assert 'value="Bo Lind, Plan-"' in desk.get("/personal?connected_to=bo+pl").text
    assert 'value="Biståndsenheten, Vård-"' in desk.get("/personal?connected_to=bist").text
    assert "<option" not in desk.get("/personal?connected_to=").text
    assert "<option" not in desk.get("/personal?connected_to=mona").text
    with transaction() as tx:
        tx.execute(update(table(AgentRow)).where(table(AgentRow).c.login == "bo").values(active=False))
    assert "Bo Lind" not in desk.get("/personal?connected_to=bo").text
    assert 'hx-get="/personal"' in desk.get("/ny").text


def test_a_half_written_note_is_kept_found_again_and_forgotten_when_saved(app: Flask, cast: Cast) -> None:
    desk, form = Desk(app, cast, "fatima"), {"nonce": "b" * 32, "caller": "Mona Lind", "text": "Halt vid", "q": "halt"}
    assert "utkast sparat" in desk.post("/ny/utkast", form).json["words"]
    page = desk.get("/ny").text
    assert "Du har en anteckning som inte är sparad" in page and "Halt vid" not in page
    assert "inte är sparad" not in Desk(app, cast, "gunilla").get("/ny").text
    address = re.search(r'href="(/ny\?utkast=\d+)"', page)
    assert address is not None
    again = desk.get(address[1]).text
    assert "Halt vid</textarea>" in again and 'value="Mona Lind"' in again and f'value="{"b" * 32}"' in again
    assert "Halt vid" not in Desk(app, cast, "gunilla").get(address[1]).text
    desk.post("/ny", {**form, "case_type": "T03", "outcome": "answered"})
    assert reading().scalar(select(Draft.id)) is None


def test_nothing_is_kept_of_a_protected_caller_nor_of_what_must_not_be_written(app: Flask, cast: Cast) -> None:
    desk, form = Desk(app, cast, "fatima"), {"nonce": "c" * 32, "caller": "Hemlig Person", "text": "Vill flytta"}
    desk.post("/ny/utkast", {**form, "protected": "yes"})
    db.session.rollback()
    kept = reading().scalar(select(Draft.text))
    assert kept is not None and "Vill flytta" in kept and "Hemlig" not in kept
    with transaction() as tx:
        tx.execute(update(table(CaseTypeVersion)).values(write_nothing=True))
    desk.post("/ny/utkast", {**form, "case_type": "T03"})
    db.session.rollback()
    assert reading().scalar(select(Draft.id)) is None


def test_a_call_written_down_afterwards_is_no_old_mail(app: Flask, cast: Cast) -> None:
    with transaction() as tx:
        tx.execute(update(table(PluginHealth)).values(first_start=NOW_AND_THEN))
        if tx.scalar(select(PluginHealth.plugin).where(PluginHealth.plugin == "")) is None:
            tx.execute(table(PluginHealth).insert().values(plugin="", first_start=NOW_AND_THEN))
    form = {"case_type": "T14", "outcome": "keep", "channel": "letter", "received": "2026-05-08T09:00"}
    assert Desk(app, cast, "fatima").post("/ny", form).status_code == 303
    assert newest().due_at is not None


def test_an_outcome_among_the_details_wins_over_the_buttons(app: Flask, cast: Cast) -> None:
    form = {"case_type": "T03", "outcome": "answered", "other_outcome": "other_authority"}
    Desk(app, cast, "fatima").post("/ny", form)
    assert newest().outcome == "other_authority"


def test_a_call_is_handed_over_to_the_owner_of_its_type(app: Flask, cast: Cast) -> None:
    Desk(app, cast, "fatima").post("/ny", {"case_type": "P05", "outcome": "hand_over", "text": "Attefallshus"})
    case = newest()
    assert (case.held_by, case.forvaltning_id) == ("forvaltning", cast.forvaltningar["PBK"])


def test_a_second_press_is_the_same_note(app: Flask, cast: Cast) -> None:
    desk = Desk(app, cast, "fatima")
    form = {"case_type": "T03", "outcome": "answered", "nonce": "a" * 32}
    assert desk.post("/ny", form).location == desk.post("/ny", form).location
    assert cases() == 1


def test_a_protected_caller_leaves_neither_name_nor_number(app: Flask, cast: Cast) -> None:
    form = {"case_type": "T03", "outcome": "keep", "caller": "Mona Lind 070-174 06 05", "protected": "yes"}
    answer = Desk(app, cast, "fatima").post("/ny", form)
    assert answer.status_code == 303
    assert reading().scalar(select(ContactAddress.id)) is None
    db.session.rollback()
    assert "Mona" not in newest().counterpart
    assert "174" not in str(reading().execute(select(Message.sender, Message.sender_name)).all())


def test_a_secret_call_is_filed_for_those_who_may_read_it_and_its_number_told(app: Flask, cast: Cast) -> None:
    desk = Desk(app, cast, "fatima")
    form = {"case_type": "V02", "outcome": "hand_over", "text": "Kommer inte på tisdag"}
    answer = desk.post("/ny", form)
    number = newest().number
    assert answer.location == f"/ny?sparat={number}"
    told = desk.get(answer.location).text
    assert f"Sparat som {number}." in told and f"/arende/{number}" not in told
    assert desk.get(f"/arende/{number}").status_code == 404
    assert "Kommer inte på tisdag" in Desk(app, cast, "vera").get(f"/arende/{number}").text


def test_same_person_new_question_keeps_the_caller(app: Flask, cast: Cast) -> None:
    desk = Desk(app, cast, "fatima")
    form = {"case_type": "T03", "outcome": "answered", "caller": "070-174 06 05", "do": "next"}
    answer = desk.post("/ny", form)
    assert answer.status_code == 200
    assert 'value="070-174 06 05"' in answer.text and "Sparat som 2026-000001." in answer.text
    assert 'value="T03" checked' not in answer.text


def test_the_list_of_types_is_searched_without_script(app: Flask, cast: Cast) -> None:
    answer = Desk(app, cast, "fatima").post("/ny", {"do": "search", "q": "plogning", "text": "Om snön"})
    assert answer.status_code == 200
    assert "Snöröjning" in answer.text and "Om snön</textarea>" in answer.text
    assert cases() == 0


@pytest.mark.parametrize(
    ("login", "code"), [("fatima", 200), ("greta", 200), ("bo", 403), ("adam", 403), ("reino", 403)]
)
def test_those_who_take_calls_write_notes(app: Flask, cast: Cast, login: str, code: int) -> None:
    desk = Desk(app, cast, login)
    assert desk.get("/ny").status_code == code
    if code == 403:
        assert desk.post("/ny", {"case_type": "T03", "outcome": "answered"}).status_code == 403
        assert cases() == 0


def test_a_time_in_the_past_is_kept_as_when_it_came(app: Flask, cast: Cast) -> None:
    form = {"case_type": "T03", "outcome": "answered", "channel": "letter", "received": "2026-05-08T09:00"}
    Desk(app, cast, "fatima").post("/ny", form)
    assert newest().received_at == datetime(2026, 5, 8, 7, 0, tzinfo=UTC)


def test_a_wrong_outcome_alone_asks_the_database_nothing() -> None:
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "x"
    from flask_babel import Babel

    Babel(app)
    with app.app_context():
        found = note_from({"outcome": "nonsense"})
    assert isinstance(found, Problems) and set(found.by_field) == {"outcome"}


class Telephone(PaperChannel):
    """A plug-in with a form of its own for calls."""

    def blueprint(self) -> Blueprint:
        pages = Blueprint("telephone", __name__)

        @pages.get("/ny")
        def new_note() -> str:
            return "mine"

        return pages


def test_a_plug_in_for_calls_takes_the_page_over_and_keeps_the_query(app: Flask, cast: Cast) -> None:
    plugin = Telephone("telephone", {})
    instance = Instance("telephone", "tests.web.test_new_note:Telephone", plugin=plugin, state="on")
    other = create_app(app.config["SETTINGS"], Plugins([instance]))
    answer = Desk(other, cast, "fatima").get("/ny?telefon=%2B46701740605&menyval=4")
    assert (answer.status_code, answer.location) == (302, "/telephone/ny?telefon=%2B46701740605&menyval=4")
    with other.app_context():
        db.engine.dispose()  # this app has connections of its own
