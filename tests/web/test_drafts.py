"""Half-written texts: kept while typing and by the button, both of two tabs, seen by their author alone."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from core.case.handover import hand_over
from core.store.db import db, reading, transaction
from core.store.models import Draft
from tests.cast import Cast
from tests.web.desk import LAMP, SECRET, Desk, bring


def texts() -> list[str]:
    db.session.rollback()
    return list(reading().scalars(select(Draft.text).order_by(Draft.id)))


def save(desk: Desk, number: str, hidden: dict[str, str], text: str) -> dict[str, str]:
    """Saves as the page's script does, and takes over what it answers."""
    answer = desk.post(f"/arende/{number}/utkast", {**hidden, "text": text})
    assert answer.status_code == 200
    said = answer.json
    return {**hidden, "draft_version": said["version"], "tab": said["tab"]}


def test_what_is_typed_is_kept_and_comes_back_with_the_page(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    hidden = desk.composer(case.number)
    answer = desk.post(f"/arende/{case.number}/utkast", {**hidden, "text": "Hej Mo"})
    assert answer.json["words"] == "utkast sparat 12.00"
    hidden |= {"draft_version": answer.json["version"]}
    save(desk, case.number, hidden, "Hej Mona!")
    assert texts() == ["Hej Mona!"]
    assert "Hej Mona!</textarea>" in desk.get(f"/arende/{case.number}").text


def test_a_draft_is_seen_by_its_author_alone(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    save(desk, case.number, desk.composer(case.number), "Hej Mona!")
    assert "Hej Mona!" not in Desk(app, cast, "greta").get(f"/arende/{case.number}").text


def test_two_tabs_keep_both_texts(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    first = save(desk, case.number, desk.composer(case.number), "Börjar här.")
    second = desk.composer(case.number)  # another tab goes on with the same draft
    assert second["tab"] == first["tab"]
    save(desk, case.number, first, "Börjar här, i första fliken.")
    moved = save(desk, case.number, second, "Börjar här, i andra fliken.")
    assert moved["tab"] != first["tab"]
    assert texts() == ["Börjar här, i första fliken.", "Börjar här, i andra fliken."]
    text = desk.get(f"/arende/{case.number}").text
    assert "i första fliken" in text and "i andra fliken" in text and "En annan version av texten är sparad" in text


def test_the_other_version_is_thrown_away_when_asked(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    save(desk, case.number, {**desk.composer(case.number), "tab": "one"}, "Första")
    save(desk, case.number, {**desk.composer(case.number), "tab": "two", "draft_version": "0"}, "Andra")
    assert texts() == ["Första", "Andra"]
    desk.write(case.number, "forget", "email", "Andra")
    assert texts() == ["Andra"]


def test_the_button_saves_without_script(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    answer = desk.write(case.number, "draft", "email", "Hej")
    assert (answer.status_code, answer.location) == (303, f"/arende/{case.number}#composer")
    assert texts() == ["Hej"]


def test_a_sent_text_is_no_draft_any_more_and_neither_is_an_emptied_one(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    desk.write(case.number, "draft", "email", "Hej")
    desk.write(case.number, "send", "email", "Hej")
    assert texts() == []
    desk.write(case.number, "draft", "email", "Hej")
    desk.write(case.number, "draft", "email", "  ")
    assert texts() == []


def test_a_draft_stays_but_is_not_shown_while_the_case_is_out_of_reach(app: Flask, cast: Cast) -> None:
    case, desk = bring(**SECRET), Desk(app, cast, "gunilla")
    desk.write(case.number, "draft", "letter", "Vi ringer dig i dag.")
    with transaction():
        hand_over(case.id, cast.forvaltningar["VOF"], cast.agent("gunilla"))
    assert "Vi ringer dig" not in desk.get(f"/arende/{case.number}").text
    assert desk.post(f"/arende/{case.number}/utkast", {"text": "mer"}).status_code == 404
    assert texts() == ["Vi ringer dig i dag."]


def test_nobody_saves_a_draft_on_a_case_that_is_not_for_them(app: Flask, cast: Cast) -> None:
    case = bring(**SECRET)
    for login in ("fatima", "bo", "adam"):
        assert Desk(app, cast, login).post(f"/arende/{case.number}/utkast", {"text": "x"}).status_code == 404
    assert texts() == []
