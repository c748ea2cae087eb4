"""The log, the extract for a citizen and the page of roles: who may, what they see, and that each look is logged."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from core.access.trace import Asked, Reach, log
from core.case.assignment import take
from core.clock import now
from core.store.db import db, table, transaction
from core.store.models import CaseShare
from core.web.csv_file import csv_answer
from tests.cast import Cast
from tests.web.desk import LAMP, Desk, bring
from tests.web.offices import open_offices
from tests.web.test_trace import logged


@pytest.fixture
def offices(cast: Cast) -> Cast:
    return open_offices(cast)


def rows_of(text: str) -> list[str]:
    """The table's rows as plain words."""
    body = re.search(r'<tbody id="rows">(.*?)</tbody>', text, re.DOTALL)
    found = re.findall(r"<tr>(.*?)</tr>", body[1] if body else "", re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def test_a_dataskydd_sees_who_opened_and_changed_the_namnds_cases_without_a_subject(app: Flask, offices: Cast) -> None:
    case = bring(**LAMP)
    Desk(app, offices, "fatima").get(f"/arende/{case.number}")
    with transaction():
        take(case.id, offices.agent("fatima"))
    text = Desk(app, offices, "dag").get("/logg").text
    found = rows_of(text)
    assert any("Fatima Rahimi Öppnade ärendet" in row and case.number in row for row in found)
    assert any("Fatima Rahimi Tog ärendet" in row for row in found)
    for hidden in ("Släckt", "Skolgatan", "Mona", "gatubelysning"):
        assert hidden not in text


def test_another_namnds_dataskydd_sees_neither_the_row_nor_that_the_number_exists(app: Flask, offices: Cast) -> None:
    case = bring(**LAMP)
    Desk(app, offices, "fatima").get(f"/arende/{case.number}")
    desk = Desk(app, offices, "dora")
    assert case.number not in desk.get("/logg").text
    other, none = desk.get(f"/logg?nummer={case.number}").text, desk.get("/logg?nummer=2026-999999").text
    assert rows_of(other) == [] and other.replace(case.number, "") == none.replace("2026-999999", "")


def test_logins_and_searches_are_seen_for_the_namnds_own_people_only(app: Flask, offices: Cast) -> None:
    for login in ("tore", "bo", "fatima"):
        Desk(app, offices, login).get("/?text=mona")
    assert [row for row in rows_of(Desk(app, offices, "dag").get("/logg?handelse=search").text)] == [
        f"{_stamp()} Tore Ås Sökte på ord"
    ]
    assert len(rows_of(Desk(app, offices, "rex").get("/logg?handelse=search").text)) == 3


def _stamp() -> str:
    return now().astimezone().strftime("2026-05-11 kl. 12.00")


def test_the_log_is_searched_by_person_number_kind_and_day(app: Flask, clock, offices: Cast) -> None:
    first, second = bring(**LAMP), bring("m2", **{**LAMP, "from": "bo@invanare.example", "subject": "Gatlampa två"})
    Desk(app, offices, "fatima").get(f"/arende/{first.number}")
    clock.at += timedelta(days=1)
    Desk(app, offices, "greta").get(f"/arende/{second.number}/utskrift")
    dag, greta = Desk(app, offices, "dag"), offices.agent("greta").id
    for query, wanted in (
        ("handelse=read", 2),
        (f"handelse=read&nummer={first.number}", 1),
        (f"handelse=read&person={greta}", 1),
        ("handelse=read&fran=2026-05-12", 1),
        ("handelse=read&till=2026-05-11", 1),
        ("handelse=read&fran=2026-05-12&till=2026-05-11", 0),
        ("handelse=read&person=x&fran=igar&till=0001-01-01&handelse=%00&nummer=%00", 2),
    ):
        found = rows_of(dag.get(f"/logg?{query}").text)
        assert len(found) == wanted or "handelse=%00" in query, query
    assert "Skrev ut ärendet" in dag.get(f"/logg?person={greta}").text


@pytest.mark.parametrize("login", ["fatima", "greta", "carin", "bo", "reino", "adam"])
@pytest.mark.parametrize("path", ["/logg", "/logg/fil"])
def test_nobody_else_searches_the_log(app: Flask, cast: Cast, login: str, path: str) -> None:
    assert Desk(app, cast, login).get(path).status_code == 403
    assert logged() == []


def test_each_look_at_the_log_is_logged(app: Flask, offices: Cast) -> None:
    case, dag = bring(**LAMP), Desk(app, offices, "dag")
    fatima = offices.agent("fatima").id
    dag.get(f"/logg?nummer={case.number}&person={fatima}")
    dag.get("/logg/fil")
    looked, took = logged()
    assert (looked.action, looked.case_id, looked.data["agent"]) == ("log_searched", case.id, fatima)
    assert (took.action, took.case_id) == ("export_log", None)


def test_the_pages_follow_each_other_without_a_gap_or_a_double_though_all_has_one_time(
    app: Flask, offices: Cast
) -> None:
    case = bring(**LAMP)
    fatima = Desk(app, offices, "fatima")
    for n in range(4):
        fatima.get(f"/arende/{case.number}")
        fatima.post(f"/arende/{case.number}/{'ta' if n % 2 == 0 else 'slapp'}")
    db.session.rollback()
    whole = log(Asked(number=case.number, limit=200), Reach(all=True)).rows
    walked, before = [], None
    for _ in range(20):
        page = log(Asked(number=case.number, limit=3, before=before), Reach(all=True))
        walked += page.rows
        if (before := page.more) is None:
            break
    assert len(whole) > 8 and tuple(walked) == whole


def test_who_has_a_conflict_of_interest_sees_nothing_of_the_case_in_the_log_either(app: Flask, offices: Cast) -> None:
    case = bring(**LAMP)
    Desk(app, offices, "fatima").get(f"/arende/{case.number}")
    with transaction() as tx:
        block = {"case_id": case.id, "agent_id": offices.agent("rex").id, "kind": "block", "created_at": now()}
        tx.execute(table(CaseShare).insert().values(**block))
    assert case.number not in Desk(app, offices, "rex").get("/logg").text
    assert case.number in Desk(app, offices, "dag").get("/logg").text


def test_the_file_has_a_mark_and_no_formula(app: Flask, offices: Cast) -> None:
    with app.test_request_context("/"):
        text = csv_answer("x.csv", ["A"], [["=1+1"], ["@x"], ["plain"]]).get_data(as_text=True)
    assert text == "\ufeffA\r\n'=1+1\r\n'@x\r\nplain\r\n"
    case = bring(**LAMP)
    Desk(app, offices, "fatima").get(f"/arende/{case.number}")
    answer = Desk(app, offices, "dag").get("/logg/fil?handelse=read")
    assert answer.mimetype == "text/csv" and f";Fatima Rahimi;Öppnade ärendet;{case.number}" in answer.text
    assert "Släckt" not in answer.text


def test_everybody_reads_their_own_log_and_nobody_elses(app: Flask, offices: Cast) -> None:
    case = bring(**LAMP)
    Desk(app, offices, "fatima").get(f"/arende/{case.number}")
    Desk(app, offices, "greta").get(f"/forhandsvisning/{case.number}")
    text = Desk(app, offices, "fatima").get(f"/logg/min?person={offices.agent('greta').id}").text
    assert [row.split("12.00 ")[1] for row in rows_of(text)] == [f"Fatima Rahimi Öppnade ärendet {case.number}"]
    assert logged("log_own")[0].agent_id == offices.agent("fatima").id
