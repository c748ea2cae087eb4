"""The pages of secrecy and sharing: what each one sees there, what the forms refuse, and that nothing slips out."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, select, update

from core.access import rule
from core.case.catalogue import version_at
from core.case.conflict import set_conflict
from core.case.handover import hand_over
from core.case.marking import marks_of
from core.case.naming import name_for_oldest
from core.case.sharing import ask
from core.clock import now
from core.store.db import db, reading, table, transaction
from core.store.models import Case, CaseShare, Message
from core.store.texts import set_setting
from core.web.why_seen import REASONS
from tests.secrecy.conftest import Town, texts
from tests.secrecy.test_conflict import protected
from tests.web.desk import Desk


def desk(app: Flask, town: Town, login: str) -> Desk:
    return Desk(app, town.cast, login)


def page(desk: Desk, path: str) -> str:
    return unescape(desk.get(path).text)


def read(statement: Select[Any]) -> Any:
    """What the database says now, after what a page has written."""
    db.session.rollback()
    return reading().scalar(statement)


def question(town: Town, case: Case) -> int:
    with transaction():
        return ask(case.id, [(town.tek, town.park)], "Vems är trädet?", town.agent("fatima"))[0]


def test_every_ground_of_the_rule_has_its_words() -> None:
    source = Path(rule.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'Ground\(\s*"(\w+)"', source)) | {"own_unit", "own_forvaltning", "registrator", "arkiv"}
    assert codes | {"question", "informed", "named"} == set(REASONS)


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("fatima", "för att kontaktcentret läser alla vanliga ärenden"),
        ("tore", "för att det tillhör Tekniska förvaltningen, där du arbetar"),
        ("cecilia", "för att du är chef för Tekniska förvaltningen"),
        ("reino", "för att du är registrator för Tekniska nämnden"),
    ],
)
def test_the_page_says_why_one_sees_the_case(app: Flask, town: Town, login: str, words: str) -> None:
    case = town.bring()
    assert words in page(desk(app, town, login), f"/arende/{case.number}")


def test_a_question_stands_in_the_list_of_those_asked_and_is_answered_there(app: Flask, town: Town) -> None:
    case = town.bring()
    share = question(town, case)
    pia, bo = desk(app, town, "pia"), desk(app, town, "bo")
    listed = page(pia, "/fragor")
    assert case.number in listed and "Vems är trädet?" in listed
    assert case.number not in page(bo, "/fragor")
    assert re.search(r'id="n-fragor">1<', page(pia, "/"))
    assert "Vems är trädet?" in page(pia, f"/arende/{case.number}/svara-fraga")
    pia.post(f"/arende/{case.number}/svara-fraga", {"share": share, "text": "Vårt."})
    assert texts(case)[-1] == "Vårt."
    assert case.number not in page(pia, "/fragor")


def test_who_asked_sees_what_waits_and_what_is_late(app: Flask, town: Town) -> None:
    case = town.bring()
    question(town, case)
    fatima = desk(app, town, "fatima")
    assert "Vems är trädet?" in page(fatima, "/stallda-fragor")
    assert "Försenad fråga" not in page(fatima, f"/arende/{case.number}")
    with transaction() as tx:
        tx.execute(update(table(CaseShare)).values(due_at=now().replace(year=2025)))
    assert "Försenad fråga" in page(fatima, f"/arende/{case.number}")
    assert 'n n-alarm" id="n-stallda">1<' in page(fatima, "/")


def test_a_question_is_asked_from_the_page_and_taken_back(app: Flask, town: Town) -> None:
    case = town.bring()
    fatima = desk(app, town, "fatima")
    form = page(fatima, f"/arende/{case.number}/fraga-enhet")
    assert "Parkenheten" in form and "Biståndsenheten" not in form and "Plan- och byggkontoret" not in form
    sent = fatima.post(f"/arende/{case.number}/fraga-enhet", {"to": [f"{town.tek}-{town.park}"], "text": "Ert?"})
    assert sent.status_code == 303
    assert "Parkenheten" in page(fatima, f"/arende/{case.number}")
    share = read(select(CaseShare.id).where(CaseShare.kind == "question"))
    fatima.post(f"/arende/{case.number}/avsluta-delning", {"share": share})
    assert town.fresh(case) and not page(desk(app, town, "pia"), "/fragor").count(case.number)


def test_a_share_of_another_case_cannot_be_ended_through_this_one(app: Flask, town: Town) -> None:
    case, other = town.bring("m1"), town.bring("m2", sender="ulf@invanare.example")
    share = question(town, other)
    answer = desk(app, town, "fatima").post(f"/arende/{case.number}/avsluta-delning", {"share": share})
    assert answer.status_code == 422
    assert read(select(CaseShare.ended_at).where(CaseShare.id == share)) is None


def test_marking_warns_before_the_case_is_out_of_sight(app: Flask, town: Town) -> None:
    case, fatima = town.bring(), desk(app, town, "fatima")
    address = f"/arende/{case.number}/sekretessmarkera"
    form = page(fatima, address)
    assert "ser du det inte längre" in form and "OSL 26 kap. 1 §, socialtjänst" in form
    typed = {"what": "case", "provision": "OSL 26 kap. 1 §"}
    stopped = fatima.post(address, typed)
    assert stopped.status_code == 422 and "Kryssa i att du vet det" in stopped.text
    assert fatima.post(address, {**typed, "knowing": "yes"}).headers["Location"].startswith("/?klart=")
    assert fatima.get(f"/arende/{case.number}").status_code == 404
    shown = page(desk(app, town, "greta"), f"/arende/{case.number}")
    assert "OSL 26 kap. 1 §, Tekniska nämnden, 2026-05-11" in shown
    assert "Fatima" not in shown.split("Sekretessmarkering")[1][:200]


def test_a_marked_message_says_so_in_the_thread_and_on_paper_and_is_not_ticked_for_others(
    app: Flask, town: Town
) -> None:
    case, greta = town.bring(), desk(app, town, "greta")
    message = read(select(Message.id).where(Message.case_id == case.id, Message.direction == "in"))
    typed = {"what": f"message-{message}", "own_provision": "OSL 21 kap. 1 §"}
    greta.post(f"/arende/{case.number}/sekretessmarkera", typed)
    assert [mark.message_id for mark in marks_of(town.fresh(case).id)] == [message]
    for path in ("", "/utskrift"):
        assert "Sekretess: OSL 21 kap. 1 §" in page(greta, f"/arende/{case.number}{path}")
    form = page(greta, f"/arende/{case.number}/lamna-ut")
    tick = re.search(rf'<input type="checkbox" name="message"[^>]*value="{message}"[^>]*>', form)
    assert tick and "checked" not in tick[0]


def test_a_type_that_may_hold_secrets_asks_and_proposes_by_the_words(app: Flask, town: Town) -> None:
    case = town.bring(text="Hon är sjuk")
    greta, address = desk(app, town, "greta"), f"/arende/{case.number}/klassa"
    asked = greta.post(address, {"case_type": "Ö01"})
    assert asked.status_code == 422 and "Kan ärendet innehålla sekretess?" in asked.text
    assert re.search(r'name="secret"[^>]*value="yes"[^>]*checked', asked.text)
    assert town.fresh(case).case_type_id != version_at("Ö01", now()).case_type_id
    said = {"case_type": "Ö01", "secret": "yes", "provision": "OSL 21 kap. 1 §", "knowing": "yes"}
    assert greta.post(address, said).status_code == 303
    assert town.sees("fatima", case) == "none"


def test_a_no_is_enough_and_an_ordinary_type_asks_nothing(app: Flask, town: Town) -> None:
    case, fatima = town.bring(), desk(app, town, "fatima")
    assert fatima.post(f"/arende/{case.number}/klassa", {"case_type": "T03"}).status_code == 303
    assert fatima.post(f"/arende/{case.number}/klassa", {"case_type": "Ö01", "secret": "no"}).status_code == 303
    assert town.sees("fatima", case) == "full"


def test_lex_sarah_is_hinted_for_the_types_and_words_of_the_setting_alone(app: Flask, town: Town) -> None:
    with transaction():
        set_setting("lex_sarah", {"types": ["V02"], "words": ["insulin"], "phone": "08-465 004 14"})
    told = town.bring("s1", subject="hemtjänstbesök", text="Mamma fick inte sin insulin")
    plain = town.bring("s2", sender="ulf@invanare.example", subject="hemtjänstbesök", text="Vi är borta på tisdag")
    gunilla = desk(app, town, "gunilla")
    assert "Kan gälla lex Sarah, ring MAS" in page(gunilla, f"/arende/{told.number}")
    assert "lex Sarah" not in page(gunilla, f"/arende/{plain.number}")


def test_jav_is_reported_from_the_page_and_seen_by_the_chief_alone(app: Flask, town: Town) -> None:
    case, fatima = town.bring(), desk(app, town, "fatima")
    answer = fatima.post(f"/arende/{case.number}/anmal-jav", {"text": "Min granne"})
    assert answer.headers["Location"].startswith("/?klart=")
    assert fatima.get(f"/arende/{case.number}").status_code == 404
    assert case.number not in page(fatima, "/")
    assert "Min granne" in page(desk(app, town, "carin"), f"/arende/{case.number}")
    for login in ("greta", "gunilla", "tore"):
        assert "Min granne" not in page(desk(app, town, login), f"/arende/{case.number}")


def test_the_chief_lifts_from_the_page(app: Flask, town: Town) -> None:
    case, carin = town.bring(), desk(app, town, "carin")
    with transaction():
        set_conflict(case.id, town.agent("fatima").id, "Gäller henne", town.agent("carin"))
    share = read(select(CaseShare.id).where(CaseShare.kind == "block"))
    carin.post(f"/arende/{case.number}/hav-jav", {"share": share, "text": "Fel person"})
    assert town.sees("fatima", case) == "full"


def test_a_leader_is_told_how_many_lack_a_named_person_and_no_more(app: Flask, town: Town) -> None:
    case, greta = protected(town), desk(app, town, "greta")
    assert re.search(r'id="n-utse">1<', page(greta, "/"))
    shown = page(greta, "/utse")
    assert "1 ärende med skyddade personuppgifter" in shown
    assert case.number not in shown and "gatlampa" not in shown and "mona" not in shown.lower()
    greta.post("/utse", {"to": town.agent("fatima").id, "text": "Svarar i gruppen"})
    assert town.sees("fatima", case) == "full" and greta.get(f"/arende/{case.number}").status_code == 404
    assert "n-utse" not in page(greta, "/")


def test_a_protected_case_offers_no_way_out_but_the_neutral_one(app: Flask, town: Town) -> None:
    case = protected(town)
    with transaction():
        name_for_oldest(town.agent("greta").id, "x", town.agent("greta"))
    greta = desk(app, town, "greta")
    shown = page(greta, f"/arende/{case.number}")
    assert "Skicka till den skyddade personen" in shown
    assert "Lämna ut till en annan nämnd" not in shown and "Fråga till enhet" not in shown
    assert greta.post(f"/arende/{case.number}/sand-till-skyddad", {"address": "x@y.example"}).status_code == 303


def test_documents_are_disclosed_from_the_page_and_the_link_is_for_those_who_read_both(app: Flask, town: Town) -> None:
    case, greta = town.bring(), desk(app, town, "greta")
    message = read(select(Message.id).where(Message.case_id == case.id, Message.direction == "in"))
    pbk = town.cast.forvaltningar["PBK"]
    typed = {"to": f"{pbk}-0", "subject": "Lampan", "message": [str(message)], "ground": "none"}
    assert greta.post(f"/arende/{case.number}/lamna-ut", typed).status_code == 303
    other = read(select(Case.number).order_by(Case.id.desc()).limit(1))
    assert other is not None and other != case.number
    assert other not in page(greta, f"/arende/{case.number}")
    bo = page(desk(app, town, "bo"), f"/arende/{other}")
    assert "Utlämnat till Plan- och byggkontoret" in bo and case.number not in bo


def test_a_supervised_receiver_is_refused_on_the_page_in_words(app: Flask, town: Town) -> None:
    case, fatima = town.bring(), desk(app, town, "fatima")
    fatima.post(f"/arende/{case.number}/klassa", {"case_type": "M03"})
    answer = fatima.post(f"/arende/{case.number}/lamna-over", {"to": f"{town.tek}-0"})
    assert answer.status_code == 422 and "står under tillsyn" in answer.text


def test_a_verb_that_the_role_does_not_give_is_not_offered_and_not_done(app: Flask, town: Town) -> None:
    case = town.bring()
    with transaction():
        hand_over(case.id, town.tek, town.agent("fatima"))
    fatima = desk(app, town, "fatima")
    shown = page(fatima, f"/arende/{case.number}")
    assert "Lämna ut till en annan nämnd" not in shown and "Jäv för någon annan" not in shown
    assert fatima.post(f"/arende/{case.number}/lamna-ut", {"to": "1-0"}).status_code == 422
