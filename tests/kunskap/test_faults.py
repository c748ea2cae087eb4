"""Något stämmer inte: a task for the owner, an answer for the one who said it, and no case for who may not see it."""

from __future__ import annotations

import pytest

from core import NotFound, Refused
from core.store.db import db, transaction
from kunskap import faults
from kunskap.faults import About
from tests.web.desk import LAMP, SECRET, bring


def say(people, about: About, by: str = "fatima", text: str = "Fel nummer") -> int:
    with transaction():
        found = faults.say(about, text, people.agent(by))
    db.session.rollback()
    return found


def test_two_keys_in_the_case_make_a_task_for_the_department_of_the_type(desk, people):
    case = bring(**LAMP)
    fatima = desk("fatima")
    form = fatima.get(f"/kunskap/fel?arende={case.number}&typ=T06").text
    assert "Checklistan stämmer inte" in form and "Saknas på webben" in form and 'value="checklist" checked' in form
    said = {"what": "checklist", "arende": case.number, "typ": "T06"}
    assert fatima.post("/kunskap/fel", said).location == f"/arende/{case.number}"
    db.session.rollback()
    assert faults.waiting(people.agent("karin")) == faults.waiting(people.agent("greta")) == 1
    assert faults.waiting(people.agent("tore")) == faults.waiting(people.agent("fatima")) == 0


def test_the_owner_mends_it_and_the_answer_reaches_the_one_who_said_it(desk, people, write):
    one = say(people, About("article", write()))
    page = desk("karin").get("/kunskap/att-ratta").text
    assert "Lathunden stämmer inte" in page and "Fel nummer" in page
    assert desk("karin").post(f"/kunskap/att-ratta/{one}", {"answer": "Tack, ändrat"}).status_code == 303
    db.session.rollback()
    assert faults.waiting(people.agent("karin")) == 0 and faults.waiting(people.agent("fatima")) == 1
    fatima = desk("fatima")
    assert "Tack, ändrat" in fatima.get("/kunskap/att-ratta").text
    fatima.post("/kunskap/att-ratta/svar")
    db.session.rollback()
    assert faults.waiting(people.agent("fatima")) == 0
    with pytest.raises(Refused), transaction():
        faults.mend(one, "", people.agent("karin"))


@pytest.mark.parametrize("login", ["fatima", "gunilla", "bo", "tore", "reino"])
def test_who_does_not_own_it_neither_sees_the_task_nor_mends_it(desk, people, write, login):
    one = say(people, About("article", write()), by="greta", text="Hemligt för andra")
    assert "Hemligt för andra" not in desk(login).get("/kunskap/att-ratta").text
    with pytest.raises(Refused), transaction():
        faults.mend(one, "", people.agent(login))


def test_another_departments_contact_person_has_nothing_of_it(people, write):
    one = say(people, About("article", write(place="PBK", types=("P05",))))
    assert faults.open_for(people.agent("karin")) == []
    with pytest.raises(Refused), transaction():
        faults.mend(one, "", people.agent("karin"))


def test_a_task_links_to_its_case_only_for_those_who_may_read_it(desk, people):
    secret = bring(**SECRET)
    say(people, About("web", None, secret.number, "V02"), by="gunilla")
    assert secret.number in desk("gunilla").get("/kunskap/att-ratta").text
    for login in ("greta", "kim", "adam"):  # they may mend it and may not know of the case
        page = desk(login).get("/kunskap/att-ratta").text
        assert "Fel nummer" in page and secret.number not in page, login


def test_nothing_is_said_about_a_case_or_a_draft_that_one_may_not_see(desk, people, write):
    secret = bring(**SECRET)
    assert desk("fatima").get(f"/kunskap/fel?arende={secret.number}&typ=V02").status_code == 404
    with pytest.raises(NotFound):
        say(people, About("web", None, secret.number, "V02"))
    with pytest.raises(NotFound):
        say(people, About("article", write(state="draft")))
    with pytest.raises(Refused):
        say(people, About("web", None, "", "Z99"))


def test_without_a_case_the_form_asks_for_the_type(desk, people):
    fatima = desk("fatima")
    answer = fatima.post("/kunskap/fel", {"what": "web", "text": "Priserna saknas"})
    assert answer.status_code == 422 and "Priserna saknas" in answer.text and "Välj vad det gäller." in answer.text
    assert fatima.post("/kunskap/fel", {"what": "web", "typ": "K03", "text": "Priserna"}).status_code == 303
