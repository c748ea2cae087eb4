"""What is said in the demo: enough of it, in plain words, and nothing that tells a secret or a real address."""

from __future__ import annotations

import random
import re

from demo.bjorkasa import catalogue, organisation, sayings, synpunkter
from demo.bjorkasa.files import HERE
from demo.bjorkasa.texts import common, draw_slots

ORGANISATION_WORDS = re.compile(
    r"förvaltning|handläggare|nämnd(?!e)|ärendemening|vänligen|diarieför|svarsgrupp|\brosa\b|kontaktcenter|enheten",
    re.IGNORECASE,
)
SECRET_WORDS = re.compile(
    r"insulin|medicin|stroke|demens|sjuk|skuld|faderskap|hemtjänst|larm|bistånd|försörjning|handikapp|rörelsehindrad"
    r"|orosanmälan|oro för|äldreboende|omsorgsavgift|rullstol|missbruk|hyra",
    re.IGNORECASE,
)
SLOT = re.compile(r"\{(\w+)\}")
SECRET = [service for service in catalogue().values() if service.is_secret]


def outgoing() -> list[str]:
    """Every text that a citizen may get to read."""
    by_type = [saying.reply for rows in sayings().values() for saying in rows]
    by_form = [saying.reply for rows in synpunkter().values() for saying in rows]
    shared = [row["reply"] for row in common()["again"]] + [row["question"] for row in common()["ask"]]
    official = [text for words in organisation().texts.values() for text in words.values()]
    return by_type + by_form + shared + official


def test_every_type_has_at_least_three_matters():
    assert {code: len(sayings().get(code, ())) for code in catalogue() if len(sayings().get(code, ())) < 3} == {}


def test_what_was_written_about_ordinary_things_has_an_answer_and_what_is_secret_has_none():
    for code, rows in sayings().items():
        for saying in rows:
            assert bool(saying.reply) == bool(saying.text and not catalogue()[code].is_secret), saying


def test_matters_do_not_repeat_each_other():
    texts = [s.text for rows in sayings().values() for s in rows if s.text]
    assert len(texts) == len(set(texts))


def test_every_slot_is_known():

    slots = draw_slots(random.Random(1), ("Bo Hagman",))
    for rows in (*sayings().values(), *synpunkter().values()):
        assert all(not SLOT.search(saying.filled(slots).text) for saying in rows)


def test_texts_come_in_several_languages():
    assert {"sv", "en", "fi", "ar", "so", "pl"} <= {s.language for rows in sayings().values() for s in rows}


def test_no_word_of_the_organisation_goes_out():
    assert [text for text in outgoing() if ORGANISATION_WORDS.search(text)] == []


def test_no_subject_of_a_secrecy_type_tells_anything():
    subjects = [s.subject for service in SECRET for s in sayings()[service.code]]
    subjects += [s.subject for rows in synpunkter().values() for s in rows if catalogue()[s.type_code].is_secret]
    assert [subject for subject in subjects if SECRET_WORDS.search(subject)] == []


def test_worry_about_a_child_leaves_no_word():
    assert all(not (saying.text or saying.note or saying.reply) for saying in sayings()["S07"])


def test_no_file_holds_a_number_or_address_outside_fiction():
    for path in sorted(HERE.rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"\b(?:19|20)?\d{6}[-+]\d{4}\b", text), path  # personnummer
        assert not [d for d in re.findall(r"@([\w.-]+)", text) if not d.endswith(".example")], path
        assert not [u for u in re.findall(r"https?://([\w.-]+)", text) if not u.endswith(".example")], path
        phones = re.findall(r"\b0\d{1,2}-\d{2,3} ?\d{2,3} \d{2}(?: \d{2})?", text)
        assert all(re.match(r"08-465 004 \d\d|070-174 06 \d\d", phone) for phone in phones), path
