"""Signs that a page shows a hundred times are drawn once: the same values give the same picture."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from babel import Locale
from flask import Flask, current_app
from markupsafe import Markup

from core.web.language import reader_locale
from core.web.rows import CaseRow, Filter, Rosa

_REMEMBERED = 1_000  # drawings of each kind

_ICON = Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>')
_SPEAKING, _SILENT = Markup('role="img" aria-label="{}"'), Markup('aria-hidden="true"')


def draw(app: Flask) -> None:
    """Gives the templates of the app these signs as `draw`, and the address of a file as `static(name)`."""
    app.jinja_env.globals.update(draw=_Signs(_address(app, "icons.svg")), static=lambda name: _address(app, name))


class _Signs:
    """What the templates call. The macros depend on their values and the reader's language, and on nothing else."""

    def __init__(self, icons: str) -> None:
        self.icons = icons

    def icon(self, name: str, label: str = "") -> Markup:
        """A symbol of icons.svg: hidden from those who listen, unless it has a label."""
        return _icon(self.icons, name, label)

    def rosa(self, rosa: Rosa, named: bool = False) -> Markup:
        """ROSA-stegen."""
        return _drawn("_signs.html", "steps", (rosa, named), reader_locale())

    def row(self, row: CaseRow) -> Markup:
        """A case in a list: colleagues see the same ones again and again."""
        return _row(row, reader_locale())

    def chips(self, filters: tuple[Filter, ...], clear_href: str = "") -> Markup:
        """The filters of a list, with all that can be chosen."""
        return _drawn("_forms.html", "filter_chips", (filters, clear_href), reader_locale())


@lru_cache(maxsize=_REMEMBERED)
def _drawn(template: str, macro: str, values: tuple[Hashable, ...], language: Locale) -> Markup:
    return _draw(template, macro, values)


@lru_cache(maxsize=_REMEMBERED)
def _row(row: CaseRow, language: Locale) -> Markup:
    """Kept apart: there are so many that they would push out all others."""
    return _draw("_row.html", "case_row", (row,))


def _draw(template: str, macro: str, values: tuple[Hashable, ...]) -> Markup:
    return Markup(getattr(current_app.jinja_env.get_template(template).module, macro)(*values))


@lru_cache(maxsize=_REMEMBERED)
def _icon(icons: str, name: str, label: str) -> Markup:
    return _ICON.format(_SPEAKING.format(label) if label else _SILENT, icons, name)


def _address(app: Flask, file: str) -> str:
    return f"{app.static_url_path}/{file}"
