"""Öppettider in the browser's own words: from a date on, own days, the year, the calculator, and open cases' dates."""

from __future__ import annotations

import re
from datetime import date

import pytest

from core.access.agents import agent_by_login
from core.case.opening_hours import calendar
from core.municipality.opening_hours import add_own_days, owner_by_code, set_hours, versions_of
from core.municipality.typed_hours import typed_hours
from core.store.db import db, transaction
from tests.web.conftest import Visitor
from tests.web.desk import bring, fresh
from tests.web.municipality.test_answering_groups import hidden

PATH = "/installningar/oppettider"
WEEK = {day: "10–19" for day in ("mon", "tue", "wed", "thu")}
NACKA = {**{day: "8-16" for day in ("mon", "tue", "wed", "thu", "fri")}, "klamdag": "open"}


def send(client: Visitor, path: str, vems: str = "kommunen", **values: object):
    return client.send(f"{PATH}{path}?vems={vems}", **values)


def versions(code: str = "kommunen") -> list[date]:
    db.session.rollback()
    return [one.valid_from for one in versions_of(owner_by_code(code))]


def test_hours_from_new_year_are_planned_and_can_be_taken_back(client: Visitor) -> None:
    client.log_in("adam")
    answer = send(client, "/nya", valid_from="2027-01-01", klamdag="open", **WEEK)
    assert answer.status_code == 303 and versions() == [date(2027, 1, 1)]
    page = client.get(answer.location).text
    assert "Sparat." in page and "Från 2027-01-01" in page and "planerade" in page
    assert send(client, "/ta-bort/2027-01-01").status_code == 303 and versions() == []


def test_what_is_wrong_stands_at_its_day_and_nothing_typed_is_lost(client: Visitor) -> None:
    client.log_in("adam")
    typed = {"mon": "åtta till fyra", "tue": "12-8", "wed": "8-12, 13-16.30", "closed": ["juldagen"]}
    answer = send(client, "/nya", valid_from="2027-01-01", **typed)
    assert answer.status_code == 422 and versions() == []
    assert "Skriv från och till" in answer.text and "efter varandra" in answer.text
    assert 'value="åtta till fyra"' in answer.text and 'value="8-12, 13-16.30"' in answer.text
    assert re.search(r'value="juldagen"[^>]* checked', answer.text)
    assert "Välj ett datum." in send(client, "/nya", **NACKA).text


def test_hours_that_began_long_ago_or_on_a_taken_date_are_refused(client: Visitor) -> None:
    client.log_in("adam")
    assert send(client, "/nya", valid_from="2026-01-01", **NACKA).status_code == 303  # the first may
    assert "redan är lovade" in send(client, "/nya", valid_from="2026-02-01", **NACKA).text
    assert "redan tider från" in send(client, "/nya", valid_from="2026-01-01", **NACKA).text
    assert client.send(f"{PATH}/ta-bort/2026-01-01").status_code == 409 or versions() == [date(2026, 1, 1)]


def test_two_administrators_at_once_keep_both_changes_of_the_week(client: Visitor) -> None:
    client.log_in("adam")
    send(client, "/nya", valid_from="2026-01-01", **NACKA)
    was = hidden(client.get(f"{PATH}/andra/2026-01-01?vems=kommunen").text, "was")
    adam = agent_by_login("adam")
    with transaction():
        theirs = typed_hours({**NACKA, "mon": "7-16"})
        set_hours(owner_by_code("kommunen"), date(2026, 1, 1), theirs, adam, was=date(2026, 1, 1))
    mine = {**NACKA, "mon": "8–16", "tue": "8–16", "wed": "8–16", "thu": "8–16", "fri": "8–15"}
    answer = send(client, "/andra/2026-01-01", was=was, valid_from="2026-01-01", **mine)
    assert answer.status_code == 303
    db.session.rollback()
    week = calendar().hours_on(date(2026, 6, 1)).week
    assert week[0] == ((420, 960),) and week[4] == ((480, 900),)


def test_a_unit_of_its_own_and_back_again(client: Visitor) -> None:
    client.log_in("adam")
    assert "Samma som Vård- och omsorgsförvaltningen" in client.get(f"{PATH}?vems=u-BIST").text
    assert send(client, "/nya", "u-BIST", valid_from="2026-06-01", **WEEK).status_code == 303
    assert "Biståndsenheten" in client.get(PATH).text
    assert send(client, "/folj", "u-BIST", valid_from="2026-09-01").status_code == 303
    assert versions("u-BIST") == [date(2026, 9, 1), date(2026, 6, 1)]
    assert send(client, "/folj", valid_from="2027-01-01").status_code == 422  # the municipality has nobody above
    assert client.get(f"{PATH}?vems=u-FINNS-INTE").status_code == 404


def test_own_days_with_their_reason_are_in_the_calendar_of_the_year(client: Visitor) -> None:
    client.log_in("adam")
    days = {"first": "2026-06-15", "last": "2026-06-16", "how": "closed", "reason": "Planeringsdagar"}
    assert send(client, "/dagar/nya", **days).status_code == 303
    short = {"first": "2026-06-18", "how": "short", "closes": "14.30", "reason": "Sommaravslutning"}
    assert send(client, "/dagar/nya", **short).status_code == 303
    year = client.get(f"{PATH}/ar?ar=2026").text
    assert year.count("Planeringsdagar, stängt") >= 4 and "Sommaravslutning, öppet till 14.30" in year
    assert "Skärtorsdagen, öppet till 12" in year and "Klämdag, öppet" in year and "Nationaldagen" in year
    assert send(client, "/dagar/2026-06-15/ta-bort").status_code == 303
    assert "Planeringsdagar" in client.get(f"{PATH}/ar?ar=2026&vems=u-BIST").text  # the 16th holds for units too
    wrong = send(client, "/dagar/nya", first="2026-06-20", last="2026-06-18", how="short", closes="lunch").text
    assert "Skriv ett klockslag" in wrong
    wrong = send(client, "/dagar/nya", first="2026-06-20", last="2026-06-18", how="closed").text
    assert "Den sista dagen måste komma efter" in wrong and "Skriv varför" in wrong


def test_the_year_marks_the_day_when_other_hours_begin(client: Visitor) -> None:
    client.log_in("adam")
    send(client, "/nya", valid_from="2026-09-01", **NACKA)
    assert "Nya öppettider börjar gälla" in client.get(f"{PATH}/ar?ar=2026").text
    for odd in ("1", "99999", "²", "abc"):
        assert "2026" in client.get(f"{PATH}/ar?ar={odd}").text


def test_open_cases_are_counted_again_only_when_somebody_says_so(client: Visitor) -> None:
    case = bring(subject="Släckt gatlampa")
    client.log_in("adam")
    answer = send(client, "/nya", valid_from="2026-01-01", **WEEK)
    page = client.get(answer.location).text
    assert "Räkna om 1 öppet ärendes datum" in page and case.number not in page
    before = fresh(case).due_at
    assert send(client, "/rakna-om").status_code == 303
    assert fresh(case).due_at != before
    assert "Räkna om 1" not in client.get(f"{PATH}?andrat=1").text


@pytest.mark.parametrize(
    ("received", "answered", "minutes"),
    [
        ("2026-03-10T09:00", "2026-03-10T10:30", 90),
        ("2026-03-13T15:30", "2026-03-16T08:30", 60),
        ("2026-03-10T22:00", "2026-03-11T09:00", 60),
        ("2026-03-14T10:00", "2026-03-14T11:00", 0),
        ("2026-04-02T11:00", "2026-04-07T09:00", 120),
        ("2026-05-13T11:30", "2026-05-18T08:30", 540),
        ("2026-06-18T15:00", "2026-06-22T09:00", 120),
        ("2026-12-23T15:00", "2026-12-28T09:00", 120),
        ("2026-03-27T15:00", "2026-03-30T09:00", 120),
        ("2026-10-23T15:00", "2026-10-26T09:00", 120),
    ],
)
def test_the_ten_vectors_of_the_facts_on_the_page(client: Visitor, received: str, answered: str, minutes: int) -> None:
    client.log_in("adam")
    page = client.get(f"{PATH}/rakna?mal=2+ad&kom={received}&svarat={answered}").text
    assert f">{minutes} minuter av öppettiden<" in page


def test_a_date_explains_itself_day_by_day(client: Visitor) -> None:
    client.log_in("adam")
    page = client.get(f"{PATH}/rakna?mal=10+ad&kom=2026-05-08T10:00").text
    assert "måndag 25 maj kl. 16.00" in page and "10 arbetsdagar" in page
    steps = re.findall(r'step-counts">([^<]*)</span><span>([^<]*)(?:<span class="why">([^<]*))?', page)
    assert [day for counts, day, _why in steps if counts.startswith("dag ")][2:4] == ["onsdag 13 maj", "fredag 15 maj"]
    assert ("räknas inte", "torsdag 14 maj", "Kristi himmelsfärd, stängt") in steps
    assert ("dag 3", "onsdag 13 maj", "Dagen före Kristi himmelsfärd, öppet till 12") in steps


def test_the_calculator_uses_the_types_promise_and_its_owners_hours(client: Visitor) -> None:
    client.log_in("adam")
    with transaction():
        add_own_days(
            owner_by_code("f-TEK"), date(2026, 5, 12), date(2026, 5, 12), None, "Flytt", agent_by_login("adam")
        )
    db.session.rollback()
    page = client.get(f"{PATH}/rakna?typ=T06&kom=2026-05-11T10:00").text
    assert "onsdag 13 maj kl. 12.00" in page and "Flytt, stängt" in page
    assert "tisdag 12 maj kl. 16.00" in client.get(f"{PATH}/rakna?typ=T06&vems=kommunen&kom=2026-05-11T10:00").text


@pytest.mark.parametrize("query", ["mal=snart&kom=2026-05-11T10:00", "mal=2+ad&kom=", "kom=2026-05-11T10:00&svarat=x"])
def test_the_calculator_says_what_to_write_instead(client: Visitor, query: str) -> None:
    client.log_in("adam")
    page = client.get(f"{PATH}/rakna?{query}").text
    assert 'aria-invalid="true"' in page and "answer-when" not in page


@pytest.mark.parametrize("path", ["", "/ar", "/rakna", "/nya", "/dagar/nya"])
def test_nobody_else_gets_there(client: Visitor, path: str) -> None:
    client.log_in("fatima")
    assert client.get(f"{PATH}{path}").status_code == 403
