"""The case page: opened by its exact number, logged first, and nothing on it that the reader may not know."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from core.access.agents import SYSTEM
from core.case.assignment import take
from core.case.handover import hand_back, hand_over
from core.case.linking import link_cases
from core.store.db import db, reading, transaction
from core.store.models import Audit
from tests.cast import Cast
from tests.web.desk import LAMP, MONA, SECRET, Desk, bring, fresh


def test_a_case_shows_its_message_its_level_and_why_its_type_was_suggested(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    text = Desk(app, cast, "fatima").get(f"/arende/{case.number}").text
    for said in ("Släckt gatlampa", "Vid Skolgatan 4", "Mona Lind", "Trasig gatubelysning", "ordet ”gatlampa”"):
        assert said in text, said
    assert "Tekniska förvaltningen" in text and "4 Bygg, gata" in text


def test_every_opening_is_logged_before_the_page_is_shown(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    Desk(app, cast, "fatima").get(f"/arende/{case.number}")
    db.session.rollback()
    row = reading().execute(select(Audit.action, Audit.case_id, Audit.data)).one()
    assert (row.action, row.case_id, row.data["degree"]) == ("case_opened", case.id, "full")


@pytest.mark.parametrize("login", ["fatima", "greta", "bo", "vilma", "adam", "reino"])
@pytest.mark.parametrize("path", ["/arende/{0}", "/forhandsvisning/{0}", "/arende/{0}/utskrift"])
def test_a_secret_case_does_not_exist_for_others(app: Flask, cast: Cast, login: str, path: str) -> None:
    case = bring(**SECRET)
    desk = Desk(app, cast, login)
    hidden, unknown = desk.get(path.format(case.number)), desk.get(path.format("2026-999999"))
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert hidden.text == unknown.text
    assert reading().scalar(select(func.count()).select_from(Audit)) == 0


def test_another_forvaltning_and_the_administrator_see_no_ordinary_case(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    codes = [Desk(app, cast, login).get(f"/arende/{case.number}").status_code for login in ("bo", "vera", "adam")]
    assert codes == [404, 404, 404]


def test_the_authorised_agent_sees_the_secret_case_marked_and_with_only_the_neutral_text(
    app: Flask, cast: Cast
) -> None:
    case = bring(**SECRET)
    text = Desk(app, cast, "gunilla").get(f"/arende/{case.number}").text
    assert "Sekretess." in text and "Vård och omsorg" in text and "Sekretessmarkering" not in text
    assert "Vi har svarat dig" in text


def test_after_hand_over_the_agent_sees_number_status_owner_and_date_only(app: Flask, cast: Cast) -> None:
    case = bring(**SECRET)
    with transaction():
        hand_over(case.id, cast.forvaltningar["VOF"], cast.agent("gunilla"))
    for path in ("/arende/{0}", "/forhandsvisning/{0}", "/arende/{0}/utskrift"):
        answer = Desk(app, cast, "gunilla").get(path.format(case.number))
        assert answer.status_code == 200
        assert case.number in answer.text and "Biståndsenheten" in answer.text
        for hidden in ("hemtjänst", "tisdag", "Eva Ek", "eva@invanare.example"):
            assert hidden not in answer.text, hidden
    assert "på tisdag" in Desk(app, cast, "vera").get(f"/arende/{case.number}").text


def test_opening_makes_a_case_read_for_those_whose_it_is_to_do(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    Desk(app, cast, "fatima").get(f"/arende/{case.number}")
    assert not fresh(case).unread
    with transaction():
        hand_over(case.id, cast.forvaltningar["TEK"], cast.agent("fatima"))
    Desk(app, cast, "fatima").get(f"/arende/{case.number}")
    assert fresh(case).unread
    Desk(app, cast, "tore").get(f"/arende/{case.number}")
    assert not fresh(case).unread


def test_a_colleague_who_looks_at_my_case_does_not_make_it_read(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    with transaction():
        take(case.id, cast.agent("greta"))
    bring("m2", **{**LAMP, "subject": f"Sv: [{case.number}]"})
    unread = fresh(case).unread
    Desk(app, cast, "fatima").get(f"/arende/{case.number}")
    assert fresh(case).unread is unread


def test_a_due_date_explains_itself(app: Flask, cast: Cast) -> None:
    case = bring(**{**LAMP, "subject": "övergångsställe"})  # T14: ten working days from 11 May 2026
    text = Desk(app, cast, "tore").get(f"/arende/{case.number}").text
    assert "10 arbetsdagar, Kristi himmelsfärd räknas inte: tisdag 26 maj" in text


def test_earlier_and_linked_cases_are_shown_only_to_those_who_may_read_them(app: Flask, cast: Cast) -> None:
    secret = bring("s1", **{**SECRET, "from": MONA})
    lamp = bring("m1", **LAMP)
    with transaction():
        link_cases(lamp.id, secret.id, SYSTEM)
    for login, sees in (("fatima", False), ("gunilla", True), ("tore", False)):
        text = Desk(app, cast, login).get(f"/arende/{lamp.number}").text
        assert (secret.number in text) is sees, login
        assert ("hemtjänstbesök" in text) is sees, login


def test_a_case_sent_around_is_flagged(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    fatima, tore = cast.agent("fatima"), cast.agent("tore")
    for _ in range(2):
        with transaction():
            hand_over(case.id, cast.forvaltningar["TEK"], fatima)
        with transaction():
            hand_back(case.id, "Trafikverkets väg", tore)
    text = Desk(app, cast, "fatima").get(f"/arende/{case.number}").text
    assert "har bytt ägare 4 gånger" in text
    assert "Trafikverkets väg" in text


def test_the_printed_case_has_the_thread_and_the_events(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    text = Desk(app, cast, "fatima").get(f"/arende/{case.number}/utskrift").text
    assert "Vid Skolgatan 4" in text and "Fatima Rahimi" in text and "Kom in" in text
    db.session.rollback()
    assert reading().scalar(select(Audit.data))["how"] == "print"


def test_a_panel_that_fails_is_left_out_and_the_page_is_shown(app: Flask, cast: Cast, plugins) -> None:  # type: ignore[no-untyped-def]
    def broken(case: object, agent: object) -> None:
        raise RuntimeError("no")

    plugins["paper"].plugin.panel = broken
    case = bring(**LAMP)
    assert Desk(app, cast, "fatima").get(f"/arende/{case.number}").status_code == 200


def test_a_panel_gets_a_frozen_value_and_is_shown_with_its_title(app: Flask, cast: Cast, plugins) -> None:  # type: ignore[no-untyped-def]
    from markupsafe import Markup

    seen = []

    def panel(case: object, agent: object) -> Markup:
        seen.append(case)
        return Markup("<p>tre anmälda på Skolgatan</p>")

    plugins["paper"].plugin.panel = panel
    case = bring(**LAMP)
    text = Desk(app, cast, "fatima").get(f"/arende/{case.number}").text
    assert "<p>tre anmälda på Skolgatan</p>" in text and ">Paper<" in text
    assert seen[0].case_type == "T06"
    with pytest.raises(AttributeError):
        seen[0].case_type = "T03"


def statements(app: Flask, desk: Desk, path: str) -> int:
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    assert desk.get(path).status_code == 200
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_a_long_thread_costs_no_more_statements_than_a_short_one(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    desk.get(f"/arende/{case.number}")
    few = statements(app, desk, f"/arende/{case.number}")
    for n in range(29):
        bring(f"n{n}", **{**LAMP, "subject": f"Sv: [{case.number}]", "files": {"a.txt": "x"}})
    desk.get(f"/arende/{case.number}")
    assert statements(app, desk, f"/arende/{case.number}") == few
    assert few < 75


def test_the_case_knows_its_place_in_the_list_and_its_neighbours(app: Flask, cast: Cast) -> None:
    first, case, last = (bring(f"m{n}", **{**LAMP, "from": f"a{n}@invanare.example"}) for n in range(3))
    desk = Desk(app, cast, "fatima")
    text = desk.get(f"/arende/{case.number}?vy=otilldelade").text
    assert "Otilldelade, 2 av 3" in text
    for other in (first, last):
        assert f'href="/arende/{other.number}?vy=otilldelade"' in text
    assert "Inkorg" in desk.get(f"/arende/{case.number}?vy=nonsense").text


def test_after_a_verb_the_list_is_still_known(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    text = desk.get(f"/arende/{case.number}?vy=mina").text
    assert f'action="/arende/{case.number}/ta?vy=mina"' in text
    answer = desk.post(f"/arende/{case.number}/ta?vy=mina", {"version": str(fresh(case).version)})
    assert answer.location == f"/arende/{case.number}?vy=mina"
    assert "Mina, 1 av 1" in desk.get(answer.location).text


def test_one_sees_that_a_colleague_has_just_opened_the_case(app: Flask, cast: Cast, clock) -> None:  # type: ignore[no-untyped-def]
    case = bring(**LAMP)
    Desk(app, cast, "greta").get(f"/arende/{case.number}")
    assert "Greta Holm läser" in Desk(app, cast, "fatima").get(f"/arende/{case.number}").text
    clock.at += timedelta(minutes=3)
    assert "Rahimi läser" not in Desk(app, cast, "greta").get(f"/arende/{case.number}").text
