"""Fråga till enhet and För kännedom: within the nämnd, ended and never undone."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from core.access.filters import listed
from core.access.permits import why
from core.access.scopes import access_of
from core.case.classification import classify
from core.case.closing import Closing, close
from core.case.handover import hand_over
from core.case.notes import note
from core.case.shares import active
from core.case.sharing import answer, ask, end_share, inform, receivers
from core.clock import now
from core.contract.errors import NotFound
from core.seed import BEGINNING
from core.store.db import reading, transaction
from core.store.models import Case, CaseShare, CaseType, CaseTypeVersion, Unit
from core.store.ready import insert
from tests.cast import VOF_SECRET
from tests.secrecy.conftest import Town, audited, kinds, refused, texts


def asked(town: Town, case: Case, by: str = "tore") -> int:
    """A question from Tekniska's officer to its own park unit, on a case of the roads unit's."""
    with transaction():
        return ask(case.id, [(town.tek, town.park)], "Är trädet ert?", town.agent(by))[0]


def in_roads(town: Town) -> Case:
    """A case that Pia does not see by herself: at a unit that is not hers."""
    case = town.bring()
    with transaction():
        roads = insert(Unit, {"forvaltning_id": town.tek, "code": "GATA", "name": "Gatuenheten"})
        hand_over(case.id, town.tek, town.agent("fatima"), unit_id=roads)
    return town.fresh(case)


def test_a_unit_that_is_asked_reads_the_case_and_may_note(town: Town) -> None:
    case = in_roads(town)
    assert town.sees("pia", case) == "none"
    asked(town, case, by="cecilia")
    pia = town.agent("pia")
    assert town.sees("pia", case) == "full"
    assert why(pia, case.id, case.scope_id, access_of(pia)) == ("question",)
    with transaction():
        note(case.id, "Vi tittar.", "internal_note", pia)
    assert refused(lambda: close(case.id, Closing("answered"), pia)) == "not_your_role"
    assert (town.fresh(case).held_by, town.fresh(case).forvaltning_id) == ("forvaltning", town.tek)


def test_what_a_new_type_makes_secret_is_no_longer_shared_with_a_whole_department(town: Town) -> None:
    case, tore = town.bring(), town.agent("tore")
    with transaction():
        values = {"transferred": "ja", "promise": "2 ad", "secrecy": "ja", "rosa_level": 2, "unit_id": town.park}
        where = {"forvaltning_id": town.tek, "svarsgrupp_id": town.cast.groups["4"], "valid_from": BEGINNING}
        secret = {"case_type_id": insert(CaseType, {"code": "T99"}), "secrecy_class_id": VOF_SECRET}
        insert(CaseTypeVersion, {**values, **where, **secret})
        inform(case.id, [(town.tek, None), (town.tek, town.park)], town.agent("fatima"))
        ask(case.id, [(town.tek, None)], "Vems är trädet?", town.agent("fatima"))
    with transaction():
        classify(case.id, "T99", town.agent("gunilla"))
    assert [(share.kind, share.unit_id) for share in active(case.id, "informed", "question")] == [
        ("informed", town.park)
    ]
    assert kinds(case)[-3:] == ["classified", "informed_ended", "question_ended"]
    assert town.sees(tore.login, case) == "none" and town.sees("pia", case) == "full"


def test_the_answer_is_a_note_that_comes_back_unread_and_ends_the_sight(town: Town) -> None:
    case = in_roads(town)
    share_id = asked(town, case, by="cecilia")
    with transaction():
        answer(share_id, "Ja, det är vårt.", town.agent("pia"))
    assert texts(case)[-2:] == ["Är trädet ert?", "Ja, det är vårt."]
    assert town.fresh(case).unread
    assert town.sees("pia", case) == "none"
    assert kinds(case)[-1] == "question_answered"
    share = reading().get(CaseShare, share_id)
    assert share is not None and share.answered_at == share.ended_at


def test_only_who_was_asked_can_answer(town: Town) -> None:
    case = town.bring()
    share_id = asked(town, case, by="fatima")
    assert refused(lambda: answer(share_id, "Ja", town.agent("fatima"))) == "not_asked"
    try:
        with transaction():
            answer(share_id, "Ja", town.agent("bo"))
        raise AssertionError("somebody from another nämnd answered")
    except NotFound:
        pass


def test_several_units_are_asked_and_each_answers_for_itself(town: Town) -> None:
    case = town.bring()
    with transaction():
        first, second = ask(
            case.id, [(town.tek, town.park), (town.tek, None)], "Vems är stolpen?", town.agent("fatima")
        )
    assert refused(lambda: ask(case.id, [(town.tek, town.park)], "Igen", town.agent("fatima"))) == "already_given"
    with transaction():
        answer(first, "Inte vår.", town.agent("pia"))
    assert [share.id for share in active(case.id, "question")] == [second]


def test_a_question_is_due_in_working_days(town: Town) -> None:
    case = town.bring()
    share_id = asked(town, case, by="fatima")
    share = reading().get(CaseShare, share_id)
    assert share is not None and share.due_at is not None
    assert timedelta(days=2) <= share.due_at - now() < timedelta(days=3)


def test_a_due_date_that_has_passed_is_refused(town: Town) -> None:
    case = town.bring()
    where = [(town.tek, town.park)]
    assert refused(lambda: ask(case.id, where, "x", town.agent("fatima"), due_at=now())) == "time_has_passed"


def test_another_namnd_is_never_asked_nor_informed(town: Town) -> None:
    case = town.bring()
    where = [(town.cast.forvaltningar["PBK"], None)]
    assert refused(lambda: ask(case.id, where, "x", town.agent("fatima"))) == "other_namnd"
    assert refused(lambda: inform(case.id, where, town.agent("fatima"))) == "other_namnd"
    assert town.cast.forvaltningar["PBK"] not in {place[0] for place, _why in receivers(case, "question")}


def test_a_secret_case_is_shared_with_a_named_unit_only(town: Town) -> None:
    case = town.bring("s1", subject="avboka hemtjänstbesök")
    vof, bist = town.cast.forvaltningar["VOF"], town.cast.units["BIST"]
    assert refused(lambda: ask(case.id, [(vof, None)], "x", town.agent("gunilla"))) == "secrecy_needs_unit"
    with transaction():
        ask(case.id, [(vof, bist)], "Vilket hus?", town.agent("gunilla"))
    assert (town.sees("vera", case), town.sees("vilma", case)) == ("full", "none")


def test_for_kannedom_gives_reading_and_no_more(town: Town) -> None:
    case = in_roads(town)
    with transaction():
        (share_id,) = inform(case.id, [(town.tek, town.park)], town.agent("cecilia"))
    assert town.sees("pia", case) == "full"
    assert refused(lambda: note(case.id, "x", "internal_note", town.agent("pia"))) == "not_your_role"
    with transaction():
        end_share(share_id, town.agent("pia"))
    assert town.sees("pia", case) == "none"
    assert kinds(case)[-2:] == ["informed", "informed_ended"]


def test_a_question_is_taken_back_by_the_side_that_asked_and_not_by_the_asked(town: Town) -> None:
    case = in_roads(town)
    share_id = asked(town, case, by="cecilia")
    assert refused(lambda: end_share(share_id, town.agent("pia"))) == "not_your_role"
    with transaction():
        end_share(share_id, town.agent("cecilia"))
    assert town.sees("pia", case) == "none"
    assert refused(lambda: end_share(share_id, town.agent("cecilia"))) == "already_ended"


def test_a_case_that_closes_asks_nothing_more(town: Town) -> None:
    case = in_roads(town)
    asked(town, case, by="cecilia")
    with transaction():
        close(case.id, Closing("fault_fixed"), town.agent("cecilia"))
    assert town.sees("pia", case) == "none"
    assert not active(case.id, "question")


def test_a_case_that_leaves_the_namnd_is_no_longer_read_there(town: Town) -> None:
    case = town.bring()
    with transaction():
        ask(case.id, [(town.tek, town.park)], "Är det ert?", town.agent("fatima"))
        inform(case.id, [(town.tek, None)], town.agent("fatima"))
        classify(case.id, "P05", town.agent("fatima"))
    assert not active(case.id, "question", "informed")
    assert (town.sees("pia", case), town.sees("tore", case)) == ("none", "none")


def test_an_ended_share_gives_nothing_in_any_list(town: Town) -> None:
    case = in_roads(town)
    share_id = asked(town, case, by="cecilia")
    pia = town.agent("pia")
    assert reading().scalars(select(Case.id).where(listed(pia))).all() == [case.id]
    with transaction():
        end_share(share_id, town.agent("cecilia"))
    assert not reading().scalars(select(Case.id).where(listed(pia))).all()


def test_a_supervised_department_is_refused_and_the_attempt_stands_in_the_log(town: Town) -> None:
    case = town.bring()
    with transaction():
        classify(case.id, "M03", town.agent("fatima"))
    assert refused(lambda: hand_over(case.id, town.tek, town.agent("fatima"))) == "supervised"
    tries = audited("supervised_refused")
    assert [(row.agent_id, row.case_id) for row in tries] == [(town.agent("fatima").id, case.id)]
    assert town.sees("tore", case) == "none"


def test_a_supervised_unit_cannot_be_asked_nor_informed_nor_become_owner_by_a_change_of_type(town: Town) -> None:
    case = town.bring()
    with transaction():
        hand_over(case.id, town.tek, town.agent("fatima"))
    assert refused(lambda: classify(case.id, "M03", town.agent("tore"))) == "supervised"
    assert len(audited("supervised_refused")) == 1
