"""Loggutdrag: who has looked at a citizen's case, as a page to print. Names only where the nämnd has decided so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy import select

from core.access.agents import Agent
from core.access.roles import may
from core.access.trace import MOST, Asked, LogRow, Reach, case_within, log, reach_of
from core.case.events import audit
from core.clock import now
from core.store.db import reading, transaction
from core.store.models import AgentRole, Forvaltning, Namnd, Unit
from core.web import words
from core.web.form_rows import Choice, Field
from core.web.frame import page, site
from core.web.language import gettext as _
from core.web.log_words import said
from core.web.role_words import role_name
from core.web.session import current_agent

MOST_CASES = 20
_NUMBER = re.compile(r"20\d\d-\d{6,9}")

log_extract = Blueprint("log_extract", __name__)


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that a person did with the case: when, in which role and where, what."""

    at: str
    role: str
    place: str
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What was done with one case, oldest first."""

    number: str
    looks: tuple[Look, ...]


@log_extract.get("/logg/utdrag")
def ask() -> str:
    """The form; with numbers in the address, the page to print. Every case in it is logged as extracted."""
    agent = current_agent()
    if not may(agent, "log_extract"):
        abort(403)
    typed, named = request.args.get("nummer", ""), request.args.get("namn") == "yes"
    reach = reach_of(agent, "log_extract")
    numbers = list(dict.fromkeys(_NUMBER.findall(typed)))[:MOST_CASES]
    ids = {number: case_within(number, reach) for number in numbers}
    missing = [number for number, case_id in ids.items() if case_id is None]
    if not numbers or missing:
        return page("log_ask.html", fields=_fields(typed, named, _problem(typed, missing)), action=_here())
    extracts = tuple(_extract(number, reach, named) for number in numbers)
    with transaction():
        for one in extracts:
            audit("log_extract", agent, ids[one.number], {"rows": len(one.looks), "names": named})
    return _printed(extracts, named, agent)


def _printed(extracts: tuple[Extract, ...], named: bool, agent: Agent) -> str:
    return render_template(
        "log_extract.html",
        site=site(for_agent=True),
        extracts=extracts,
        named=named,
        printed_at=words.stamp(now()),
        printed_by=agent.name,
        back=_here(),
    )


def _extract(number: str, reach: Reach, named: bool) -> Extract:
    rows = [row for row in _every(number, reach) if row.agent_id]
    posts = _posts({row.agent_id for row in rows})
    looks = (_look(row, *posts.get(row.agent_id, ("", "")), named) for row in reversed(rows))
    return Extract(number, tuple(looks))


def _look(row: LogRow, role: str, place: str, named: bool) -> Look:
    return Look(words.stamp(row.at), role, place, row.agent if named else "", said(row))


def _every(number: str, reach: Reach) -> Iterator[LogRow]:
    asked: Asked | None = Asked(number=number, limit=MOST)
    while asked is not None:
        found = log(asked, reach)
        yield from found.rows
        asked = replace(asked, before=found.more) if found.more else None


def _posts(agent_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Agent id → role, and förvaltning and unit (or nämnd), in words; roles that have ended count."""
    rows = reading().execute(
        select(AgentRole.agent_id, AgentRole.role, Forvaltning.name, Unit.name, Namnd.name)
        .outerjoin(Forvaltning, Forvaltning.id == AgentRole.forvaltning_id)
        .outerjoin(Unit, Unit.id == AgentRole.unit_id)
        .outerjoin(Namnd, Namnd.id == AgentRole.namnd_id)
        .where(AgentRole.agent_id.in_(sorted(agent_ids)))
        .order_by(AgentRole.id)
    )
    roles: dict[int, dict[str, None]] = defaultdict(dict)
    places: dict[int, dict[str, None]] = defaultdict(dict)
    for agent_id, role, owner, unit, namnd in rows:
        roles[agent_id][role_name(role)] = None
        places[agent_id] |= dict.fromkeys(filter(None, (owner, unit, namnd)))
    return {agent_id: (", ".join(roles[agent_id]), ", ".join(places[agent_id])) for agent_id in roles}


def _problem(typed: str, missing: list[str]) -> str:
    """One and the same for a number that does not exist and for another nämnd's."""
    if missing:
        return _("Not among your committee's cases: %(numbers)s.", numbers=", ".join(missing))
    return _("Write at least one whole case number, such as 2026-004317.") if typed.strip() else ""


def _fields(typed: str, named: bool, problem: str) -> tuple[Field, ...]:
    hint = _("One or several whole numbers, at most %(most)s.", most=MOST_CASES)
    names = Choice("yes", "", named)
    return (
        Field("nummer", _("Case number"), "textarea", typed[:1000], hint=hint, error=problem, rows=3),
        Field("namn", _("Show the names of persons: the committee has decided so"), "checkbox", choices=(names,)),
    )


def _here() -> str:
    return url_for("log_extract.ask")
