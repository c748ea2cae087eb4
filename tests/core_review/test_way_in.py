"""Messages that are odd, late or doubled: each becomes a case, and none stops the rest."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from core import Address, Attachment, InboundMessage, keep, receive
from core.case.waiting import snooze
from core.contract.instances import Instance, Plugins
from core.contract.registry import plugins_of
from core.flow import reading as reader
from core.store import blobs
from core.store.db import db, reading, table, transaction, writing
from core.store.models import AttachmentRow, Case, CaseLink, CaseTypeWord, Contact, Inbound, Message
from tests.cast import Cast
from tests.doubles import PaperChannel, letter
from tests.flow.conftest import Desk


def test_values_that_no_row_can_hold_are_made_to_fit(app: Flask, cast: Cast) -> None:
    message = InboundMessage(
        external_id="x" * 300,
        channel="webform",
        sender=Address("email", "a" * 400 + "@invanare.example", "Mona\x00" + "n" * 300),
        subject="Lampan\x00 är \ud83d trasig " + "s" * 1200,
        text="Den \x00blinkar \udfff😀",
        fresh="Den \x00blinkar \udfff😀",
        html="<p>\x00</p>",
        attachments=(Attachment("bild\x00\ud800.png" + "b" * 300, "image/png" + "t" * 200, b"1", "c" * 300),),
        message_id="m\x00" + "i" * 1100,
        references=("r\x00",),
        language="sv-with-a-very-long-tail",
        hints={"place": "Skolgatan\x00 4"},
    )
    with transaction():
        received = receive("paper", message)
    text = reading().scalar(select(Message.text).where(Message.case_id == received.case_id, Message.direction == "in"))
    assert (received.disposition, text) == ("new", "Den blinkar 😀")
    with transaction():
        assert receive("paper", message).disposition == "duplicate"


def test_a_date_before_the_catalogue_began_is_only_an_old_date(desk: Desk) -> None:
    raw = letter("m1", **{"from": "a@invanare.example"}, subject="gatlampa")
    keep("paper", "m1", raw, datetime(1970, 1, 1, tzinfo=UTC))
    desk.read()
    assert (desk.inbound("m1").state, desk.inbound("m1").disposition) == ("done", "new")


def test_a_date_to_come_is_now(desk: Desk, clock: Any) -> None:
    keep("paper", "m1", letter("m1", **{"from": "a@invanare.example"}), clock.at + timedelta(days=400))
    desk.read()
    assert desk.inbound("m1").received_at == clock.at


def test_a_word_of_signs_alone_in_the_catalogue_harms_nobody(desk: Desk) -> None:
    with transaction():
        type_id = writing().scalar(select(CaseTypeWord.case_type_id).limit(1))
        writing().execute(table(CaseTypeWord).insert().values(case_type_id=type_id, word="?!"))
    assert desk.bring("m1", subject="gatlampa").rosa_level == 3


def test_an_unreadable_message_whose_original_is_gone_still_becomes_a_case(desk: Desk) -> None:
    keep("paper", "bad", b"\xff\x00")
    name = desk.inbound("bad").blob
    (blobs.folder() / name[:2] / name).unlink()
    keep("paper", "good", letter("good", **{"from": "a@invanare.example"}, subject="gatlampa"))
    for _ in range(reader.TRIES):
        desk.read()
        with transaction() as tx:
            tx.execute(update(table(Inbound)).values(claimed_until=1))
    assert [desk.inbound(id).state for id in ("good", "bad")] == ["done", "quarantined"]
    assert reading().scalar(select(func.count()).select_from(AttachmentRow)) == 0


def test_what_a_slow_reader_filed_after_all_is_not_called_unreadable(desk: Desk) -> None:
    keep("paper", "m1", letter("m1", **{"from": "a@invanare.example"}, subject="gatlampa"))
    row = reader.claim("slow")[0]
    reader.read_one(row)
    reader.quarantine(row, "its reader died three times")
    assert (desk.inbound("m1").state, desk.inbound("m1").disposition) == ("done", "new")


def test_a_worker_that_stops_gives_back_what_it_has_not_looked_at(desk: Desk) -> None:
    for number in range(3):
        keep("paper", f"m{number}", letter(f"m{number}", **{"from": "a@invanare.example"}, subject="Hej"))

    class StopsAfterTheFirst(threading.Event):
        asked = 0

        def is_set(self) -> bool:
            self.asked += 1
            return self.asked > 2

    reader.read_waiting("w1", StopsAfterTheFirst())
    rows = reading().execute(select(Inbound.state, Inbound.tries, Inbound.claimed_until).order_by(Inbound.id)).all()
    assert [tuple(row) for row in rows] == [("done", 1, 0), ("waiting", 0, 0), ("waiting", 0, 0)]


def test_an_instance_of_a_misspelt_forvaltning_loses_nothing(app: Flask, desk: Desk) -> None:
    plugins_of(app)["paper"].forvaltning = "TEKK"
    assert desk.bring("m1", subject="gatlampa").number == "2026-000001"


def test_a_message_from_the_citizen_wakes_a_parked_case(desk: Desk, cast: Cast, clock: Any) -> None:
    case = desk.bring("m1", subject="gatlampa", message_id="a@x.example")
    with transaction():
        snooze(case.id, clock.at + timedelta(days=5), cast.agent("fatima"))
    desk.bring("m2", subject="Sv: gatlampa", references=["a@x.example"])
    assert reading().scalar(select(Case.snoozed_until).where(Case.id == case.id)) is None


@pytest.fixture
def plugins() -> Plugins:
    """Two mailboxes that belong to two units."""
    use = "tests.doubles:PaperChannel"
    papers = [Instance(name, use, plugin=PaperChannel(name, {}), state="on") for name in ("paper", "tek")]
    papers[1].forvaltning = "TEK"
    return Plugins(papers)


def test_the_same_mail_to_two_units_read_by_two_workers_at_once_becomes_siblings(app: Flask, desk: Desk) -> None:
    raw = letter("m1", **{"from": "mona@invanare.example"}, subject="gatlampa")
    for name in ("paper", "tek"):
        keep(name, "m1", raw)
    rows = reader.claim("w1")

    def work(row: reader.Waiting) -> None:
        with app.app_context():
            reader.read_one(row)
            db.session.remove()

    threads = [threading.Thread(target=work, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(reading().scalars(select(Inbound.disposition))) == ["new", "sibling"]
    assert reading().scalar(select(CaseLink.kind)) == "sibling"
    assert reading().scalar(select(func.count()).select_from(Contact)) == 1


def test_a_mailbox_file_is_read_byte_by_byte(tmp_path: Path) -> None:
    from core.commands.messages import _read

    file = tmp_path / "in.mbox"
    raw = b"Subject: =?utf-8?q?L\xc3\xa5?=\nX: \xe5\xff\n\nhej\xf6\n"
    start = b"From a@x.example Mon May 11 10:00:00 2026\n"
    file.write_bytes(start + raw + b"\n" + start + raw)
    assert [content.rstrip(b"\n") for _, content in _read(str(file))] == [raw.rstrip(b"\n")] * 2


def test_a_command_tells_what_a_worker_made_of_its_message(app: Flask, desk: Desk) -> None:
    """The worker is quicker: it has claimed the row before the command does."""
    from core.commands import messages

    raw = letter("m1", **{"from": "mona@invanare.example"}, subject="gatlampa")
    real = messages.keep

    def keep_and_let_the_worker_claim(*values: Any) -> bool:
        is_new = real(*values)
        assert is_new and reader.read_waiting("w1", threading.Event()) == 1
        return is_new

    messages.keep = keep_and_let_the_worker_claim  # type: ignore[attr-defined]
    try:
        answer = messages._bring("paper", raw)
    finally:
        messages.keep = real
    assert (answer["disposition"], answer["case"]) == ("new", "2026-000001")
