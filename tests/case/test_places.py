"""The place of a report as a key: the same for two who mean the same street, and none where nobody can be sure."""

from __future__ import annotations

import pytest

from core.case.places import place_key, street_in


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("Lampan på Skolgatan 4 är släckt", "Skolgatan"),
        ("det är mörkt på skolgatan igen", "skolgatan"),
        ("Skolgatans alla lampor", "Skolgatan"),
        ("Ett hål i Norra Skolgatan, vid 12:an", "Norra Skolgatan"),
        ("Klottrat vid stora torget", "stora torget"),
        ("Trädet i Kvarnparken har fallit", "Kvarnparken"),
        ("Kvarnbyvägen 3 är oplogad", "Kvarnbyvägen"),
        ("Korsningen Storgatan/Kvarngatan", "Storgatan"),
        ("Hej!\nGatan utanför är mörk, Björkallén alltså", "Björkallén"),
    ],
)
def test_a_street_is_found_as_people_write_it(text: str, street: str) -> None:
    assert street_in(text) == street


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Gatan är hal",
        "Cykelvägen är full av glas",
        "Lekparken vid oss är trasig",
        "vi gick över bron och genom parken",
        "Det ligger skräp på gågatan",
        "Vägen är dålig. Lekplatsen också.",
        "på torget",
        "på min arbetsplats i hemkommunen",
    ],
)
def test_where_no_street_is_named_none_is_guessed(text: str) -> None:
    assert street_in(text) == ""


def test_the_key_is_the_same_however_the_street_is_written() -> None:
    written = ("Skolgatan 4", "skolgatan", "Lampan på Skolgatan 12 B", "  SKOLGATAN, 4 ")
    assert {place_key("", one) for one in written} == {"skolgatan"}
    assert place_key("  SKOLGATAN, 4 ") == place_key("Skolgatan") == "skolgatan"


def test_a_typed_place_counts_before_the_text_and_need_not_be_a_street() -> None:
    assert place_key("Åsens centrum", "Jag bor på Skolgatan") == "åsens centrum"
    assert place_key("Kvarnbyvägen 3, vid busskuren") == "kvarnbyvägen"
    assert place_key("", "ingenstans alls") == ""


def test_a_key_is_never_longer_than_its_column() -> None:
    assert len(place_key("ord " * 60)) <= 80


def test_a_long_text_without_end_is_read_in_a_moment() -> None:
    assert street_in("norra " * 20_000 + "g" * 50_000) == ""
