"""The filters of a list: from the address to a query, and to the chips that show and change them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from core.access.query import Query
from core.access.views import ViewKey
from core.contract.messages import CHANNELS
from core.store.db import reading
from core.store.editions import known
from core.store.models import CaseType, CaseTypeName, Forvaltning, Svarsgrupp
from core.store.open_units import closed_codes
from core.web.icons import channel_name
from core.web.language import gettext as _
from core.web.list_rows import STATUSES
from core.web.names import level_names
from core.web.rail import ADDRESS
from core.web.rows import Filter, FilterOption

NAMES = ("svarsgrupp", "channel", "level", "forvaltning", "type", "status")
MOST_VALUES = 100
LONGEST_SEARCH = 400  # characters
OPEN = ("new", "open", "waiting_citizen", "waiting_internal")
CLOSED = ("closed", "spam", "void", "merged")

Options = tuple[FilterOption, ...]


def query_from(args: MultiDict[str, str], view: ViewKey) -> Query:
    """What the address asks for. Anything that is no value of a filter is left out."""
    chosen = {name: tuple(dict.fromkeys(args.getlist(name)[:MOST_VALUES])) for name in NAMES}
    levels = tuple(int(value) for value in chosen.pop("level") if value in set("123456"))
    text = args.get("text", "").replace("\x00", " ").strip()[:LONGEST_SEARCH]
    values: dict[str, Any] = {name: tuple(v for v in known if "\x00" not in v) for name, known in chosen.items()}
    return Query(view=view, level=levels, text=text, before=args.get("efter") or None, **values)


def address(query: Query, path: str = "/", **more: str) -> str:
    """The address of a list: the view, its filters and the searched text, and whatever else."""
    pairs = [("vy", ADDRESS[query.view])]
    pairs += [(name, str(value)) for name in NAMES for value in getattr(query, name)]
    pairs += [("text", query.text)] if query.text else []
    return f"{path}?{urlencode([*pairs, *((k, v) for k, v in more.items() if v)])}"


def is_filtered(query: Query) -> bool:
    """Whether any filter narrows the list."""
    return any(getattr(query, name) for name in NAMES)


def chips(query: Query, language: str) -> tuple[Filter, ...]:
    """The filters with all that can be chosen, in the reader's language."""
    choices = known(f"choices {language}", lambda: _choices(language))
    return (
        _chip(query, "svarsgrupp", _("Answering group"), choices["svarsgrupp"]),
        _chip(query, "channel", _("Channel"), choices["channel"]),
        _chip(query, "level", _("ROSA level"), choices["level"]),
        _chip(query, "forvaltning", _("Department"), _still_there(query, choices["forvaltning"])),
        _chip(query, "type", _("Case type"), choices["type"]),
        _chip(query, "status", _("Status"), choices["closed" if query.view == "closed" else "status"]),
    )


def _still_there(query: Query, options: Options) -> Options:
    """Open work lies with nobody who is no more; closed cases still say whose they were."""
    gone = closed_codes() if query.view != "closed" else frozenset()
    return tuple(option for option in options if option.value not in gone or option.value in query.forvaltning)


def _chip(query: Query, name: str, label: str, options: Options) -> Filter:
    chosen = {str(value) for value in getattr(query, name)}
    if chosen:
        options = tuple(replace(option, checked=option.value in chosen) for option in options)
    without: dict[str, Any] = {name: (), "before": None}
    return Filter(name, label, options, address(replace(query, **without)))


def _choices(language: str) -> dict[str, Options]:
    """Everything that can be chosen, nothing of it chosen."""
    pairs: dict[str, Iterable[tuple[str, str]]] = {
        "svarsgrupp": _groups(),
        "channel": ((c, channel_name(c)) for c in CHANNELS),
        "level": ((str(n), f"{n} {name}") for n, name in level_names(language).items()),
        "forvaltning": _owners(),
        "type": _types(language),
        "status": ((s, STATUSES[s]()) for s in OPEN),
        "closed": ((s, STATUSES[s]()) for s in CLOSED),
    }
    return {name: tuple(FilterOption(*pair) for pair in values) for name, values in pairs.items()}


def _groups() -> list[tuple[str, str]]:
    rows = reading().execute(select(Svarsgrupp.digit, Svarsgrupp.name).order_by(Svarsgrupp.digit))
    return [(row.digit, f"{row.digit} {row.name}") for row in rows]


def _owners() -> list[tuple[str, str]]:
    rows = reading().execute(select(Forvaltning.code, Forvaltning.short_name).order_by(Forvaltning.short_name))
    return [(row.code, row.short_name) for row in rows]


def _types(language: str) -> list[tuple[str, str]]:
    """Code and name, Swedish where the language lacks one, in alphabetical order."""
    rows = reading().execute(
        select(CaseType.code, CaseTypeName.language, CaseTypeName.name)
        .join(CaseTypeName, CaseTypeName.case_type_id == CaseType.id)
        .where(CaseTypeName.language.in_(("sv", language)))
    )
    found: dict[str, str] = {}
    for code, row_language, name in rows:
        if row_language == language or code not in found:
            found[code] = name
    return sorted(found.items(), key=lambda pair: pair[1].casefold())
