"""A list of the municipality's own things: a table, an empty state, what can be done, what was changed lately."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.clock import now
from core.municipality.changes import Change, changes
from core.web import words
from core.web.frame import page
from core.web.language import gettext as _
from core.web.municipality.editing import saved_notice
from core.web.municipality.hub import back_to_settings
from core.web.register_rows import Register
from core.web.rows import Link, Moment, Notice


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change in words: who and when, of what, and each field's before and after."""

    name: str
    at: Moment
    what: str
    fields: tuple[tuple[str, str, str], ...]


def list_page(
    register: Register,
    *,
    new: Link | None = None,
    area: str = "",
    fields: Mapping[str, Callable[[], str]] | None = None,
    notices: tuple[Notice, ...] = (),
    back: Link | None = None,
) -> str:
    """The page. `new` is its one filled button; `area` shows its changes, `fields` what its fields are called."""
    return page(
        "municipality/list.html",
        register=register,
        new=new,
        back=back or back_to_settings(),
        notices=(*saved_notice(), *notices),
        changes=change_rows(changes(area), fields or {}) if area else (),
    )


def change_rows(found: tuple[Change, ...], fields: Mapping[str, Callable[[], str]]) -> tuple[ChangeRow, ...]:
    """Changes in the reader's words; a field without a name here shows its own."""
    return tuple(
        ChangeRow(
            change.name or _("The program"),
            words.came_in(change.at, now()),
            change.key,
            tuple(
                (
                    fields[name]() if name in fields else name,
                    _said(change.before.get(name)),
                    _said(change.after.get(name)),
                )
                for name in sorted({*change.before, *change.after})
            ),
        )
        for change in found
    )


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)
