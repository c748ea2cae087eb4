"""The worker is killed again and again while mail comes in and answers go out. Nothing is lost, nothing is sent twice.

Real parts: worker processes, a mail server process, SMTP, IMAP, the database. ENVAGIN_KILLS says how often (20).
"""

from __future__ import annotations

import os
import random
import secrets
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from core.access.agents import agent_by_login
from core.app import create_app
from core.contract.loader import load
from core.flow.replying import Reply, reply
from core.settings import Settings
from core.store.db import db, reading, table, transaction
from core.store.models import Case, Delivery, Inbound, Message
from core.store.schema import upgrade
from demo.mailbox import messages_of
from tests.cast import fill

KILLS = int(os.environ.get("ENVAGIN_KILLS", "20"))
MAILS = 200
ANSWERS = 50
ROOT = Path(__file__).resolve().parents[1]
TOML = """
[plugins.email]
use = "channels.email"
[plugins.email.options]
address = "direkt@bjorkasa.example"
imap = {{ host = "127.0.0.1", port = {imap}, security = "plain", user = "direkt@bjorkasa.example", \
password = {{ env = "DEMO_MAIL_PASSWORD" }}, poll_seconds = 0.3 }}
smtp = {{ host = "127.0.0.1", port = {smtp}, security = "plain" }}
"""


@dataclass(frozen=True)
class Place:
    """One installation: its folder, the environment of its processes, and the mail server's ports."""

    data: Path
    environ: dict[str, str]
    smtp: int
    imap: int

    def app(self) -> Flask:
        settings = Settings.read(data=self.data, environ=self.environ)
        plugins = load(settings)
        app = create_app(settings, plugins)
        upgrade(app, plugins.on())
        return app


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    smtp, imap = free_port(), free_port()
    (tmp_path / "plugins.toml").write_text(TOML.format(smtp=smtp, imap=imap))
    environ = {
        "DATABASE_URL": database_url,
        "DEMO_MAIL_PASSWORD": "hemligt",
        "ENVAGIN_DATA": str(tmp_path),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
    }
    here = Place(tmp_path, environ, smtp, imap)
    ports = ["--smtp-port", str(smtp), "--imap-port", str(imap)]
    with process(["demo.mailserver", "--data", str(tmp_path), *ports], environ) as server:
        wait_for(lambda: listens(smtp) and listens(imap), 30)
        yield here
        assert server.poll() is None, "the mail server must outlive the test"


@pytest.mark.slow
def test_a_worker_killed_again_and_again_loses_nothing_and_sends_nothing_twice(place: Place) -> None:
    app = place.app()
    with app.app_context():
        fill()
    worker = ["core.cli", "worker", "--data", str(place.data)]
    with process(worker, place.environ):
        prepare_cases(app, place)
    queue_answers(app)
    sender = threading.Thread(target=send_mails, args=(place, "m", MAILS))
    sender.start()
    kills = kill_again_and_again(worker, place)
    sender.join()
    with process(worker, place.environ), app.app_context():
        wait_for(everything_is_settled, 240)
    with app.app_context():
        check_mails()
        check_answers(place, kills)
        db.session.remove()
        db.engine.dispose()


def prepare_cases(app: Flask, place: Place) -> None:
    """Fifty cases of fifty people, each waiting for an answer."""
    send_mails(place, "first", ANSWERS)
    with app.app_context():
        wait_for(lambda: count(Case) == ANSWERS and unfinished_deliveries() == 0, 120)


def queue_answers(app: Flask) -> None:
    with app.app_context():
        fatima = agent_by_login("fatima")
        assert fatima is not None
        for case_id in list(reading().scalars(select(Case.id))):
            with transaction():
                reply(case_id, Reply(f"Svar {case_id} {secrets.token_hex(4)}"), fatima)
        with transaction() as tx:
            tx.execute(update(table(Delivery)).where(table(Delivery).c.state == "queued").values(not_before=0))
        db.session.remove()


def send_mails(place: Place, prefix: str, number: int) -> None:
    """Mails from as many people, each with a subject of its own."""
    with smtplib.SMTP("127.0.0.1", place.smtp) as server:
        for n in range(number):
            mail = EmailMessage()
            mail["From"] = f"{prefix}{n}@invanare.example"
            mail["To"] = "direkt@bjorkasa.example"
            mail["Subject"] = f"Ärende {prefix}{n}"
            mail["Message-ID"] = f"<{prefix}{n}@invanare.example>"
            mail.set_content("Hej, jag har en fråga om snö på min gata.")
            server.send_message(mail)
            time.sleep(0.02)


def kill_again_and_again(worker: list[str], place: Place) -> int:
    """Starts workers and kills each without warning. Returns how many were killed alive."""
    chance, killed = random.Random(7), 0
    for _ in range(KILLS):
        with process(worker, place.environ) as running:
            time.sleep(chance.uniform(1.0, 3.0))
            killed += running.poll() is None
            running.kill()
    return killed


def everything_is_settled() -> bool:
    db.session.rollback()  # a new look each time
    waiting = reading().scalar(select(func.count()).where(Inbound.state == "waiting"))
    return not waiting and count(Inbound) == MAILS + ANSWERS and unfinished_deliveries() == 0


def unfinished_deliveries() -> int:
    open_states = ("queued", "claimed", "sending", "retry")
    return int(reading().scalar(select(func.count()).where(Delivery.state.in_(open_states))) or 0)


def check_mails() -> None:
    """Every mail became exactly one case, with its own subject."""
    subjects = Counter(reading().scalars(select(Case.subject)))
    wanted = {f"Ärende m{n}" for n in range(MAILS)} | {f"Ärende first{n}" for n in range(ANSWERS)}
    assert set(subjects) == wanted, "a mail is missing, or could not be read"
    assert set(subjects.values()) == {1}, "a mail became two cases"
    incoming = reading().scalar(select(func.count()).where(Message.direction == "in"))
    assert incoming == MAILS + ANSWERS
    numbers = sorted(reading().scalars(select(Case.number)))
    assert len(numbers) == int(numbers[-1].rpartition("-")[2]), "a gap in the numbers"


def check_answers(place: Place, kills: int) -> None:
    """Every answer arrived at most once; each was delivered or is shown as unknown; no more unknown than kills."""
    rows = reading().execute(
        select(Message.text, Delivery.state, Delivery.to_value, Delivery.automatic).join(
            Delivery, Delivery.message_id == Message.id
        )
    )
    unknown = 0
    for text, state, address, automatic in rows:
        letters = messages_of("127.0.0.1", place.imap, address, "hemligt")
        arrived = sum(bool(letter.text.startswith(text[:40])) for letter in letters)
        assert arrived <= 1, f"{address} got the same message {arrived} times"
        assert state in ("sent", "unknown"), (state, automatic)
        assert arrived == 1 or state == "unknown", f"{address} never got what counts as sent"
        unknown += state == "unknown"
    assert unknown <= kills


def count(model: type[Case] | type[Inbound]) -> int:
    db.session.rollback()  # a new look each time
    return int(reading().scalar(select(func.count()).select_from(model)) or 0)


@contextmanager
def process(module: list[str], environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A Python program of ours; killed at the end if it still runs."""
    running = subprocess.Popen([sys.executable, "-P", "-m", *module], env=environ, cwd="/")
    try:
        yield running
    finally:
        if running.poll() is None:
            running.terminate() if module[0] == "core.cli" else running.kill()
        running.wait(timeout=30)


def wait_for(condition, seconds: float) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s in vain"
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0
