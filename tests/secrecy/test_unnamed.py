"""A protected person answers the one mail that was sent: a real mail, by the ordinary way in, leaves no address."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from channels.email import Email
from channels.email.settings import EmailOptions
from core.access.agents import SYSTEM
from core.access.contact_search import find_contacts
from core.access.scopes import access_of
from core.access.search import search
from core.case.naming import name_for_oldest
from core.case.record import change, lock
from core.commands.messages import receive_files
from core.contract.instances import Instance, Plugins
from core.flow.once import send_once
from core.store.db import db, reading, transaction
from core.store.models import Case, Message
from tests.conftest import Clock
from tests.doubles import PaperChannel
from tests.secrecy.conftest import Town, kinds
from tests.secrecy.test_conflict import protected
from tests.secrecy.test_disclosure import deliver
from tests.web.desk import Desk

HERS = "Hemlig.Person@invanare.example"
TABLES = ("cases", "messages", "contacts", "contact_addresses", "deliveries", "events", "audit", "search_rows")


@pytest.fixture
def plugins() -> Plugins:
    """Out on paper, in by mail."""
    email = Email("email", EmailOptions().load({"address": "direkt@bjorkasa.example"}))
    paper = PaperChannel("paper", {})
    return Plugins(
        [
            Instance("paper", "tests.doubles:PaperChannel", plugin=paper, state="on"),
            Instance("email", "channels.email", plugin=email, state="on"),
        ]
    )


@pytest.fixture
def written(town: Town, app: Flask, clock: Clock) -> tuple[Case, Any]:
    """A protected case that Greta is named for, and the one mail that she sent."""
    case, greta = protected(town), town.agent("greta")
    with transaction():
        name_for_oldest(greta.id, "Jag tar det.", greta)
        send_once(case.id, HERS.lower(), greta)
    deliver()
    return case, app.extensions["envagin.plugins"]["paper"].plugin.sent[-1]


def answer(folder: Path, to: str, *, about: str = "", subject: str = "Sv: Svar", said: str = "Jag ringer.") -> str:
    """Brings in a mail as Outlook writes it: the quote names the receiver. Returns its case's number."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Cc"] = f"Hemlig Person <{HERS}>", to, HERS
    mail["Subject"], mail["Message-ID"] = subject, f"<{abs(hash((to, about, said)))}@invanare.example>"
    if about:
        mail["In-Reply-To"] = mail["References"] = f"<{about}>"
    quote = f"-----Ursprungligt meddelande-----\nFrån: Direkt\nTill: {HERS}\nÄmne: Svar\n\nVi har svarat."
    mail.set_content(f"{said}\n\n{quote}\n")
    mail.add_alternative(f"<p>{said}</p><hr><p>Till: {HERS}</p>", subtype="html")
    path = folder / "svar.eml"
    path.write_bytes(bytes(mail))
    return str(next(receive_files("email", [str(path)]))["case"])


def stored() -> list[str]:
    """Every row of every table that a page can show, with the address or the name in it."""
    db.session.rollback()
    rows = [(name, str(row)) for name in TABLES for row in reading().execute(text(f"SELECT * FROM {name}"))]
    return [f"{name}: {row}" for name, row in rows if "hemlig" in row.lower()]


@pytest.mark.parametrize("by", ["token", "reference"])
def test_the_answer_joins_the_case_and_nothing_stored_names_its_sender(
    written: tuple[Case, Any], town: Town, tmp_path: Path, by: str
) -> None:
    case, mail = written
    to = f"direkt+{mail.reply_token}@bjorkasa.example" if by == "token" else "direkt@bjorkasa.example"
    about = mail.message_id if by == "reference" else ""
    assert answer(tmp_path, to, about=about, said=f"Jag ringer. /{HERS.lower()}") == case.number
    assert stored() == []
    row = reading().scalars(select(Message).where(Message.case_id == case.id).order_by(Message.id.desc())).first()
    assert row is not None and (row.sender, row.sender_name, row.recipients, row.html) == ("", "", [], "")
    assert row.text == "Jag ringer. /…" and kinds(case)[-1] == "message_in"
    assert town.fresh(case).unread


def test_no_page_and_no_search_shows_the_address_and_no_page_leads_to_the_original(
    written: tuple[Case, Any], town: Town, app: Flask, tmp_path: Path
) -> None:
    case, mail = written
    answer(tmp_path, f"direkt+{mail.reply_token}@bjorkasa.example")
    greta = Desk(app, town.cast, "greta")
    for path in (f"/arende/{case.number}", f"/arende/{case.number}/utskrift", f"/forhandsvisning/{case.number}", "/"):
        page = greta.get(path).text
        assert "hemlig" not in page.lower() and ("Jag ringer." in page or path == "/"), path
    newest = reading().scalar(select(Message.id).order_by(Message.id.desc()).limit(1))
    for what in ("original", "html"):
        assert greta.get(f"/arende/{case.number}/meddelande/{newest}/{what}").status_code == 404
    for login in ("greta", "fatima", "carin"):
        agent = town.agent(login)
        for word in (HERS, "hemlig", "Hemlig Person"):
            assert search(agent, access_of(agent), word).rows == () and list(find_contacts(word, agent)) == []


def test_it_opens_a_closed_case_again_however_old(
    written: tuple[Case, Any], town: Town, clock: Clock, tmp_path: Path
) -> None:
    case, mail = written
    with transaction():
        change(lock(case.id, SYSTEM), SYSTEM, "closed", status="closed", closed_at=clock.at, outcome="answered")
    clock.at += timedelta(days=90)
    assert answer(tmp_path, f"direkt+{mail.reply_token}@bjorkasa.example") == case.number
    assert town.fresh(case).status == "open" and stored() == []


def test_a_guessed_number_or_a_forged_token_does_not_reach_a_protected_case(
    written: tuple[Case, Any], town: Town, tmp_path: Path
) -> None:
    case, mail = written
    forged = mail.reply_token[:-1] + ("0" if mail.reply_token[-1] != "0" else "1")
    for to, subject in (("direkt@bjorkasa.example", case.number), (f"direkt+{forged}@bjorkasa.example", "Hej")):
        assert answer(tmp_path, to, subject=subject, said=f"Gissning {subject}") != case.number
    assert kinds(case)[-1] != "message_in"
