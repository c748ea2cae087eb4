"""Closing: every outcome, at every level, for both parties."""

from __future__ import annotations

from itertools import product

import pytest

from core.case.outcomes import OUTCOMES, Matter, Refusal, check_closing, counts_as_solved, fits, outcomes_for
from core.contract.errors import Refused

SWEDISH = {
    "answered": "Besvarat",
    "handled": "Handlagt i kundtjänst",
    "decided": "Beslut fattat",
    "answered_by_forvaltning": "Besvarat av förvaltningen",
    "fault_fixed": "Felanmälan åtgärdad",
    "fault_not_fixed": "Felanmälan åtgärdas ej",
    "connected": "Kopplat",
    "guided_on": "Vägledd vidare",
    "referred_eservice": "Hänvisad till e-tjänst",
    "registered_elsewhere": "Registrerat i annat system",
    "put_in_diary": "Diariefört",
    "other_authority": "Hänvisat till annan myndighet",
    "other_road_keeper": "Annan väghållare",
    "no_reply": "Inget svar",
    "duplicate": "Dubblett",
    "wrong_number": "Felringt",
    "anonymous": "Anonym",
}
BY_CONTACT_CENTRE = {"answered", "handled", "decided"}
BY_FORVALTNING = {"answered_by_forvaltning", "fault_fixed", "fault_not_fixed"}
NOT_FINISHING = SWEDISH.keys() - BY_CONTACT_CENTRE - BY_FORVALTNING
FILLED = {
    "decided_by": "Fatima",
    "decided_on": "2026-03-10",
    "delegation_point": "4.2",
    "target": "Skatteverket",
    "other_system": "DeDu",
    "other_number": "77",
    "diary_number": "KS 2026/12",
}
SIX, EITHER = range(1, 7), (True, False)


def closing(code: str, level: int = 1, **changes: object) -> Refusal | None:
    """A closing by the contact centre with everything in order, except what the test changes."""
    facts = {
        "transferred": True,
        "confirmed_type": True,
        "delegated": True,
        "by_contact_centre": True,
        "fields": FILLED,
    }
    return check_closing(code, level=level, **{**facts, **changes})


def reason(code: str, level: int = 1, **changes: object) -> str | None:
    refusal = closing(code, level, **changes)
    return refusal.code if refusal else None


def test_the_table_holds_exactly_the_outcomes_of_the_practice():
    assert OUTCOMES.keys() == SWEDISH.keys()
    assert len({outcome.name for outcome in OUTCOMES.values()}) == len(OUTCOMES)


def test_who_may_choose_what():
    assert {o.code for o in outcomes_for(by_contact_centre=True)} == NOT_FINISHING | BY_CONTACT_CENTRE
    assert {o.code for o in outcomes_for(by_contact_centre=False)} == NOT_FINISHING | BY_FORVALTNING


def test_what_finishes():
    assert {code for code, outcome in OUTCOMES.items() if outcome.finishes} == BY_CONTACT_CENTRE | BY_FORVALTNING


@pytest.mark.parametrize(("code", "level", "transferred"), list(product(["answered", "handled"], SIX, EITHER)))
def test_the_contact_centre_finishes_by_the_rosa_rule(code, level, transferred):
    allowed = level <= 2 or (level <= 4 and transferred)
    assert (closing(code, level, transferred=transferred) is None) == allowed


@pytest.mark.parametrize(("level", "transferred", "delegated"), list(product(SIX, EITHER, EITHER)))
def test_a_decision_needs_level_4_the_transfer_and_the_delegation(level, transferred, delegated):
    refusal = closing("decided", level, transferred=transferred, delegated=delegated)
    assert (refusal is None) == (level == 4 and transferred and delegated)


@pytest.mark.parametrize(("code", "level"), list(product(sorted(BY_FORVALTNING), SIX)))
def test_the_forvaltning_finishes_at_every_level(code, level):
    assert closing(code, level, by_contact_centre=False, transferred=False, delegated=False) is None


@pytest.mark.parametrize(("code", "level", "by_centre"), list(product(sorted(NOT_FINISHING), SIX, EITHER)))
def test_what_does_not_finish_is_allowed_at_every_level_except_no_reply_at_5_and_6(code, level, by_centre):
    expected = "outcome_not_at_level" if code == "no_reply" and level >= 5 else None
    assert reason(code, level, by_contact_centre=by_centre, transferred=False, delegated=False) == expected


@pytest.mark.parametrize("code", sorted(SWEDISH))
def test_nothing_is_closed_before_its_type_is_confirmed(code):
    assert reason(code, confirmed_type=False) == "type_not_confirmed"


@pytest.mark.parametrize("code", sorted(BY_FORVALTNING))
def test_the_contact_centre_cannot_answer_in_the_name_of_the_forvaltning(code):
    assert reason(code) == "outcome_not_yours"


@pytest.mark.parametrize("code", sorted(BY_CONTACT_CENTRE))
def test_the_forvaltning_does_not_use_the_outcomes_of_the_contact_centre(code):
    assert reason(code, 4, by_contact_centre=False) == "outcome_not_yours"


@pytest.mark.parametrize(
    ("code", "level", "required"),
    [
        ("guided_on", 1, ["target"]),
        ("registered_elsewhere", 1, ["other_system", "other_number"]),
        ("put_in_diary", 6, ["diary_number"]),
        ("decided", 4, ["decided_by", "decided_on", "delegation_point"]),
    ],
)
def test_a_required_field_that_is_missing_or_blank_is_named(code, level, required):
    assert list(OUTCOMES[code].requires) == required
    for name in required:
        blank = {**FILLED, name: "  "}
        absent = {key: value for key, value in FILLED.items() if key != name}
        for fields in (blank, absent):
            assert closing(code, level, fields=fields) == Refusal("field_missing", {"field": name, "outcome": code})


def test_the_other_outcomes_need_no_field():
    needing = {"guided_on", "registered_elsewhere", "put_in_diary", "decided"}
    assert [code for code in sorted(NOT_FINISHING - needing) if closing(code, fields={})] == []


@pytest.mark.parametrize(
    ("matter", "unfit"),
    [
        (Matter("email", "gata", 3, reachable=True), {"connected", "wrong_number", "anonymous", "decided"}),
        (Matter("email", "omsorg", 4, reachable=True), {"connected", "wrong_number", "anonymous", "other_road_keeper"}),
        (Matter("phone", "", 2, reachable=False), {"no_reply", "decided"}),
        (Matter("webform", "kultur", 1, reachable=False), {"connected", "wrong_number", "no_reply"}),
    ],
)
def test_only_outcomes_that_can_be_true_of_the_case_fit(matter, unfit):
    missing = {code for code, outcome in OUTCOMES.items() if not fits(outcome, matter)}
    assert unfit <= missing
    assert {"answered", "handled", "guided_on", "duplicate", "put_in_diary"}.isdisjoint(missing)


def test_a_level_5_question_closed_as_answered_is_refused_with_words_to_fill():
    refusal = closing("answered", 5)
    assert refusal is not None
    refused = Refused(refusal.code, **refusal.values)
    assert (refused.code, refused.values) == ("level_needs_assessment", {"level": "5", "outcome": "answered"})


def test_an_unknown_outcome_is_refused_and_never_solved():
    assert reason("magic") == "unknown_outcome"
    assert not counts_as_solved("magic")


@pytest.mark.parametrize("code", sorted(SWEDISH))
def test_only_what_the_contact_centre_finished_counts_as_solved(code):
    assert counts_as_solved(code) == (code in BY_CONTACT_CENTRE)
