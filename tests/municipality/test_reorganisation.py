"""A unit closes or is split from a day: cases, types, people, deadlines, access and counters, before and afterwards."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core.access.agents import agent_by_login
from core.access.counters import counts
from core.access.filters import degree_of, listed
from core.access.lists import Query, due_counts, page
from core.access.rebuild import count_cases
from core.access.scopes import access_of
from core.access.views import VIEWS
from core.case.assignment import take
from core.case.catalogue import version_at
from core.case.closing import Closing, close, reopen
from core.case.handover import hand_over
from core.case.marking import Mark, mark
from core.case.sharing import ask
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.flow.jobs import _move_units
from core.municipality.changes import changes
from core.municipality.pending_moves import CENTRE, END, NONE, STAY, Move, pending_of
from core.municipality.unit_contents import going, what_is_there
from core.municipality.unit_moves import check_move, plan_move, undo_move
from core.municipality.unit_moving import due_moves
from core.municipality.units import add_unit, unit_by_code
from core.store.db import db, reading, table, transaction, writing
from core.store.models import (
    AgentRole,
    AgentRow,
    Case,
    CaseShare,
    CaseTypeVersion,
    Counter,
    DeadlineRow,
    Event,
    Forvaltning,
    Unit,
)  # fmt: skip
from core.web.names import names_for
from tests.access.stories import LOGINS, bring
from tests.cast import Cast

NEW_YEAR = date(2027, 1, 1)
FIRST_MINUTE = datetime(2026, 12, 31, 23, 1, tzinfo=UTC)  # 00.01 on 1 January in Stockholm
THERE = "Vård- och omsorgsförvaltningen"


class Town:
    """VOF with the unit BIST: Vera and Ylva work there; Björn is authorised chief; a new unit HEM can take over."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.vof, self.bist = cast.forvaltningar["VOF"], cast.units["BIST"]
        with transaction():
            self.ylva = self._officer("ylva", self.bist)
            add_unit(
                {"code": "HEM", "forvaltning": "VOF", "name": "Hemtjänst", "mailbox": "", "opened_on": "2027-01-01"},
                self.adam,
            )
        self.hem = unit_by_code("HEM").id

    @property
    def adam(self):
        return self.cast.agent("adam")

    def _officer(self, login: str, unit_id: int) -> int:
        rows = table(AgentRow)
        made = rows.insert().values(login=login, name=login.capitalize(), email="").returning(rows.c.id)
        agent_id = int(writing().execute(made).scalar_one())
        role = {"agent_id": agent_id, "role": "handlaggare", "forvaltning_id": self.vof, "unit_id": unit_id}
        writing().execute(table(AgentRole).insert().values(**role))
        return agent_id

    def secret(self, number: int, unit_id: int | None = None) -> int:
        """A secrecy type's case, handed over to the unit."""
        case_id = bring(number, "avboka hemtjänstbesök")
        with transaction():
            hand_over(case_id, self.vof, self.cast.agent("gunilla"), unit_id=unit_id or self.bist)
        return case_id

    def ordinary(self, number: int) -> int:
        """An ordinary case of the unit."""
        case_id = bring(number, "Anstånd med fakturan")
        with transaction():
            hand_over(case_id, self.vof, self.cast.agent("fatima"), unit_id=self.bist)
        return case_id

    def role_of(self, login: str) -> int:
        agent = agent_by_login(login)
        assert agent is not None
        rows = select(AgentRole.id).where(AgentRole.agent_id == agent.id).order_by(AgentRole.id)
        return int(reading().scalars(rows).first() or 0)

    def types(self) -> dict[str, int]:
        return {one.code: one.id for one in what_is_there(unit_by_code("BIST")).types}

    def move(self, **changed: object) -> Move:
        """The unit closes at new year; all goes to HEM."""
        hem = str(self.hem)
        members = {self.role_of("vera"): hem, self.role_of("ylva"): hem}
        values = {
            "day": NEW_YEAR, "closes": True, "cases": hem, "types": {self.types()["V02"]: hem}, "members": members,
        }  # fmt: skip
        return Move(**{**values, **changed})  # type: ignore[arg-type]

    def sees(self, login: str, case_id: int) -> str:
        db.session.rollback()
        agent = agent_by_login(login)
        case = reading().get(Case, case_id)
        assert agent and case
        return degree_of(agent, case_id, case.scope_id)

    def run(self) -> None:
        db.session.rollback()
        _move_units(threading.Event())
        db.session.rollback()


@pytest.fixture
def town(app, cast, clock) -> Town:
    clock.at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    return Town(cast)


def case_of(case_id: int) -> Case:
    db.session.rollback()
    case = reading().get(Case, case_id)
    assert case is not None
    return case


def counters_are_the_rows() -> None:
    """Every counter is what the cases say, and what each agent counts is what each lists."""
    db.session.rollback()
    kept = {
        (row.owner, row.owner_id, row.view): row.n
        for row in reading().scalars(select(Counter).where(Counter.n != 0, Counter.view != "changes"))
    }
    assert kept == {key: n for key, n in count_cases()[0].items() if n}
    for login in (*LOGINS, "ylva"):
        agent = agent_by_login(login)
        assert agent is not None
        access = access_of(agent)
        counted = counts(agent, access) | due_counts(agent, access)
        rows = {view: len(page(agent, access, Query(view=view, limit=200)).rows) for view in VIEWS if view != "closed"}
        assert counted == {view: n for view, n in rows.items() if n}, login


def test_a_closed_unit_gives_everything_to_the_next_on_the_day_and_not_before(town, clock):
    secret, ordinary, old = town.secret(1), town.ordinary(2), town.ordinary(3)
    with transaction():
        take(secret, agent_by_login("vera"))
        take(ordinary, agent_by_login("ylva"))
        close(old, Closing("answered_by_forvaltning"), agent_by_login("vera"))
    promised = {row.case_id: row.due_at for row in reading().scalars(select(DeadlineRow))}
    due = {id: case_of(id).due_at for id in (secret, ordinary)}
    move = town.move()
    assert going(what_is_there(unit_by_code("BIST")), move) == {str(town.hem): 2}
    with transaction():
        plan_move("BIST", move, town.adam)
    town.run()
    assert case_of(secret).unit_id == town.bist and town.sees("vera", secret) == "full"

    clock.at = FIRST_MINUTE
    town.run()
    for case_id, officer in ((secret, "vera"), (ordinary, "ylva")):
        case = case_of(case_id)
        assert (case.unit_id, case.held_by, case.due_at) == (town.hem, "forvaltning", due[case_id])
        assert case.agent_id == agent_by_login(officer).id, "who moved along keeps the case"
        assert town.sees(officer, case_id) == "full"
        kinds = list(reading().scalars(select(Event.kind).where(Event.case_id == case_id)))
        assert kinds.count("unit_changed") == 1
    assert {row.case_id: row.due_at for row in reading().scalars(select(DeadlineRow))} == promised
    assert version_at("V02", now()).unit_id == town.hem
    assert version_at("V02", now() - timedelta(days=30)).unit_id == town.bist, "old cases keep their version"
    assert case_of(old).unit_id == town.bist, "old cases and figures name the unit that had them"
    assert town.sees("vera", old) == "full", "who moved may read what the unit closed"
    assert town.sees("vilma", secret) == "none" and town.sees("gunilla", secret) == "limited"
    assert due_moves() == []
    counters_are_the_rows()


def test_a_split_unit_keeps_what_stays_and_half_its_members_move(town, clock):
    secret, ordinary = town.secret(1), town.ordinary(2)
    with transaction():
        take(ordinary, agent_by_login("ylva"))
    hem = str(town.hem)
    move = town.move(
        closes=False, cases=STAY, members={town.role_of("vera"): STAY, town.role_of("ylva"): hem},
    )  # fmt: skip
    with transaction():
        plan_move("BIST", move, town.adam)
    clock.at = FIRST_MINUTE
    town.run()
    assert (case_of(secret).unit_id, case_of(ordinary).unit_id) == (town.hem, town.bist)
    assert town.sees("ylva", secret) == "full" and town.sees("vera", secret) == "none"
    assert town.sees("vera", ordinary) == "full" and town.sees("ylva", ordinary) == "none"
    assert case_of(ordinary).agent_id is None, "who moved no longer holds what stayed"
    assert town.bist in names_for("sv").open_units_of(town.vof)
    assert version_at("V02", now()).unit_id == town.hem
    counters_are_the_rows()


def test_cases_go_to_the_forvaltning_or_the_contact_centre_when_that_is_chosen(town):
    first, second = town.ordinary(1), town.ordinary(2)
    for where in (NONE, CENTRE):
        move = town.move(day=date(2026, 12, 1), cases=where, types={town.types()["V02"]: ""})
        with transaction(), pytest.raises(Wrong) as wrong:  # the secrecy type must have a unit
            plan_move("BIST", move, town.adam)
        assert {name: refused.code for name, refused in wrong.value.fields.items()}.keys() >= {
            f"type_{town.types()['V02']}"
        }
    with transaction():
        add_unit({"code": "NU", "forvaltning": "VOF", "name": "Nu", "mailbox": "", "opened_on": ""}, town.adam)
    here = str(unit_by_code("NU").id)
    members = {town.role_of("vera"): NONE, town.role_of("ylva"): END}
    move = town.move(day=date(2026, 12, 1), cases=CENTRE, types={town.types()["V02"]: here}, members=members)
    with transaction():
        plan_move("BIST", move, town.adam)
    town.run()
    for case_id in (first, second):
        case = case_of(case_id)
        assert (case.unit_id, case.held_by, case.agent_id) == (None, "kundtjanst", None)
        assert town.sees("fatima", case_id) == "full"
    assert town.sees("ylva", first) == "none"
    assert not unit_by_code("BIST").closed_on > date(2026, 12, 1)
    counters_are_the_rows()


def test_secret_cases_never_end_without_a_named_unit(town):
    town.secret(1)
    for where in (NONE, CENTRE):
        with transaction(), pytest.raises(Wrong) as wrong:
            check_move("BIST", town.move(types={town.types()["V02"]: where}))
        (refused,) = wrong.value.fields.values()
        assert refused.code == "secret_cases_need_unit"


def test_what_became_secret_after_the_planning_is_never_given_to_a_whole_forvaltning(town, clock):

    case_id = town.ordinary(1)
    with transaction():
        plan_move("BIST", town.move(cases=NONE), town.adam)
    with transaction():
        mark(case_id, Mark("OSL 26:1", unit_id=town.bist), agent_by_login("vera"))
    clock.at = FIRST_MINUTE
    town.run()
    assert town.sees("vilma", case_id) == "none"
    assert case_of(case_id).held_by == "kundtjanst" and town.sees("greta", case_id) == "full"
    counters_are_the_rows()


def test_everything_must_be_chosen_and_each_gap_has_its_field(town):
    town.ordinary(1)
    with transaction(), pytest.raises(Wrong) as wrong:
        check_move("BIST", town.move(cases="", types={}, members={}))
    v02 = town.types()["V02"]
    assert set(wrong.value.fields) == {
        "cases", f"type_{v02}", f"member_{town.role_of('vera')}", f"member_{town.role_of('ylva')}",
    }  # fmt: skip
    with transaction(), pytest.raises(Wrong) as wrong:
        check_move("BIST", town.move(day=date(2026, 11, 30)))
    assert wrong.value.fields["day"].code == "day_has_passed"
    with transaction(), pytest.raises(Wrong):  # HEM is not there yet that day
        check_move("BIST", town.move(day=date(2026, 12, 31)))


def test_undone_before_the_day_it_is_as_if_it_had_never_been_planned(town, clock):
    case_id = town.secret(1)
    roles = select(AgentRole.id, AgentRole.unit_id, AgentRole.valid_from, AgentRole.valid_until)
    before = reading().execute(roles.order_by(AgentRole.id)).all()
    with transaction():
        plan_move("BIST", town.move(), town.adam)
    assert pending_of(town.bist) is not None and unit_by_code("BIST").closed_on == NEW_YEAR
    with transaction():
        undo_move("BIST", town.adam)
    db.session.rollback()
    assert pending_of(town.bist) is None and unit_by_code("BIST").closed_on is None
    assert reading().execute(roles.order_by(AgentRole.id)).all() == before
    clock.at = FIRST_MINUTE
    town.run()
    assert case_of(case_id).unit_id == town.bist and town.sees("vera", case_id) == "full"
    with transaction(), pytest.raises(NotFound):
        undo_move("BIST", town.adam)
    assert [change.key for change in changes("enhet", "BIST")] == ["BIST", "BIST"]


def test_on_the_day_it_cannot_be_undone_any_more(town, clock):
    with transaction():
        plan_move("BIST", town.move(), town.adam)
    clock.at = FIRST_MINUTE
    with transaction(), pytest.raises(Refused, match="move_begun"):
        undo_move("BIST", town.adam)


def test_a_closed_unit_is_never_offered_and_never_takes(town, clock):
    with transaction():
        plan_move("BIST", town.move(), town.adam)
    late = bring(9, "Anstånd med fakturan")
    assert town.hem not in names_for("sv").open_units_of(town.vof), "not before its first day"
    clock.at = FIRST_MINUTE
    town.run()
    assert names_for("sv").open_units_of(town.vof) == (town.hem,)
    assert names_for("sv").units[town.bist] == "Biståndsenheten"
    with transaction(), pytest.raises(Refused, match="unit_not_open"):
        hand_over(late, town.vof, town.cast.agent("fatima"), unit_id=town.bist)


def test_a_case_under_the_old_version_of_its_type_is_handed_over_to_the_heir(town, clock):
    case_id = bring(1, "avboka hemtjänstbesök")
    with transaction():
        plan_move("BIST", town.move(), town.adam)
    clock.at = FIRST_MINUTE
    town.run()
    with transaction():
        hand_over(case_id, town.vof, town.cast.agent("gunilla"))
    assert case_of(case_id).unit_id == town.hem


def test_an_old_case_that_is_opened_again_goes_where_the_others_went(town, clock):
    old = town.ordinary(1)
    with transaction():
        close(old, Closing("answered_by_forvaltning"), agent_by_login("vera"))
        plan_move("BIST", town.move(), town.adam)
    clock.at = FIRST_MINUTE
    town.run()
    with transaction():
        reopen(old, agent_by_login("vera"))
    town.run()
    assert case_of(old).unit_id == town.hem and town.sees("vera", old) == "full"
    counters_are_the_rows()


def test_a_question_to_the_closed_unit_is_asked_of_the_next(town, clock):
    case_id = bring(1, "Anstånd med fakturan")
    with transaction():
        hand_over(case_id, town.vof, town.cast.agent("fatima"))
    with transaction():
        ask(case_id, [(town.vof, town.bist)], "Vet ni?", town.cast.agent("vilma"))
    with transaction():
        plan_move("BIST", town.move(), town.adam)
    clock.at = FIRST_MINUTE
    town.run()
    rows = reading().execute(select(CaseShare.unit_id, CaseShare.ended_at).order_by(CaseShare.id)).all()
    assert [(unit, ended is None) for unit, ended in rows] == [(town.bist, False), (town.hem, True)]


def test_two_workers_at_once_move_each_case_once(town, clock, app):
    cases = [town.ordinary(n) for n in range(1, 9)]
    with transaction():
        plan_move("BIST", town.move(), town.adam)
    clock.at = FIRST_MINUTE
    db.session.rollback()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with app.app_context():
                _move_units(threading.Event())
        except BaseException as error:
            failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    db.session.rollback()
    moved = reading().scalar(select(func.count()).select_from(Event).where(Event.kind == "unit_changed"))
    assert moved == len(cases) and {case_of(id).unit_id for id in cases} == {town.hem}
    versions = select(func.count()).select_from(CaseTypeVersion).where(CaseTypeVersion.unit_id == town.hem)
    assert reading().scalar(versions) == 1
    counters_are_the_rows()


def test_the_administrator_who_plans_it_sees_no_case(town):
    case_id = town.secret(1)
    assert town.sees("adam", case_id) == "none"
    assert reading().scalar(select(func.count()).select_from(Case).where(listed(town.adam))) == 0


def test_no_unit_gives_to_one_that_closes_first(town):
    with transaction():
        add_unit({"code": "NU", "forvaltning": "VOF", "name": "Nu", "mailbox": "", "opened_on": ""}, town.adam)
    now_there = str(unit_by_code("NU").id)
    members = {town.role_of("vera"): now_there, town.role_of("ylva"): now_there}
    move = town.move(cases=now_there, types={town.types()["V02"]: now_there}, members=members)
    with transaction():
        plan_move("BIST", move, town.adam)
    with transaction(), pytest.raises(Wrong) as wrong:
        check_move("NU", Move(NEW_YEAR, True, NONE))
    assert wrong.value.fields["day"].code == "unit_receives"
    assert reading().scalar(select(Unit.closed_on).where(Unit.code == "NU")) is None
    assert reading().scalar(select(func.count()).select_from(Forvaltning)) > 0
