"""Somebody asks about a case: noted in two keys, whoever has it; where it is secret, only once who asks is checked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.case.handover import hand_back, hand_over
from core.store.db import db, reading, transaction
from core.store.models import Case, Event
from tests.cast import Cast
from tests.web.desk import LAMP, SECRET, Desk, bring, fresh


def kinds(case: Case) -> list[str]:
    db.session.rollback()
    return list(reading().scalars(select(Event.kind).where(Event.case_id == case.id).order_by(Event.id)))


def given(case: Case, cast: Cast, to: str, by: str = "fatima") -> Case:
    with transaction():
        hand_over(case.id, cast.forvaltningar[to], cast.agent(by))
    return fresh(case)


def test_the_page_says_in_words_with_whom_a_case_is_and_by_when_the_answer_comes(app: Flask, cast: Cast) -> None:
    case = given(bring(**{**LAMP, "subject": "Attefallshus"}), cast, "PBK")
    Desk(app, cast, "bo").post(f"/arende/{case.number}/ta")
    page = Desk(app, cast, "fatima").get(f"/arende/{case.number}").text
    assert "Hos Plan- och byggkontoret, Bo Lind. Svar senast: 19 maj 16.00." in page
    assert "Hos Plan- och byggkontoret, Bo Lind." not in Desk(app, cast, "bo").get(f"/arende/{case.number}").text


def test_a_question_is_noted_as_by_phone_and_counted_on_the_case(app: Flask, cast: Cast) -> None:
    case, desk = given(bring(**LAMP), cast, "TEK"), Desk(app, cast, "fatima")
    path = f"/arende/{case.number}"
    assert f'href="{path}/fraga"' in desk.get(path).text and "Frågat" not in desk.get(path).text
    assert 'value="phone" checked' in desk.get(f"{path}/fraga").text
    answer = desk.post(f"{path}/fraga", {"channel": "phone"})
    assert (answer.status_code, answer.location) == (303, f"{path}?fragat=1")
    assert "Frågan är antecknad." in desk.get(answer.location).text
    desk.post(f"{path}/fraga", {"channel": "visit"})
    page = Desk(app, cast, "tore").get(path).text
    assert "2 gånger" in page and "senast i dag 12.00" in page
    assert "Någon frågade om ärendet, på telefon" in page and "vid ett besök" in page


def test_a_way_to_ask_that_is_none_is_refused(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    answer = Desk(app, cast, "fatima").post(f"/arende/{case.number}/fraga", {"channel": "owl"})
    assert answer.status_code == 422 and "Välj hur frågan kom." in answer.text
    assert "asked" not in kinds(case)


def test_a_question_about_a_secret_case_needs_the_identity_first(app: Flask, cast: Cast, clock: Any) -> None:
    case, desk = bring(**SECRET), Desk(app, cast, "gunilla")
    path = f"/arende/{case.number}/fraga"
    refused = desk.post(path, {"channel": "phone"})
    assert refused.status_code == 422 and "Kontrollera först vem det är" in refused.text
    assert desk.post(path, {"channel": "phone", "how": "guess"}).status_code == 422
    assert "asked" not in kinds(case)
    assert desk.post(path, {"channel": "phone", "how": "call_back"}).status_code == 303
    assert kinds(case)[-2:] == ["identity_checked", "asked"]
    assert desk.post(path, {"channel": "phone"}).status_code == 303  # checked today, by her
    clock.at += timedelta(days=1)
    assert desk.post(path, {"channel": "phone"}).status_code == 422


def test_number_and_status_are_enough_to_note_a_question_and_nothing_more_is_shown(app: Flask, cast: Cast) -> None:
    case = given(bring(**SECRET), cast, "VOF", "gunilla")
    desk, path = Desk(app, cast, "gunilla"), f"/arende/{case.number}"
    assert f'href="{path}/fraga"' in desk.get(path).text
    form = desk.get(f"{path}/fraga")
    assert form.status_code == 200 and "hemtjänst" not in form.text and "Eva Ek" not in form.text
    assert desk.post(f"{path}/fraga", {"channel": "phone"}).status_code == 422
    answer = desk.post(f"{path}/fraga", {"channel": "phone", "how": "known_facts"})
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "Frågan är antecknad." in page and "hemtjänst" not in page and "1 gång" not in page
    assert "1 gång" in Desk(app, cast, "vera").get(path).text


@pytest.mark.parametrize("login", ["fatima", "bo", "adam", "reino"])
def test_who_may_not_open_the_case_cannot_note_a_question_on_it(app: Flask, cast: Cast, login: str) -> None:
    case, desk = bring(**SECRET), Desk(app, cast, login)
    assert desk.get(f"/arende/{case.number}/fraga").status_code == 404
    assert desk.post(f"/arende/{case.number}/fraga", {"channel": "phone", "how": "call_back"}).status_code == 404
    assert "asked" not in kinds(case)


def test_changes_of_owner_are_counted_on_the_case_and_in_the_list(app: Flask, cast: Cast) -> None:
    case, desk = given(bring(**LAMP), cast, "TEK"), Desk(app, cast, "fatima")
    assert "ägarbyte" not in desk.get("/?vy=hos-andra").text  # every hand-over is one
    with transaction():
        hand_back(case.id, "Trafikverkets väg", cast.agent("tore"))
    assert "2 ägarbyten" in desk.get("/").text and "rundgång" not in desk.get("/").text
    given(case, cast, "TEK")
    assert "rundgång, 3 ägarbyten" in desk.get("/?vy=hos-andra").text
    page = desk.get(f"/arende/{case.number}").text
    assert "Ägarbyten" in page and "Rundgång: fler än två." in page


def test_what_lies_with_others_offers_only_what_will_succeed(app: Flask, cast: Cast) -> None:
    case, desk = given(bring(**LAMP), cast, "TEK"), Desk(app, cast, "fatima")
    page = desk.get(f"/arende/{case.number}").text
    for path in ("klassa", "avsluta", "lamna-over", "vanta", "parkera", "ta", "slapp"):
        assert f'/arende/{case.number}/{path}"' not in page, path
    assert 'id="via-email"' not in page and 'id="via-note"' in page
    for path in ("anteckning", "fraga", "lanka"):
        assert f'href="/arende/{case.number}/{path}"' in page
        assert desk.get(f"/arende/{case.number}/{path}").status_code == 200
    here = Desk(app, cast, "tore").get(f"/arende/{case.number}").text
    assert 'id="via-email"' in here and f'/arende/{case.number}/klassa"' in here
