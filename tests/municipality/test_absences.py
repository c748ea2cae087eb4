"""Being away, and leaving for good: open cases and calls to return go back to the group, once, and nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from core.access.absences import absences_of, away_now
from core.access.agents import SYSTEM, agent_by_login
from core.access.counters import counts
from core.access.scopes import access_of
from core.access.staff import find_staff
from core.case.assignment import take
from core.case.naming import name_person, nameless
from core.case.record import change, lock
from core.case.secrecy import secrecy_class_of
from core.case.waiting import due_to_wake, snooze
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.absences import back_again, begin_absences, colleagues_led_by, end_of_day, mark_away
from core.municipality.giving_back import open_cases
from core.municipality.leaving import deactivate, reactivate, would_leave
from core.municipality.people import change_person, person
from core.municipality.phone_hours import phone_hours, set_phone_hours, spans_of
from core.municipality.roles_held import give_role
from core.store.db import reading, transaction
from core.store.models import AbsenceRow, Case, Event, SessionRow
from core.store.models.agents import PROTECTED
from tests.cast import Cast
from tests.conftest import Clock
from tests.web.desk import LAMP, bring
from tests.web.opened import a_session

AWAY = {"first": None, "last": None, "why": "ledig", "deputy_id": None, "gives_back": True}


def holder(case: Case) -> int | None:
    return reading().scalar(select(Case.agent_id).where(Case.id == case.id))


def released(case: Case) -> list[str]:
    rows = select(Event.data).where(Event.case_id == case.id, Event.kind == "released")
    return [data["why"] for data in reading().scalars(rows.order_by(Event.id))]


@pytest.fixture
def two(cast: Cast) -> tuple[Case, Case]:
    """Fatima's two cases; the second is a call to return tomorrow."""
    fatima, cases = cast.agent("fatima"), (bring("m1", **LAMP), bring("m2", **LAMP))
    with transaction():
        for case in cases:
            take(case.id, fatima)
        snooze(cases[1].id, now() + timedelta(days=1), fatima)
    return cases


def test_away_now_gives_open_cases_and_calls_back_to_the_group(
    cast: Cast, clock: Clock, two: tuple[Case, Case]
) -> None:
    fatima = cast.agent("fatima")
    assert [(pile.n, pile.calls) for pile in open_cases(fatima.id)] == [(2, 1)]
    with transaction():
        mark_away(fatima.id, fatima, **AWAY)
    assert [holder(case) for case in two] == [None, None] and [released(case) for case in two] == [["away"], ["away"]]
    assert counts(fatima, access_of(fatima)).get("mine", 0) == 0
    assert set(away_now()) == {fatima.id} and due_to_wake() == []
    clock.at += timedelta(days=1, minutes=1)
    assert due_to_wake() == [two[1].id]


def test_cases_stay_when_that_is_chosen(cast: Cast, two: tuple[Case, Case]) -> None:
    fatima = cast.agent("fatima")
    with transaction():
        mark_away(fatima.id, fatima, **{**AWAY, "gives_back": False})
    assert [holder(case) for case in two] == [fatima.id, fatima.id]


def test_an_absence_to_come_gives_them_back_when_it_begins_and_only_then(
    cast: Cast, clock: Clock, two: tuple[Case, Case]
) -> None:
    fatima = cast.agent("fatima")
    with transaction():
        mark_away(fatima.id, fatima, **{**AWAY, "first": date(2026, 5, 13), "last": date(2026, 5, 14)})
    begin_absences()
    assert holder(two[0]) == fatima.id and away_now() == {}
    clock.at += timedelta(days=2)
    begin_absences()
    assert holder(two[0]) is None and set(away_now()) == {fatima.id}
    with transaction():
        take(two[0].id, fatima)  # whoever comes in for an hour keeps what is taken then
    begin_absences()
    assert holder(two[0]) == fatima.id and released(two[0]) == ["away"]
    clock.at += timedelta(days=2)
    assert away_now() == {}


def test_gone_for_the_day_lasts_until_midnight(cast: Cast, clock: Clock, two: tuple[Case, Case]) -> None:
    fatima = cast.agent("fatima")
    with transaction():
        end_of_day(fatima.id, fatima)
    assert holder(two[0]) is None and away_now()[fatima.id].why == "dagen"
    clock.at += timedelta(hours=13)
    assert away_now() == {}


def test_coming_back_ends_it_and_what_was_to_come_can_be_taken_away(cast: Cast, clock: Clock) -> None:
    fatima = cast.agent("fatima")
    with transaction():
        mark_away(fatima.id, fatima, **{**AWAY, "last": date(2026, 5, 12)})
        mark_away(fatima.id, fatima, **{**AWAY, "first": date(2026, 7, 1)})
    now_away, coming = absences_of(fatima.id)
    clock.at += timedelta(hours=1)
    with transaction():
        back_again(fatima.id, now_away.id, fatima)
        back_again(fatima.id, coming.id, fatima)
    assert absences_of(fatima.id) == ()
    assert reading().scalar(select(func.count()).select_from(AbsenceRow)) == 1
    with pytest.raises(NotFound), transaction():
        back_again(fatima.id, coming.id, fatima)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"why": "sjuk"}, "why"),
        ({"first": date(2026, 5, 10)}, "first"),
        ({"first": date(2026, 5, 20), "last": date(2026, 5, 19)}, "last"),
        ({"last": date(2030, 1, 1)}, "last"),
        ({"deputy_id": 99_999}, "deputy"),
    ],
)
def test_what_is_wrong_with_an_absence_is_said_at_its_field(cast: Cast, changed: dict[str, object], field: str) -> None:
    fatima = cast.agent("fatima")
    with pytest.raises(Wrong) as wrong, transaction():
        mark_away(fatima.id, fatima, **{**AWAY, **changed})  # type: ignore[arg-type]
    assert set(wrong.value.fields) == {field} and absences_of(fatima.id) == ()


def test_one_is_not_away_twice_at_once_and_never_ones_own_deputy(cast: Cast) -> None:
    fatima = cast.agent("fatima")
    with transaction():
        mark_away(fatima.id, fatima, **AWAY)
    for changed, field in (({}, "first"), ({"deputy_id": fatima.id}, "deputy")):
        with pytest.raises(Wrong) as wrong, transaction():
            mark_away(fatima.id, fatima, **{**AWAY, **changed})  # type: ignore[arg-type]
        assert set(wrong.value.fields) == {field}


def test_leaders_write_down_the_absence_of_those_they_lead_and_of_nobody_else(cast: Cast) -> None:
    led = {
        login: {one.name for one in colleagues_led_by(cast.agent(login))}
        for login in ("greta", "carin", "fatima", "bo")
    }
    assert {"Fatima Rahimi", "Gunilla Berg"} <= led["greta"] & led["carin"]
    assert "Bo Lind" not in led["greta"] | led["carin"] and led["fatima"] == led["bo"] == set()
    assert {"Bo Lind", "Fatima Rahimi"} <= {one.name for one in colleagues_led_by(cast.agent("adam"))}
    for login, other in (("fatima", "gunilla"), ("greta", "bo"), ("bo", "fatima")):
        with pytest.raises(NotFound), transaction():
            mark_away(cast.agent(other).id, cast.agent(login), **AWAY)


def test_whom_one_connects_to_is_found_by_duty_and_says_that_they_are_away(cast: Cast) -> None:
    bo, greta = cast.agent("bo"), cast.agent("greta")
    with transaction():
        change_person(bo.id, {"duties": "bygglov, attefallshus"}, cast.agent("adam"))
        mark_away(bo.id, bo, **{**AWAY, "deputy_id": greta.id})
    found = find_staff("attef")
    assert [one.text for one in found] == ["Bo Lind, Plan-"]
    assert found[0].absence is not None and found[0].absence.deputy == "Greta Holm"


def test_a_deputy_who_has_left_answers_no_more(cast: Cast) -> None:
    bo, greta = cast.agent("bo"), cast.agent("greta")
    with transaction():
        mark_away(bo.id, bo, **{**AWAY, "deputy_id": greta.id})
    assert would_leave(greta.id).deputy_for == 1
    with transaction():
        deactivate(greta.id, cast.agent("adam"))
    assert away_now()[bo.id].deputy == ""


def test_who_leaves_is_logged_out_and_leaves_everything_to_the_group(cast: Cast, two: tuple[Case, Case]) -> None:
    fatima, adam = cast.agent("fatima"), cast.agent("adam")
    a_session(fatima.id)
    left = would_leave(fatima.id)
    assert (left.cases, left.sessions, [pile.svarsgrupp_id for pile in left.piles]) == (2, 1, [cast.groups["4"]])
    with transaction():
        assert deactivate(fatima.id, adam) == left
    assert agent_by_login("fatima") is None and [holder(case) for case in two] == [None, None]
    assert reading().scalar(select(SessionRow.key).where(SessionRow.agent_id == fatima.id)) is None
    assert released(two[0]) == ["deactivated"] and would_leave(fatima.id).cases == 0
    with transaction():
        reactivate(fatima.id, adam)
    assert cast.agent("fatima").in_contact_centre and holder(two[0]) is None


def test_a_protected_case_that_the_leaver_was_named_for_is_told_to_the_leaders(cast: Cast) -> None:
    case, fatima, greta = bring(**LAMP), cast.agent("fatima"), cast.agent("greta")
    with transaction():
        locked = lock(case.id, SYSTEM)
        change(locked, SYSTEM, "protected", secrecy_class_id=PROTECTED)
        assert secrecy_class_of(locked) == PROTECTED
        name_person(case.id, fatima)
    assert would_leave(fatima.id).named == 1 and nameless(greta) == 0
    with transaction():
        deactivate(fatima.id, cast.agent("adam"))
    assert nameless(greta) == 1


def test_neither_oneself_nor_the_last_administrator_is_switched_off(cast: Cast) -> None:
    adam, bo = cast.agent("adam"), cast.agent("bo")
    with pytest.raises(Refused, match="own_account"), transaction():
        deactivate(adam.id, adam)
    with transaction():
        give_role(bo.id, "administrator", "", adam, first=None, last=date(2026, 5, 20))
    with pytest.raises(Refused, match="last_administrator"), transaction():
        deactivate(adam.id, cast.agent("bo"))
    with pytest.raises(Refused, match="not_your_role"), transaction():
        deactivate(bo.id, cast.agent("fatima"))
    assert person(adam.id).active and person(bo.id).active


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", ()),
        ("9-11", ("09:00-11:00",)),
        ("9.30–11, 13-14.15", ("09:30-11:00", "13:00-14:15")),
        ("8:00 - 9:00 och 10-11", ("08:00-09:00", "10:00-11:00")),
        ("11-9", None),
        ("9-11, 10-12", None),
        ("9-25", None),
        ("9.70-11", None),
        ("nio", None),
    ],
)
def test_phone_hours_are_read_as_people_write_them(typed: str, spans: tuple[str, ...] | None) -> None:
    assert spans_of(typed) == spans


def test_phone_hours_say_when_they_were_last_changed(cast: Cast) -> None:
    bo = cast.agent("bo")
    assert phone_hours(bo.id).changed_at is None
    with transaction():
        set_phone_hours(bo.id, "mån och tis", {"mon": "9-11", "tue": "9.30–11"}, bo)
    found = phone_hours(bo.id)
    assert (found.words, found.week["mon"], found.week["tue"], found.week["wed"]) == (
        "mån och tis",
        "9.00–11.00",
        "9.30–11.00",
        "",
    )
    assert found.changed_at == now()
    with pytest.raises(Wrong) as wrong, transaction():
        set_phone_hours(bo.id, "", {"fri": "aldrig"}, bo)
    assert set(wrong.value.fields) == {"fri"}
    with pytest.raises(NotFound), transaction():
        set_phone_hours(bo.id, "", {}, cast.agent("fatima"))


def test_the_job_stops_nothing_when_there_is_nothing(cast: Cast) -> None:
    begin_absences()
    assert away_now() == {}
