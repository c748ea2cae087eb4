"""The rules hold in the story: levels, secrets, plain words, people who exist."""

from __future__ import annotations

import re

from core.case.outcomes import OUTCOMES, check_closing
from core.contract.messages import CHANNELS
from demo.bjorkasa import cast, catalogue, contacts, organisation
from demo.past import PastCase, Standing
from tests.demo.telling import kinds

FORBIDDEN = re.compile(r"förvaltning|handläggare|ärendemening|vänligen|diarieför|svarsgrupp|\brosa\b", re.IGNORECASE)
SECRET_WORDS = re.compile(
    r"insulin|medicin|stroke|demens|sjuk|skuld|faderskap|hemtjänst|larm|bistånd|försörjning|rullstol", re.IGNORECASE
)
OPEN_WAYS = ("email", "sms", "webform", "synpunkt", "social", "chat")

# --- rules ---


def test_the_contact_centre_finishes_nothing_it_must_not(at_any_time):
    _, told = at_any_time
    for case, stands in told:
        if stands.status == "closed":
            assert _closing_allowed(case, stands), (case.key, case.type_code, stands.outcome)


def test_a_secret_is_only_touched_by_those_who_may_know(at_any_time):
    _, told = at_any_time
    for case, _ in told:
        service = catalogue()[case.type_code]
        if service.is_secret:
            for actor in {step.actor for step in case.steps if step.actor}:
                agent = cast()[actor]
                assert service.authorisation in agent.authorised or service.unit == agent.unit, (case.key, actor)


def test_a_secret_is_handed_over_to_its_unit(told):
    for case, _ in told:
        service = catalogue()[case.type_code]
        units = {step.unit for step in case.steps if step.kind == "hand_over"}
        assert units <= ({service.unit} if service.is_secret else {""}), case


def test_open_ways_carry_only_the_neutral_text_of_a_secret(told):
    said = [
        step.text
        for case, _ in told
        if catalogue()[case.type_code].is_secret and case.channel in OPEN_WAYS
        for step in case.steps
        if step.kind in ("reply", "wait")
    ]
    assert said
    assert set(said) == {organisation().text("neutral")}


def test_no_subject_of_a_secret_tells_anything(at_any_time):
    _, told = at_any_time
    subjects = [case.subject for case, _ in told if catalogue()[case.type_code].is_secret]
    assert [subject for subject in subjects if SECRET_WORDS.search(subject)] == []


def test_no_word_of_the_organisation_goes_out(told):
    said = [step.text for case, _ in told for step in case.steps if step.kind in ("reply", "wait", "receipt")]
    assert [text for text in said if FORBIDDEN.search(text)] == []


def test_no_slot_is_left_empty(told):
    left = {slot for case, _ in told for step in case.steps for slot in re.findall(r"\{(\w+)\}", step.text)}
    assert left == {"number"}
    assert not [case for case, _ in told if "{" in case.subject or not case.subject]


def test_everybody_named_exists_and_can_be_reached_that_way(at_any_time):
    _, told = at_any_time
    for case, _ in told:
        assert case.channel in CHANNELS
        contact = contacts()[case.contact] if case.contact else None
        if contact and case.channel in ("email", "webform"):
            assert contact.email, case.key
        if case.channel == "sms":
            assert contact and contact.phone, case.key
        assert not (case.anonymous and contact)
        assert {step.actor for step in case.steps} <= {*cast(), ""}
        assert {step.outcome for step in case.steps} <= {*OUTCOMES, ""}


def test_who_is_anonymous_gets_no_answer(told):
    for case, _ in told:
        if case.anonymous:
            assert not {"reply", "wait", "receipt"} & set(kinds(case)), case


def test_every_type_but_not_classified_has_happened(told):
    assert {case.type_code for case, _ in told} == set(catalogue())


def _closing_allowed(case: PastCase, stands: Standing) -> bool:
    service, closer = catalogue()[case.type_code], cast()[stands.closed_by]
    last = next(step for step in reversed(case.steps) if step.kind == "close")
    fields = {"decided_by": closer.name, "decided_on": "x", "delegation_point": service.delegation}
    refusal = check_closing(
        stands.outcome,
        level=case.level or service.rosa_level,
        transferred=service.transferred == "Ja",
        confirmed_type=stands.confirmed,
        delegated=service.code in closer.delegations,
        by_contact_centre=stands.held_by == "kundtjanst",
        fields=fields | {"target": last.to},
    )
    return refusal is None
