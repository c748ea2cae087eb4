"""Texts of the municipality's own: fields, languages, back to the standard; SMS in parts; hints for plain Swedish."""

from __future__ import annotations

import pytest

from core.contract.errors import NotFound, Wrong
from core.municipality.changes import changes
from core.municipality.own_texts import (
    AREA,
    change_text,
    in_use,
    is_own,
    language_code,
    languages_of,
    sample,
    text_by_key,
    texts,
    wording,
)
from core.municipality.plain_swedish import hints
from core.municipality.sms_length import sms_length
from core.store.db import db, transaction
from core.store.texts import text
from tests.cast import Cast


def save(cast: Cast, key: str, words: str, language: str = "sv") -> None:
    with transaction():
        change_text(text_by_key(key), language, words, cast.agent("adam"))
    db.session.rollback()


def test_people_write_fields_in_swedish_and_the_program_reads_its_own(cast: Cast) -> None:
    save(cast, "receipt", "Tack! Nummer {nummer}, ring {telefon}.")
    assert text("receipt") == "Tack! Nummer {number}, ring {phone}."
    assert wording(text_by_key("receipt"), "sv") == "Tack! Nummer {nummer}, ring {telefon}."
    assert sample("{nummer} och {number}", {"number": "7"}) == "7 och 7"


@pytest.mark.parametrize(
    ("key", "words", "code", "value"),
    [
        ("receipt", "Ditt {numer}", "text_field_near", "{nummer}"),
        ("receipt", "Hej {xyzzy}", "text_field_unknown", "{nummer}, {datum}, {telefon}, {kontaktcenter}"),
        ("officer_marked", "Hemligt {nummer}", "text_no_fields", "{nummer}"),
        ("receipt", "a" * 5001, "too_long", "5000"),
        ("receipt_sms", "a" * 460, "too_long", "459"),
    ],
)
def test_a_field_that_is_not_there_is_refused_with_the_nearest(
    cast: Cast, key: str, words: str, code: str, value: str
) -> None:
    with pytest.raises(Wrong) as caught:
        save(cast, key, words)
    refused = caught.value.fields["text"]
    assert refused.code == code and value in refused.values.values() and not is_own(key, "sv")


def test_the_standard_comes_back_and_every_change_is_known(cast: Cast) -> None:
    standard = in_use(text_by_key("neutral"), "sv")
    save(cast, "neutral", "Ring {telefon}.")
    save(cast, "neutral", "")
    assert in_use(text_by_key("neutral"), "sv") == standard and not is_own("neutral", "sv")
    assert [change.key for change in changes(AREA)] == ["neutral sv", "neutral sv"]
    save(cast, "neutral", standard)
    assert not is_own("neutral", "sv")  # the standard wording is no wording of one's own


def test_other_languages_are_added_and_the_swedish_is_used_where_one_is_missing(cast: Cast) -> None:
    save(cast, "receipt", "Mahadsanid. {nummer}", "so")
    assert languages_of("receipt") == ("sv", "en", "so")
    assert text("receipt", "so") == "Mahadsanid. {number}" and "Tack" in text("receipt", "ar")
    assert language_code("sv@lattlast") == "sv@lattlast"
    for odd in ("", "svenska språket", "../x", "SV"):
        with pytest.raises(NotFound):
            language_code(odd)


def test_what_is_sent_without_a_row_is_the_standard_and_everything_has_a_name(cast: Cast) -> None:
    keys = [one.key for one in texts()]
    assert len(keys) == len(set(keys))
    assert {"receipt", "forwarded_undated", "who_answers", "officer_mail", "signature_4", "level_6"} <= set(keys)
    assert text("receipt", "en").startswith("Thank you") and "{number}" in text("neutral_subject")
    with pytest.raises(NotFound):
        text_by_key("finns-inte")


@pytest.mark.parametrize(
    ("words", "signs", "parts"),
    [
        ("å" * 160, 160, 1),
        ("å" * 161, 161, 2),
        ("a" * 307, 307, 3),
        ("€" * 80, 160, 1),
        ("”" + "a" * 69, 70, 1),
        ("”" + "a" * 70, 71, 2),
        ("😀" * 35, 70, 1),
    ],
)
def test_a_text_message_counts_its_parts(words: str, signs: int, parts: int) -> None:
    counted = sms_length(words)
    assert (counted.signs, counted.parts) == (signs, parts)


def test_stiff_words_and_long_sentences_get_a_hint() -> None:
    found = hints("Avseende er faktura. " + "ord " * 26 + ". Vi svarar dig.")
    assert [(hint.kind, hint.what if hint.kind == "word" else hint.n) for hint in found] == [
        ("word", "avseende"),
        ("long", 26),
    ]
    assert found[0].instead == "om" and hints("Vi har svarat dig. Ring oss.") == ()


def test_the_shipped_texts_are_plain(cast: Cast) -> None:
    told = {one.key: hints(one.texts["sv"]) for one in texts() if one.texts.get("sv")}
    assert {key: found for key, found in told.items() if found} == {}
