"""What `./run` does for the demo before anything starts: an empty database is filled, the mail server is named."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

from flask import current_app

from core import Program, now
from core.filling import Settings, calendar, set_setting, setting, transaction
from demo.feedback import write_register
from demo.fill import fill
from demo.history import write_history
from demo.knowledge import write_knowledge
from demo.mailserver import PASSWORD
from demo.sharing import write_sharing
from demo.story import story

SEED = 2026


def fill_once(say: Callable[[str], None], feedback: str) -> None:
    """Björkåsa with its people and past, once. In one transaction: killed half-way, it begins again.

    `feedback` is the name of the synpunkter instance.
    """
    if setting("demo"):
        return
    say("Bygger demokommunen Björkåsa …")
    with transaction():
        ids = fill()
        past = list(story(SEED, now(), calendar()))
        case_ids = write_history(past, ids, say)
        write_register(past, case_ids, feedback)
        write_sharing(past, case_ids, ids)
        write_knowledge(ids)
        set_setting("demo", True)
    say(f"  Klart: {len(case_ids)} ärenden från det senaste halvåret.")


def mail_server() -> Program:
    """SMTP and IMAP on this machine, at the ports of the settings."""
    settings: Settings = current_app.config["SETTINGS"]
    ports = ("--smtp-port", str(settings.smtp_port), "--imap-port", str(settings.imap_port))
    argv = (sys.executable, "-P", "-m", "demo.mailserver", "--data", str(settings.data), *ports)
    secret = {PASSWORD: settings.environ.get(PASSWORD, "")}
    return Program("mail", argv, secret, lambda: _listens(settings.smtp_port))


def _listens(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
