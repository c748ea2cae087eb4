"""Other reports of the same thing on the case page: suggested, joined, answered; and nothing of what is hidden."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import event, select

from core.access.scopes import access_of
from core.access.similar import Thing, joins, similar
from core.case.handover import hand_over
from core.case.joining import gather
from core.store.db import db, reading, table, transaction, writing
from core.store.models import AnswerTemplate, Case, CaseShare, CaseType, Draft, Forvaltning, Message
from tests.cast import Cast
from tests.web.desk import LAMP, SECRET, Desk, bring, fresh


def lamps(n: int, street: str = "Skolgatan") -> list[Case]:
    text = f"Vid {street} 4"
    made = [
        bring(
            f"{street}{i}",
            **{**LAMP, "from": f"{street.lower()}{i}@invanare.example", "text": text},
        )
        for i in range(n)
    ]
    return [fresh(case) for case in made]


def similar_part(text: str) -> str:
    found = re.search(r'<section class="card suggest" id="similar".*?</section>', text, re.S)
    return found[0] if found else ""


def statements(desk: Desk, path: str) -> int:
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    assert desk.get(path).status_code == 200
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_reports_of_the_same_type_on_the_same_street_are_suggested_and_counted(app: Flask, cast: Cast) -> None:
    first, second, third = lamps(3)
    elsewhere = bring("x", **{**LAMP, "from": "x@invanare.example", "text": "Vid Storgatan 4"})
    hole = bring("y", **{**LAMP, "from": "y@invanare.example", "subject": "snö", "text": "Vid Skolgatan 4"})
    part = similar_part(Desk(app, cast, "fatima").get(f"/arende/{third.number}").text)
    assert "2 anmälda till på Skolgatan i dag" in part and "Anslut alla" in part
    assert first.number in part and second.number in part
    assert elsewhere.number not in part and hole.number not in part


def test_a_secret_report_of_the_street_is_neither_suggested_nor_counted(app: Flask, cast: Cast) -> None:
    lamp = lamps(1)[0]
    alone = Desk(app, cast, "fatima").get(f"/arende/{lamp.number}").text
    hidden = bring("s1", **{**SECRET, "text": "på Skolgatan 4, på tisdag"})
    marked = bring("s2", **{**LAMP, "from": "s2@invanare.example", "text": "Vid Skolgatan 9"})
    cases = table(Case)
    with transaction() as tx:
        tx.execute(cases.update().where(cases.c.id == hidden.id).values(case_type_id=lamp.case_type_id))
        tx.execute(cases.update().where(cases.c.id == marked.id).values(secrecy_provision="OSL 26:1"))
    for login in ("fatima", "gunilla"):
        text = Desk(app, cast, login).get(f"/arende/{lamp.number}").text
        assert similar_part(text) == similar_part(alone) == "", login


def test_a_report_that_an_agent_is_kept_from_is_as_good_as_none(app: Flask, cast: Cast) -> None:
    lamp, other = lamps(2)
    fatima = cast.agent("fatima")
    shares = table(CaseShare)
    with transaction() as tx:
        gather(lamp.id, [other.id], cast.agent("greta"))
        tx.execute(
            shares.insert().values(case_id=other.id, agent_id=fatima.id, kind="block", created_at=lamp.received_at)
        )
    text = Desk(app, cast, "fatima").get(f"/arende/{lamp.number}").text
    assert other.number not in text and 'id="gathered"' not in text and "Svara alla" not in text
    assert joins(fatima, access_of(fatima), [lamp.id]) == {}
    greta = cast.agent("greta")
    assert joins(greta, access_of(greta), [lamp.id, other.id]) == {lamp.id: ("", 1), other.id: (lamp.number, 0)}


def test_another_namnds_officer_gets_no_suggestion_of_ours(app: Flask, cast: Cast) -> None:
    lamp = lamps(1)[0]
    bo = cast.agent("bo")
    namnd = reading().scalar(select(Forvaltning.namnd_id).where(Forvaltning.id == lamp.forvaltning_id))
    thing = Thing(lamp.place_key, lamp.case_type_id, "", namnd or 0)
    assert lamp.place_key == "skolgatan"
    assert similar(bo, access_of(bo), thing) == ()
    fatima = cast.agent("fatima")
    assert [one.id for one in similar(fatima, access_of(fatima), thing)] == [lamp.id]


def test_a_button_joins_all_and_one_takes_a_case_out_again(app: Flask, cast: Cast) -> None:
    first, second, third = lamps(3)
    desk = Desk(app, cast, "fatima")
    answer = desk.post(f"/arende/{third.number}/anslut", {"other": f"{first.number} {second.number}"})
    assert answer.status_code == 303
    text = desk.get(f"/arende/{third.number}").text
    assert "2 ärenden är anslutna till det här" in text and "Svara alla (3)" in text
    assert "Anslutet till" in desk.get(f"/arende/{first.number}").text
    listed = desk.get("/").text
    assert "2 anslutna" in listed and f"Anslutet till {third.number}" in listed
    desk.post(f"/arende/{third.number}/ta-ur", {"other": first.number})
    desk.post(f"/arende/{second.number}/ta-ur")
    assert fresh(first).joined_to is None and fresh(second).joined_to is None


def test_a_hidden_number_is_refused_in_the_words_of_an_unknown_one(app: Flask, cast: Cast) -> None:
    lamp, secret = lamps(1)[0], bring("s1", **SECRET)
    desk = Desk(app, cast, "fatima")
    hidden = desk.post(f"/arende/{lamp.number}/anslut-till", {"other": secret.number})
    unknown = desk.post(f"/arende/{lamp.number}/anslut-till", {"other": "2026-999999"})
    assert (hidden.status_code, unknown.status_code) == (422, 422)
    words = "Det finns inget ärende med det numret"
    assert words in hidden.text and words in unknown.text


def test_one_press_answers_and_closes_all_and_says_what_could_not_be(app: Flask, cast: Cast) -> None:
    first, second, third = lamps(3)
    with transaction():
        gather(first.id, [second.id, third.id], cast.agent("fatima"))
    with transaction():
        hand_over(third.id, cast.forvaltningar["TEK"], cast.agent("fatima"))
    desk = Desk(app, cast, "fatima")
    receivers = re.findall(r'name="receiver"[^>]*value="([^"]+)"', desk.get(f"/arende/{first.number}").text)
    assert [value.partition(":")[0] for value in receivers] == [second.number, third.number]
    more = {"receiver": receivers, "outcome": "handled"}
    hidden = desk.composer(first.number)
    for _press in range(2):  # the second press of the same page
        form = {**hidden, "do": "send_close", "via": "email", "text": "Nu är den lagad.", **more}
        assert desk.post(f"/arende/{first.number}/skriv", form).status_code == 303
    db.session.rollback()
    sent = list(reading().scalars(select(Message.case_id).where(Message.text == "Nu är den lagad.")))
    assert sorted(sent) == [first.id, second.id, third.id]
    assert [fresh(case).status for case in (first, second, third)] == ["closed", "closed", "open"]
    text = desk.get(f"/arende/{first.number}").text
    assert f"{third.number} fick svaret men avslutades inte:" in text
    assert "Ångra i alla 3" in text and "samma svar till 3 ärenden" in text


def test_a_standard_answer_follows_what_was_typed_and_is_kept_as_a_draft(app: Flask, cast: Cast) -> None:
    lamp = lamps(1)[0]
    with transaction():
        rows = table(AnswerTemplate)
        other = reading().scalar(select(CaseType.id).where(CaseType.code == "T03"))
        made = [
            writing()
            .execute(
                rows.insert().values(language="sv", title=title, text=text, case_type_id=type_id).returning(rows.c.id)
            )
            .scalar_one()
            for title, text, type_id in (
                ("Lampan lagas", "Hej! {nummer} vid {plats} lagas. {okänt} {handläggare}", lamp.case_type_id),
                ("Allmänt", "Hej.", None),
                ("Snön", "Plogas.", other),
            )
        ]
    desk = Desk(app, cast, "fatima")
    page = desk.get(f"/arende/{lamp.number}").text
    assert "Lampan lagas" in page and "Allmänt" in page and "Snön" not in page
    answer = desk.write(lamp.number, f"insert:{made[0]}", "email", "Hej Mona,")
    whole = f"Hej Mona,\n\nHej! {lamp.number} vid {{plats}} lagas. {{okänt}} Fatima Rahimi"
    assert answer.status_code == 200 and whole in answer.text.replace("&#39;", "'")
    db.session.rollback()
    assert reading().scalar(select(Draft.text)) == whole
    again = desk.write(lamp.number, f"insert:{made[2]}", "email", "Kvar")  # not for this type
    assert ">\nKvar</textarea>" in again.text and "Plogas" not in again.text


def test_many_reports_cost_no_more_statements_than_few(app: Flask, cast: Cast) -> None:
    first, second = lamps(2)
    other = lamps(1, "Storgatan")[0]
    desk = Desk(app, cast, "fatima")
    for case in (first, second, other):
        desk.get(f"/arende/{case.number}")
    few = statements(desk, f"/arende/{second.number}")
    more = lamps(9, "Skolgatan2")
    cases = table(Case)
    with transaction() as tx:
        tx.execute(cases.update().where(cases.c.id.in_([one.id for one in more])).values(place_key="skolgatan"))
    assert statements(desk, f"/arende/{second.number}") == few
    with transaction():
        gather(second.id, [one.id for one in more], cast.agent("fatima"))
    with_members = statements(desk, f"/arende/{second.number}")
    assert with_members <= few + 1
