"""Logg: who did what with which case, for those who may search it; and each agent's own. Each look is itself logged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from core.access.agents import Agent
from core.access.roles import may
from core.access.trace import (
    KINDS,
    MOST,
    Asked,
    LogPage,
    LogRow,
    Reach,
    agents_within,
    case_within,
    log,
    own_log,
    reach_of,
)
from core.case.events import audit
from core.store.db import transaction
from core.web import words
from core.web.csv_file import csv_answer
from core.web.form_rows import Choice, Field
from core.web.frame import page
from core.web.language import gettext as _
from core.web.log_words import kind_names, said
from core.web.register_rows import Cell, Column, Register
from core.web.rows import Link
from core.web.session import current_agent

MOST_EXPORTED = 10_000  # rows of one file
NAMES = ("person", "nummer", "handelse", "fran", "till")

log_pages = Blueprint("log", __name__)


@log_pages.get("/logg")
def search() -> str:
    """What is asked for in the address: person, case number, kind, days."""
    agent = _searcher()
    reach = reach_of(agent, "search_log")
    asked = _asked(request.args)
    found = log(asked, reach)
    _note("log_searched", agent, asked, reach, len(found.rows))
    return page("log.html", log=_register(found), fields=_fields(asked, reach), action=url_for("log.search"))


@log_pages.get("/logg/fil")
def export() -> Response:
    """The same rows as a file, the newest ten thousand."""
    agent = _searcher()
    reach = reach_of(agent, "search_log")
    asked = _asked(request.args)
    rows = list(_all(asked, reach))
    _note("export_log", agent, asked, reach, len(rows))
    headings = [column.label for column in _columns()]
    return csv_answer("logg.csv", headings, ([cell.text for cell in _cells(row)] for row in rows))


@log_pages.get("/logg/min")
def own() -> str:
    """Everybody's own log: what is written down about oneself (practice 10)."""
    agent = current_agent()
    found = own_log(agent, replace(_asked(request.args), agent_id=None))
    with transaction():
        audit("log_own", agent, data={"rows": len(found.rows)})
    shown = _register(found, endpoint="log.own", title=_("My own log"), lead=_own_words())
    return page("log.html", log=shown, fields=(), action="")


def _searcher() -> Agent:
    agent = current_agent()
    if not may(agent, "search_log"):
        abort(403)
    return agent


def _asked(args: Mapping[str, str]) -> Asked:
    """What the address asks for; what it cannot mean is left out."""
    kind = args.get("handelse", "")
    person = args.get("person", "")
    until = _day(args.get("till", ""))
    return Asked(
        agent_id=int(person) if person.isascii() and person.isdigit() and len(person) < 10 else None,
        number="".join(sign for sign in args.get("nummer", "").strip() if sign.isprintable())[:20],
        kind=next((known for known in KINDS if known == kind), ""),
        since=_day(args.get("fran", "")),
        until=until + timedelta(days=1) if until else None,
        before=args.get("efter"),
    )


def _day(typed: str) -> datetime | None:
    """Midnight in Stockholm when that day begins."""
    try:
        on = date.fromisoformat(typed)
    except ValueError:
        return None
    if not 2000 <= on.year < 2100:
        return None
    return datetime.combine(on, time(), words.STOCKHOLM).astimezone(UTC)


def _note(action: str, agent: Agent, asked: Asked, reach: Reach, n: int) -> None:
    data = {"rows": n, "agent": asked.agent_id, "kind": asked.kind, "more": asked.before is not None}
    with transaction():
        audit(action, agent, case_within(asked.number, reach) if asked.number else None, data)


def _all(asked: Asked, reach: Reach) -> Iterator[LogRow]:
    """Page after page, as far as one file goes."""
    asked, n = replace(asked, before=None, limit=MOST), 0
    while n < MOST_EXPORTED:
        found = log(asked, reach)
        yield from found.rows
        n += len(found.rows)
        if found.more is None:
            return
        asked = replace(asked, before=found.more)


def _register(found: LogPage, *, endpoint: str = "log.search", title: str = "", lead: str = "") -> Register:
    chosen: dict[str, Any] = {name: value for name in NAMES if (value := request.args.get(name, ""))}
    download = (Link(_("Download as CSV"), url_for("log.export", **chosen), "download"),)
    return Register(
        title or _("Log"),
        _columns(),
        tuple(_cells(row) for row in found.rows),
        lead=lead or _lead_words(),
        links=download if endpoint == "log.search" and found.rows else (),
        more_href=url_for(endpoint, **chosen, efter=found.more) if found.more else "",
        clear_href=url_for(endpoint) if chosen else "",
        empty=_("Nothing in the log fits. Try other days or fewer conditions."),
    )


def _columns() -> tuple[Column, ...]:
    return Column(_("When")), Column(_("Who")), Column(_("What"), "wide"), Column(_("Case"))


def _cells(row: LogRow) -> tuple[Cell, ...]:
    return (
        Cell(words.stamp(row.at)),
        Cell(row.agent) if row.agent else Cell(_("The system"), tone="soft"),
        Cell(said(row)),
        Cell(row.number),
    )


def _fields(asked: Asked, reach: Reach) -> tuple[Field, ...]:
    people = [Choice("", _("Everybody"))]
    people += [Choice(str(id), name, id == asked.agent_id) for id, name in agents_within(reach)]
    kinds = [Choice(kind, name, kind == asked.kind) for kind, name in kind_names().items()]
    return (
        Field("person", _("Person"), "select", choices=tuple(people)),
        Field("nummer", _("Case number"), value=asked.number, short=True, autocomplete="off", maxlength=20),
        Field("handelse", _("What was done"), "select", choices=tuple(kinds)),
        Field("fran", _("From day"), "date", value=request.args.get("fran", ""), short=True),
        Field("till", _("Through day"), "date", value=request.args.get("till", ""), short=True),
    )


def _lead_words() -> str:
    return _(
        "What has been opened, changed, searched for and taken out, newest first. You see the cases of your committee "
        "and what its own people have done. Your search is logged too."
    )


def _own_words() -> str:
    return _(
        "What is written in the log about you. Besides you, only the committee's data protection officer and an "
        "auditor can search the log."
    )
