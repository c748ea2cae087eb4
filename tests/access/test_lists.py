"""Pages of a view: in order, whole, filtered, continued; as many statements for one row as for fifty."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from core.access import ranges
from core.access.agents import SYSTEM
from core.access.filters import listed
from core.access.lists import Query, due_counts, newer, page
from core.access.scopes import access_of
from core.access.views import VIEWS, views_of
from core.case.assignment import take
from core.case.closing import Closing, close
from core.case.handover import hand_over
from core.case.record import change, lock
from core.case.waiting import wait
from core.store.db import db, reading, transaction
from core.store.models import Case
from tests.access.stories import LOGINS, bring, share, tell


def ids(agent, **values):
    return [row.id for row in page(agent, access_of(agent), Query(**values)).rows]


def all_pages(agent, limit, **values):
    """Row ids, following the cursor to the end."""
    found, before = [], None
    for _ in range(100):
        part = page(agent, access_of(agent), Query(limit=limit, before=before, **values))
        found += [row.id for row in part.rows]
        before = part.next
        if before is None:
            return found
    raise AssertionError("no end")


@pytest.fixture(params=["merged", "walked"])
def way(request, monkeypatch):
    """Both ways of reading, whatever the counters would have chosen."""
    monkeypatch.setattr(ranges, "FEW_RANGES", 1_000 if request.param == "merged" else 0)


@pytest.mark.usefixtures("way")
def test_pages_of_any_size_make_the_whole_list_in_order(app, cast, clock):
    tell(cast, clock, 21, cases=20, steps=80)
    for login in LOGINS:
        agent = cast.agent(login)
        seen = set(reading().scalars(select(Case.id).where(listed(agent))))
        for view in VIEWS:
            whole = all_pages(agent, 200, view=view)
            assert len(whole) == len(set(whole)) and set(whole) <= seen, (login, view)
            assert all_pages(agent, 3, view=view) == whole, (login, view)
            rows = page(agent, access_of(agent), Query(view=view, limit=200)).rows
            assert whole == [row.id for row in sorted(rows, key=lambda row: _order(view, row))], (login, view)


def _order(view, row):
    if view in ("due_today", "overdue", "late_elsewhere"):
        return (row.due_at.timestamp(), row.id)
    at = row.closed_at if view == "closed" else row.activity_at
    return (-at.timestamp(), -row.id)


@pytest.mark.usefixtures("way")
def test_filters_leave_what_they_say(app, cast):
    lamp, permit = bring(1, "Släckt gatlampa"), bring(2, "Attefallshus nära vatten", channel="sms")
    snow, hello = bring(3, "Snö på vägen"), bring(4, "Hej")
    fatima = cast.agent("fatima")
    for query, left in (
        ({}, [hello, snow, permit, lamp]),
        ({"channel": ("sms",)}, [permit]),
        ({"channel": ("sms", "email")}, [hello, snow, permit, lamp]),
        ({"level": (3, 5)}, [permit, lamp]),
        ({"forvaltning": ("TEK",)}, [snow, lamp]),
        ({"forvaltning": ("TEK", "PBK"), "svarsgrupp": ("4",)}, [snow, permit, lamp]),
        ({"svarsgrupp": ("5",)}, [hello]),
        ({"type": ("T06",)}, [lamp]),
        ({"type": ("T06", "T03"), "level": (1,)}, [snow]),
        ({"status": ("new",)}, [hello, snow, permit, lamp]),
        ({"status": ("open",)}, []),
    ):
        assert ids(fatima, view="unassigned", **query) == left, query


def test_values_that_do_not_exist_leave_nothing_and_break_nothing(app, cast):
    bring(1, "Släckt gatlampa")
    fatima = cast.agent("fatima")
    for wrong in ("", "x", "\x00", "\ud800", "TEK'--", "9" * 40, "å"):
        for name in ("channel", "forvaltning", "svarsgrupp", "type", "status"):
            assert ids(fatima, view="unassigned", **{name: (wrong,)}) == [], (name, wrong)
        assert ids(fatima, view=wrong) == []
    assert ids(fatima, view="unassigned", level=(0,)) == ids(fatima, view="unassigned", level=(10**30,)) == []


def test_a_cursor_that_is_not_ours_means_the_first_page(app, cast):
    case_id = bring(1, "Släckt gatlampa")
    fatima = cast.agent("fatima")
    for garbage in ("", "x", "MTIz", "!!", "a" * 500, "åäö", "\x00", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5LjE", "MS4tMQ"):
        assert ids(fatima, view="unassigned", before=garbage) == [case_id], garbage
        assert newer(fatima, access_of(fatima), Query(), garbage) == 0, garbage


def test_a_page_never_holds_more_than_asked_for_and_at_least_one(app, cast):
    for number in range(3):
        bring(number, "Släckt gatlampa")
    fatima = cast.agent("fatima")
    assert [len(ids(fatima, limit=limit)) for limit in (-1, 0, 1, 2, 3, 10**9)] == [1, 1, 1, 2, 3, 3]


def test_one_row_takes_as_many_statements_as_fifty(app, cast):
    agents = [cast.agent(login) for login in ("fatima", "gunilla", "bo")]
    bring(0, "Attefallshus nära vatten")
    one = [statements(agent, view) for agent in agents for view in VIEWS]
    for number in range(1, 50):
        bring(number, "Attefallshus nära vatten")
    assert [statements(agent, view) for agent in agents for view in VIEWS] == one
    assert max(one) <= 2


def statements(agent, view):
    access, said = access_of(agent), []
    db.session.rollback()

    def listen(connection, cursor, statement, *_):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            said.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    page(agent, access, Query(view=view))
    event.remove(db.engine, "before_cursor_execute", listen)
    return len(said)


def test_what_has_come_since_is_counted(app, cast, clock):
    fatima = cast.agent("fatima")
    access = access_of(fatima)
    assert newer(fatima, access, Query(), page(fatima, access, Query()).newest) == 0
    clock.at += timedelta(minutes=1)
    bring(1, "Släckt gatlampa")
    access = access_of(fatima)
    since = page(fatima, access, Query()).newest
    clock.at += timedelta(minutes=1)
    for number, subject in enumerate(("Släckt lampa", "Snö", "Mamma fick inte sin insulin"), 2):
        bring(number, subject)
    access = access_of(fatima)
    assert newer(fatima, access, Query(), since) == 2
    assert newer(fatima, access, Query(type=("T03",)), since) == 1
    assert newer(fatima, access, Query(view="overdue"), since) == 0


def test_a_blocked_case_is_in_no_list_and_a_shared_one_lies_where_it_belongs(app, cast):
    case_id = bring(1, "Attefallshus nära vatten")
    fatima, greta, bo, tore = (cast.agent(login) for login in ("fatima", "greta", "bo", "tore"))
    with transaction():
        share(case_id, fatima, "block")
        share(case_id, tore, "informed")
    assert ids(fatima, view="unassigned") == ids(fatima, view="group") == []
    assert ids(greta, view="unassigned") == [case_id]
    assert ids(tore, view="elsewhere") == [case_id] and ids(tore, view="unassigned") == []
    with transaction():
        hand_over(case_id, cast.forvaltningar["PBK"], greta)
    assert ids(bo, view="unassigned") == [case_id] and ids(greta, view="elsewhere") == [case_id]


def test_due_and_overdue_follow_the_clock(app, cast, clock):
    case_id = bring(1, "Släckt gatlampa")
    fatima = cast.agent("fatima")
    due = reading().scalar(select(Case.due_at).where(Case.id == case_id))
    for at, expected in (
        (due - timedelta(days=1), {}),
        (due - timedelta(minutes=1), {"due_today": 1}),
        (due + timedelta(minutes=1), {"overdue": 1}),
    ):
        clock.at = at
        assert due_counts(fatima, access_of(fatima)) == expected
        for view in ("due_today", "overdue"):
            assert len(ids(fatima, view=view)) == expected.get(view, 0)
    assert due_counts(cast.agent("tore"), access_of(cast.agent("tore"))) == {}


def test_what_is_late_with_a_forvaltning_is_found_and_counted_in_the_contact_centre(app, cast, clock):
    case_id = bring(1, "Släckt gatlampa")
    with transaction():
        hand_over(case_id, cast.forvaltningar["TEK"], cast.agent("fatima"))
    clock.at = reading().scalar(select(Case.due_at).where(Case.id == case_id)) + timedelta(minutes=1)
    fatima, tore, bo = (cast.agent(login) for login in ("fatima", "tore", "bo"))
    assert due_counts(fatima, access_of(fatima)) == {"late_elsewhere": 1}
    assert ids(fatima, view="late_elsewhere") == [case_id] and ids(fatima, view="overdue") == []
    assert due_counts(tore, access_of(tore)) == {"overdue": 1} and ids(tore, view="overdue") == [case_id]
    assert "late_elsewhere" not in views_of(tore, access_of(tore))
    assert due_counts(bo, access_of(bo)) == {} and ids(bo, view="late_elsewhere") == []


def test_a_row_says_everything_a_list_shows(app, cast):
    case_id = bring(1, "Släckt gatlampa")
    fatima = cast.agent("fatima")
    row = page(fatima, access_of(fatima), Query()).rows[0]
    assert (row.number, row.subject, row.counterpart, row.channel) == (
        "2026-000001", "Släckt gatlampa", "Person 1", "email")  # fmt: skip
    assert (row.rosa_level, row.confirmed, row.case_type, row.unclassified) == (3, False, "T06", False)
    assert (row.forvaltning, row.forvaltning_name, row.svarsgrupp, row.agent) == ("TEK", "Tekniska", "4", "")
    assert (row.status, row.held_by, row.unread, row.secret, row.suspect) == ("new", "kundtjanst", True, False, False)
    with transaction():
        take(case_id, fatima)
        wait(case_id, "waiting_citizen", fatima)
    row = page(fatima, access_of(fatima), Query(view="mine")).rows[0]
    assert (row.agent, row.agent_id, row.status) == ("Fatima Rahimi", fatima.id, "waiting_citizen")
    assert [row.id for row in page(fatima, access_of(fatima), Query(view="waiting")).rows] == [case_id]


def test_a_secret_row_carries_its_mark(app, cast):
    bring(1, "avboka hemtjänstbesök")
    gunilla = cast.agent("gunilla")
    row = page(gunilla, access_of(gunilla), Query(view="unassigned")).rows[0]
    assert row.secret and row.secrecy_class == 10


def test_closed_cases_are_found_in_closed(app, cast):
    case_id = bring(1, "Snö på vägen")
    fatima = cast.agent("fatima")
    with transaction():
        close(case_id, Closing("answered"), fatima)
    assert ids(fatima, view="closed") == [case_id]
    assert all(ids(fatima, view=view) == [] for view in VIEWS if view != "closed")


def test_competence_grades_the_question_not_the_person(app, cast):
    case_id = bring(1, "Släckt gatlampa")
    fatima, gunilla = cast.agent("fatima"), cast.agent("gunilla")
    for competence, in_group, elsewhere in ((1, True, True), (2, True, False), (3, False, False)):
        with transaction():
            change(lock(case_id, SYSTEM), SYSTEM, "test", competence=competence)
        assert (ids(fatima, view="can_take") == [case_id]) is in_group
        assert (ids(gunilla, view="can_take") == [case_id]) is elsewhere


def test_who_has_which_views(app, cast):
    for login, has, lacks in (
        ("fatima", {"unassigned", "can_take", "closed"}, {"sortering"}),
        ("gunilla", {"sortering"}, set()),
        ("greta", {"sortering"}, set()),
        ("bo", {"unassigned", "mine", "elsewhere"}, {"can_take", "sortering"}),
        ("adam", set(), set(VIEWS)),
    ):
        mine = set(views_of(cast.agent(login), access_of(cast.agent(login))))
        assert has <= mine and not lacks & mine, login
