"""Whatever is sent to the public addresses: never an error of ours, never a second case."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.store.db import db, reading
from core.store.models import Case, Message
from synpunkter import typed
from tests.synpunkter.citizen import FIELDS, LAMP, Citizen

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ODD = st.one_of(
    st.text(max_size=300),
    st.sampled_from(["\x00", "a\x00b", "\ud800", "\u202egnirts", "😀" * 300, "'; DROP TABLE cases;--", "x" * 25_000]),
)
NAMES = ("kind", "topic", "subject", "text", "place", "way", "email", "phone", "name", "do", "drop", "token", "seen")


@FEW
@given(st.dictionaries(st.sampled_from(NAMES), ODD))
def test_any_answers_to_any_question_give_no_error_of_ours(citizen: Citizen, form: dict[str, str]) -> None:
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in form.items()}
    if not citizen.page:
        citizen.open()
        citizen.answer(to="kontakt")
    home = citizen.at.rsplit("/", 1)[0]
    for slug in (*FIELDS, "skicka", "x"):
        if slug == "skicka":
            continue  # a whole form may be sent: that is the next test
        assert citizen._ask("post", f"{home}/{slug}", data=sent).status_code < 500
        assert citizen._ask("get", f"{home}/{slug}").status_code < 500


@FEW
@given(st.text(max_size=80), st.binary(max_size=200))
def test_any_address_and_any_bytes_give_no_error_of_ours(citizen: Citizen, address: str, body: bytes) -> None:
    path = re.sub(r"[?#/\\]", "", address) or "x"
    for where in ("/synpunkter/", f"/synpunkter/{path}", f"/synpunkter/{path}/mer", f"/synpunkter/{path}/skicka",
                  f"/synpunkter/{path}/tack", "/synpunkter/arende/x/vem"):  # fmt: skip
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""):
            assert citizen._ask("post", where, data=body, content_type=kind).status_code < 500
        assert citizen._ask("get", where, query_string=body.decode("latin-1")).status_code < 500


@pytest.mark.parametrize("text", ["a\x00b", "\u202eomvänt", "😀👩‍👩‍👧", "<script>alert(1)</script>", "é"])
def test_odd_signs_are_kept_or_cleaned_and_sent_once(app: Flask, citizen: Citizen, text: str) -> None:
    summary = (citizen.open(), citizen.answer(to="skicka", text=text, subject=text, place=text, name=text))[1]
    assert "<script>alert" not in summary
    citizen.answer()
    db.session.rollback()
    assert reading().scalar(select(func.count()).select_from(Case)) == 1
    kept = reading().scalars(select(Message.text).where(Message.direction == "in")).one()
    assert kept.startswith(typed.clean(text)) and "\x00" not in kept


def test_a_text_that_is_too_long_says_how_long_and_is_kept(citizen: Citizen) -> None:
    citizen.open()
    citizen.answer(to="mer")
    citizen.press(text="å" * 10_400)
    assert citizen.status == 422 and "Det är 10400 tecken. Korta ner till 10000." in citizen.page
    assert "å" * 10_400 in citizen.page


def test_twenty_files_and_a_huge_one_are_answered_in_words(citizen: Citizen) -> None:
    citizen.open()
    citizen.answer(to="plats")
    many = [(io.BytesIO(b"%PDF-1.7"), f"{n}.pdf") for n in range(20)]
    citizen.press(place="Torget", file=many)
    assert citizen.status == 422 and "Du kan skicka 3 filer." in citizen.page
    citizen.press(place="Torget", file=(io.BytesIO(b"\xff\xd8\xff" + b"x" * 41 * 1024 * 1024), "stor.jpg"))
    assert citizen.status == 413 and "Filen är för stor" in citizen.page


@FEW
@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing_more(value: str) -> None:
    once = typed.clean(value)
    assert typed.clean(once) == once and "\x00" not in once
    assert typed.email(value) is None or "@" in value
    assert typed.phone(value) is None or str(typed.phone(value)).startswith("+")


def test_addresses_and_numbers_as_people_write_them() -> None:
    assert typed.email(" Mona.Dal@Invanare.Example ") == "mona.dal@invanare.example"
    assert [typed.email(v) for v in ("mona", "mona@", "a b@c.se", "a@b", "a@b.se,c@d.se", "<a@b.se>")] == [None] * 6
    assert {typed.phone(v) for v in ("070-174 06 21", "+46 (0)70 174 06 21", "0046701740621")} == {"+46701740621"}
    assert typed.phone("08-465 004 00") == "+46846500400" and typed.phone("08-465 004 00", mobile=True) is None
    assert [typed.phone(v) for v in ("", "112x", "hej", LAMP["email"])] == [None] * 4
