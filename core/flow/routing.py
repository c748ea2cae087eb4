"""Suggests type, level, owner and svarsgrupp for a new message, always with a reason. A person confirms.

In order: the type somebody chose, the municipality's own rules, the form's topic as a frame, then everyday words of
the catalogue. What nothing matches becomes *Ej klassat* in the group of the phone menu or topic; words of care or
illness send it to "Sortering".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.access.stems import stems
from core.case.catalogue import has_ended, version_at
from core.contract.messages import InboundMessage
from core.municipality.routing_rules import Rule, active_rules, first_fit, seen_of
from core.store.db import reading
from core.store.editions import known
from core.store.models import CaseType, CaseTypeVersion, CaseTypeWord, Svarsgrupp
from core.store.models.catalogue import UNCLASSIFIED
from core.store.texts import setting

_READ_AT_MOST = 20_000  # characters: what a matter is about stands at its beginning
_Entry = tuple[frozenset[str], str, tuple[str, ...]]  # the stems of an everyday word, the word, the types it stands for


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`reason` is a code with its value: rule:Badhuset | word:lampan | topic:gator | menu:4 | chosen | ""."""

    version: CaseTypeVersion
    svarsgrupp_id: int
    reason: str = ""
    sortering: bool = False


def suggest(message: InboundMessage, at: datetime, svarsgrupp: str | None = None) -> Suggestion:
    """The suggestion for a message that reached us `at`; `svarsgrupp` is its instance's own group, if it has one."""
    chosen = message.hints.get("case_type")
    if chosen:
        version = version_at(chosen, at)
        return Suggestion(version, version.svarsgrupp_id, "" if chosen == UNCLASSIFIED else "chosen")
    words = _words_of(message)
    rule = first_fit(rules, seen_of(message)) if (rules := active_rules()) else None
    if rule and rule.case_type and not has_ended(rule.case_type, at):
        return _by_rule(rule, at, words)
    code, word = _best(words, _frame(message, at), at)
    if code:
        version = version_at(code, at)
        own = rule.group_id if rule and rule.group_id else version.svarsgrupp_id
        return Suggestion(version, own, f"word:{word}")
    sensitive = not known("care words", _care_words).isdisjoint(words)
    if otherwise := message.hints.get("otherwise"):
        version = version_at(otherwise, at)
        return Suggestion(version, version.svarsgrupp_id, "chosen", sortering=sensitive)
    version = version_at(UNCLASSIFIED, at)
    if rule and rule.group_id:
        return Suggestion(version, rule.group_id, f"rule:{rule.name}", sortering=sensitive)
    return Suggestion(version, *_group(message, version, svarsgrupp), sortering=sensitive)


def _by_rule(rule: Rule, at: datetime, words: Mapping[str, int]) -> Suggestion:
    """What the rule says. One that looked at no word has not seen words of care or illness, so they are looked for."""
    version = version_at(rule.case_type, at)
    sensitive = rule.kind != "words" and not known("care words", _care_words).isdisjoint(words)
    return Suggestion(version, rule.group_id or version.svarsgrupp_id, f"rule:{rule.name}", sortering=sensitive)


def mentions_care(text: str) -> bool:
    """Whether a text has words of care or illness."""
    return not known("care words", _care_words).isdisjoint(stems(text[:_READ_AT_MOST]))


def _group(message: InboundMessage, version: CaseTypeVersion, svarsgrupp: str | None) -> tuple[int, str]:
    menu = message.hints.get("menu_choice", "")
    topic = message.hints.get("topic", "")
    for digit, reason in ((menu, f"menu:{menu}"), (_group_of_topic(topic), f"topic:{topic}"), (svarsgrupp or "", "")):
        if digit and (found := known("svarsgrupper", _svarsgrupper).get(digit)):
            return found, reason
    return version.svarsgrupp_id, ""


def _svarsgrupper() -> dict[str, int]:
    return {row.digit: row.id for row in reading().execute(select(Svarsgrupp.digit, Svarsgrupp.id))}


def _group_of_topic(topic: str) -> str:
    """The svarsgrupp that most types of the topic belong to."""
    if not topic:
        return ""
    return str(
        reading().scalar(
            select(Svarsgrupp.digit)
            .join(CaseTypeVersion, CaseTypeVersion.svarsgrupp_id == Svarsgrupp.id)
            .where(CaseTypeVersion.topic == topic)
            .group_by(Svarsgrupp.digit)
            .order_by(func.count().desc(), Svarsgrupp.digit)
            .limit(1)
        )
        or ""
    )


def _words_of(message: InboundMessage) -> dict[str, int]:
    """Stem → weight: a word in the subject counts double."""
    weights: dict[str, int] = defaultdict(int)
    for stem in set(stems((message.fresh or message.text)[:_READ_AT_MOST])):
        weights[stem] += 1
    for stem in set(stems(message.subject)):
        weights[stem] += 2
    return weights


def _best(words: Mapping[str, int], allowed: frozenset[str] | None, at: datetime) -> tuple[str, str]:
    """The type whose everyday words weigh most in the text, with the longest of those words."""
    score: dict[str, float] = defaultdict(float)
    longest: dict[str, str] = defaultdict(str)
    for phrase, word, codes in _said(words):
        weight = len(word) * min(words[stem] for stem in phrase) / len(codes)
        for code in codes:
            if (allowed is None or code in allowed) and not has_ended(code, at):
                score[code] += weight
                longest[code] = max(longest[code], word, key=len)
    if not score:
        return "", ""
    code = max(sorted(score), key=lambda c: score[c])
    return code, longest[code]


def _said(words: Mapping[str, int]) -> list[_Entry]:
    """The entries of the dictionary that stand in the text, in order of word."""
    dictionary = known("dictionary", _dictionary)
    found = [entry for stem in words for entry in dictionary.get(stem, ()) if entry[0] <= words.keys()]
    return sorted(found, key=lambda entry: entry[1])


def _frame(message: InboundMessage, at: datetime) -> frozenset[str] | None:
    """The types that the form's topic leaves, or None when anything may be meant."""
    topic = message.hints.get("topic", "")
    if not topic:
        return None
    rows = reading().scalars(
        select(CaseType.code)
        .join(CaseTypeVersion, CaseTypeVersion.case_type_id == CaseType.id)
        .where(CaseTypeVersion.topic == topic, CaseTypeVersion.valid_from <= at)
    )
    return frozenset(rows) or None


def _dictionary() -> Mapping[str, list[_Entry]]:
    """Every everyday word, under one of its stems."""
    rows = reading().execute(
        select(CaseTypeWord.word, CaseType.code).join(CaseType, CaseType.id == CaseTypeWord.case_type_id)
    )
    codes: dict[str, list[str]] = defaultdict(list)
    for word, code in rows:
        codes[word].append(code)
    entries: dict[str, list[_Entry]] = defaultdict(list)
    for word, found in codes.items():
        if phrase := frozenset(stems(word)):  # a word of signs alone says nothing
            entries[min(phrase)].append((phrase, word, tuple(sorted(found))))
    return entries


def _care_words() -> frozenset[str]:
    return frozenset(stem for word in setting("care_words", ()) for stem in stems(word))
