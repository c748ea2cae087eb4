"""Roles given and ended from a day to a day; what may not be done; and what an administrator cannot do unseen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core.access.agents import agent_by_login
from core.access.filters import listed
from core.case.assignment import take
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.people import add_person, change_person, people, person
from core.municipality.roles_held import end_role, give_role, role_code
from core.municipality.trust import authorisations, authorise, delegate, delegations, set_groups, unauthorise
from core.store.db import reading, table, transaction
from core.store.models import AgentRole, AgentRow, Alarm, Audit, Case, SessionRow
from tests.cast import Cast
from tests.conftest import Clock
from tests.web.desk import LAMP, SECRET, bring
from tests.web.opened import a_session

NEW = {"login": "Nils", "name": "Nils Ek", "email": "", "phone": "", "title": "", "duties": "", "language": "sv"}


def roles_of(login: str) -> list[str]:
    return [role_code(held) for one in people() if one.login == login for held in one.roles]


def sees(login: str) -> set[int]:
    agent = agent_by_login(login)
    return set(reading().scalars(select(Case.id).where(listed(agent)))) if agent else set()


def test_a_new_person_sees_nothing_until_a_role_is_given(cast: Cast) -> None:
    case, adam = bring(**LAMP), cast.agent("adam")
    with transaction():
        nils = add_person(NEW, adam)
    assert person(nils).login == "nils" and person(nils).waits and sees("nils") == set()
    with transaction():
        give_role(nils, "kommunvagledare", "", adam, first=None, last=None)
    assert sees("nils") == {case.id}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("login", "två ord", "login_wrong"),
        ("login", "fatima", "login_taken"),
        ("name", "  ", "name_of_thing_missing"),
        ("email", "inte en adress", "email_wrong"),
        ("phone", "ring mig", "phone_wrong"),
        ("language", "fi", "language_wrong"),
        ("title", "x" * 121, "too_long"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said_at_its_field(cast: Cast, field: str, value: str, code: str) -> None:
    before = len(people())
    with pytest.raises(Wrong) as wrong, transaction():
        add_person({**NEW, field: value}, cast.agent("adam"))
    assert {name: refused.code for name, refused in wrong.value.fields.items()} == {field: code}
    assert len(people()) == before


@pytest.mark.parametrize("login", ["fatima", "greta", "carin", "bo", "reino"])
def test_only_an_administrator_changes_accounts_roles_and_trust(cast: Cast, login: str) -> None:
    by, bo = cast.agent(login), cast.agent("bo").id
    tries = (
        lambda: add_person(NEW, by),
        lambda: change_person(bo, {"name": "Annan"}, by),
        lambda: give_role(bo, "administrator", "", by, first=None, last=None),
        lambda: end_role(bo, 1, None, by),
        lambda: set_groups(bo, ["1"], by),
        lambda: authorise(bo, "VOF", "§ 1", by),
        lambda: unauthorise(bo, "VOF", by),
        lambda: delegate(bo, "E02", "1", by),
    )
    for one in tries:
        with pytest.raises(Refused, match="not_your_role"), transaction():
            one()


def test_a_role_holds_from_its_first_day_to_its_last(cast: Cast, clock: Clock) -> None:
    case, adam, nils = bring(**LAMP), cast.agent("adam"), 0
    with transaction():
        nils = add_person(NEW, adam)
        give_role(nils, "kommunvagledare", "", adam, first=date(2026, 5, 13), last=date(2026, 5, 14))
    assert roles_of("nils") == ["kommunvagledare från 2026-05-13 till 2026-05-14"] and sees("nils") == set()
    clock.at += timedelta(days=2)
    assert sees("nils") == {case.id}
    clock.at += timedelta(days=2)
    assert sees("nils") == set()


def test_the_same_role_at_the_same_place_is_not_given_twice_for_the_same_days(cast: Cast) -> None:
    adam, bo = cast.agent("adam"), cast.agent("bo").id
    with pytest.raises(Wrong) as wrong, transaction():
        give_role(bo, "handlaggare", "PBK", adam, first=None, last=None)
    assert wrong.value.fields["role"].code == "has_role"
    with transaction():
        give_role(bo, "handlaggare", "TEK", adam, first=None, last=None)
    assert roles_of("bo") == ["handlaggare PBK", "handlaggare TEK"]


@pytest.mark.parametrize(
    ("role", "place", "field", "code"),
    [
        ("kung", "", "role", "no_such_role"),
        ("handlaggare", "", "place", "place_missing"),
        ("handlaggare", "XXX", "place", "no_such_place"),
        ("registrator", "XXX", "place", "no_such_place"),
    ],
)
def test_a_role_needs_to_be_one_and_to_hold_somewhere(cast: Cast, role: str, place: str, field: str, code: str) -> None:
    with pytest.raises(Wrong) as wrong, transaction():
        give_role(cast.agent("bo").id, role, place, cast.agent("adam"), first=None, last=None)
    assert wrong.value.fields[field].code == code


def test_the_last_administrator_cannot_be_taken_away_not_even_later(cast: Cast) -> None:
    adam = cast.agent("adam")
    role = person(adam.id).roles[0].id
    for last in (None, date(2027, 1, 1)):
        with pytest.raises(Refused, match="last_administrator"), transaction():
            end_role(adam.id, role, last, adam)
    with transaction():  # somebody who only is it for a while is not enough
        give_role(cast.agent("bo").id, "administrator", "", adam, first=None, last=date(2026, 6, 1))
    with pytest.raises(Refused, match="last_administrator"), transaction():
        end_role(adam.id, role, date(2026, 7, 1), adam)
    carin, agents = cast.agent("carin"), table(AgentRow)
    with transaction():
        give_role(carin.id, "administrator", "", adam, first=None, last=None)
    with pytest.raises(Refused, match="last_administrator"), transaction():  # who has no password is nobody yet
        end_role(adam.id, role, None, adam)
    with transaction() as tx:
        tx.execute(agents.update().where(agents.c.id == carin.id).values(password="chosen"))
        end_role(adam.id, role, None, adam)
    assert agent_by_login("adam").roles == frozenset()  # type: ignore[union-attr]


def test_the_roles_of_the_municipalitys_own_login_are_not_changed_here(cast: Cast) -> None:
    bo, adam = cast.agent("bo"), cast.agent("adam")
    agents = table(AgentRow)
    with transaction() as tx:
        tx.execute(agents.update().where(agents.c.id == bo.id).values(external="x"))
    role = person(bo.id).roles[0].id
    with pytest.raises(Refused, match="roles_elsewhere"), transaction():
        give_role(bo.id, "chef", "PBK", adam, first=None, last=None)
    with pytest.raises(Refused, match="roles_elsewhere"), transaction():
        end_role(bo.id, role, None, adam)
    with transaction():
        change_person(bo.id, {"name": "Annat", "phone": "08-465 004 09"}, adam)
    assert (person(bo.id).name, person(bo.id).phone) == ("Bo Lind", "08-465 004 09")


def test_a_lost_role_ends_the_sessions_and_lets_go_of_what_is_not_seen_any_more(cast: Cast) -> None:
    case, fatima, adam = bring(**LAMP), cast.agent("fatima"), cast.agent("adam")
    a_session(fatima.id)
    with transaction():
        take(case.id, fatima)
    with transaction():
        end_role(fatima.id, person(fatima.id).roles[0].id, None, adam)
    assert reading().scalar(select(Case.agent_id).where(Case.id == case.id)) is None
    assert reading().scalar(select(SessionRow.key).where(SessionRow.agent_id == fatima.id)) is None
    assert sees("fatima") == set()


def test_a_role_that_has_not_begun_is_taken_away_and_one_that_has_stays_in_the_books(cast: Cast) -> None:
    bo, adam = cast.agent("bo").id, cast.agent("adam")
    with transaction():
        give_role(bo, "chef", "PBK", adam, first=date(2026, 9, 1), last=None)
    coming = next(held for held in person(bo).roles if held.role == "chef")
    with transaction():
        end_role(bo, coming.id, None, adam)
        end_role(bo, person(bo).roles[0].id, None, adam)
    assert [row.role for row in reading().scalars(select(AgentRole).where(AgentRole.agent_id == bo))] == ["handlaggare"]
    with pytest.raises(NotFound), transaction():
        end_role(bo, coming.id, None, adam)


def test_an_administrator_who_lets_themself_see_cases_does_it_in_the_open(cast: Cast) -> None:
    adam, case = cast.agent("adam"), bring(**LAMP)
    assert sees("adam") == set()
    with transaction():
        give_role(adam.id, "analytiker", "", adam, first=None, last=None)
    assert reading().scalar(select(Alarm.kind)) is None
    with transaction():
        give_role(adam.id, "kommunvagledare", "", adam, first=None, last=None)
    assert sees("adam") == {case.id}
    alarm = reading().scalars(select(Alarm)).one()
    assert (alarm.kind, alarm.agent_id) == ("own_access", adam.id)
    assert [row.data["role"] for row in reading().scalars(select(Audit).where(Audit.action == "role_given"))] == [
        "analytiker",
        "kommunvagledare",
    ]


def test_an_authorisation_rests_on_a_decision_and_says_who_wrote_it_down(cast: Cast) -> None:
    adam, fatima, case = cast.agent("adam"), cast.agent("fatima").id, bring(**SECRET)
    assert case.id not in sees("fatima")
    with pytest.raises(Wrong) as wrong, transaction():
        authorise(fatima, "VOF", " ", adam)
    assert wrong.value.fields["decision"].code == "decision_missing"
    with transaction():
        authorise(fatima, "VOF", "VN 2026-03-12 § 41", adam)
    given = authorisations(fatima)[0]
    assert (given.decision, given.by) == ("VN 2026-03-12 § 41", "Adam Sand") and case.id in sees("fatima")
    with pytest.raises(Wrong) as wrong, transaction():
        authorise(fatima, "VOF", "en gång till", adam)
    assert wrong.value.fields["class"].code == "has_class"
    with transaction():
        unauthorise(fatima, "VOF", adam)
    assert authorisations(fatima) == () and case.id not in sees("fatima")


def test_nobody_is_authorised_for_the_cores_own_classes_of_unsorted_and_protected(cast: Cast) -> None:
    for code in ("sortering", "protected", "ingen"):
        with pytest.raises(Wrong) as wrong, transaction():
            authorise(cast.agent("fatima").id, code, "§ 1", cast.agent("adam"))
        assert wrong.value.fields["class"].code == "no_such_class"


def test_a_delegation_is_for_one_type_and_names_its_point(cast: Cast) -> None:
    adam, fatima = cast.agent("adam"), cast.agent("fatima").id
    with transaction():
        delegate(fatima, "E02", "4.12", adam)
    assert [(one.type_code, one.point) for one in delegations(fatima)] == [("E02", "4.12")]
    for type_code, point, field in (("E02", "5", "type"), ("XXX", "5", "type"), ("K03", "", "point")):
        with pytest.raises(Wrong) as wrong, transaction():
            delegate(fatima, type_code, point, adam)
        assert set(wrong.value.fields) == {field}
