"""Synpunkter: praise, complaints, suggestions, questions, fault reports; a register and two promises about time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Blueprint
from markupsafe import Markup

from core import Job, NavItem, Plugin, Program, transaction
from core.tables import set_text, text
from synpunkter import steps
from synpunkter.options import SynpunkterOptions
from synpunkter.words import READY

_ = str  # marks message ids; the menu puts them into the reader's language


class Synpunkter(Plugin):
    """The public form at /<name>/, the register at /<name>/register, and a box beside each case it made."""

    Options = SynpunkterOptions
    migrations = Path(__file__).parent / "migrations"

    def blueprint(self) -> Blueprint:
        from synpunkter.pages import pages

        return pages(self.name, self.options)

    def jobs(self) -> Iterable[Job]:
        return (Job("forget", 600, lambda stop: _forget()),)

    def nav(self) -> Iterable[NavItem]:
        return (NavItem(_("Citizen feedback"), f"{self.name}.register", "message-circle-heart", needs="read"),)

    def prepare(self, say: Callable[[str], None]) -> Iterable[Program]:
        """Writes the receipt that senders get by e-mail or SMS, unless the municipality has one of its own."""
        if not text("receipt_synpunkt"):
            with transaction():
                for language, words in READY["receipt_synpunkt"].items():
                    set_text("receipt_synpunkt", language, words)
        return ()

    def panel(self, case: Any, agent: Any) -> Markup | None:
        from synpunkter.panel import panel_of

        return panel_of(self.name, case, agent)


def _forget() -> None:
    steps.forget_old()


plugin = Synpunkter
