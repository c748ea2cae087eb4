"""The register, its export and the box beside a case: what an agent may see, and nothing besides."""

from __future__ import annotations

import csv
import io
import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from markupsafe import Markup
from sqlalchemy import func, select

from core import receive, transaction
from core.case.closing import Closing, close
from core.case.deadlines import answered
from core.case.handover import hand_over
from core.case.record import lock
from core.contract.messages import InboundMessage
from core.flow.outbox import deliver_due
from core.store.db import db, reading
from core.store.models import Audit, Case, DeadlineRow, Delivery, Event, Message
from core.tables import SYSTEM, public_answer
from synpunkter.export import harmless
from synpunkter.models import Entry
from synpunkter.sending import enter
from tests.cast import Cast
from tests.conftest import Clock
from tests.synpunkter.citizen import Citizen
from tests.web.desk import Desk

Desks = Callable[[str], Desk]
SECRET = {"kind": "complaint", "topic": "omsorg", "subject": "Hemligt", "text": "Ingen kom till mamma i lördags."}


def the_case() -> Case:
    db.session.rollback()
    case = reading().scalars(select(Case).order_by(Case.id.desc())).first()
    assert case is not None
    return case


def deadline(kind: str) -> DeadlineRow:
    db.session.rollback()
    return reading().scalars(select(DeadlineRow).where(DeadlineRow.kind == kind)).one()


def rows_of(page: str) -> list[str]:
    body = page.split('<tbody id="rows">')[1].split("</tbody>")[0] if '<tbody id="rows">' in page else ""
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)]


def panel(app: Flask, agent: object) -> Markup | None:
    with app.test_request_context("/"):
        shown = app.extensions["envagin.plugins"]["synpunkter"].plugin.panel(the_case(), agent)
        return shown if shown is None else Markup(shown)


def bring_many(n: int, clock: Clock, kind: str = "question") -> None:
    """Rows a minute apart, the way the form makes them."""
    for number in range(n):
        clock.at += timedelta(minutes=1)
        message = InboundMessage(f"{kind}{number}", "synpunkt", subject=f"Fråga {number}", text="Om lampan")
        with transaction():
            received = receive("synpunkter", message)
            assert received.case_id is not None
            at = public_answer(received.case_id)
            enter(received.case_id, "synpunkter", {"kind": kind, "topic": "gata", "way": "anonymous"}, at)


# --- who sees what ---


def test_the_register_shows_a_row_that_leads_to_its_case(citizen: Citizen, desk: Desks) -> None:
    citizen.send()
    page = desk("fatima").get("/synpunkter/register").text
    (row,) = rows_of(page)
    for words in (citizen.number, "11 maj", "Felanmälan", "Släckt lampa", "Tekniska", "26 maj", "Inte än"):
        assert words in row
    assert f'href="/arende/{citizen.number}"' in page
    assert "1 felanmälan. Den första kom in 11 maj, den senaste 11 maj." in page


@pytest.mark.parametrize(
    ("login", "ordinary", "secret"),
    [
        ("fatima", True, False),
        ("gunilla", True, True),
        ("greta", True, False),
        ("carin", True, False),
        ("tore", True, False),
        ("reino", True, False),
        ("bo", False, False),
        ("vera", False, False),
        ("adam", False, False),
    ],
)
def test_register_counts_and_export_hold_only_what_the_agent_may_read(
    citizen: Citizen, desk: Desks, login: str, ordinary: bool, secret: bool
) -> None:
    citizen.send()
    citizen.send(**SECRET)
    at = desk(login)
    page = at.get("/synpunkter/register").text
    assert [("Släckt lampa" in page), ("Hemligt" in page)] == [ordinary, secret]
    assert len(rows_of(page)) == ordinary + secret
    assert ("1 klagomål" in page) is secret and ("1 felanmälan" in page) is ordinary
    export = at.get("/synpunkter/register.csv").text
    assert [("Släckt lampa" in export), ("Hemligt" in export)] == [ordinary, secret]


@pytest.mark.parametrize(("login", "shown"), [("fatima", True), ("reino", True), ("adam", False)])
def test_the_menu_leads_to_the_register_for_those_whose_role_reads_cases(
    citizen: Citizen, desk: Desks, login: str, shown: bool
) -> None:
    citizen.send()
    assert ('href="/synpunkter/register"' in desk(login).get("/konto").text) == shown


def test_nobody_sees_the_register_without_logging_in(app: Flask, citizen: Citizen) -> None:
    citizen.send()
    for path in ("/synpunkter/register", "/synpunkter/register.csv"):
        answer = app.test_client().get(path)
        assert answer.status_code == 303 and "Släckt" not in answer.text


@pytest.mark.parametrize("path", ["vem", "atgard"])
def test_a_case_that_the_agent_may_not_read_is_not_found(citizen: Citizen, desk: Desks, path: str) -> None:
    citizen.send(**SECRET)
    wrong = {"who": "Fatima", "do": "tell", "led": "yes", "text": "x"}
    for login in ("fatima", "vilma", "reino", "adam"):
        assert desk(login).post(f"/synpunkter/arende/{citizen.number}/{path}", wrong).status_code == 404
    assert deadline("who_answers").met_at is None
    assert reading().scalars(select(Entry.led_to_measure)).all() == [None]


def test_after_hand_over_a_secret_one_leaves_the_contact_centres_register(
    citizen: Citizen, desk: Desks, cast: Cast
) -> None:
    citizen.send(**SECRET)
    with transaction():
        hand_over(the_case().id, cast.forvaltningar["VOF"], cast.agent("gunilla"))
    assert rows_of(desk("gunilla").get("/synpunkter/register").text) == []
    assert len(rows_of(desk("vera").get("/synpunkter/register").text)) == 1


# --- filters and pages ---


def test_filters_combine_and_each_kind_says_how_many(citizen: Citizen, desk: Desks, clock: Clock, app: Flask) -> None:
    citizen.send()
    clock.at += timedelta(days=40)
    citizen.send(kind="question", subject="När badar man?", place="")
    at = desk("fatima")

    def found(query: str) -> list[str]:
        return [row.split()[0] for row in rows_of(at.get(f"/synpunkter/register?{query}").text)]

    new, old = found("")
    assert found("kind=fault_report") == [old] and found("kind=fault_report&kind=question") == [new, old]
    assert found("time=late") == [old] and found("time=waiting") == [new] and found("time=in_time") == []
    assert found("period=this_month") == [new] and found("period=last_month") == [old]
    assert found("forvaltning=TEK") == [new, old] and found("forvaltning=PBK") == []
    assert found("namnd=TN&kind=question&period=this_half") == [new]
    page = at.get("/synpunkter/register?kind=question").text
    assert 'Felanmälan <span class="soft">1</span>' in page and "1 synpunkt stämmer" in page


def test_pages_follow_each_other_without_a_gap_or_a_double(desk: Desks, clock: Clock, cast: Cast) -> None:
    bring_many(120, clock)
    at, path, seen = desk("fatima"), "/synpunkter/register?kind=question", []
    while path:
        page = at.get(path).text
        seen += [row.split()[0] for row in rows_of(page)]
        more = re.search(r'<a class="button" href="([^"]*)">Visa fler', page)
        path = more.group(1).replace("&amp;", "&") if more else ""
    assert seen == [f"2026-{n:06d}" for n in range(120, 0, -1)]


def test_nonsense_in_the_address_is_left_out(citizen: Citizen, desk: Desks) -> None:
    citizen.send()
    query = "kind=x&period=y&time=z&after=%00-1&after=99999999999999999999-9999999999999"
    assert len(rows_of(desk("fatima").get(f"/synpunkter/register?{query}").text)) == 1


def test_the_register_asks_as_little_for_fifty_rows_as_for_one(
    desk: Desks, clock: Clock, cast: Cast, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    at = desk("fatima")
    bring_many(1, clock)
    at.get("/synpunkter/register")
    few = count_statements(lambda: at.get("/synpunkter/register"))
    bring_many(49, clock, "praise")
    at.get("/synpunkter/register")  # the agent was last seen long ago
    many = count_statements(lambda: at.get("/synpunkter/register"))
    assert few == many


# --- in time ---


def test_in_time_is_judged_by_what_the_sender_was_promised(citizen: Citizen, desk: Desks, clock: Clock) -> None:
    citizen.send()
    clock.at += timedelta(days=10)  # the type promises one day, the municipality promises the sender ten
    with transaction():
        answered(lock(the_case().id, SYSTEM))
    assert "21 maj, i tid" in rows_of(desk("fatima").get("/synpunkter/register?time=in_time").text)[0]


def test_an_answer_after_the_promised_day_is_late(citizen: Citizen, desk: Desks, clock: Clock) -> None:
    citizen.send()
    clock.at += timedelta(days=20)
    with transaction():
        answered(lock(the_case().id, SYSTEM))
    assert "31 maj, för sent" in rows_of(desk("fatima").get("/synpunkter/register?time=late").text)[0]


# --- export ---


def test_the_export_is_a_file_of_the_same_rows_and_is_written_down(citizen: Citizen, desk: Desks) -> None:
    citizen.send()
    answer = desk("fatima").get("/synpunkter/register.csv?kind=fault_report")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="synpunkter.csv"'
    head, row = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
    cells = dict(zip(head, row, strict=True))
    assert (cells["Nummer"], cells["Slag"], cells["Rubrik"]) == (citizen.number, "Felanmälan", "Släckt lampa")
    assert (cells["Nämnd"], cells["Svar senast"][:10], cells["Anonym"]) == ("Tekniska nämnden", "2026-05-26", "Nej")
    db.session.rollback()
    audit = reading().scalars(select(Audit).where(Audit.action == "export_synpunkter")).one()
    assert audit.data == {"rows": 1, "kinds": ["fault_report"]}


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+46", "-1", "@SUM", "\t=1", "\r=1"])
def test_what_a_citizen_wrote_is_never_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("Vanlig text = bra") == "Vanlig text = bra"


def test_a_formula_in_the_heading_is_harmless_in_the_file(citizen: Citizen, desk: Desks) -> None:
    citizen.send(subject='=cmd|"/c calc"!A1')
    assert ";\"'=cmd|" in desk("fatima").get("/synpunkter/register.csv").text


# --- beside the case ---


def test_the_box_says_kind_wish_and_promise(app: Flask, citizen: Citizen, cast: Cast) -> None:
    citizen.send()
    box = panel(app, cast.agent("fatima"))
    assert box is not None
    for words in ("Felanmälan", "Gator, parker och trafik", "med e-post", "utlovat senast 26 maj", "Berätta vem"):
        assert words in box


def test_the_box_stands_on_the_case_page(citizen: Citizen, desk: Desks) -> None:
    citizen.send()
    assert "Berätta vem som svarar" in desk("fatima").get(f"/arende/{citizen.number}").text


def test_a_case_from_elsewhere_has_no_box(app: Flask, cast: Cast) -> None:
    with transaction():
        receive("paper", InboundMessage("x", "email", text="Hej"))
    assert panel(app, cast.agent("fatima")) is None


def test_telling_who_answers_keeps_the_first_promise_and_not_the_second(
    app: Flask, citizen: Citizen, desk: Desks
) -> None:
    citizen.send()
    tell = {"do": "tell", "who": "Tore Ås på gatuenheten"}
    answer = desk("fatima").post(f"/synpunkter/arende/{citizen.number}/vem", tell)
    assert answer.status_code == 303 and answer.headers["Location"] == f"/arende/{citizen.number}"
    assert deadline("who_answers").met_at is not None
    deliver_due("w1", threading.Event())
    assert deadline("answer").met_at is None
    told = app.extensions["envagin.plugins"]["paper"].plugin.sent[-1]
    said = "Vi har läst det du skrev. Tore Ås på gatuenheten svarar dig senast den 26 maj. Ditt nummer är"
    assert told.to.value == "mona@invanare.example" and told.text == f"{said} {citizen.number}."


def test_the_automatic_receipt_keeps_no_promise(citizen: Citizen) -> None:
    citizen.send()
    deliver_due("w1", threading.Event())
    assert deadline("who_answers").met_at is None and deadline("answer").met_at is None


def test_in_a_secret_case_only_the_agent_is_named(app: Flask, citizen: Citizen, desk: Desks) -> None:
    citizen.send(**SECRET)
    desk("gunilla").post(f"/synpunkter/arende/{citizen.number}/vem", {"do": "tell", "who": "Biståndsenheten"})
    deliver_due("w1", threading.Event())
    told = app.extensions["envagin.plugins"]["paper"].plugin.sent[-1]
    assert "Gunilla Berg svarar dig" in told.text and "Bistånd" not in told.text + told.subject


def test_who_has_been_told_by_phone_gets_no_message(app: Flask, citizen: Citizen, desk: Desks, cast: Cast) -> None:
    citizen.send(way="phone", phone="08-465 004 21")
    refused = desk("fatima").post(f"/synpunkter/arende/{citizen.number}/vem", {"do": "tell"})
    assert refused.status_code == 422 and deadline("who_answers").met_at is None
    desk("fatima").post(f"/synpunkter/arende/{citizen.number}/vem", {"do": "told"})
    assert deadline("who_answers").met_at is not None
    assert reading().scalar(select(func.count()).select_from(Delivery)) == 0
    box = panel(app, cast.agent("fatima"))
    assert box is not None and "Fick veta vem som svarar" in box


def test_whether_it_led_to_a_measure_is_noted_with_words(app: Flask, citizen: Citizen, desk: Desks, cast: Cast) -> None:
    citizen.send()
    path = f"/synpunkter/arende/{citizen.number}/atgard"
    assert desk("fatima").post(path, {"led": "yes", "text": "  "}).status_code == 422
    assert desk("fatima").post(path, {"text": "Bytte lampan"}).status_code == 422
    assert desk("fatima").post(path, {"led": "yes", "text": "Bytte lampan."}).status_code == 303
    db.session.rollback()
    entry = reading().scalars(select(Entry)).one()
    assert (entry.led_to_measure, entry.measure, entry.measure_by) == (True, "Bytte lampan.", cast.agent("fatima").id)
    event = reading().scalars(select(Event).where(Event.kind == "measure_noted")).one()
    assert event.data == {"led": True}
    assert rows_of(desk("fatima").get("/synpunkter/register").text)[0].endswith("Ja")


def test_the_question_about_measures_stands_open_once_the_case_is_closed(
    app: Flask, citizen: Citizen, cast: Cast
) -> None:
    citizen.send()
    assert '<details class="fold">' in str(panel(app, cast.agent("fatima")))
    with transaction():
        close(the_case().id, Closing("answered"), cast.agent("fatima"))
    assert '<details class="fold" open>' in str(panel(app, cast.agent("fatima")))


def test_no_text_of_the_sender_stands_in_events_or_audit(citizen: Citizen, desk: Desks) -> None:
    citizen.send()
    at = desk("fatima")
    at.get("/synpunkter/register.csv")
    at.post(f"/synpunkter/arende/{citizen.number}/vem", {"do": "tell", "who": "Tore"})
    at.post(f"/synpunkter/arende/{citizen.number}/atgard", {"led": "yes", "text": "Bytte lampan på Skolgatan"})
    db.session.rollback()
    logged = [str(row.data) for model in (Event, Audit) for row in reading().scalars(select(model))]
    assert logged and not any(word in line for line in logged for word in ("mona", "Skolgatan", "Gatlampan", "Tore"))
    assert reading().scalars(select(Message.kind).where(Message.direction == "out")).all() == ["receipt", "message"]
