"""Kunskap: guides and answers beside the case, what holds today, changed rules, and what is to be mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint
from markupsafe import Markup

from core import NavItem, Options, Plugin, Told

_ = str  # marks message ids; the menu puts them into the reader's language


class Kunskap(Plugin):
    """The pages at /<name>/, a box beside each case, and what is told over the list and beside a type."""

    Options = Options
    migrations = Path(__file__).parent / "migrations"

    def blueprint(self) -> Blueprint:
        from kunskap.pages import pages

        return pages(self.name)

    def nav(self) -> Iterable[NavItem]:
        from kunskap.waiting import to_mend, to_read

        return (
            NavItem(_("Knowledge"), f"{self.name}.search", "book-open", to_read),
            NavItem(_("To mend"), f"{self.name}.to_mend", "flag", to_mend),
        )

    def panel(self, case: Any, agent: Any) -> Markup | None:
        from kunskap.panel import panel_of

        return panel_of(self.name, case, agent)

    def tell(self, agent: Any, case_types: Sequence[str] = ()) -> Iterable[Told]:
        from kunskap.telling import of_types, over_the_list

        return of_types(self.name, agent, case_types) if case_types else over_the_list(self.name, agent)


plugin = Kunskap
