"""Jäv takes a case away, last and always; a protected identity is for named persons, and no case is lost."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.case.assignment import take
from core.case.conflict import lift_conflict, report_conflict, set_conflict
from core.case.handover import hand_over
from core.case.naming import name, name_for_oldest, name_person, nameless, unname
from core.case.record import change, lock
from core.case.shares import active
from core.case.sharing import ask
from core.clock import now
from core.contract.errors import NotFound
from core.store.db import reading, table, transaction, writing
from core.store.models import AgentRole, AgentRow, Case, Event
from core.store.models.agents import PROTECTED
from tests.secrecy.conftest import Town, kinds, refused


def test_who_reports_jav_loses_the_case_at_once_and_it_is_back_in_the_group(town: Town) -> None:
    case = town.bring()
    with transaction():
        take(case.id, town.agent("fatima"))
        report_conflict(case.id, "Min syster har skrivit.", town.agent("fatima"))
    assert town.sees("fatima", case) == "none"
    assert (town.fresh(case).agent_id, town.fresh(case).unread) == (None, True)
    assert (town.sees("gunilla", case), kinds(case)[-1]) == ("full", "conflict_reported")
    with pytest.raises(NotFound), transaction():
        take(case.id, town.agent("fatima"))


def test_a_reason_is_needed_and_does_not_stand_in_the_log(town: Town) -> None:
    case = town.bring()
    assert refused(lambda: report_conflict(case.id, " ", town.agent("fatima"))) == "reason_missing"
    with transaction():
        report_conflict(case.id, "Min syster", town.agent("fatima"))
    data = reading().scalars(select(Event.data).where(Event.kind == "conflict_reported")).one()
    assert "syster" not in json.dumps(data)


def test_a_chief_sets_and_lifts_and_others_do_not(town: Town) -> None:
    case, fatima = town.bring(), town.agent("fatima")
    assert refused(lambda: set_conflict(case.id, fatima.id, "Gäller henne.", town.agent("greta"))) == "not_your_role"
    with transaction():
        set_conflict(case.id, fatima.id, "Klagomålet gäller henne.", town.agent("carin"))
    assert town.sees("fatima", case) == "none"
    (block,) = active(case.id, "block")
    assert refused(lambda: lift_conflict(block.id, "Fel person", town.agent("greta"))) == "not_your_role"
    with transaction():
        lift_conflict(block.id, "Fel person.", town.agent("carin"))
    assert town.sees("fatima", case) == "full"


def test_a_block_wins_over_a_share_and_a_name(town: Town) -> None:
    case, pia = town.bring(), town.agent("pia")
    with transaction():
        ask(case.id, [(town.tek, town.park)], "x", town.agent("fatima"))
        report_conflict(case.id, "Granne", pia)
        name_person(case.id, pia)
    assert town.sees("pia", case) == "none"


def test_the_blocked_chief_cannot_lift_the_own_block(town: Town) -> None:
    case, carin = town.bring(), town.agent("carin")
    with transaction():
        report_conflict(case.id, "Min bror", carin)
    (block,) = active(case.id, "block")
    with pytest.raises(NotFound), transaction():
        lift_conflict(block.id, "x", carin)


def protected(town: Town) -> Case:
    """A case whose identity is protected and that nobody is named for."""
    from core.access.agents import SYSTEM

    case = town.bring()
    with transaction():
        change(lock(case.id, SYSTEM), SYSTEM, "test", secrecy_class_id=PROTECTED)
    return town.fresh(case)


def test_nobody_sees_it_and_the_leader_is_told_a_number_and_nothing_else(town: Town) -> None:
    case = protected(town)
    assert {town.sees(login, case) for login in ("fatima", "greta", "carin", "tore", "reino")} == {"none"}
    counts = {login: nameless(town.agent(login)) for login in ("greta", "carin", "fatima", "cecilia", "adam")}
    assert counts == {"greta": 1, "carin": 1, "fatima": 0, "cecilia": 0, "adam": 0}


def test_a_leader_names_somebody_unseen_and_then_it_is_seen_by_that_one_alone(town: Town) -> None:
    case, fatima = protected(town), town.agent("fatima")
    assert refused(lambda: name_for_oldest(fatima.id, "", town.agent("greta"))) == "reason_missing"
    assert refused(lambda: name_for_oldest(fatima.id, "x", town.agent("fatima"))) == "not_your_role"
    bo = town.agent("bo")
    assert refused(lambda: name_for_oldest(bo.id, "x", town.agent("greta"))) == "receiver_may_not_see"
    with transaction():
        name_for_oldest(fatima.id, "Svarar i grupp 4.", town.agent("greta"))
    assert (town.sees("fatima", case), town.sees("greta", case)) == ("full", "none")
    assert nameless(town.agent("greta")) == 0
    assert refused(lambda: name_for_oldest(fatima.id, "x", town.agent("greta"))) == "nobody_missing"


def test_a_named_leader_names_and_unnames_and_the_last_name_makes_it_nameless(town: Town) -> None:
    case, greta, fatima = protected(town), town.agent("greta"), town.agent("fatima")
    with transaction():
        name_for_oldest(greta.id, "Jag tar det.", greta)
        name(case.id, fatima.id, "Vikarierar.", greta)
    assert town.sees("fatima", case) == "full"
    assert refused(lambda: name(case.id, greta.id, "x", fatima)) == "not_your_role"
    hers, theirs = active(case.id, "named")
    with transaction():
        unname(theirs.id, "Åter i tjänst.", greta)
    assert town.sees("fatima", case) == "none"
    with transaction():
        unname(hers.id, "Slutar.", greta)
    assert nameless(greta) == 1


def test_handed_over_it_needs_a_name_there(town: Town) -> None:
    case = protected(town)
    with transaction():
        name_for_oldest(town.agent("fatima").id, "x", town.agent("greta"))
        hand_over(case.id, town.tek, town.agent("fatima"), unit_id=town.park)
    assert (nameless(town.agent("cecilia")), nameless(town.agent("greta"))) == (1, 0)
    with transaction():
        name_for_oldest(town.agent("pia").id, "Parkens.", town.agent("cecilia"))
    assert town.sees("pia", case) == "full"


def test_a_protected_case_is_never_shared(town: Town) -> None:
    case = protected(town)
    with transaction():
        name_for_oldest(town.agent("fatima").id, "x", town.agent("greta"))
    assert refused(lambda: ask(case.id, [(town.tek, town.park)], "x", town.agent("fatima"))) == "only_named"


@pytest.mark.parametrize("how", ["jav", "switched off", "role ended"])
def test_a_named_person_who_cannot_open_it_any_more_leaves_it_nameless(town: Town, how: str) -> None:
    case, greta, fatima = protected(town), town.agent("greta"), town.agent("fatima")
    agents, roles = table(AgentRow), table(AgentRole)
    with transaction():
        name_for_oldest(fatima.id, "x", greta)
        if how == "jav":
            report_conflict(case.id, "Min bror", fatima)
        elif how == "switched off":
            writing().execute(update(agents).where(agents.c.id == fatima.id).values(active=False))
        else:
            over = now() - timedelta(days=1)
            writing().execute(update(roles).where(roles.c.agent_id == fatima.id).values(valid_until=over))
    assert nameless(greta) == 1
    assert refused(lambda: name_for_oldest(fatima.id, "x", greta)) == "receiver_may_not_see"
    with transaction():
        name_for_oldest(greta.id, "Jag tar det.", greta)
    assert (town.sees("greta", case), nameless(greta)) == ("full", 0)
