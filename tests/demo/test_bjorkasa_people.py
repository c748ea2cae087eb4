"""The people of the demo: every role played, every name and number made up."""

from __future__ import annotations

import re
from collections import Counter

from core.store.models.agents import ROLES
from demo.bjorkasa import cast, catalogue, contacts, organisation
from demo.bjorkasa.files import toml
from demo.bjorkasa.phone_hours import week_of

# --- the people ---


def test_first_names_are_unique_and_logins_are_plain_lower_case():
    logins = list(cast())
    assert len(logins) == len(toml("cast.toml")["agents"])
    assert all(re.fullmatch("[a-z]+", login) for login in logins)
    assert cast()["gorel"].name == "Görel Grip"


def test_the_contact_centre_has_six_who_answer_on_four_and_a_half_posts():
    guides = [a for a in cast().values() if a.role == "kommunvagledare"]
    assert len(guides) == 6
    assert sum(a.fte for a in guides) == 4.5
    assert cast()["fatima"].svarsgrupper == ("4",) and not cast()["fatima"].authorised
    assert "VOF" in cast()["gunilla"].authorised and cast()["gunilla"].svarsgrupper == ("1",)


def test_every_role_of_the_core_is_played_and_no_other():
    assert {a.role for a in cast().values()} == set(ROLES)


def test_every_other_forvaltning_has_two_officers():
    officers = Counter(a.forvaltning for a in cast().values() if a.role == "handlaggare")
    assert officers == {f.code: 2 for f in organisation().forvaltningar if not f.contact_centre}
    assert cast()["bo"].forvaltning == "PBK"


def test_every_group_of_secrets_has_somebody_in_the_contact_centre_and_every_unit_an_officer():
    groups = {group for a in cast().values() if a.role == "kommunvagledare" for group in a.authorised}
    assert groups == set(organisation().authorisation_groups)
    read_by_mail = {unit.code for unit in organisation().units if unit.mailbox}
    assert {a.unit for a in cast().values() if a.unit} == {unit.code for unit in organisation().units} - read_by_mail


def test_the_chiefs_of_care_and_of_social_services_may_know_of_what_is_marked():
    chiefs = {a.forvaltning: a.authorised for a in cast().values() if a.role == "chef" and a.authorised}
    assert chiefs == {"SOC": ("SOC", "marked"), "VOF": ("VOF", "marked")}


def test_every_namnd_has_a_registrator():
    kept = [namnd for a in cast().values() if a.role == "registrator" for namnd in a.namnder]
    assert sorted(kept) == sorted(organisation().namnder)


def test_who_decides_has_a_type_with_a_delegation():
    for agent in cast().values():
        assert all(catalogue()[code].delegation for code in agent.delegations), agent


# --- those who write and call ---


def test_there_are_400_persons_and_40_companies_and_associations_with_names_of_their_own():
    everybody = contacts().values()
    kinds = Counter(c.kind for c in everybody)
    assert kinds["person"] == 400
    assert kinds["company"] + kinds["association"] == 40
    assert len({c.name for c in everybody}) == 440


def test_ninety_have_a_phone_of_the_fiction_range_and_each_number_is_given_once():
    phones = [c.phone for c in contacts().values() if c.phone]
    assert len(phones) == len(set(phones)) == 90
    assert all(re.fullmatch(r"\+467017406(0[5-9]|[1-8]\d|9[0-4])", phone) for phone in phones)


def test_mail_addresses_are_plain_unique_and_read_by_the_demo():
    mails = [c.email for c in contacts().values() if c.email]
    assert len(mails) == len(set(mails))
    assert all(re.fullmatch(r"[a-z0-9.-]+@invanare\.example", mail) for mail in mails)


def test_three_are_protected_and_nothing_is_known_of_where_they_are():
    protected = [c for c in contacts().values() if c.protected]
    assert len(protected) == 3
    assert not any(c.email or c.phone or c.postal for c in protected)


def test_twelve_need_an_interpreter():
    assert sum(bool(c.interpreter) for c in contacts().values()) == 12


def test_the_hard_names_are_there():
    names = {c.name for c in contacts().values()}
    assert {"Åsa Öhrn-Ärlebäck", "Hodan", "Seán O'Leary", "Moussa N'Diaye"} <= names
    assert {"fi", "ar", "so", "pl", "bs"} <= {c.language for c in contacts().values()}


def test_phone_hours_in_words_become_spans_that_a_page_can_show() -> None:
    assert week_of("tis och tors 10–12") == {"tue": ["10:00-12:00"], "thu": ["10:00-12:00"]}
    assert list(week_of("mån–fre 8–9")) == ["mon", "tue", "wed", "thu", "fri"]
    assert [agent.login for agent in cast().values() if agent.hours and not week_of(agent.hours)] == []


def test_who_is_away_has_a_deputy_who_is_there() -> None:
    away = {agent.login: agent.away for agent in cast().values() if agent.away}
    assert len(away) >= 3
    assert all(one["deputy"] in cast() and one["deputy"] not in away for one in away.values())
