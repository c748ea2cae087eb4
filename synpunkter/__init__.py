"""Synpunkter: praise, complaints, suggestions, questions, fault reports; a register and two promises about time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Blueprint
from markupsafe import Markup

from core import Job, NavItem, Plugin, StandardText
from synpunkter import steps
from synpunkter.options import SynpunkterOptions
from synpunkter.words import standard_texts

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

    def texts(self) -> Iterable[StandardText]:
        """What its pages and its receipt say."""
        return standard_texts()

    def panel(self, case: Any, agent: Any) -> Markup | None:
        from synpunkter.panel import panel_of

        return panel_of(self.name, case, agent)


def _forget() -> None:
    steps.forget_old()


plugin = Synpunkter
