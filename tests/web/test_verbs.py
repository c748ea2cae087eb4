"""What an agent does with a case, through plain forms: done and back to the case, or refused with the rule's words."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.case.assignment import take
from core.case.handover import hand_over
from core.store.db import db, reading, transaction
from core.store.models import Audit, Case, CaseLink, Delivery, Event, Message
from tests.cast import Cast
from tests.web.desk import LAMP, MONA, SECRET, Desk, bring, change_delivery, fresh

EVERY_PATH = (
    "ta", "slapp", "ateroppna", "ateruppta", "ta-bort-lank", "klassa", "hoj-nivan", "sank-nivan", "lamna-over",
    "skicka-tillbaka", "tilldela", "lanka", "avsluta", "vanta", "parkera", "anteckning", "skriv", "utkast", "identitet",
    "leverans/1/angra", "leverans/1/skicka-igen", "leverans/1/kom-fram", "leverans/1/kom-inte-fram", "leverans/1/klart",
)  # fmt: skip
EVERY_FORM = (
    "klassa", "hoj-nivan", "sank-nivan", "lamna-over", "skicka-tillbaka", "tilldela", "lanka", "avsluta", "vanta",
    "parkera", "anteckning", "identitet",
)  # fmt: skip


def messages(kind: str = "message", direction: str = "out") -> list[str]:
    db.session.rollback()
    which = (Message.kind == kind, Message.direction == direction)
    return list(reading().scalars(select(Message.text).where(*which).order_by(Message.id)))


def plain(text: str) -> str:
    """A page without its tokens, which differ each time."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text)


def events(case: Case) -> list[str]:
    db.session.rollback()
    return list(reading().scalars(select(Event.kind).where(Event.case_id == case.id).order_by(Event.id)))


@pytest.mark.parametrize("path", EVERY_PATH)
def test_no_verb_finds_a_case_that_is_not_for_the_agent(app: Flask, cast: Cast, path: str) -> None:
    case = bring(**SECRET)
    before, known = fresh(case).version, events(case)
    form = {"text": "hej", "via": "note", "do": "save_note", "outcome": "answered", "to": "2-0", "level": "6"}
    for login in ("fatima", "bo", "adam"):
        answer = Desk(app, cast, login).post(f"/arende/{case.number}/{path}", form)
        assert answer.status_code == 404, login
    assert fresh(case).version == before
    assert events(case) == known


@pytest.mark.parametrize("path", EVERY_FORM)
def test_no_form_opens_for_limited_access_or_none(app: Flask, cast: Cast, path: str) -> None:
    case = bring(**SECRET)
    with transaction():
        hand_over(case.id, cast.forvaltningar["VOF"], cast.agent("gunilla"))
    for login in ("gunilla", "fatima", "adam"):
        assert Desk(app, cast, login).get(f"/arende/{case.number}/{path}").status_code == 404, login


@pytest.mark.parametrize("path", EVERY_FORM)
def test_every_form_opens_and_posts_back_to_itself(app: Flask, cast: Cast, path: str) -> None:
    case = bring(**LAMP)
    answer = Desk(app, cast, "greta").get(f"/arende/{case.number}/{path}")
    assert answer.status_code == 200
    assert f'action="/arende/{case.number}/{path}"' in answer.text


def test_taking_and_releasing_lead_back_to_the_case(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    answer = desk.post(f"/arende/{case.number}/ta", {"version": str(case.version)})
    assert (answer.status_code, answer.location) == (303, f"/arende/{case.number}")
    assert fresh(case).agent_id == cast.agent("fatima").id and fresh(case).status == "open"
    assert "Fatima Rahimi" in desk.get(f"/arende/{case.number}").text
    desk.post(f"/arende/{case.number}/slapp")
    assert fresh(case).agent_id is None


def test_taking_a_case_that_somebody_took_meanwhile_says_so_and_changes_nothing(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    seen = str(case.version)
    with transaction():
        take(case.id, cast.agent("greta"))
    answer = Desk(app, cast, "fatima").post(f"/arende/{case.number}/ta", {"version": seen})
    assert answer.status_code == 422
    assert "Någon annan ändrade ärendet" in answer.text
    assert fresh(case).agent_id == cast.agent("greta").id


def test_closing_at_level_5_is_refused_in_words_that_name_the_owner(app: Flask, cast: Cast) -> None:
    case = bring(**{**LAMP, "subject": "Attefallshus nära vatten"})
    answer = Desk(app, cast, "fatima").post(f"/arende/{case.number}/avsluta", {"outcome": "answered"})
    assert answer.status_code == 422
    assert "Det här kräver en bedömning (nivå 5). Lämna över till Plan- och byggkontoret." in answer.text
    assert fresh(case).closed_at is None


def test_closing_asks_for_what_the_outcome_requires_and_keeps_what_was_typed(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    path = f"/arende/{case.number}/avsluta"
    answer = desk.post(path, {"outcome": "registered_elsewhere", "other_system": "Gatuljus Syd"})
    assert answer.status_code == 422
    assert 'value="registered_elsewhere" checked' in answer.text and 'value="Gatuljus Syd"' in answer.text
    assert 'id="error-other_number"' in answer.text
    form = {"outcome": "registered_elsewhere", "other_system": "Gatuljus Syd", "other_number": "117"}
    assert desk.post(path, form).status_code == 303
    closed = fresh(case)
    assert (closed.outcome, closed.other_system, closed.other_number, closed.confirmed) == (
        "registered_elsewhere", "Gatuljus Syd", "117", True,
    )  # fmt: skip


def test_a_closed_case_can_only_be_reopened(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    desk.post(f"/arende/{case.number}/avsluta", {"outcome": "handled"})
    text = desk.get(f"/arende/{case.number}").text
    assert 'data-verb="reopen"' in text and 'data-verb="close"' not in text and 'data-verb="take"' not in text
    assert desk.post(f"/arende/{case.number}/ateroppna").status_code == 303
    assert fresh(case).closed_at is None


def test_a_type_is_found_by_an_everyday_word_and_confirmed(app: Flask, cast: Cast) -> None:
    case, desk = bring(**{**LAMP, "subject": "Hej", "text": "En fråga"}), Desk(app, cast, "fatima")
    found = desk.get("/typer?q=snö").text
    assert "Snöröjning" in found and "ordet ”snö”" in found and "gatubelysning" not in found
    searched = desk.post(f"/arende/{case.number}/klassa", {"do": "search", "q": "plog"})
    assert searched.status_code == 200 and 'value="T03" checked' in searched.text
    desk.post(f"/arende/{case.number}/klassa", {"case_type": "T03", "version": str(fresh(case).version)})
    assert fresh(case).confirmed and fresh(case).forvaltning_id == cast.forvaltningar["TEK"]


def test_saving_no_type_says_what_to_do(app: Flask, cast: Cast) -> None:
    case = bring(**{**LAMP, "subject": "Hej", "text": "En fråga"})
    answer = Desk(app, cast, "fatima").post(f"/arende/{case.number}/klassa", {})
    assert answer.status_code == 422 and "Välj" in answer.text


def test_raising_the_level_needs_a_reason_which_becomes_a_note(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    assert desk.post(f"/arende/{case.number}/hoj-nivan", {"level": "5"}).status_code == 422
    assert desk.post(f"/arende/{case.number}/hoj-nivan", {"level": "5", "text": "Ny stolpe"}).status_code == 303
    assert fresh(case).rosa_level == 5
    assert messages("official_note", "note") == ["Ny stolpe"]


def test_only_the_owner_lowers_below_the_agreed_level(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    form = {"level": "2", "text": "Vanlig fråga"}
    refused = Desk(app, cast, "fatima").post(f"/arende/{case.number}/sank-nivan", form)
    assert refused.status_code == 422 and "Vanlig fråga" in refused.text
    with transaction():
        hand_over(case.id, cast.forvaltningar["TEK"], cast.agent("fatima"))
    assert Desk(app, cast, "tore").post(f"/arende/{case.number}/sank-nivan", form).status_code == 303


def test_handing_over_and_back_moves_the_ball_with_its_texts(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    path = f"/arende/{case.number}"
    answer = Desk(app, cast, "fatima").post(
        f"{path}/lamna-over", {"to": f"{cast.forvaltningar['TEK']}-0", "text": "Stolpe 117"}
    )
    assert answer.location == path
    assert fresh(case).held_by == "forvaltning"
    assert "Stolpe 117" in Desk(app, cast, "tore").get(path).text
    Desk(app, cast, "tore").post(f"{path}/skicka-tillbaka", {"text": "Trafikverkets väg"})
    assert fresh(case).held_by == "kundtjanst"


def test_a_conflict_keeps_the_text_as_a_draft_too_until_it_is_done(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    form = {"to": f"{cast.forvaltningar['TEK']}-0", "version": "0", "text": "Stolpe 117"}
    assert "Stolpe 117</textarea>" in desk.post(f"/arende/{case.number}/lamna-over", form).text
    assert "Stolpe 117" in desk.get(f"/arende/{case.number}/anteckning").text
    desk.post(f"/arende/{case.number}/lamna-over", {**form, "version": str(fresh(case).version)})
    assert fresh(case).held_by == "forvaltning"
    assert "Stolpe 117" not in desk.get(f"/arende/{case.number}/anteckning").text


def test_taking_back_an_answer_leaves_what_was_begun_since(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    desk.write(case.number, "send", "email", "Lampan lagas.")
    desk.post(f"/arende/{case.number}/utkast", {"tab": "", "text": "Ett nytt svar"})
    desk.post(f"/arende/{case.number}/leverans/{change_delivery(state='queued')}/angra")
    page = desk.get(f"/arende/{case.number}").text
    assert "Lampan lagas." in page and "Ett nytt svar" in page


def hand_over_form(app: Flask, cast: Cast, case: Case) -> str:
    return Desk(app, cast, "fatima").get(f"/arende/{case.number}/lamna-over").text


def test_the_refusal_to_close_offers_the_hand_over_in_one_key(app: Flask, cast: Cast) -> None:
    judged, lamp = bring(**{**LAMP, "subject": "Attefallshus nära vatten"}), bring("m2", **LAMP)
    desk = Desk(app, cast, "fatima")
    link = f'href="/arende/{judged.number}/lamna-over" data-dialog data-alt="l"'
    assert link in desk.get(f"/arende/{judged.number}/avsluta").text
    assert 'data-alt="l"' not in desk.get(f"/arende/{lamp.number}/avsluta").text


def test_whoever_wrote_is_told_of_the_hand_over_with_number_and_date(app: Flask, cast: Cast) -> None:
    case = bring(**{**LAMP, "subject": "Attefallshus nära vatten"})
    assert f"Meddela invånaren, {MONA}" in hand_over_form(app, cast, case)
    form = {"to": f"{cast.forvaltningar['PBK']}-0", "tell": "yes", "version": str(fresh(case).version)}
    assert Desk(app, cast, "fatima").post(f"/arende/{case.number}/lamna-over", form).status_code == 303
    assert fresh(case).held_by == "forvaltning"
    (told,) = messages("handed_over")
    assert case.number in told and "Du får svar senast den 19 maj." in told
    assert "Plan- och byggkontoret" not in told
    assert events(case)[-2:] == ["handed_over", "told_of_hand_over"]


def test_nobody_is_told_when_the_tick_is_taken_away(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    page = hand_over_form(app, cast, case)
    assert re.search(r'name="tell"[^>]* checked', page)
    form = {"to": f"{cast.forvaltningar['TEK']}-0", "version": str(fresh(case).version)}
    Desk(app, cast, "fatima").post(f"/arende/{case.number}/lamna-over", form)
    assert fresh(case).held_by == "forvaltning" and messages("handed_over") == []


def test_a_refused_hand_over_tells_nobody_and_keeps_the_tick_as_it_was(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    form = {"to": f"{cast.forvaltningar['TEK']}-0", "version": "0"}
    answer = desk.post(f"/arende/{case.number}/lamna-over", form)
    assert answer.status_code == 422 and not re.search(r'name="tell"[^>]* checked', answer.text)
    answer = desk.post(f"/arende/{case.number}/lamna-over", {**form, "to": "99-0", "tell": "yes"})
    assert answer.status_code == 422 and messages("handed_over") == []


def test_a_secret_hand_over_offers_no_message_and_refuses_one(app: Flask, cast: Cast) -> None:
    case, desk = bring(**SECRET), Desk(app, cast, "gunilla")
    assert 'name="tell"' not in desk.get(f"/arende/{case.number}/lamna-over").text
    form = {"to": f"{cast.forvaltningar['VOF']}-{cast.units['BIST']}", "tell": "yes"}
    assert desk.post(f"/arende/{case.number}/lamna-over", form).status_code == 422
    assert fresh(case).held_by == "kundtjanst" and messages("handed_over") == []


def test_a_secret_case_needs_its_unit_and_says_so_at_the_question(app: Flask, cast: Cast) -> None:
    case = bring(**SECRET)
    desk = Desk(app, cast, "gunilla")
    answer = desk.post(f"/arende/{case.number}/lamna-over", {"to": f"{cast.forvaltningar['TEK']}-0", "text": "Obs"})
    assert answer.status_code == 422
    assert 'id="error-to"' in answer.text and "Obs" in answer.text


def test_an_officer_who_hands_a_case_away_is_led_to_the_list(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    with transaction():
        hand_over(case.id, cast.forvaltningar["TEK"], cast.agent("fatima"))
    answer = Desk(app, cast, "tore").post(f"/arende/{case.number}/lamna-over", {"to": f"{cast.forvaltningar['PBK']}-0"})
    assert answer.status_code == 303 and (answer.location or "").startswith("/?klart=")


def test_assigning_offers_only_those_who_may_read_the_case(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    desk = Desk(app, cast, "greta")
    text = desk.get(f"/arende/{case.number}/tilldela").text
    assert "Fatima Rahimi" in text and "Bo Lind" not in text
    desk.post(f"/arende/{case.number}/tilldela", {"to": str(cast.agent("fatima").id)})
    assert fresh(case).agent_id == cast.agent("fatima").id


def test_a_secret_case_is_assigned_only_to_those_authorised(app: Flask, cast: Cast) -> None:
    case = bring(**SECRET)
    text = Desk(app, cast, "gunilla").get(f"/arende/{case.number}/tilldela").text
    assert "Gunilla Berg" in text and "Fatima Rahimi" not in text and "Greta Holm" not in text
    with transaction():
        hand_over(case.id, cast.forvaltningar["VOF"], cast.agent("gunilla"))
    text = Desk(app, cast, "vera").get(f"/arende/{case.number}/tilldela").text
    assert "Vera Ny" in text and "Vilma Ö" not in text and "Gunilla Berg" not in text


def test_waiting_and_parking_and_being_done_with_it(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    path = f"/arende/{case.number}"
    assert desk.post(f"{path}/vanta", {"what": "waiting_citizen", "until": "2026-05-20T08:00"}).status_code == 303
    waiting = fresh(case)
    assert waiting.status == "waiting_citizen" and waiting.snoozed_until is not None
    assert waiting.snoozed_until.isoformat() == "2026-05-20T06:00:00+00:00"  # summer time in Stockholm
    desk.post(f"{path}/ateruppta")
    assert fresh(case).status == "open" and fresh(case).snoozed_until is None


@pytest.mark.parametrize("until", ["", "i morgon", "2026-05-01T08:00", "9999-99-99T08:00"])
def test_a_time_that_is_none_or_past_is_refused_at_its_question(app: Flask, cast: Cast, until: str) -> None:
    case = bring(**LAMP)
    answer = Desk(app, cast, "fatima").post(f"/arende/{case.number}/parkera", {"until": until})
    assert answer.status_code == 422 and 'id="error-until"' in answer.text


def test_linking_a_number_that_is_not_for_me_is_like_one_that_does_not_exist(app: Flask, cast: Cast) -> None:
    secret = bring("s1", **SECRET)
    lamp = bring("m1", **LAMP)
    desk = Desk(app, cast, "fatima")
    hidden = desk.post(f"/arende/{lamp.number}/lanka", {"other": secret.number})
    unknown = desk.post(f"/arende/{lamp.number}/lanka", {"other": "2026-999999"})
    assert (hidden.status_code, unknown.status_code) == (422, 422)
    assert plain(hidden.text).replace(secret.number, "") == plain(unknown.text).replace("2026-999999", "")
    assert reading().scalar(select(func.count()).select_from(CaseLink)) == 0


def test_linking_and_unlinking_two_cases(app: Flask, cast: Cast) -> None:
    other = bring("m1", **LAMP)
    case = bring("m2", **{**LAMP, "from": "bo@invanare.example", "text": "Vid Storgatan 1"})
    desk = Desk(app, cast, "fatima")
    assert desk.post(f"/arende/{case.number}/lanka", {"other": f"nr {other.number}"}).status_code == 303
    assert other.number in desk.get(f"/arende/{case.number}").text
    desk.post(f"/arende/{case.number}/ta-bort-lank", {"other": other.number})
    assert other.number not in desk.get(f"/arende/{case.number}").text


def test_an_answer_is_queued_and_can_be_taken_back_within_ten_seconds(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    assert desk.write(case.number, "send", "email", "Montören är på väg.").status_code == 303
    text = desk.get(f"/arende/{case.number}").text
    assert "Montören är på väg." in text and 'data-verb="undo"' in text
    db.session.rollback()
    delivery = reading().scalar(select(Delivery.id).order_by(Delivery.id.desc()).limit(1))
    assert desk.post(f"/arende/{case.number}/leverans/{delivery}/angra").status_code == 303
    again = desk.get(f"/arende/{case.number}").text
    assert "Montören är på väg.</textarea>" in again  # it is a draft again
    assert "Fatima Rahimi ångrade ett svar" in again


def test_answer_and_close_in_one_press(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    desk.write(case.number, "send_close", "email", "Klart.", outcome="handled")
    closed = fresh(case)
    assert (closed.status, closed.outcome) == ("closed", "handled")
    assert messages()[-1] == "Klart."


def test_when_closing_is_refused_the_answer_is_not_sent_and_the_text_is_kept(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    answer = desk.write(case.number, "send_close", "email", "Klart.", outcome="put_in_diary")
    assert answer.status_code == 422
    assert "Klart.</textarea>" in answer.text and "diarienumret" in answer.text
    assert messages() == []


def test_an_answer_is_stopped_once_when_a_newer_message_came(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    hidden = desk.composer(case.number)
    bring("m2", **{**LAMP, "subject": f"Sv: [{case.number}]", "text": "Den lyser igen!"})
    form = {**hidden, "do": "send", "via": "email", "text": "Vi kommer."}
    stopped = desk.post(f"/arende/{case.number}/skriv", form)
    assert stopped.status_code == 409
    for said in ("Ärendet ändrades medan du skrev", "Vi kommer.</textarea>", "Den lyser igen!"):
        assert said in stopped.text
    assert messages() == []
    desk.write(case.number, "send", "email", "Bra!")
    assert messages() == ["Bra!"]


def test_a_case_changed_meanwhile_stops_answer_and_close_and_nothing_leaves(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    hidden = desk.composer(case.number)
    with transaction():
        take(case.id, cast.agent("greta"))
    form = {**hidden, "do": "send_close", "via": "email", "text": "Klart.", "outcome": "handled"}
    assert desk.post(f"/arende/{case.number}/skriv", form).status_code == 409
    assert fresh(case).closed_at is None and messages() == []


def test_a_secret_case_lets_only_the_neutral_text_out_and_keeps_what_was_typed(app: Flask, cast: Cast) -> None:
    case, desk = bring(**SECRET), Desk(app, cast, "gunilla")
    desk.write(case.number, "send", "email", "Hemtjänsten kommer på torsdag i stället.")
    assert len(messages()) == 1 and "Vi har svarat dig" in messages()[0]
    assert "torsdag" not in messages()[0]
    assert "torsdag i stället.</textarea>" in desk.get(f"/arende/{case.number}").text


def test_a_letter_carries_the_content_and_becomes_a_task_that_is_ticked_off(app: Flask, cast: Cast) -> None:
    case, desk = bring(**SECRET), Desk(app, cast, "gunilla")
    desk.write(case.number, "send", "letter", "Hemtjänsten kommer på torsdag.")
    text = desk.get(f"/arende/{case.number}").text
    assert "Skriv och posta brevet" in text
    db.session.rollback()
    delivery = reading().scalar(select(Delivery.id).where(Delivery.state == "todo"))
    desk.post(f"/arende/{case.number}/leverans/{delivery}/klart")
    db.session.rollback()
    assert reading().scalar(select(Delivery.state).where(Delivery.id == delivery)) == "done"


@pytest.mark.parametrize(
    ("state", "path", "then"),
    [
        ("unknown", "kom-fram", "sent"),
        ("unknown", "kom-inte-fram", "failed"),
        ("unknown", "skicka-igen", "queued"),
        ("failed", "skicka-igen", "queued"),
    ],
)
def test_a_person_settles_what_became_of_an_answer(app: Flask, cast: Cast, state: str, path: str, then: str) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    desk.write(case.number, "send", "email", "Hej")
    delivery = change_delivery(state=state, reason="Förbindelsen bröts.", not_before=0)
    text = desk.get(f"/arende/{case.number}").text
    address = f"/arende/{case.number}/leverans/{delivery}/{path}"
    assert "Förbindelsen bröts." in text and address in text
    assert desk.post(address).status_code == 303
    db.session.rollback()
    assert reading().scalar(select(Delivery.state).where(Delivery.id == delivery)) == then
    assert desk.post(f"/arende/{case.number}/leverans/{delivery}/angra").status_code == 422


def test_a_delivery_of_another_case_is_not_reached_through_this_one(app: Flask, cast: Cast) -> None:
    secret = bring("s1", **SECRET)
    Desk(app, cast, "gunilla").write(secret.number, "send", "letter", "Brev")
    delivery = change_delivery(state="todo")
    lamp = bring("m1", **LAMP)
    answer = Desk(app, cast, "fatima").post(f"/arende/{lamp.number}/leverans/{delivery}/klart")
    assert answer.status_code == 404
    db.session.rollback()
    assert reading().scalar(select(Delivery.state).where(Delivery.id == delivery)) == "todo"


def test_copies_and_the_citizens_own_text_go_along_with_an_answer(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    desk.write(case.number, "send", "email", "Hej", cc="a@invanare.example; b@invanare.example", quote="yes")
    db.session.rollback()
    row = reading().execute(select(Delivery.cc, Message.text).join(Message).order_by(Delivery.id.desc())).first()
    assert row is not None
    assert row.cc == ["a@invanare.example", "b@invanare.example"]
    assert row.text == "Hej\n\n> Vid Skolgatan 4"


@pytest.mark.parametrize("cc", ["inte en adress", "@", "a@", "a@b@c"])
def test_a_copy_that_is_no_address_is_refused_and_comes_back(app: Flask, cast: Cast, cc: str) -> None:
    case = bring(**LAMP)
    answer = Desk(app, cast, "fatima").write(case.number, "send", "email", "Hej", cc=cc)
    assert answer.status_code == 422 and f'value="{cc}"' in answer.text
    assert messages() == []


@pytest.mark.parametrize("via", ["", "fax", "email-9", "sms"])
def test_a_way_that_is_not_offered_is_refused(app: Flask, cast: Cast, via: str) -> None:
    case = bring(**LAMP)
    answer = Desk(app, cast, "fatima").write(case.number, "send", via, "Hej")
    assert answer.status_code == 422 and "Hej</textarea>" in answer.text


def test_without_a_login_every_address_leads_to_the_login(app: Flask, cast: Cast) -> None:
    case = bring(**LAMP)
    client = app.test_client()
    for path in ("", "/avsluta", "/utskrift"):
        answer = client.get(f"/arende/{case.number}{path}")
        assert answer.status_code == 303 and "/logga-in" in answer.location


def test_reading_a_form_logs_no_opening_but_the_page_after_a_refusal_does(app: Flask, cast: Cast) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    desk.get(f"/arende/{case.number}/avsluta")
    db.session.rollback()
    assert reading().scalar(select(func.count()).select_from(Audit)) == 0
    desk.post(f"/arende/{case.number}/leverans/999/angra")
    desk.write(case.number, "send", "fax", "Hej")
    db.session.rollback()
    assert reading().scalar(select(func.count()).select_from(Audit)) == 2
    assert MONA not in str(list(reading().scalars(select(Audit.data))))
