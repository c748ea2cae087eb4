"""Officers without a login: the case goes to them by mail, and their answer comes back as an internal message."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from core.case.classification import classify
from core.case.closing import Closing, close
from core.case.conflict import report_conflict
from core.case.drafts import drafts_of, save_draft
from core.case.handover import hand_over
from core.case.marking import Mark, mark
from core.contract.errors import NotFound, Refused
from core.contract.messages import OutboundMessage
from core.flow.officer_answers import use_as_answer
from core.flow.officers import mail_officers
from core.store.db import reading, table, transaction, writing
from core.store.models import AgentRole, AgentRow, AttachmentRow, Case, DeadlineRow, Event, Forvaltning, Message, Unit
from tests.cast import Cast
from tests.flow.conftest import Desk

BOX = "gata@bjorkasa.example"


@pytest.fixture
def mailbox(cast: Cast) -> str:
    with transaction():
        where = table(Forvaltning).c.id == cast.forvaltningar["TEK"]
        writing().execute(update(table(Forvaltning)).where(where).values(mailbox=BOX))
    return BOX


def handed_over(desk: Desk, cast: Cast, *, person: str = "", files: dict[str, str] | None = None) -> Case:
    case = desk.bring("m1", name="Mona Ask", subject="Släckt gatlampa", text="På Skolgatan 4.", files=files or {})
    with transaction():
        classify(case.id, "T06", cast.agent("fatima"))
        hand_over(case.id, cast.forvaltningar["TEK"], cast.agent("fatima"), text="Hon ringer på fredag.")
        mail_officers(case.id, cast.agent("fatima"), person=person)
    return fresh(case.id)


def fresh(case_id: int) -> Case:
    return reading().scalars(select(Case).where(Case.id == case_id).execution_options(populate_existing=True)).one()


def mailed(desk: Desk) -> OutboundMessage:
    desk.deliver()
    return next(message for message in desk.paper.sent if message.to.value.endswith("@bjorkasa.example"))


def answers(desk: Desk, mail: OutboundMessage, text: str = "Lagas på tisdag.", id: str = "o1", **more: object) -> None:
    to = [f"direkt+{mail.reply_token}@bjorkasa.example"]
    values = {"sender": BOX, "name": "Tore", "subject": f"Sv: {mail.subject}", "text": text, "to": to}
    desk.bring(id, **values | more)


def notes(case: Case) -> list[Message]:
    rows = select(Message).where(Message.case_id == case.id, Message.kind == "from_officer").order_by(Message.id)
    return list(reading().scalars(rows))


def test_a_case_handed_over_goes_to_the_mailbox_with_all_that_was_said(desk: Desk, cast: Cast, mailbox: str) -> None:
    case = handed_over(desk, cast, files={"lampa.txt": "bild"})
    mail = mailed(desk)
    assert (mail.to.value, mail.subject) == (mailbox, f"[{case.number}] Släckt gatlampa")
    for part in (case.number, "På Skolgatan 4.", "Hon ringer på fredag.", "Mona Ask", f"/arende/{case.number}"):
        assert part in mail.text
    assert [file.name for file in mail.attachments] == ["lampa.txt"]
    assert mail.references == ()


def test_where_no_mailbox_is_set_nothing_is_mailed(desk: Desk, cast: Cast) -> None:
    handed_over(desk, cast)
    desk.deliver()
    assert [m.to.value for m in desk.paper.sent] == ["mona@invanare.example"]  # her receipt


def test_the_mail_meets_no_promise_to_the_citizen(desk: Desk, cast: Cast, mailbox: str) -> None:
    case = handed_over(desk, cast)
    owed = select(DeadlineRow.kind).where(DeadlineRow.case_id == case.id, DeadlineRow.met_at.is_(None))
    before = sorted(reading().scalars(owed))
    mailed(desk)
    assert sorted(reading().scalars(owed)) == before != []


def test_a_secret_case_is_mailed_as_number_and_link_only(desk: Desk, cast: Cast) -> None:
    with transaction():
        writing().execute(update(table(Unit)).values(mailbox="bistand@bjorkasa.example"))
    case = desk.bring("s1", subject="Mamma fick inte sin insulin", text="Hemtjänsten kom aldrig.")
    with transaction():
        classify(case.id, "V02", cast.agent("greta"))
        hand_over(case.id, cast.forvaltningar["VOF"], cast.agent("gunilla"), unit_id=cast.units["BIST"])
        mail_officers(case.id, cast.agent("gunilla"))
    mail = mailed(desk)
    assert mail.subject == f"[{case.number}]"
    assert case.number in mail.text
    assert not any(word in mail.text for word in ("insulin", "Hemtjänst", "mona@"))
    assert mail.attachments == ()


def test_the_officers_answer_is_an_internal_message_that_the_citizen_does_not_get(
    desk: Desk, cast: Cast, mailbox: str
) -> None:
    case = handed_over(desk, cast)
    answers(desk, mailed(desk))
    assert [(m.fresh, m.direction, m.unproven) for m in notes(case)] == [("Lagas på tisdag.", "note", False)]
    assert desk.deliver() == []
    case = fresh(case.id)
    assert case.unread
    assert case.held_by == "forvaltning"  # tore has a login and goes on with it there


def test_the_ball_comes_back_where_nobody_has_a_login(desk: Desk, cast: Cast, mailbox: str) -> None:
    case = handed_over(desk, cast)
    mail = mailed(desk)
    with transaction():
        roles = table(AgentRole)
        writing().execute(roles.delete().where(roles.c.forvaltning_id == cast.forvaltningar["TEK"]))
    before = case.owner_changes
    answers(desk, mail)
    case = fresh(case.id)
    assert (case.held_by, case.unread, case.owner_changes) == ("kundtjanst", True, before)


def test_the_answer_becomes_ours_by_a_button_below_what_was_written(desk: Desk, cast: Cast, mailbox: str) -> None:
    case = handed_over(desk, cast)
    answers(desk, mailed(desk))
    tore, note = cast.agent("tore"), notes(case)[0]
    with transaction():
        save_draft(case.id, "reply", "Hej Mona!", tore)
    for _again in range(2):
        with transaction():
            use_as_answer(case.id, note.id, tore)
    assert [draft.text for draft in drafts_of(case.id, "reply", tore)] == ["Hej Mona!\n\nLagas på tisdag."]
    citizens = reading().scalar(select(Message.id).where(Message.case_id == case.id, Message.direction == "in"))
    with pytest.raises(NotFound), transaction():
        use_as_answer(case.id, citizens or 0, tore)
    with pytest.raises(Refused, match="not_with_you"), transaction():
        use_as_answer(case.id, note.id, cast.agent("fatima"))


def test_an_answer_from_another_address_is_kept_but_not_believed(desk: Desk, cast: Cast, mailbox: str) -> None:
    case = handed_over(desk, cast)
    mail = mailed(desk)
    answers(desk, mail, "Skicka hit alla uppgifter.", sender="nils@annan.example")
    answers(desk, mail, "Från rätt adress, men förfalskat.", id="o2", unproven=True)
    assert [m.unproven for m in notes(case)] == [True, True]


def test_a_made_up_token_opens_nothing(desk: Desk, cast: Cast, mailbox: str) -> None:
    case = handed_over(desk, cast)
    mail = mailed(desk)
    forged = mail.reply_token[:-1] + ("0" if mail.reply_token[-1] != "0" else "1")
    answers(desk, mail, to=[f"direkt+{forged}@bjorkasa.example"], subject="Hej")
    assert notes(case) == []


def test_without_the_token_the_mails_own_id_leads_home(desk: Desk, cast: Cast, mailbox: str) -> None:
    case = handed_over(desk, cast)
    mail = mailed(desk)
    answers(desk, mail, to=["direkt@bjorkasa.example"], references=[mail.message_id])
    assert [m.fresh for m in notes(case)] == ["Lagas på tisdag."]


def test_an_officer_who_only_writes_the_number_is_no_party(desk: Desk, cast: Cast, mailbox: str) -> None:
    case = handed_over(desk, cast)
    mailed(desk)
    other = desk.bring("o3", BOX, subject=f"Angående {case.number}", text="Hur går det?")
    assert other.id != case.id


def test_an_automatic_answer_disturbs_nobody(desk: Desk, cast: Cast, mailbox: str) -> None:
    case = handed_over(desk, cast)
    mail = mailed(desk)
    with transaction():
        writing().execute(update(table(Case)).values(unread=False))
    answers(desk, mail, "Jag är på semester.", automatic="auto_reply")
    assert [m.automatic for m in notes(case)] == ["auto_reply"]
    assert not fresh(case.id).unread


def test_a_mail_that_bounces_is_news_for_who_handed_over(desk: Desk, cast: Cast, mailbox: str) -> None:
    case = handed_over(desk, cast)
    mail = mailed(desk)
    with transaction():
        writing().execute(update(table(Case)).values(unread=False))
    bounce = {"automatic": "bounce", "about": mail.message_id, "reason": "no such mailbox"}
    desk.bring("b1", "mailer-daemon@bjorkasa.example", **bounce)
    kinds = reading().scalars(select(Event.kind).where(Event.case_id == case.id)).all()
    assert "officer_mail_failed" in kinds
    assert fresh(case.id).unread
    assert fresh(case.id).held_by == "forvaltning"


@pytest.mark.parametrize(
    "person", ["anna@annan.example", "anna", "anna ek@bjorkasa.example", "a@bjorkasa.example,b@annan.example"]
)
def test_nobody_outside_the_municipality_is_mailed(desk: Desk, cast: Cast, mailbox: str, person: str) -> None:
    with pytest.raises(Refused, match="not_our_own_address"):
        handed_over(desk, cast, person=person)


def test_one_person_instead_of_the_mailbox(desk: Desk, cast: Cast, mailbox: str) -> None:
    handed_over(desk, cast, person=" Anna.Ek@bjorkasa.example ")
    assert mailed(desk).to.value == "anna.ek@bjorkasa.example"


@pytest.mark.parametrize("what", ["message", "file"])
def test_what_is_marked_secret_by_itself_is_not_mailed(desk: Desk, cast: Cast, mailbox: str, what: str) -> None:
    case = desk.bring("m1", name="Mona Ask", subject="Gatlampa", text="Jag är sjuk.", files={"intyg.txt": "sjuk"})
    part = AttachmentRow.id if what == "file" else AttachmentRow.message_id
    part_id = reading().scalar(select(part))
    with transaction():
        classify(case.id, "T06", cast.agent("fatima"))
        value = Mark("OSL 21:1", attachment_id=part_id) if what == "file" else Mark("OSL 21:1", message_id=part_id)
        mark(case.id, value, cast.agent("fatima"))
        hand_over(case.id, cast.forvaltningar["TEK"], cast.agent("fatima"))
        mail_officers(case.id, cast.agent("fatima"))
    mail = mailed(desk)
    assert mail.attachments == ()
    assert ("Jag är sjuk." in mail.text, "Sekretessmarkerat" in mail.text) == (what == "file", what == "message")


def set_email(login: str, email: str, external: str | None = None) -> None:
    agents = table(AgentRow)
    with transaction():
        writing().execute(update(agents).where(agents.c.login == login).values(email=email, external=external))


def test_who_has_jav_is_not_mailed_the_case_either(desk: Desk, cast: Cast, mailbox: str) -> None:
    set_email("tore", "Tore@bjorkasa.example")
    case = handed_over(desk, cast)
    with transaction():
        report_conflict(case.id, "Granne", cast.agent("tore"))
    with pytest.raises(Refused, match="receiver_may_not_see"), transaction():
        mail_officers(case.id, cast.agent("fatima"), person="tore@bjorkasa.example")


def test_the_domain_of_a_guests_address_is_not_our_own(desk: Desk, cast: Cast, mailbox: str) -> None:
    set_email("bo", "bo@gratis.example", external="a guest of the municipality's own login")
    with pytest.raises(Refused, match="not_our_own_address"):
        handed_over(desk, cast, person="vemsomhelst@gratis.example")


def test_the_citizens_answer_to_what_an_officer_sent_on_is_the_citizens(desk: Desk, cast: Cast, mailbox: str) -> None:
    case = handed_over(desk, cast)
    mail = mailed(desk)
    answers(desk, mail, "Nu är den lagad, tack!", sender="mona@invanare.example", references=[mail.message_id])
    said = select(Message.fresh).where(Message.case_id == case.id, Message.direction == "in").order_by(Message.id)
    assert list(reading().scalars(said))[1:] == ["Nu är den lagad, tack!"]
    assert notes(case) == []


def test_an_answer_about_a_closed_case_opens_it_again_for_somebody_to_read(
    desk: Desk, cast: Cast, mailbox: str
) -> None:
    case = handed_over(desk, cast)
    mail = mailed(desk)
    with transaction():
        close(case.id, Closing("answered_by_forvaltning"), cast.agent("tore"))
    answers(desk, mail, "Vi är på semester.", id="o2", automatic="auto_reply")
    assert fresh(case.id).status == "closed"
    answers(desk, mail)
    assert (fresh(case.id).status, fresh(case.id).closed_at, fresh(case.id).unread) == ("open", None, True)


def test_nobody_of_another_namnd_is_mailed_by_name(desk: Desk, cast: Cast, mailbox: str) -> None:
    agents = table(AgentRow)
    with transaction():
        writing().execute(update(agents).where(agents.c.login == "bo").values(email="bo@bjorkasa.example"))
        writing().execute(update(agents).where(agents.c.login == "tore").values(email="tore@bjorkasa.example"))
    with pytest.raises(Refused, match="person_elsewhere"):
        handed_over(desk, cast, person="Bo@bjorkasa.example")
    handed_over(desk, cast, person="tore@bjorkasa.example")
    assert mailed(desk).to.value == "tore@bjorkasa.example"
