"""Routing suggests with a reason; what nothing fits, and what may be sensitive, goes where it should."""

from __future__ import annotations

import pytest
from flask import Flask

from core.case.secrecy import secrecy_class_of
from core.store.models.agents import ORDINARY, SORTERING
from tests.cast import Cast
from tests.flow.conftest import Desk


@pytest.mark.parametrize(
    ("subject", "text", "reason"),
    [
        ("Släckt gatlampa", "", "word:gatlampa"),
        ("Gatlampan på Skolgatan", "är trasig", "word:gatlampa"),
        ("Hej", "Lyktstolparna lutar", "word:lyktstolpe"),
        ("Hej", "Får man bygga ett attefallshus?", "word:attefallshus"),
        ("Hej", "En fråga bara", ""),
    ],
)
def test_an_everyday_word_in_any_form_is_the_reason(desk: Desk, subject: str, text: str, reason: str) -> None:
    assert desk.bring("m1", subject=subject, text=text).type_reason == reason


def test_a_word_in_the_subject_weighs_more_than_one_in_the_text(desk: Desk) -> None:
    case = desk.bring("m1", subject="snö", text="jag gick förbi en lampa")
    assert case.type_reason == "word:snö"


def test_the_phone_menu_gives_the_group_of_what_nothing_fits(desk: Desk, cast: Cast) -> None:
    case = desk.bring("m1", subject="Hej", hints={"menu_choice": "1"})
    assert (case.svarsgrupp_id, case.type_reason) == (cast.groups["1"], "menu:1")


def test_a_type_for_the_rest_gives_way_to_the_words(desk: Desk) -> None:
    assert desk.bring("m1", subject="Plogning", hints={"otherwise": "E02"}).type_reason == "word:plogning"
    assert desk.bring("m2", subject="Dålig ton", hints={"otherwise": "E02"}).rosa_level == 4


def test_words_of_illness_hide_a_case_of_the_rest_too(app: Flask, desk: Desk) -> None:
    plain = desk.bring("m1", subject="Dålig ton", hints={"otherwise": "E02"})
    sick = desk.bring("m2", subject="Mamma", text="är sjuk och ingen kom", hints={"otherwise": "E02"})
    assert (secrecy_class_of(plain), secrecy_class_of(sick)) == (ORDINARY, SORTERING)


def test_a_very_long_text_is_read_at_its_beginning(desk: Desk) -> None:
    assert desk.bring("m1", subject="Hej", text="lampa " + "x " * 200_000).type_reason == "word:lampa"
