"""Every rule that can say no says it in words: the codes are read from the source itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from core.case.outcomes import OUTCOMES
from core.contract.errors import Refused
from core.web import refusals

ROOT = Path(__file__).parents[2]
FOLDERS = ("core", "synpunkter", "kunskap")  # a plug-in with tables says no in the same words
LEVELS = ("may_finish", "may_decide", "may_raise", "may_lower", "may_change_type", "_level_rule")
RULES = (*LEVELS, "not_together", "why_not_joined")


def trees() -> Iterator[ast.AST]:
    for path in (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))):
        yield ast.parse(path.read_text())


def codes_raised() -> set[str]:
    """The first argument of every Refused(…) and Refusal(…)."""
    return {
        node.args[0].value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("Refused", "Refusal")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def codes_returned() -> set[str]:
    """Every text that a rule of ROSA or of the outcomes returns."""
    return {
        part.value
        for tree in trees()
        for rule in ast.walk(tree)
        if isinstance(rule, ast.FunctionDef) and rule.name in RULES
        for answer in ast.walk(rule)
        if isinstance(answer, ast.Return)
        for part in ast.walk(answer)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def test_every_code_in_the_core_has_words() -> None:
    raised = codes_raised() | codes_returned()
    assert {"level_needs_assessment", "not_yours", "field_missing"} <= raised
    assert raised - set(refusals.WORDS) == set()


def test_every_sentence_belongs_to_a_code_that_can_be_raised() -> None:
    assert set(refusals.WORDS) - (codes_raised() | codes_returned()) == set()


def test_every_field_that_an_outcome_requires_has_words() -> None:
    assert {name for outcome in OUTCOMES.values() for name in outcome.requires} == set(refusals.FIELDS)


def values_for(words: str) -> dict[str, str]:
    """Something for every name in the sentence."""
    return {name: "diary_number" if name == "field" else "Nummer 5" for name in re.findall(r"%\((\w+)\)", words)}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_sentence_is_whole_in_both_languages(app: Flask, lang: str) -> None:
    with app.test_request_context(f"/logga-in?lang={lang}"):
        said = [refusals.words(Refused(code, **values_for(words))) for code, words in refusals.WORDS.items()]
    assert [words for words in said if not words[0].isupper() or not words.endswith(".") or "%" in words] == []


def test_a_level_5_question_is_refused_with_the_name_of_who_can_answer(app: Flask) -> None:
    with app.test_request_context("/logga-in"):
        said = refusals.words(Refused("level_needs_assessment", level="5"), owner="Plan- och byggkontoret")
    assert said == "Det här kräver en bedömning (nivå 5). Lämna över till Plan- och byggkontoret."


def test_a_code_of_a_plugin_that_has_no_words_still_says_what_to_do(app: Flask) -> None:
    with app.test_request_context("/logga-in"):
        assert refusals.words(Refused("unheard_of")) == refusals.gettext(refusals.UNKNOWN)
        assert "Ladda sidan igen" in refusals.words(Refused("unheard_of"))
