"""The rule role by role: what each sees in each kind of scope, on what ground, and what it may do there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from core.access.agents import Agent, Role, agent_by_login
from core.access.permits import permitted, why
from core.access.roles import ACTIONS, CASE_ACTIONS, MAY, may
from core.access.rule import ScopeKey, degree, grounds
from core.access.scopes import access_of
from core.case.record import lock
from core.clock import now
from core.contract.errors import Refused
from core.store.db import reading, table, transaction, writing
from core.store.models import AgentRole, Case, CaseShare
from core.store.models.agents import MARKED, ORDINARY, PROTECTED, ROLES, SORTERING
from tests.access.stories import bring
from tests.cast import VOF_SECRET, Cast

TEK, VOF, TN, VN, BIST = 1, 2, 11, 12, 21


def scope(*, held_by="forvaltning", unit=0, group=4, secret=ORDINARY, forvaltning=TEK, namnd=TN) -> ScopeKey:
    return ScopeKey(1, forvaltning, unit, group, held_by, secret, namnd)


def someone(role: str, *, classes: tuple[int, ...] = (), **where: object) -> Agent:
    return Agent(7, "x", "X", roles=frozenset({Role(role, **where)}), classes=frozenset(classes))  # type: ignore[arg-type]


ORDINARY_THERE, ORDINARY_HERE = scope(), scope(held_by="kundtjanst")
NEVER_HERE = scope(group=0)
SECRET = {"secret": VOF_SECRET, "forvaltning": VOF, "namnd": VN}
SECRET_HERE, SECRET_THERE = scope(held_by="kundtjanst", **SECRET), scope(unit=BIST, **SECRET)
MARKED_HERE, MARKED_THERE = scope(held_by="kundtjanst", secret=MARKED), scope(unit=BIST, secret=MARKED)
UNSORTED = scope(held_by="kundtjanst", secret=SORTERING)
PROTECTED_THERE = scope(secret=PROTECTED)


@pytest.mark.parametrize(
    ("agent", "seen"),
    [
        (someone("kommunvagledare"), "full full none none none none none none none"),
        (someone("kommunvagledare", classes=(VOF_SECRET,)), "full full none full limited none none full none"),
        (someone("gruppledare"), "full full none none none full limited full none"),
        (someone("chef", forvaltning_id=9, contact_centre=True), "full full none none none full limited full none"),
        (someone("chef", forvaltning_id=TEK), "full full full none none none none none none"),
        (someone("handlaggare", forvaltning_id=TEK), "full full full none none none none none none"),
        (someone("handlaggare", forvaltning_id=VOF, unit_id=BIST), "none none none none full none none none none"),
        (someone("chef", forvaltning_id=VOF), "none none none none none none none none none"),
        (someone("chef", forvaltning_id=VOF, classes=(VOF_SECRET,)), "none none none none full none none none none"),
        (someone("kontaktperson", forvaltning_id=TEK), "full full full none none none none none none"),
        (someone("registrator", namnd_id=TN), "full full full none none limited limited none none"),
        (someone("arkiv", namnd_id=VN), "none none none limited limited none none none none"),
        (someone("dataskydd", namnd_id=TN), "limited limited limited none none limited limited none none"),
        (someone("revisor"), "full full full none none none none none none"),
        (someone("revisor", namnd_id=VN), "none none none limited limited none none none none"),
        (someone("kommunikator"), "none none none none none none none none none"),
        (someone("analytiker"), "none none none none none none none none none"),
        (someone("administrator"), "none none none none none none none none none"),
    ],
)
def test_each_role_sees_what_the_rule_says(agent: Agent, seen: str) -> None:
    kinds = (ORDINARY_HERE, ORDINARY_THERE, NEVER_HERE, SECRET_HERE, SECRET_THERE)
    kinds += (MARKED_HERE, MARKED_THERE, UNSORTED, PROTECTED_THERE)
    assert [degree(agent, kind) for kind in kinds] == seen.split()


def test_every_role_has_its_place_in_the_table_and_nobody_else() -> None:
    assert set(MAY) == set(ACTIONS)
    assert set().union(*MAY.values()) <= set(ROLES)
    assert set(CASE_ACTIONS) < set(ACTIONS)
    assert [action for action in CASE_ACTIONS if "administrator" in MAY[action]] == []
    assert [action for action in ACTIONS if "revisor" in MAY[action]] == ["read", "search_log"]


def test_a_ground_names_its_role() -> None:
    both = Agent(7, "x", "X", roles=frozenset({Role("revisor"), Role("handlaggare", forvaltning_id=VOF)}))
    assert [(ground.reason, ground.role.role) for ground in grounds(both, ORDINARY_THERE)] == [("revisor", "revisor")]
    assert may(both, "work")


@pytest.fixture
def case(cast: Cast) -> Case:
    found = reading().get(Case, bring(1, "Släckt gatlampa"))
    assert found is not None
    return found


def test_who_only_reads_is_refused_every_verb(case: Case, cast: Cast) -> None:
    reino = cast.agent("reino")
    with pytest.raises(Refused, match="not_your_role"), transaction():
        lock(case.id, reino)
    with transaction():
        assert lock(case.id, reino, "note").id == case.id


def test_a_question_to_a_unit_reaches_its_officers_to_read_and_note_and_ends(case: Case, cast: Cast) -> None:
    vera, vilma = cast.agent("vera"), cast.agent("vilma")
    values = {"case_id": case.id, "kind": "question", "created_at": now(), "forvaltning_id": cast.forvaltningar["VOF"]}
    with transaction():
        writing().execute(table(CaseShare).insert().values(**values, unit_id=cast.units["BIST"]))
    assert case.id in access_of(vera).shared
    assert case.id not in access_of(vilma).shared
    assert permitted(vera, "note", case.id, case.scope_id)
    assert not permitted(vera, "work", case.id, case.scope_id)
    assert why(vera, case.id, case.scope_id, access_of(vera)) == ("question",)
    with transaction():
        writing().execute(update(table(CaseShare)).values(ended_at=now()))
    assert case.id not in access_of(vera).shared


def test_a_block_takes_every_action(case: Case, cast: Cast) -> None:
    fatima = cast.agent("fatima")
    assert permitted(fatima, "work", case.id, case.scope_id)
    with transaction():
        values = {"case_id": case.id, "agent_id": fatima.id, "kind": "block", "created_at": now()}
        writing().execute(table(CaseShare).insert().values(**values))
    assert not any(permitted(fatima, action, case.id, case.scope_id) for action in CASE_ACTIONS)
    assert why(fatima, case.id, case.scope_id, access_of(fatima)) == ()


def test_a_role_ends_with_its_last_day(cast: Cast) -> None:
    roles = table(AgentRole)
    for until, names in ((now() + timedelta(days=1), {"registrator"}), (now(), set())):
        with transaction():
            writing().execute(update(roles).where(roles.c.role == "registrator").values(valid_until=until))
        reino = agent_by_login("reino")
        assert reino is not None
        assert reino.role_names == names
