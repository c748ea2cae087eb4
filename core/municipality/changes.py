"""Who changed what of the municipality's own, from what to what: nothing that was so before is lost by a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.access.agents import Agent
from core.clock import now
from core.store.db import reading, writing
from core.store.models import AgentRow
from core.store.models import Change as Row

SHOWN = 20
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """`before` and `after` hold the fields that differ; a thing that is new has an empty `before`, one that ended an
    empty `after`. `name` is empty when the program did it by itself, such as what was planned for a day."""

    at: datetime
    name: str
    key: str
    before: Values
    after: Values


def note_change(area: str, key: str, before: Values, after: Values, by: Agent) -> bool:
    """Keeps what differs, and says whether anything did. Values must be fit for JSON. Inside a transaction."""
    names = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    if not names:
        return False
    was, became = ({name: one[name] for name in sorted(names) if name in one} for one in (before, after))
    agent_id = None if by.system else by.id
    writing().add(Row(at=now(), agent_id=agent_id, area=area, key=key, before=was, after=became))
    return True


def changes(area: str, key: str | None = None, limit: int = SHOWN) -> tuple[Change, ...]:
    """The latest changes of an area, or of one thing in it, newest first."""
    asked = select(Row, AgentRow.name).outerjoin(AgentRow, AgentRow.id == Row.agent_id).where(Row.area == area)
    if key is not None:
        asked = asked.where(Row.key == key)
    rows = reading().execute(asked.order_by(Row.id.desc()).limit(limit))
    return tuple(Change(row.at, name or "", row.key, row.before, row.after) for row, name in rows)


def last_change_of(area: str, key: str, field: str) -> Change | None:
    """Who last changed that field of the thing, among the latest changes."""
    return next((change for change in changes(area, key) if field in {*change.before, *change.after}), None)
