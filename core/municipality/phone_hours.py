"""When somebody answers the phone: in words, and by weekday so that a page can say "svarar nu"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from core.access.agents import Agent
from core.clock import now
from core.contract.errors import Refused, Wrong
from core.municipality.absences import insist_absence
from core.municipality.changes import note_change
from core.municipality.people import AREA, person
from core.store.db import reading, table, writing
from core.store.models import AgentRow

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_WORDS = 200

_SPAN = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[.:](\d{2}))?")


@dataclass(frozen=True, slots=True)
class PhoneHours:
    """`week` is weekday → "9.00–11.00, 13.00–14.00"; `changed_at` when somebody last looked to it."""

    words: str
    week: Mapping[str, str]
    changed_at: datetime | None


def phone_hours(agent_id: int) -> PhoneHours:
    """What is written down for somebody."""
    asked = select(AgentRow.phone_words, AgentRow.phone_hours, AgentRow.phone_changed_at)
    row = reading().execute(asked.where(AgentRow.id == agent_id)).one()
    week = {day: ", ".join(map(_shown, row.phone_hours.get(day, ()))) for day in DAYS}
    return PhoneHours(row.phone_words, week, row.phone_changed_at)


def set_phone_hours(agent_id: int, words: str, week: Mapping[str, str], by: Agent) -> None:
    """Oneself, and those one leads. A day without hours is empty. Raises `Wrong` by "words" and weekday."""
    insist_absence(agent_id, by)
    wrong, spans = {}, {}
    for day in DAYS:
        found = spans_of(week.get(day, ""))
        if found is None:
            wrong[day] = Refused("hours_wrong")
        elif found:
            spans[day] = list(found)
    if len(words) > LONGEST_WORDS:
        wrong["words"] = Refused("too_long", n=str(LONGEST_WORDS))
    if wrong:
        raise Wrong(wrong)
    old, agents = phone_hours(agent_id), table(AgentRow)
    values = {"phone_words": words.strip(), "phone_hours": spans, "phone_changed_at": now()}
    writing().execute(update(agents).where(agents.c.id == agent_id).values(**values))
    new = phone_hours(agent_id)
    was, are = ({"phone_words": one.words, "phone_hours": _in_one(one)} for one in (old, new))
    note_change(AREA, person(agent_id).login, was, are, by)


def spans_of(typed: str) -> tuple[str, ...] | None:
    """ "9-11, 13.00–14.30" as ("09:00-11:00", "13:00-14:30"); () for nothing, None for what is no hours."""
    found: list[str] = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;]| och ", typed))):
        match = _SPAN.fullmatch(part)
        if match is None:
            return None
        opens, closes = (f"{int(h):02}:{m or '00'}" for h, m in (match.group(1, 2), match.group(3, 4)))
        if not (opens < closes <= "24:00") or int(opens[3:]) > 59 or int(closes[3:]) > 59:
            return None
        if found and found[-1][6:] > opens:
            return None
        found.append(f"{opens}-{closes}")
    return tuple(found)


def _shown(span: str) -> str:
    return "–".join(f"{int(time[:2])}.{time[3:]}" for time in span.split("-"))


def _in_one(hours: PhoneHours) -> str:
    return "; ".join(f"{day} {spans}" for day, spans in hours.week.items() if spans)
