"""The whole way through the public form: six questions, the summary, one case, the receipt."""

from __future__ import annotations

import contextvars
import io
import re
import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from core.flow.outbox import deliver_due
from core.flow.reading import read_waiting
from core.store import blobs
from core.store.db import Base, db, reading, transaction
from core.store.models import (
    AttachmentRow,
    Case,
    CaseLink,
    CaseType,
    Contact,
    ContactAddress,
    DeadlineRow,
    Message,
)
from synpunkter.models import Entry, StepFile, Steps
from synpunkter.steps import forget_old
from tests.cast import Cast
from tests.conftest import Clock
from tests.synpunkter.citizen import Citizen

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 50


def the_case() -> Case:
    db.session.rollback()
    return reading().scalars(select(Case)).one()


def entries() -> list[Entry]:
    db.session.rollback()
    return list(reading().scalars(select(Entry)))


def count(model: type[Base]) -> int:
    db.session.rollback()
    return int(reading().scalar(select(func.count()).select_from(model)) or 0)


# --- what it becomes ---


def test_a_form_becomes_one_case_with_its_channel_owner_place_and_contact(citizen: Citizen, cast: Cast) -> None:
    citizen.send()
    case = the_case()
    assert (case.channel, case.plugin, case.number) == ("synpunkt", "synpunkter", citizen.number)
    assert case.forvaltning_id == cast.forvaltningar["TEK"] and case.type_reason == "word:gatlampa"
    assert (case.subject, case.place, case.counterpart) == ("Släckt lampa", "Skolgatan 4", "Mona Dal")
    message = reading().scalars(select(Message).where(Message.direction == "in")).one()
    assert message.text == "Gatlampan vid skolan är trasig sedan i måndags.\n\nPlats: Skolgatan 4"


def test_it_has_both_deadlines_whatever_the_type_promises(citizen: Citizen) -> None:
    citizen.send()
    rows = {row.kind: row.due_at for row in reading().scalars(select(DeadlineRow))}
    assert set(rows) == {"who_answers", "answer"}
    assert f"{rows['who_answers']:%m-%d}" == "05-13"  # Monday 11 May and two working days
    assert f"{rows['answer']:%m-%d}" == "05-12"  # the type T06 promises its owner one day


def test_both_deadlines_outlive_a_change_of_type(citizen: Citizen, cast: Cast) -> None:
    from core.case.classification import classify

    citizen.send()
    with transaction():
        classify(the_case().id, "T03", cast.agent("fatima"))
    assert set(reading().scalars(select(DeadlineRow.kind))) == {"who_answers", "answer"}


def test_the_register_has_a_row_with_what_the_sender_was_promised(citizen: Citizen) -> None:
    citizen.send()
    (entry,) = entries()
    assert (entry.case_id, entry.kind, entry.topic) == (the_case().id, "fault_report", "gata")
    assert (entry.anonymous, entry.wants_answer_by, entry.led_to_measure) == (False, "email", None)
    assert entry.answer_by is not None and f"{entry.answer_by:%m-%d}" == "05-26"  # Kristi himmelsfärd does not count


def test_the_receipt_page_has_number_and_dates_and_nothing_of_the_text(citizen: Citizen) -> None:
    page = citizen.send()
    assert "Tack! Vi har tagit emot det du skrev." in page and the_case().number in page
    assert "Inom två arbetsdagar får du veta vem som svarar dig." in page
    assert "Du får svar senast den 26 maj." in page
    assert "Gatlampan" not in page and "mona@" not in page


def test_the_receipt_is_sent_with_number_and_date_and_nothing_of_the_text(app: Flask, citizen: Citizen) -> None:
    paper = app.extensions["envagin.plugins"]["paper"].plugin
    list(app.extensions["envagin.plugins"]["synpunkter"].plugin.prepare(print))
    citizen.send()
    deliver_due("w1", threading.Event())
    (receipt,) = paper.sent
    assert receipt.to.value == "mona@invanare.example" and receipt.automatic
    assert citizen.number in receipt.text and "senast den 26 maj" in receipt.text
    assert "Gatlampan" not in receipt.text + receipt.subject


def test_the_answer_to_the_receipt_joins_the_case(app: Flask, citizen: Citizen) -> None:
    from core import keep
    from tests.doubles import letter

    citizen.send()
    deliver_due("w1", threading.Event())
    receipt = app.extensions["envagin.plugins"]["paper"].plugin.sent[0]
    keep("paper", "m2", letter("m2", **{"from": "mona@invanare.example"}, text="Tack", references=[receipt.message_id]))
    read_waiting("w1", threading.Event())
    came_in = select(Message.case_id).where(Message.direction == "in")
    assert reading().scalars(came_in).all() == [the_case().id] * 2


# --- sent once ---


def test_sending_twice_shows_the_first_receipt_and_makes_one_case(citizen: Citizen) -> None:
    citizen.open()
    summary = citizen.answer(to="skicka")
    citizen.press("send")
    first, at = citizen.number, citizen.at
    citizen.page, citizen.at = summary, at
    citizen.press("send")
    assert citizen.number == first and citizen.at == at
    assert (count(Case), len(entries())) == (1, 1)


def test_two_presses_at_once_make_one_case(app: Flask, citizen: Citizen) -> None:
    citizen.open()
    summary = citizen.answer(to="skicka")
    others = [Citizen(app.test_client(use_cookies=False)) for _ in range(3)]
    failures: list[BaseException] = []

    def press(other: Citizen) -> None:
        other.page = summary
        try:
            other.press("send")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=contextvars.Context().run, args=(press, other)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert {other.number for other in others} == {the_case().number}
    assert (count(Case), len(entries())) == (1, 1)


def test_what_was_written_is_erased_from_the_form_when_it_is_sent(citizen: Citizen) -> None:
    citizen.send()
    row = reading().scalars(select(Steps)).one()
    assert row.answers == {} and set(row.receipt) == {"number", "answer_by", "way"}


# --- back and forth ---


def test_going_back_keeps_what_was_typed_right_or_wrong(citizen: Citizen) -> None:
    citizen.open()
    citizen.answer(to="kontakt")
    citizen.press("back", email="mona@", name="Mona")
    assert citizen.at.endswith("/svar") and re.search(r'value="email"\s+checked', citizen.page)
    citizen.press(way="email")
    assert 'value="mona@"' in citizen.page and 'value="Mona"' in citizen.page


def test_the_browsers_own_back_to_the_first_page_goes_on_with_the_same_form(citizen: Citizen) -> None:
    first = citizen.open()
    citizen.answer(to="plats")
    citizen.page, citizen.at = first, "/synpunkter/"
    citizen.press(kind="praise")
    assert citizen.at.endswith("/plats") and count(Steps) == 1
    assert "Gäller det en plats?" in citizen.page


def test_the_first_page_used_again_after_sending_is_a_new_synpunkt(citizen: Citizen) -> None:
    first = citizen.open()
    citizen.answer()
    citizen.page, citizen.at = first, "/synpunkter/"
    citizen.answer(text="En annan sak.")
    assert (count(Case), len(entries())) == (2, 2)


def test_changing_one_answer_leads_back_to_the_summary(citizen: Citizen) -> None:
    citizen.open()
    citizen.answer(to="skicka")
    citizen.open(citizen.at.replace("skicka", "mer"))
    assert "Gatlampan vid skolan" in citizen.page
    citizen.press(text="Två lampor är släckta.")
    assert citizen.at.endswith("/skicka") and "Två lampor är släckta." in citizen.page


def test_an_error_keeps_what_was_typed_and_says_what_to_do(citizen: Citizen) -> None:
    citizen.open()
    citizen.answer(to="kontakt")
    citizen.press(email="mona", name="Mona")
    assert citizen.status == 422 and 'value="mona"' in citizen.page
    assert "Skriv en adress med @, till exempel namn@post.example." in citizen.page


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("vad", "Välj vad du vill berätta."),
        ("amne", "Välj vad det handlar om."),
        ("mer", "Skriv några ord"),
        ("plats", "Skriv var det är"),
        ("svar", "Välj om du vill ha svar."),
        ("kontakt", "Skriv en adress med @"),
    ],
)
def test_every_question_left_empty_says_so(citizen: Citizen, slug: str, said: str) -> None:
    citizen.open()
    if slug != "vad":
        citizen.answer(to=slug)
    citizen.press()
    assert citizen.status == 422 and said in citizen.page


def test_a_form_that_is_not_whole_cannot_be_sent(citizen: Citizen) -> None:
    citizen.open()
    citizen.answer(to="plats")
    citizen.open(re.sub(r"/\w+$", "/skicka", citizen.at))
    assert citizen.at.endswith("/plats") and count(Case) == 0


def test_the_language_of_the_address_stays_and_becomes_the_cases(citizen: Citizen) -> None:
    citizen.open("/synpunkter/?lang=en")
    page = citizen.answer()
    assert "Thank you! We have received what you wrote." in page and "by 26 May" in page
    assert the_case().language == "en"


# --- too late ---


def test_a_form_left_too_long_is_gone_and_its_rows_are_erased(citizen: Citizen, clock: Clock) -> None:
    citizen.open()
    citizen.answer(to="plats")
    clock.at += timedelta(hours=25)
    citizen.open(citizen.at)
    assert citizen.status == 404 and "Formuläret finns inte kvar" in citizen.page
    assert forget_old() == 1 and count(Steps) == 0


def test_what_is_typed_on_a_page_left_too_long_begins_a_new_form(citizen: Citizen, clock: Clock) -> None:
    citizen.open()
    citizen.answer(to="mer")
    clock.at += timedelta(hours=25)
    citizen.press(text="En lång text som jag skrev på hela dagen.")
    assert "Du hade varit borta länge." in citizen.page
    citizen.answer(to="mer")
    assert "En lång text som jag skrev på hela dagen." in citizen.page


# --- anonymous ---


def test_an_anonymous_synpunkt_leaves_nothing_of_its_sender(app: Flask, citizen: Citizen) -> None:
    citizen.open()
    citizen.answer(to="skicka")
    citizen.open(citizen.at.replace("skicka", "svar"))
    assert "Är du anonym kan vi inte svara dig." in citizen.page
    citizen.press(way="anonymous")
    assert "Du är anonym, så vi kan inte svara dig." in citizen.page
    page = citizen.answer(way="anonymous")
    assert "Du är anonym, så vi kan inte svara dig." in page
    case = the_case()
    assert (case.contact_id, case.counterpart) == (None, "")
    assert (count(Contact), count(ContactAddress)) == (0, 0)
    assert [entry.anonymous for entry in entries()] == [True]
    everything = _all_that_is_stored(app)
    assert "Skolgatan" in everything
    for trace in ("mona@invanare.example", "Mona Dal", "127.0.0.1"):
        assert trace not in everything


def test_nobody_is_to_be_told_who_answers_an_anonymous_one(citizen: Citizen) -> None:
    citizen.send(way="anonymous")
    assert set(reading().scalars(select(DeadlineRow.kind))) == {"answer"}


def test_the_names_of_an_anonymous_senders_pictures_are_not_kept(app: Flask, citizen: Citizen) -> None:
    citizen.open()
    citizen.answer(to="plats")
    citizen.press(place="Skolgatan 4", file=(io.BytesIO(JPEG), "monas mobil.jpg"))
    citizen.answer(way="anonymous")
    assert reading().scalars(select(AttachmentRow.name)).all() == ["1.jpg"]
    assert "monas" not in _all_that_is_stored(app)


@pytest.mark.parametrize("plugins", [{"anonymous": False}], indirect=True)
def test_where_nobody_may_be_anonymous_it_is_not_offered_and_not_taken(citizen: Citizen) -> None:
    citizen.open()
    citizen.answer(to="svar")
    assert "vara anonym" not in citizen.page and "Nej, jag behöver inget svar" in citizen.page
    citizen.press(way="anonymous")
    assert citizen.status == 422
    citizen.answer(way="none")
    assert the_case().counterpart == "Mona Dal" and entries()[0].wants_answer_by == "none"


def _all_that_is_stored(app: Flask) -> str:
    """Every cell of every table, and every blob."""
    db.session.rollback()
    there = set(inspect(db.engine).get_table_names())  # another test's example tables are in the metadata only
    tables = [table for table in Base.metadata.sorted_tables if table.name in there]
    rows = (row for table in tables for row in reading().execute(select(table)))
    cells = " ".join(str(cell) for row in rows for cell in row)
    return cells + " ".join(p.read_text(errors="replace") for p in blobs.folder().rglob("*") if p.is_file())


# --- routing ---


def test_a_complaint_that_no_word_fits_suggests_the_type_of_the_option(citizen: Citizen) -> None:
    citizen.send(kind="complaint", topic="annat", subject="Dålig ton", text="Ni svarade snäsigt.")
    assert _type_of(the_case()) == "P05"


def test_a_complaint_about_a_lamp_suggests_the_lamp(citizen: Citizen) -> None:
    citizen.send(kind="complaint")
    assert _type_of(the_case()) == "T06"


def test_a_code_that_the_catalogue_lacks_leaves_it_to_topic_and_words(citizen: Citizen) -> None:
    citizen.send(kind="praise")
    assert _type_of(the_case()) == "T06"


def test_what_is_said_about_care_is_secret_from_the_start(citizen: Citizen, cast: Cast) -> None:
    from core.tables import listed

    citizen.send(kind="complaint", topic="omsorg", text="Ingen kom i lördags.")
    fatima, gunilla = cast.agent("fatima"), cast.agent("gunilla")
    assert reading().scalar(select(Case.id).where(listed(fatima))) is None
    assert reading().scalar(select(Case.id).where(listed(gunilla))) == the_case().id


def test_a_number_in_the_heading_never_joins_somebody_elses_case(citizen: Citizen, app: Flask, cast: Cast) -> None:
    citizen.send()
    number = citizen.number
    other = Citizen(app.test_client(use_cookies=False))
    other.send(subject=f"Om {number}")
    assert other.number != number and count(Case) == 2
    assert reading().scalars(select(CaseLink.kind)).all() == ["possible"]


def _type_of(case: Case) -> str:
    return str(reading().scalar(select(CaseType.code).where(CaseType.id == case.case_type_id)))


# --- answers by phone ---


def test_who_wants_to_be_called_is_reached_by_phone(citizen: Citizen) -> None:
    citizen.send(way="phone", phone="070-174 06 21", name="")
    assert the_case().counterpart == "+46701740621"
    assert entries()[0].wants_answer_by == "phone"


def test_sms_is_not_offered_where_no_channel_sends_one(citizen: Citizen) -> None:
    citizen.open()
    citizen.answer(to="svar")
    assert "Ja, med sms" not in citizen.page and "Ja, med e-post" in citizen.page


# --- files ---


def test_a_picture_comes_with_the_case(citizen: Citizen) -> None:
    citizen.open()
    citizen.answer(to="plats")
    assert "Högst 3 bilder eller pdf-filer, högst 10 MB var." in citizen.page
    citizen.press(place="Skolgatan 4", file=(io.BytesIO(JPEG), "lampan.jpg"))
    assert "lampan.jpg" in citizen.answer(to="skicka")
    citizen.answer()
    row = reading().scalars(select(AttachmentRow)).one()
    assert (row.name, row.content_type) == ("lampan.jpg", "image/jpeg")
    assert blobs.get(row.blob) == JPEG and count(StepFile) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"<svg onload=alert(1)>", "varken bild eller pdf"), (JPEG + b"x" * 10_000_000, "större än 10 MB")],
)
def test_a_file_that_is_not_taken_says_why_and_keeps_the_place(citizen: Citizen, content: bytes, said: str) -> None:
    citizen.open()
    citizen.answer(to="plats")
    citizen.press(place="Skolgatan 4", file=(io.BytesIO(content), "lampan.jpg"))
    assert citizen.status == 422 and said in citizen.page and 'value="Skolgatan 4"' in citizen.page
    citizen.press(place="Skolgatan 4")
    assert citizen.at.endswith("/svar")


def test_a_file_can_be_taken_away_and_no_more_than_three_are_kept(citizen: Citizen) -> None:
    citizen.open()
    citizen.answer(to="plats")
    pictures = [(io.BytesIO(JPEG), f"{n}.jpg") for n in range(4)]
    citizen.press(place="Skolgatan 4", file=pictures)
    assert citizen.status == 422 and "Du kan skicka 3 filer." in citizen.page and count(StepFile) == 3
    ids = re.findall(r'name="drop"[^>]*value="(\d+)"', citizen.page)
    citizen.press(place="Skolgatan 4", drop=ids[:2])
    db.session.rollback()
    assert reading().scalars(select(StepFile.name)).all() == ["2.jpg"]


# --- limits ---


def test_nobody_can_fill_the_store_with_forms(citizen: Citizen) -> None:
    for _ in range(31):
        citizen.open()
        citizen.press(kind="praise")
    assert citizen.status == 429 and count(Steps) == 30


def test_a_form_without_our_token_is_asked_again_with_what_was_chosen(citizen: Citizen) -> None:
    citizen.open()
    citizen.page = citizen.page.replace('name="token" value="', 'name="token" value="x')
    citizen.press(kind="praise")
    assert citizen.status == 422 and count(Steps) == 0
    assert re.search(r'value="praise"\s+checked', citizen.page)
    citizen.press(kind="praise")
    assert citizen.at.endswith("/amne")
