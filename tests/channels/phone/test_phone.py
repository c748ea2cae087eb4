"""The agents' form for calls: saved with two answers, nothing typed lost, and nothing written that must not be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from channels.phone import Phone
from channels.phone.words import spoken
from core.contract.instances import Instance, Plugins
from core.store import blobs
from core.store.db import db, reading, table, transaction
from core.store.models import Case, CaseType, CaseTypeVersion, Contact, ContactAddress, Inbound, Message
from tests.cast import Cast
from tests.doubles import PaperChannel
from tests.web.desk import Desk, newest

ANSWERED = {"case_type": "T03", "outcome": "answered"}


@pytest.fixture
def plugins() -> Plugins:
    both = PaperChannel("paper", {}), Phone("phone", {})
    return Plugins(Instance(plugin.name, "", plugin=plugin, state="on") for plugin in both)


@pytest.fixture
def fatima(app: Flask, cast: Cast) -> Desk:
    return Desk(app, cast, "fatima")


def cases() -> int:
    db.session.rollback()
    return reading().scalar(select(func.count()).select_from(Case)) or 0


def test_the_core_leads_here_with_number_and_menu_choice(fatima):
    answer = fatima.get("/ny?telefon=%2B46701740605&menyval=4")
    assert answer.location == "/phone/ny?telefon=%2B46701740605&menyval=4"
    text = fatima.get(answer.location).text
    assert 'value="070-174 06 05"' in text
    assert 'name="menu" value="4"' in text


def test_a_telephone_that_does_not_encode_plus_is_understood(fatima):
    assert 'value="070-174 06 05"' in fatima.get("/phone/ny?telefon=+46701740605").text


def test_a_call_is_saved_with_type_and_outcome_alone(fatima):
    answer = fatima.post("/phone/ny", {**ANSWERED, "seconds": "90"})
    case = newest()
    assert (answer.status_code, answer.location) == (303, f"/arende/{case.number}")
    assert (case.channel, case.status, case.outcome, case.plugin) == ("phone", "closed", "answered", "phone")
    assert (case.rosa_level, case.confirmed, case.first_contact, case.minutes) == (1, True, True, 1.5)
    assert case.forvaltning_id


@pytest.mark.parametrize("channel", ["phone", "visit", "letter", "fax", "social"])
def test_what_an_agent_may_register(fatima, channel):
    fatima.post("/phone/ny", {**ANSWERED, "channel": channel})
    assert newest().channel == channel


def test_a_connected_call_is_two_answers_and_not_counted_as_solved(fatima):
    fatima.post("/phone/ny", {"case_type": "T03", "outcome": "connected"})
    assert (newest().outcome, newest().first_contact) == ("connected", False)


def test_a_number_is_kept_in_one_form_with_its_name(fatima):
    fatima.post("/phone/ny", {**ANSWERED, "caller": "Mona Lind 070 174 06 05", "text": "Plogas det?"})
    assert newest().counterpart == "Mona Lind"
    assert reading().scalar(select(ContactAddress.value)) == "+46701740605"
    assert reading().scalar(select(Contact.name)) == "Mona Lind"


def test_a_known_caller_comes_with_name_and_latest_case(fatima):
    fatima.post("/phone/ny", {**ANSWERED, "caller": "Mona Lind 070-174 06 05", "text": "Plogas det?"})
    text = fatima.get("/phone/ny?telefon=%2B46701740605").text
    assert 'value="Mona Lind 070-174 06 05"' in text
    assert "Mona Lind, senaste ärende 2026-000001" in text


def test_a_caller_known_only_from_hidden_cases_comes_without_name(app, cast, fatima):
    form = {"case_type": "V02", "outcome": "keep", "caller": "Eva Ek 070-174 06 07", "text": "Kommer inte"}
    Desk(app, cast, "gunilla").post("/phone/ny", form)
    text = fatima.get("/phone/ny?telefon=%2B46701740607").text
    assert 'value="070-174 06 07"' in text
    assert "Eva Ek" not in text


def test_same_person_new_question_keeps_the_caller_but_not_in_the_address(fatima):
    form = {**ANSWERED, "caller": "Mona 070-174 06 05", "text": "Plogas det?", "nonce": "n" * 32, "do": "next"}
    answer = fatima.post("/phone/ny", form)
    assert answer.status_code == 200
    for part in ('value="Mona 070-174 06 05"', "Sparat som 2026-000001.", 'href="/arende/2026-000001"'):
        assert part in answer.text
    assert "Plogas det?</textarea>" not in answer.text
    assert "n" * 32 not in answer.text


def test_a_second_press_is_the_same_note(fatima):
    form = {**ANSWERED, "nonce": "a" * 32}
    assert fatima.post("/phone/ny", form).location == fatima.post("/phone/ny", form).location
    assert cases() == 1


def test_who_will_call_back_keeps_the_case_until_then(fatima):
    fatima.post("/phone/ny", {"case_type": "T03", "call_back": "2026-05-11T14:30", "caller": "070-174 06 05"})
    case = newest()
    assert case.snoozed_until == datetime(2026, 5, 11, 12, 30, tzinfo=UTC)
    assert (case.status, case.agent_id is not None, case.closed_at) == ("open", True, None)


def test_a_call_back_without_type_is_mine_too(fatima):
    fatima.post("/phone/ny", {"call_back": "2026-05-11T14:30", "text": "Vet inte riktigt"})
    assert (newest().agent_id is not None, newest().confirmed) == (True, False)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"call_back": "2026-05-11T11:59"}, "Välj en tid som inte har passerat."),
        ({"call_back": "halv tre"}, "Skriv datum och klockslag."),
        ({"call_back": "0001-01-01T00:00+23:00"}, "Skriv datum och klockslag."),
        ({"call_back": "2026-05-11T14:30", **ANSWERED}, "Den som ringer tillbaka behåller ärendet"),
        ({"call_back": "2026-05-11T14:30", "case_type": "P05", "outcome": "hand_over"}, "Den som ringer tillbaka"),
        ({"minutes": "många", **ANSWERED}, "Skriv hela minuter, högst 720."),
        ({"minutes": "721", **ANSWERED}, "Skriv hela minuter, högst 720."),
        ({"case_type": "P05", "outcome": "answered"}, "Det här kräver en bedömning (nivå 5). Lämna över till"),
        ({"case_type": "T03"}, "Välj ett resultat."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(fatima, form, said):
    answer = fatima.post("/phone/ny", {**form, "text": "Min text", "caller": "Mona"})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Min text</textarea>" in answer.text
    assert 'value="Mona"' in answer.text
    assert cases() == 0


def test_minutes_that_are_written_win_over_the_clock(fatima):
    fatima.post("/phone/ny", {**ANSWERED, "channel": "letter", "minutes": "25", "seconds": "30"})
    assert newest().minutes == 25


def test_oro_for_barn_by_phone_leaves_no_text_and_no_caller(fatima):
    with transaction() as tx:
        types = table(CaseTypeVersion)
        secret = select(CaseType.id).where(CaseType.code == "V02").scalar_subquery()
        tx.execute(update(types).where(types.c.case_type_id == secret).values(write_nothing=True))
    form = {"case_type": "V02", "outcome": "connected", "text": "Pojken på Skolgatan", "place": "Skolgatan 4"}
    answer = fatima.post("/phone/ny", {**form, "caller": "Mona Lind 070-174 06 05"})
    assert answer.status_code == 303
    assert (newest().counterpart, newest().place, newest().contact_id) == ("", "", None)
    row = reading().execute(select(Message.text, Message.sender, Message.sender_name)).one()
    assert tuple(row) == ("", "", "")
    assert reading().scalar(select(func.count()).select_from(Contact)) == 0
    original = blobs.get(reading().scalars(select(Inbound.blob)).one()).decode()
    assert "Skolgatan" not in original


def test_a_secret_note_is_saved_and_only_its_number_told(fatima):
    answer = fatima.post("/phone/ny", {"case_type": "V02", "outcome": "hand_over", "text": "Kommer inte"})
    number = newest().number
    assert answer.location == f"/phone/ny?sparat={number}"
    told = fatima.get(answer.location).text
    assert f"Sparat som {number}." in told
    assert f"/arende/{number}" not in told


def test_a_protected_caller_leaves_neither_name_nor_number(fatima):
    fatima.post("/phone/ny", {**ANSWERED, "caller": "Mona Lind 070-174 06 05", "protected": "yes"})
    assert newest().counterpart == ""
    assert reading().scalar(select(func.count()).select_from(ContactAddress)) == 0
    assert "174" not in str(reading().execute(select(Message.sender, Message.sender_name, Message.text)).all())


def test_types_are_searched_without_script(fatima):
    answer = fatima.post("/phone/ny", {"do": "search", "q": "plogning", "text": "Om snön"})
    assert "Snöröjning" in answer.text
    assert "Om snön</textarea>" in answer.text
    assert cases() == 0


@pytest.mark.parametrize(("login", "code"), [("fatima", 200), ("greta", 200), ("bo", 403), ("adam", 403)])
def test_those_who_take_calls_write_notes(app, cast, login, code):
    desk = Desk(app, cast, login)
    assert desk.get("/phone/ny").status_code == code
    if code == 403:
        assert desk.post("/phone/ny", ANSWERED).status_code == 403
        assert cases() == 0


def test_nobody_else_comes_in(app):
    assert app.test_client().get("/phone/ny").status_code == 303
    assert app.test_client().post("/phone/ny", data=ANSWERED).status_code in (303, 400)


@pytest.mark.parametrize(
    ("number", "words"),
    [("+46701740605", "070-174 06 05"), ("08-46500400", "08-465 004 00"), ("+358401234567", "+358 40 1234567")],
)
def test_a_number_is_read_aloud(number, words):
    assert spoken(number) == words


@pytest.mark.parametrize("hidden", ["anonymous", "", "dolt nummer", "12"])
def test_a_hidden_number_comes_back_as_it_was(hidden):
    assert spoken(hidden) == hidden


SOME = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_NAMES = st.sampled_from(
    ["caller", "text", "minutes", "call_back", "received", "outcome", "case_type", "channel", "do"]
)


@SOME
@given(form=st.dictionaries(_NAMES, st.text(max_size=40)))
def test_any_note_is_saved_or_explained(fatima, form):
    form = {name: value.replace("\0", "") for name, value in form.items()}
    assert fatima.post("/phone/ny", form).status_code in (200, 303, 422)


@SOME
@given(telefon=st.text(max_size=30), sparat=st.text(max_size=15))
def test_any_address_shows_the_form(fatima, telefon, sparat):
    query = {"telefon": telefon, "sparat": sparat, "menyval": telefon, "kanal": sparat}
    assert fatima.get("/phone/ny", query_string=query).status_code == 200
