"""A verb that takes a case out of one's own sight says so: which, what, why and who may change it; no word of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

import pytest
from flask import Flask

from core.access.agents import SYSTEM
from core.case import shares
from core.case.conflict import lift_conflict
from core.case.handover import hand_over
from core.case.record import change, lock
from core.case.sharing import ask
from core.store.db import db, transaction
from core.store.models import Case, CaseShare
from core.web import parting
from tests.conftest import Clock
from tests.secrecy.conftest import Town
from tests.secrecy.test_conflict import protected
from tests.web.desk import Desk

MARK = {"what": "case", "provision": "OSL 26 kap. 1 §", "knowing": "yes"}


def leave(desk: Desk, case: Case, path: str, **typed: object) -> str:
    """Where the verb leads: to the list, and nothing of the case in the address but its number."""
    answer = desk.post(f"/arende/{case.number}/{path}", typed)
    assert answer.status_code == 303, answer.text
    address = answer.headers["Location"]
    assert address.startswith("/?klart=")
    return address


def said(desk: Desk, address: str) -> str:
    found = re.search(r'<div class="notice notice-good" role="status">(.*?)</div>', desk.get(address).text, re.DOTALL)
    return unescape(found[1]) if found else ""


def given(case: Case, kind: shares.ShareKind) -> Sequence[CaseShare]:
    db.session.rollback()
    return shares.active(case.id, kind)


def test_marking_out_of_ones_sight_says_what_was_done_and_who_may_lift_it(app: Flask, town: Town) -> None:
    case, fatima = town.bring(), Desk(app, town.cast, "fatima")
    address = leave(fatima, case, "sekretessmarkera", **MARK)
    words = said(fatima, address)
    assert f"{case.number} är sekretessmarkerat." in words and "Du ser det inte längre" in words
    assert "En gruppledare eller chef på Kontaktcenter" in words
    assert words.rstrip().endswith("kan häva markeringen.</p>")
    page = unescape(fatima.get(address).text)
    assert case.subject not in page and "Skolgatan" not in page and "mona" not in page


def test_in_a_forvaltning_the_named_unit_sees_a_marked_case_and_an_authorised_chief_may_lift_it(
    app: Flask, town: Town
) -> None:
    case, tore = town.bring(), Desk(app, town.cast, "tore")
    with transaction():
        hand_over(case.id, town.tek, town.agent("fatima"))
    words = said(tore, leave(tore, case, "sekretessmarkera", **MARK, unit=town.park))
    assert "enheten som angavs" in words and "En chef på Tekniska förvaltningen som är behörig" in words


def test_reporting_jav_says_that_only_a_chief_lifts_it(app: Flask, town: Town) -> None:
    case, tore = town.bring(), Desk(app, town.cast, "tore")
    words = said(tore, leave(tore, case, "anmal-jav", text="Min granne"))
    assert f"Din anmälan om jäv i {case.number} är gjord." in words and "Bara en chef" in words
    assert "Min granne" not in words


def test_a_page_loaded_again_says_the_same_and_does_nothing_more(app: Flask, town: Town) -> None:
    case, fatima = town.bring(), Desk(app, town.cast, "fatima")
    address = leave(fatima, case, "anmal-jav", text="Min granne")
    assert said(fatima, address) == said(fatima, address) != ""
    assert len(given(case, "block")) == 1


def test_it_is_said_to_who_did_it_alone_for_a_while_and_not_once_the_case_is_seen_again(
    app: Flask, town: Town, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, fatima = town.bring(), Desk(app, town.cast, "fatima")
    address = leave(fatima, case, "anmal-jav", text="Min granne")
    assert said(Desk(app, town.cast, "bo"), address) == ""
    assert said(fatima, f"{address}x") == "" and said(fatima, "/?klart=x") == ""
    monkeypatch.setattr(parting, "LASTS", -1)
    assert said(fatima, address) == ""
    monkeypatch.undo()
    with transaction():
        lift_conflict(given(case, "block")[0].id, "Fel person", town.agent("carin"))
    assert said(fatima, address) == ""


def test_the_place_is_the_one_it_had_then_wherever_it_is_now(app: Flask, town: Town) -> None:
    case, tore = town.bring(), Desk(app, town.cast, "tore")
    address = leave(tore, case, "anmal-jav", text="Min granne")
    before = said(tore, address)
    with transaction():
        hand_over(case.id, town.mil, SYSTEM)
    assert said(tore, address) == before and "Miljö" not in before


def test_who_is_no_longer_named_is_told_so(app: Flask, town: Town) -> None:
    case, greta = protected(town), Desk(app, town.cast, "greta")
    greta.post("/utse", {"to": town.agent("greta").id, "text": "Tar emot"})
    mine = next(one.id for one in given(case, "named") if one.agent_id == town.agent("greta").id)
    assert "Du är inte längre utsedd" in said(greta, leave(greta, case, "inte-utsedd", share=mine, text="Ledig"))


def test_an_answered_question_ends_the_sight_and_says_so(app: Flask, town: Town) -> None:
    case, pia = town.bring(), Desk(app, town.cast, "pia")
    with transaction():
        change(lock(case.id, SYSTEM), SYSTEM, "placed", unit_id=town.cast.units["BIST"], held_by="forvaltning")
        asked = ask(case.id, [(town.tek, town.park)], "Vems är trädet?", SYSTEM)[0]
    words = said(pia, leave(pia, case, "svara-fraga", share=asked, text="Vårt"))
    assert f"Ditt svar om {case.number} är skickat." in words
