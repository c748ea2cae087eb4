"""The demo municipality as data: a whole catalogue and a consistent organisation."""

from __future__ import annotations

import re

import pytest

from core.case.hours import Hours
from core.case.outcomes import OUTCOMES
from demo.bjorkasa import UNCLASSIFIED, catalogue, organisation

SLOT = re.compile(r"\{(\w+)\}")
SECRET = [service for service in catalogue().values() if service.is_secret]


# --- the catalogue ---


def test_the_catalogue_has_89_types_and_every_one_has_an_owner_a_group_and_a_level():
    codes = {f.code for f in organisation().forvaltningar}
    assert len(catalogue()) == 89
    for service in catalogue().values():
        assert service.forvaltning in codes, service
        assert service.svarsgrupp in organisation().svarsgrupper, service
        assert service.rosa_level in range(1, 7), service
        assert service.topic in organisation().topics, service
        assert service.transferred in ("Ja", "Delvis", "Nej"), service


def test_minutes_of_levels_one_and_two_give_the_figures_of_the_source():
    rows = [s for s in catalogue().values() if s.rosa_level <= 2 and s.code not in ("C01", "C08")]
    volume = sum(s.volume for s in rows)
    assert sum(s.minutes_here * s.volume for s in rows) / volume == pytest.approx(8.9, abs=0.35)
    assert sum(s.minutes_there * s.volume for s in rows) / volume == pytest.approx(21.1, abs=0.7)


def test_every_secrecy_type_names_a_unit_of_its_own_and_those_who_may_know():
    units = {unit.code: unit for unit in organisation().units}
    assert len(SECRET) == 11
    for service in SECRET:
        assert units[service.unit].forvaltning == service.forvaltning, service
        assert service.authorisation in organisation().authorisation_groups, service


def test_only_a_secrecy_type_names_a_unit_or_a_group():
    assert not [s.code for s in catalogue().values() if (s.unit or s.authorisation) and not s.is_secret]


def test_every_type_has_five_to_twelve_everyday_words_in_lower_case():
    for service in catalogue().values():
        assert 5 <= len(set(service.words)) <= 12, service.code
        assert all(word == word.lower() for word in service.words), service.code


@pytest.mark.parametrize(
    ("word", "code"),
    [("dagis", "B01"), ("lyktstolpe", "T06"), ("p-böter", "T05"), ("socialbidrag", "S05"), ("gatlampa", "T06")],
)
def test_an_everyday_word_finds_its_type(word, code):
    assert word in catalogue()[code].words


def test_no_everyday_word_leads_to_not_classified():
    assert not {"vet inte", "okänt", "fråga"} & set(catalogue()[UNCLASSIFIED].words)


def test_a_delegation_stands_only_at_level_four_that_the_contact_centre_does():
    delegated = [s for s in catalogue().values() if s.delegation]
    assert delegated
    assert all(s.rosa_level == 4 and s.transferred == "Ja" for s in delegated)


def test_levels_five_and_six_are_for_the_forvaltning_to_answer():
    assert all(s.competence == 3 and s.transferred != "Ja" for s in catalogue().values() if s.rosa_level >= 5)


def test_outcome_hints_are_outcomes_of_the_core():
    assert {code for s in catalogue().values() for code in s.outcomes} <= set(OUTCOMES)


def test_every_type_has_an_english_name_and_only_e_services_of_the_demo():
    for service in catalogue().values():
        assert service.name_en and service.name_en != service.name
        assert not service.e_service or service.e_service.startswith("https://bjorkasa.example/")


# --- the organisation ---


def test_there_are_13_forvaltningar_five_groups_and_one_contact_centre():
    here = organisation()
    assert len(here.forvaltningar) == 13
    assert list(here.svarsgrupper) == ["1", "2", "3", "4", "5"]
    assert [f.code for f in here.forvaltningar if f.contact_centre] == ["KTJ"]
    assert {f.namnd for f in here.forvaltningar} == set(here.namnder)


def test_the_opening_hours_are_hours_the_core_can_read():
    hours = Hours.from_settings(organisation().hours)
    assert hours.week[0] == ((480, 990),)
    assert hours.week[4] == ((480, 900),)
    assert {closes for _, closes in hours.short} == {720}
    assert hours.klamdag == "open"


def test_every_text_exists_in_swedish_and_english_and_every_level_is_explained():
    assert all(set(words) == {"sv", "en"} for words in organisation().texts.values())
    assert [level.number for level in organisation().levels] == [1, 2, 3, 4, 5, 6]
    assert all(level.explanations["sv"] and level.names["en"] for level in organisation().levels)


def test_only_what_belongs_to_one_message_is_left_to_fill_in():
    left = {slot for words in organisation().texts.values() for text in words.values() for slot in SLOT.findall(text)}
    assert left <= {"number", "date", "subject", "reason", "question", "answer", "link", "agent"}


def test_a_receipt_carries_the_number_the_hours_and_the_promise():
    text = organisation().text("receipt_email")
    assert "{number}" in text and "måndag–torsdag 8–16.30" in text and "två arbetsdagar" in text


def test_a_language_without_the_text_gets_the_swedish_one():
    assert organisation().text("neutral", "fi") == organisation().text("neutral", "sv")
