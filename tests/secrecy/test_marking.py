"""Marking: a warning with provision, nämnd and date, that moves the case out of sight of those who need not know."""

from __future__ import annotations

import json

from sqlalchemy import select

from core.case.classification import classify
from core.case.handover import hand_over
from core.case.marking import Mark, mark, marks_of, unmark
from core.case.sharing import ask
from core.store.db import reading, transaction
from core.store.models import AttachmentRow, Event, Message, Namnd, Scope
from core.store.models.agents import MARKED
from tests.secrecy.conftest import Town, kinds, refused, texts

CARE = "OSL 26 kap. 1 §"


def test_a_marked_case_is_seen_by_leaders_alone(town: Town) -> None:
    case = town.bring()
    with transaction():
        mark(case.id, Mark(CARE, knowing=True), town.agent("fatima"))
    fresh = town.fresh(case)
    assert (fresh.secrecy_provision, fresh.secrecy_marked_at) == (CARE, fresh.secrecy_marked_at)
    namnd = reading().get(Namnd, fresh.secrecy_namnd_id)
    assert namnd is not None and namnd.name == "Tekniska nämnden"
    assert reading().scalar(select(Scope.secrecy_class_id).where(Scope.id == fresh.scope_id)) == MARKED
    seen = {login: town.sees(login, case) for login in ("fatima", "gunilla", "greta", "carin", "tore", "pia", "adam")}
    assert seen == {
        "fatima": "none",
        "gunilla": "none",
        "greta": "full",
        "carin": "full",
        "tore": "none",
        "pia": "none",
        "adam": "none",
    }


def test_whoever_marks_is_warned_before_the_case_is_out_of_sight(town: Town) -> None:
    case = town.bring()
    assert refused(lambda: mark(case.id, Mark(CARE), town.agent("fatima"))) == "you_lose_sight"
    assert town.sees("fatima", case) == "full"
    with transaction():
        mark(case.id, Mark(CARE), town.agent("greta"))
    assert town.sees("greta", case) == "full"


def test_a_marking_says_why(town: Town) -> None:
    case = town.bring()
    assert refused(lambda: mark(case.id, Mark("  "), town.agent("greta"))) == "provision_missing"


def test_in_a_forvaltning_the_unit_is_named_and_sees_it(town: Town) -> None:
    case = town.bring()
    with transaction():
        hand_over(case.id, town.tek, town.agent("fatima"))
    assert refused(lambda: mark(case.id, Mark(CARE, knowing=True), town.agent("tore"))) == "secrecy_needs_unit"
    with transaction():
        mark(case.id, Mark(CARE, unit_id=town.park, knowing=True), town.agent("tore"))
    assert (town.sees("pia", case), town.sees("tore", case), town.sees("cecilia", case)) == ("full", "none", "none")
    assert (town.sees("greta", case), town.sees("reino", case)) == ("limited", "limited")


def test_another_departments_unit_cannot_be_named(town: Town) -> None:
    case = town.bring()
    with transaction():
        hand_over(case.id, town.tek, town.agent("fatima"))
    elsewhere = town.cast.units["BIST"]
    assert refused(lambda: mark(case.id, Mark(CARE, unit_id=elsewhere), town.agent("tore"))) == "unit_elsewhere"


def test_a_marking_is_ended_by_a_leader_with_a_reason(town: Town) -> None:
    case = town.bring()
    with transaction():
        mark_id = mark(case.id, Mark(CARE), town.agent("greta"))
    assert refused(lambda: unmark(case.id, mark_id, " ", town.agent("greta"))) == "reason_missing"
    with transaction():
        unmark(case.id, mark_id, "Uppgiften är offentlig.", town.agent("greta"))
    assert (town.fresh(case).secrecy_provision, town.sees("fatima", case)) == ("", "full")
    assert texts(case)[-1] == "Uppgiften är offentlig."
    assert kinds(case)[-3:] == ["marked", "official_note", "unmarked"]
    assert not marks_of(case.id)


def test_who_pressed_the_button_stands_in_the_log_alone_and_the_log_holds_no_words(town: Town) -> None:
    case = town.bring()
    with transaction():
        mark(case.id, Mark(CARE), town.agent("greta"))
    event = reading().scalars(select(Event).where(Event.case_id == case.id, Event.kind == "marked")).one()
    assert event.agent_id == town.agent("greta").id
    assert "OSL" not in json.dumps(event.data)


def test_an_agent_cannot_end_a_marking(town: Town) -> None:
    case = town.bring()
    with transaction():
        hand_over(case.id, town.tek, town.agent("fatima"), unit_id=town.park)
        mark_id = mark(case.id, Mark(CARE, knowing=True), town.agent("pia"))
    assert refused(lambda: unmark(case.id, mark_id, "x", town.agent("pia"))) == "not_your_role"


def test_one_message_or_one_file_is_marked_and_the_case_stays_in_sight(town: Town) -> None:
    case = town.bring(files={"intyg.txt": "sjuk"})
    message = reading().scalars(select(Message).where(Message.case_id == case.id, Message.direction == "in")).one()
    file = reading().scalars(select(AttachmentRow)).one()
    with transaction():
        mark(case.id, Mark(CARE, message_id=message.id), town.agent("fatima"))
        mark(case.id, Mark(CARE, attachment_id=file.id), town.agent("fatima"))
    assert town.sees("gunilla", case) == "full"
    assert [(m.message_id, m.attachment_id) for m in marks_of(case.id)] == [(message.id, None), (None, file.id)]


def test_a_message_of_another_case_cannot_be_marked_through_this_one(town: Town) -> None:
    case, other = town.bring("m1"), town.bring("m2", sender="pär@invanare.example")
    theirs = reading().scalars(select(Message.id).where(Message.case_id == other.id)).first()
    assert refused(lambda: mark(case.id, Mark(CARE, message_id=theirs), town.agent("fatima"))) == "no_such_part"


def test_a_type_chosen_later_keeps_the_marking(town: Town) -> None:
    case = town.bring()
    with transaction():
        mark(case.id, Mark(CARE), town.agent("greta"))
        classify(case.id, "T03", town.agent("greta"))
    assert town.sees("fatima", case) == "none"


def test_what_becomes_secret_is_no_longer_shared_with_a_whole_department(town: Town) -> None:
    case = town.bring()
    with transaction():
        ask(case.id, [(town.tek, None), (town.tek, town.park)], "Vet ni?", town.agent("greta"))
        mark(case.id, Mark(CARE), town.agent("greta"))
    assert (town.sees("pia", case), town.sees("tore", case), town.sees("cecilia", case)) == ("full", "none", "none")
    assert "question_ended" in kinds(case)
