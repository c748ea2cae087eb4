"""What a register takes: a list with columns, such as the synpunkter or the registrator's list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.web.rows import Filter, Link, Rosa


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a register. `kind` number is set to the right; wide columns may wrap."""

    label: str
    kind: Literal["text", "number", "wide"] = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: words, perhaps a link; `tone` colours a date; `rosa` draws the signs instead of words."""

    text: str = ""
    href: str = ""
    tone: Literal["", "soon", "late", "soft", "strong"] = ""
    rosa: Rosa | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """A list with columns: synpunkter, the registrator's list, users. The first cell of a row names it (row header).

    `rows` as long as `columns`; `filters` and `query` as in the inbox; `links` are "Ladda ner", "Skriv ut".
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lead: str = ""
    action: str = ""
    filters: tuple[Filter, ...] = ()
    query: str | None = None
    found: str = ""
    links: tuple[Link, ...] = ()
    more_href: str = ""
    clear_href: str = ""
    empty: str = ""
