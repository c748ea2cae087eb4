"""The checklist inside a case: ticks are kept with who and when, two at once keep both, readers cannot tick."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from core.case.checklists import steps_of, tick
from core.case.classification import classify
from core.contract.errors import NotFound, Refused
from core.municipality.service_types import change_type
from core.store.db import reading, transaction
from core.store.models import Case
from tests.cast import Cast
from tests.web.conftest import Visitor
from tests.web.desk import LAMP, SECRET, bring

TODAY = date(2026, 5, 11)
STEPS = "Fråga efter stolpens nummer\nSkriv platsen\nSäg när det lagas"


@pytest.fixture
def lamp(app: Flask, cast: Cast) -> int:
    with transaction():
        change_type("T06", {"checklist": STEPS}, TODAY, cast.agent("adam"))
    return bring(**LAMP).id


def fresh(case_id: int) -> Case:
    return reading().get_one(Case, case_id, populate_existing=True)


def done(case_id: int) -> list[str]:
    return [one.done_by for one in steps_of(fresh(case_id))]


def press(case_id: int, was: set[int], ticked: set[int], by) -> None:  # type: ignore[no-untyped-def]
    with transaction():
        tick(case_id, was, ticked, fresh(case_id).case_type_version_id, by)


def test_two_at_once_keep_both(lamp: int, cast: Cast) -> None:
    press(lamp, set(), {0}, cast.agent("fatima"))
    press(lamp, set(), {2}, cast.agent("greta"))
    press(lamp, set(), {0, 1}, cast.agent("greta"))
    assert done(lamp) == ["Fatima Rahimi", "Greta Holm", "Greta Holm"]
    press(lamp, {0, 1, 2}, {1}, cast.agent("fatima"))
    assert done(lamp) == ["", "Greta Holm", ""]


def test_a_changed_list_is_not_ticked_by_mistake_and_old_cases_keep_theirs(lamp: int, cast: Cast) -> None:
    with transaction():
        change_type("T06", {"checklist": "Ett nytt steg"}, TODAY, cast.agent("adam"))
    assert [one.text for one in steps_of(fresh(lamp))] == STEPS.split("\n")
    for wrong in ({3}, {-1}):
        with pytest.raises(Refused, match="checklist_changed"):
            press(lamp, set(), wrong, cast.agent("fatima"))
    was = fresh(lamp).case_type_version_id
    with transaction():
        classify(lamp, "T03", cast.agent("fatima"))
    with pytest.raises(Refused, match="checklist_changed"), transaction():
        tick(lamp, set(), {0}, was, cast.agent("fatima"))
    assert steps_of(fresh(lamp)) == ()


def test_who_only_reads_cannot_tick_and_others_do_not_find_the_case(lamp: int, cast: Cast) -> None:
    with pytest.raises((Refused, NotFound)):
        press(lamp, set(), {0}, cast.agent("bo"))
    secret = bring("m2", **SECRET)
    with pytest.raises(NotFound):
        press(secret.id, set(), set(), cast.agent("fatima"))
    assert done(lamp) == ["", "", ""]


def test_the_case_page_shows_it_and_takes_the_ticks(lamp: int, client: Visitor) -> None:
    client.log_in("fatima")
    number, version = fresh(lamp).number, fresh(lamp).case_type_version_id
    page = client.get(f"/arende/{number}").text
    assert "Checklista, 0 av 3" in page and "Säg när det lagas" in page
    answer = client.send(f"/arende/{number}/checklista", step="1", was="", version_id=str(version))
    assert answer.status_code == 303 and "Checklista, 1 av 3" in client.get(f"/arende/{number}").text
    wrong = client.send(f"/arende/{number}/checklista", step="9", was="", version_id=str(version))
    assert wrong.status_code == 422 and "en annan checklista nu" in wrong.text


def test_the_package_of_a_forvaltning_has_all_its_types_and_no_others(client: Visitor) -> None:
    page = client.log_in("greta").get("/installningar/tjanster/paket/TEK").text
    assert "Tjänstepaket och överenskommelse" in page and "T06 Trasig gatubelysning" in page and "P05" not in page
    assert "Ja 2, Delvis 1, Nej 0" in page and "Namnförtydligande" in page
    assert client.log_in("fatima").get("/installningar/tjanster/paket/TEK").status_code == 403
