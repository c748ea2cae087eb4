"""Utlämnande and översändande: a case of its own with the other nämnd, a ground for what is secret, never a receipt."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from core.access.filters import listed
from core.case.disclosure import Disclosure, disclose
from core.case.handover import hand_over
from core.case.linking import unlink_cases
from core.case.marking import Mark, mark
from core.contract.registry import plugins_of
from core.flow.forwarding import Forwarding, forward
from core.flow.once import send_once
from core.flow.outbox import deliver_due
from core.flow.replying import send_again
from core.flow.undoing import undo
from core.store.db import db, reading, table, transaction
from core.store.models import AttachmentRow, Case, ContactAddress, DeadlineRow, Delivery, Event, Message
from tests.doubles import PaperChannel
from tests.secrecy.conftest import Town, audited, kinds, refused, texts
from tests.secrecy.test_conflict import protected

WORDS = "Utlämnat till Plan- och byggkontoret."
CARE = "OSL 26 kap. 1 §"


def messages(case: Case) -> list[int]:
    """The ids of what the citizen wrote."""
    wanted = select(Message.id).where(Message.case_id == case.id, Message.direction == "in").order_by(Message.id)
    return list(reading().scalars(wanted))


def to_pbk(town: Town, case: Case, **values: Any) -> Disclosure:
    given: dict[str, Any] = {"subject": "Stolpe vid nybygge", "messages": tuple(messages(case)), **values}
    return Disclosure(town.cast.forvaltningar["PBK"], given.pop("unit_id", None), **given)


def disclosed(town: Town, case: Case, by: str = "greta", **values: Any) -> Case:
    with transaction():
        other = disclose(case.id, to_pbk(town, case, **values), town.agent(by), words=WORDS)
    found = reading().get(Case, other)
    assert found is not None
    return found


def deliver() -> None:
    with transaction() as tx:
        tx.execute(update(table(Delivery)).where(table(Delivery).c.state == "queued").values(not_before=0))
    deliver_due("w1", threading.Event())
    db.session.rollback()


def test_an_ordinary_matter_becomes_a_case_of_its_own_with_the_other_namnd(town: Town) -> None:
    case = town.bring(files={"skiss.txt": "xyz"})
    file = reading().scalars(select(AttachmentRow)).one()
    other = disclosed(town, case, files=(file.id,))
    assert other.number != case.number
    assert (town.sees("bo", other), town.sees("bo", case)) == ("full", "none")
    assert (town.sees("tore", other), town.sees("fatima", other)) == ("none", "none")
    assert texts(other) == ["Vid Skolgatan", WORDS]
    assert texts(case)[-1] == WORDS
    copy = reading().scalars(select(AttachmentRow).where(AttachmentRow.id != file.id)).one()
    assert copy.blob == file.blob


def test_the_link_is_for_those_who_may_read_both_and_the_log_holds_ids_alone(town: Town) -> None:
    case = town.bring()
    other = disclosed(town, case)
    for one, kind in ((case, "disclosed"), (other, "received_disclosed")):
        data = reading().scalars(select(Event.data).where(Event.case_id == one.id, Event.kind == kind)).one()
        assert "Stolpe" not in json.dumps(data) and "2026-" not in json.dumps(data)
    assert not any(case.number in text for text in texts(other))


def test_the_citizen_gets_no_second_receipt(town: Town) -> None:
    case = town.bring()
    before = reading().scalar(select(func.count()).select_from(Delivery))
    disclosed(town, case)
    assert reading().scalar(select(func.count()).select_from(Delivery)) == before


def test_it_is_never_taken_back(town: Town) -> None:
    case = town.bring()
    other = disclosed(town, case)
    with transaction():
        hand_over(case.id, town.tek, town.agent("fatima"))
    from dataclasses import replace

    both = replace(town.agent("greta"), roles=town.agent("tore").roles | town.agent("bo").roles)
    assert refused(lambda: unlink_cases(case.id, other.id, both)) == "disclosed_stays"


def test_within_the_namnd_one_asks_instead(town: Town) -> None:
    case = town.bring()
    value = Disclosure(town.tek, None, "x", tuple(messages(case)))
    assert refused(lambda: disclose(case.id, value, town.agent("greta"), words=WORDS)) == "same_namnd"


def test_an_agent_without_the_action_does_not_disclose(town: Town) -> None:
    case = town.bring()
    assert refused(lambda: disclose(case.id, to_pbk(town, case), town.agent("fatima"), words=WORDS)) == "not_your_role"


def test_something_is_chosen_and_a_message_of_another_case_is_not_among_it(town: Town) -> None:
    case, other = town.bring("m1"), town.bring("m2", sender="ulf@invanare.example")
    theirs = to_pbk(town, case, messages=tuple(messages(other)))
    assert refused(lambda: disclose(case.id, theirs, town.agent("greta"), words=WORDS)) == "nothing_chosen"


@pytest.mark.parametrize(
    ("ground", "code"),
    [
        ({}, "ground_missing"),
        ({"ground": "provision", "how": " "}, "ground_missing"),
        ({"ground": "consent", "how": "på telefon"}, "ground_missing"),
        ({"ground": "provision", "how": "OSL 10 kap. 2 §"}, "secrecy_needs_unit"),
    ],
)
def test_what_is_secret_stays_without_consent_or_provision(town: Town, ground: dict[str, str], code: str) -> None:
    case = town.bring("s1", subject="avboka hemtjänstbesök")
    with transaction():
        hand_over(case.id, town.cast.forvaltningar["VOF"], town.agent("gunilla"), unit_id=town.cast.units["BIST"])
    value = Disclosure(town.tek, None, "x", tuple(messages(case)), **ground)  # type: ignore[arg-type]
    assert refused(lambda: disclose(case.id, value, town.agent("vera"), words=WORDS)) == code
    assert "disclosed" not in kinds(case)


def test_with_a_ground_it_is_secret_there_too(town: Town) -> None:
    case = town.bring("s1", subject="avboka hemtjänstbesök")
    with transaction():
        hand_over(case.id, town.cast.forvaltningar["VOF"], town.agent("gunilla"), unit_id=town.cast.units["BIST"])
        value = Disclosure(
            town.tek, town.park, "Handlingar", tuple(messages(case)), ground="consent", how="telefon", on="2026-05-11"
        )
        other_id = disclose(case.id, value, town.agent("vera"), words=WORDS)
    other = reading().get(Case, other_id)
    assert other is not None
    assert (town.sees("pia", other), town.sees("tore", other), town.sees("cecilia", other)) == ("full", "none", "none")
    assert (other.contact_id, other.counterpart) == (None, "Vård- och omsorgsnämnden")


def test_a_marked_message_needs_a_ground_in_an_ordinary_case(town: Town) -> None:
    case = town.bring()
    with transaction():
        mark(case.id, Mark(CARE, message_id=messages(case)[0]), town.agent("greta"))
    assert refused(lambda: disclose(case.id, to_pbk(town, case), town.agent("greta"), words=WORDS)) == "ground_missing"


def test_the_supervised_never_receives_by_utlamnande_either(town: Town) -> None:
    from core.case.classification import classify

    case = town.bring()
    with transaction():
        classify(case.id, "M03", town.agent("fatima"))
    value = Disclosure(town.tek, None, "x", tuple(messages(case)))
    assert refused(lambda: disclose(case.id, value, town.agent("greta"), words=WORDS)) == "supervised"
    assert len(audited("supervised_refused")) == 1


def test_a_case_disclosed_is_in_no_list_of_the_contact_centre(town: Town) -> None:
    other = disclosed(town, town.bring())
    assert other.id not in reading().scalars(select(Case.id).where(listed(town.agent("fatima")))).all()


def outside(case: Case, **values: Any) -> Forwarding:
    given: dict[str, Any] = {"body": "Björkåsa Bostäder", "way": "email", "address": "info@bostader.example", **values}
    return Forwarding(messages=tuple(messages(case)), **given)


def test_an_ordinary_matter_is_sent_to_a_company_and_keeps_no_promise(town: Town, app: Flask) -> None:
    case = town.bring()
    with transaction():
        forward(case.id, outside(case, text="Kan ni svara?"), town.agent("greta"), words="Sänt till Bostäder.")
    deliver()
    paper = plugins_of(app)["paper"].plugin
    assert isinstance(paper, PaperChannel)
    sent = paper.sent[-1]
    assert (sent.to.value, sent.text.startswith("Kan ni svara?"), "Vid Skolgatan" in sent.text) == (
        "info@bostader.example",
        True,
        True,
    )
    owed = reading().scalars(select(DeadlineRow.met_at).where(DeadlineRow.case_id == case.id)).all()
    assert owed and not any(owed)
    assert "sent_outside" in kinds(case)


def test_what_is_secret_never_goes_out_by_email(town: Town) -> None:
    case = town.bring()
    with transaction():
        mark(case.id, Mark(CARE), town.agent("greta"))
    greta = town.agent("greta")
    ground = {"ground": "provision", "how": "OSL 10 kap. 2 §"}
    assert refused(lambda: forward(case.id, outside(case, **ground), greta, words="x")) == "secret_not_by_email"
    assert refused(lambda: forward(case.id, outside(case, way="letter"), greta, words="x")) == "ground_missing"
    with transaction():
        delivery = forward(case.id, outside(case, way="letter", **ground), greta, words="Sänt med brev.")
    row = reading().get(Delivery, delivery)
    assert row is not None and (row.way, row.state) == ("letter", "todo")


@pytest.mark.parametrize(
    "address", ["", "a@b", "a b@c.example", "x@y.example\r\nBcc: z@y.example", "a@b.example,c@d.example"]
)
def test_one_address_and_nothing_beside_it(town: Town, address: str) -> None:
    case = town.bring()
    wrong = outside(case, address=address)
    assert refused(lambda: forward(case.id, wrong, town.agent("greta"), words="x")) == "not_an_address"


def test_a_protected_person_gets_the_neutral_text_at_an_address_that_is_then_forgotten(town: Town, app: Flask) -> None:
    case, greta = protected(town), town.agent("greta")
    from core.case.naming import name_for_oldest

    with transaction():
        name_for_oldest(greta.id, "Jag tar det.", greta)
        send_once(case.id, "hemlig@invanare.example", greta)
    deliver()
    paper = plugins_of(app)["paper"].plugin
    assert isinstance(paper, PaperChannel) and paper.sent[-1].to.value == "hemlig@invanare.example"
    row = reading().scalars(select(Delivery).order_by(Delivery.id.desc())).first()
    assert row is not None and (row.state, row.to_value, row.to_name) == ("sent", "", "")
    assert "hemlig@invanare.example" not in reading().scalars(select(ContactAddress.value)).all()
    assert not any("hemlig" in json.dumps(m.recipients) for m in reading().scalars(select(Message)))


def test_the_address_is_forgotten_when_it_failed_or_was_regretted(town: Town, app: Flask) -> None:
    from core.case.naming import name_for_oldest
    from core.contract.errors import NotSent

    case, greta = protected(town), town.agent("greta")
    with transaction():
        name_for_oldest(greta.id, "Jag tar det.", greta)
        first = send_once(case.id, "hemlig@invanare.example", greta)
    with transaction():
        undo(first, greta)
        second = send_once(case.id, "hemlig@invanare.example", greta)
    paper = plugins_of(app)["paper"].plugin
    assert isinstance(paper, PaperChannel)
    paper.fails = NotSent("no such address", retry=False)
    deliver()
    rows = {row.id: row.to_value for row in reading().scalars(select(Delivery).where(Delivery.id.in_((first, second))))}
    assert rows == {first: "", second: ""}
    assert refused(lambda: send_again(second, greta)) == "no_way"


def test_a_bounce_does_not_bring_the_address_back(town: Town, app: Flask) -> None:
    from core.case.naming import name_for_oldest

    case, greta = protected(town), town.agent("greta")
    with transaction():
        name_for_oldest(greta.id, "Jag tar det.", greta)
        sent = send_once(case.id, "hemlig@invanare.example", greta)
    deliver()
    about = reading().scalar(select(Delivery.message_ref).where(Delivery.id == sent))
    said = "550 hemlig@invanare.example finns inte"
    town.bring("b1", "mailer-daemon@invanare.example", automatic="bounce", about=about, reason=said, text=said)
    assert reading().scalar(select(Delivery.state).where(Delivery.id == sent)) == "failed"
    everything = [str(row) for name in ("messages", "deliveries", "events", "search_rows") for row in rows_of(name)]
    assert not [row for row in everything if "hemlig" in row]


def rows_of(name: str) -> list[object]:
    return list(reading().execute(text(f"SELECT * FROM {name}")))


def test_only_a_leader_and_only_for_a_protected_person(town: Town) -> None:
    case, greta = protected(town), town.agent("greta")
    from core.case.naming import name_for_oldest

    with transaction():
        name_for_oldest(town.agent("fatima").id, "x", greta)
    assert refused(lambda: send_once(case.id, "a@b.example", town.agent("fatima"))) == "only_leaders_send"
    plain = town.bring("m2")
    assert refused(lambda: send_once(plain.id, "a@b.example", greta)) == "not_protected"
