"""Aktuellt i dag and Ändrade regler: for whom, from when until when, and who has read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import Refused, Wrong
from core.store.db import db, transaction
from kunskap import receipts
from kunskap.notices import all_of, end_now, now_about, now_for, save_notice
from tests.web.desk import LAMP, bring

POOL = {
    "title": "Bassängen är stängd", "text": "Pumpen är trasig.", "starts": "2026-05-11T11:00",
    "ends": "2026-05-11T17:00", "svarsgrupp": "", "types": (),
}  # fmt: skip


@pytest.fixture
def tell(people):
    def save(by: str = "greta", kind: str = "today", notice_id: int | None = None, place: str = "TEK", **fields):
        content = {**POOL, "forvaltning": str(people.forvaltningar[place]), **fields}
        with transaction():
            return save_notice(notice_id, kind, content, people.agent(by))

    return save


def titles(found):
    return [one.title for one in found]


def test_a_notice_stands_from_its_beginning_to_its_end_and_then_in_the_history(people, tell, clock, desk):
    tell()
    fatima = people.agent("fatima")
    assert titles(now_for(fatima)) == ["Bassängen är stängd"]
    assert "Pumpen är trasig. Till i dag 17.00." in desk("fatima").get("/").text
    clock.at -= timedelta(hours=2)
    db.session.rollback()
    assert now_for(fatima) == []
    clock.at += timedelta(hours=8)
    assert now_for(fatima) == [] and titles(all_of("today")) == ["Bassängen är stängd"]
    assert (
        "Bassängen" not in desk("fatima").get("/").text and "Avslutade" in desk("fatima").get("/kunskap/aktuellt").text
    )


def test_a_group_sees_its_own_and_a_type_shows_only_what_is_about_it(people, tell):
    tell(title="Grupp 1", svarsgrupp=str(people.groups["1"]))
    tell(title="Lampor", types=("T06",))
    tell(title="Grupp 4 om snö", svarsgrupp=str(people.groups["4"]), types=("T03",))
    assert titles(now_for(people.agent("fatima"))) == ["Grupp 4 om snö"]
    assert titles(now_for(people.agent("gunilla"))) == ["Grupp 1"]
    assert titles(now_for(people.agent("carin"))) == ["Grupp 4 om snö", "Grupp 1"]  # leads all, is in none
    assert titles(now_for(people.agent("bo"))) == []
    assert titles(now_about(("T06",))) == ["Lampor"] and titles(now_about(("T03",))) == ["Grupp 4 om snö"]


def test_what_is_current_for_a_type_stands_in_its_case_and_beside_it_in_the_note(desk, tell):
    case = bring(**LAMP)
    tell(title="Kabelfel i centrum", types=("T06",))
    fatima = desk("fatima")
    assert "Kabelfel i centrum" in fatima.get(f"/arende/{case.number}").text
    assert "Kabelfel i centrum" in fatima.get("/typer?q=gatlampa").text
    assert "Kabelfel i centrum" not in fatima.get("/typer?q=plogning").text
    assert "Kabelfel i centrum" not in fatima.get("/").text


def test_it_is_ended_in_the_middle_once(people, tell):
    one = tell()
    with transaction():
        end_now(one, people.agent("karin"))
    db.session.rollback()
    assert now_for(people.agent("fatima")) == []
    with pytest.raises(Refused), transaction():
        end_now(one, people.agent("karin"))


@pytest.mark.parametrize("login", ["fatima", "bo", "tore", "reino"])
def test_who_only_reads_writes_and_ends_no_notice(people, tell, desk, login):
    one, rule = tell(), tell(kind="rule", ends="")
    with pytest.raises((Refused, Wrong)):
        tell(by=login)
    with pytest.raises(Refused), transaction():
        end_now(one, people.agent(login))
    for path in ("aktuellt/ny", f"aktuellt/{one}", "regler/ny", f"regler/{rule}", "ny", "artiklar/fil", "artiklar.csv"):
        assert desk(login).get(f"/kunskap/{path}").status_code == 403, path


def test_a_contact_person_cannot_touch_what_another_department_has_told(people, tell, desk):
    one = tell(place="PBK")
    with pytest.raises(Refused):
        tell(by="karin", notice_id=one, title="Ändrad")
    with pytest.raises(Wrong):
        tell(by="karin", place="PBK")
    assert desk("karin").get(f"/kunskap/aktuellt/{one}").status_code == 403
    assert tell(by="karin")


def test_every_wrong_answer_is_said_at_once(people, tell):
    with pytest.raises(Wrong) as wrong:
        tell(title="", starts="snart", ends="", svarsgrupp="99", types=("Z1",))
    assert set(wrong.value.fields) == {"title", "starts", "ends", "svarsgrupp", "types"}
    with pytest.raises(Wrong) as wrong:
        tell(ends="2026-05-11T10:59")
    assert wrong.value.fields["ends"].code == "ends_before"


def test_a_changed_rule_is_counted_until_it_is_read_and_the_leader_sees_who_has_not(people, tell, desk):
    one = tell(kind="rule", title="Ny avgift", starts="2026-06-01", ends="", svarsgrupp=str(people.groups["4"]))
    assert receipts.unread(people.agent("fatima")) == 1 and receipts.unread(people.agent("gunilla")) == 0
    assert receipts.unread(people.agent("tore")) == 0
    assert "1 ändrad regel att läsa." in desk("fatima").get("/").text
    assert "Fatima Rahimi, Greta Holm" in desk("greta").get("/kunskap/regler").text
    assert desk("fatima").post(f"/kunskap/regler/{one}/last").status_code == 303
    db.session.rollback()
    assert receipts.unread(people.agent("fatima")) == 0
    page = desk("greta").get("/kunskap/regler").text
    assert "1 av 2 har läst" in page and "<p>Greta Holm</p>" in page
    for login in ("fatima", "tore", "karin"):
        page = desk(login).get("/kunskap/regler").text
        assert "1 av 2 har läst" in page and "Vilka som inte har läst" not in page


@pytest.mark.parametrize("login", ["gunilla", "tore", "reino", "adam"])
def test_who_is_not_asked_cannot_say_that_it_is_read(people, tell, desk, login):
    one = tell(kind="rule", ends="", svarsgrupp=str(people.groups["4"]))
    assert desk(login).post(f"/kunskap/regler/{one}/last").status_code != 303
    db.session.rollback()
    assert receipts.read_by(people.agent(login)) == frozenset()
