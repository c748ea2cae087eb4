"""Words for full text: what joins, what is kept apart, and that nothing typed or mailed can break it."""

from __future__ import annotations

import re
import sqlite3
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access.stems import MAX_CHARS, MAX_TERMS, MAX_TOKEN, Term, query_terms, stems

ANYTHING = st.text(max_size=300)
NUMBERISH = st.text(alphabet="0123456789+-() ./s*åe", max_size=60)


def finds(query: str, text: str) -> bool:
    """Whether a search for the query would find the text, as both databases match it."""
    tokens = stems(text)
    return all(
        any(token.startswith(term.token) if term.prefix else token == term.token for token in tokens)
        for term in query_terms(query)
    )


@pytest.mark.parametrize(
    "forms",
    [
        "skola skolor skolan skolorna skolans",
        "gata gatan gator gatorna gatans",
        "faktura fakturan fakturor fakturorna",
        "snö snön snöns",
        "förskola förskolan förskolor",
        "lampa lampan lampor lampornas",
        "väg vägen vägar vägarna",
        "sjö sjön sjöar sjöarna",
        "kö kön köer",
        "bro bron broar broarna",
        "ärende ärendet ärenden ärendena",
        "möte mötet möten mötena",
        "ansökan ansökningar ansökningen ansöker",
        "anmälan anmälningar",
        "nyckel nyckeln nycklar nycklarna",
        "dator datorn datorer",
        "lekplats lekplatsen lekplatser",
        "detaljplan detaljplanen detaljplaner",
        "soptunna soptunnan soptunnor",
        "barn barnet barnen",
        "rum rummet rummen",
        "vatten vattnet",
        "Åkermark åkermark ÅKERMARK",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms):
    assert len(stems(forms)) == 1


@pytest.mark.parametrize(
    "words", ["får far", "snö sno", "ål al", "mål mal", "kö ko", "häl hal", "innan inne", "annan Anna", "väg vägg"]
)
def test_words_that_differ_stay_apart(words):
    assert len(stems(words)) == 2


def test_decomposed_letters_are_the_same_as_composed():
    text = "Åsa på Östra Änggatan"
    assert stems(unicodedata.normalize("NFD", text)) == stems(text)


@pytest.mark.parametrize("text", ["محمد", "Дорога", "道路", "Ελλάδα", "Şükrü", "Łódź"])
def test_other_scripts_survive(text):
    assert "".join(stems(text))
    assert finds(text, f"hej {text} hej")


def test_arabic_vowel_signs_and_invisible_signs_inside_words_do_not_matter():
    assert stems("مُحَمَّد") == stems("محمد")
    assert stems("gat\u00adlampa gat\u200blampa") == stems("gatlampa")


PHONES = [
    "070-174 06 12",
    "0701740612",
    "070 174 06 12",
    "070/1740612",
    "+46701740612",
    "+46 70 174 06 12",
    "+46 (0)70-174 06 12",
    "0046701740612",
    "46701740612",
    "(070) 174 06 12",
]


@pytest.mark.parametrize("written", PHONES)
@pytest.mark.parametrize("asked", PHONES)
def test_a_telephone_number_is_found_however_it_is_written(written, asked):
    assert finds(asked, f"Ring mig på {written} i kväll, gärna före kl. 19")


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("08-465 004 00", "08 465 00 400 4 lampor är trasiga"),
        ("+358 40 123 4567", "00358401234567"),
        ("358401234567", "+358 40 1234567"),
        ("070-174", "0701740612"),
        ("070 174 06", "+46701740612"),
        ("+46 70", "070-174 06 12"),
        ("06 12", "070-174 06 12"),
        ("2026-004317", "Ärende [2026-004317] om lampan"),
        ("2026004317", "2026-004317"),
        ("2026-4317", "2026-004317"),
        ("2026-004317", "mitt nummer är 2026-4317"),
        ("4317", "2026-004317"),
        ("004317", "2026-004317"),
        ("2026-0043", "2026-004317"),
        ("2026-11", "den 2026-11-22"),
        ("2026-11-22", "2026-11-22 kl. 14.30"),
        ("14.30", "kl 14:30"),
        ("KS 2026/12", "dnr KS 2026/12-3"),
        ("Skolgatan 4", "vid Skolgatan 4B"),
        ("T06", "typ t06"),
    ],
)
def test_a_number_is_found_by_its_usual_forms(asked, written):
    assert finds(asked, written)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("070-174 06 12", "070-174 06 13"),
        ("2026-004317", "2026-004318"),
        ("2026-004317", "2025-004317"),
        ("4317", "2026-043170"),
        ("08-465 004 00", "08-465 004 01"),
    ],
)
def test_another_number_is_not_found(asked, written):
    assert not finds(asked, written)


def test_a_number_is_one_term_so_that_its_parts_cannot_match_apart():
    assert query_terms("070-174 06 12") == [Term("0701740612")]
    assert query_terms("2026-004317") == [Term("2026004317")]


@pytest.mark.parametrize("asked", ["e-post", "epost", "E-POST"])
def test_a_lone_letter_before_a_hyphen_belongs_to_the_word(asked):
    assert finds(asked, "Skicka e-post")
    assert finds(asked, "skicka epost")
    assert finds("post", "Skicka e-post")


def test_a_double_name_is_found_by_either_half():
    assert finds("Öhrn-Ärlebäck", "Åsa Öhrn Ärlebäck")
    assert finds("ärlebäck", "Åsa Öhrn-Ärlebäck")


def test_a_star_finds_compounds_and_a_plain_word_does_not():
    assert query_terms("snö*") == [Term("snö", prefix=True)]
    assert finds("snö*", "snöröjningen på Storgatan")
    assert finds("skolan*", "skolskjutsen")
    assert not finds("snö", "snöröjningen på Storgatan")


@pytest.mark.parametrize("said", ["nycklarna", "nyckeln", "nyckelskåp", "Nyckelgatan"])
def test_a_star_finds_also_where_the_stem_has_other_letters(said):
    assert finds("nyckel*", said)
    assert not finds("nyckel*", "nyans")


def test_while_typing_the_last_word_is_a_beginning():
    assert query_terms("trasig gatl", typing=True) == [*query_terms("trasig"), Term("gatl", prefix=True)]
    assert query_terms("trasig gatl ", typing=True) == query_terms("trasig gatl")


def test_one_letter_is_never_a_beginning():
    assert query_terms("a*") == [Term("a")]
    assert not any(term.prefix for term in query_terms("+1 +1"))


@pytest.mark.parametrize(
    "hostile",
    ["", "   ", '"', "'", ":", "* ' \\ : () -", "NEAR(", "a AND", "-x", "x:y", "^a", "{a b}: c", "&|!<->", "\x00"],
)
def test_no_query_is_a_syntax_error_in_full_text(hostile):
    terms = query_terms(hostile)
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE VIRTUAL TABLE t USING fts5(stems, tokenize='unicode61 remove_diacritics 0')")
        db.execute("INSERT INTO t VALUES (?)", (" ".join(stems(hostile)),))
        query = " ".join(f'"{term.token}"{"*" if term.prefix else ""}' for term in terms)
        found = db.execute("SELECT count(*) FROM t WHERE t MATCH ?", (query,)).fetchone() if terms else (1,)
    assert found == (1,)


@pytest.mark.parametrize("text", ["s12", "S12", "s12 s3", "ſ12", "s\u00ad12", "s１２", "ås12", "𞤀s12", "s٣", "x-𞤀𞤀s12"])
def test_no_text_can_look_like_the_scope_of_a_row(text):
    tokens = [*stems(text), *(term.token for term in query_terms(text))]
    assert tokens
    assert not [token for token in tokens if re.search(r"s[0-9]", token)]


@given(st.one_of(ANYTHING, NUMBERISH))
def test_every_token_is_letters_and_digits_only(text):
    for token in [*stems(text), *(term.token for term in query_terms(text))]:
        assert 0 < len(token) <= MAX_TOKEN
        assert all(sign.isalpha() or sign in "0123456789" for sign in token)
        assert not re.fullmatch(r"s[0-9]+", token)
        assert token.encode()


@given(st.one_of(ANYTHING, NUMBERISH))
def test_a_text_is_always_found_by_itself(text):
    assert finds(text, text)


@given(NUMBERISH, NUMBERISH)
def test_a_text_is_found_also_inside_another_line(text, other):
    assert finds(text, f"{other}\n{text}\n{other}")


@given(ANYTHING, st.booleans())
def test_a_query_has_a_bounded_number_of_different_terms(text, typing):
    terms = query_terms(text, typing=typing)
    assert len(terms) == len(set(terms)) <= MAX_TERMS


def test_a_lone_surrogate_is_no_word():
    assert stems("a \ud800 b") == ["a", "b"]


@pytest.mark.parametrize(
    "line",
    [
        "1 ",
        "0 ",
        "01-",
        "a",
        "a\u0301\u0323",
        "\u0301\u0323",
        "å",
        "-",
        "a-",
        "\ufdfa",
        "+1 ",
        "1(((",
        "s1å",
        "00 ",
        "((. ",
    ],
)
def test_a_hostile_line_of_twenty_million_signs_does_not_hang(line):
    text = line * (20_000_000 // len(line))
    before = time.perf_counter()
    found = stems(text)
    query_terms(text)
    assert time.perf_counter() - before < 5
    assert len(found) < MAX_CHARS


def test_a_long_mail_of_two_thousand_words_is_quick():
    mail = " ".join(f"Lampan vid Skolgatan {n} har varit släckt, ring {n:04}" for n in range(250))
    stems(mail)
    before = time.perf_counter()
    stems(mail)
    assert time.perf_counter() - before < 0.1  # 4 ms on a quiet machine


def test_many_threads_get_the_same_stems():
    words = [f"{start}{end}" for start in ("skol", "gat", "lamp", "faktur") for end in ("a", "an", "or", "orna")] * 50
    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(lambda _: tuple(stems(" ".join(words))), range(40)))
    assert answers == {("skol", "gat", "lamp", "faktur")}
