"""`./run audit`: the trace for whoever runs the machine, all of it or of one case or one person. The look is logged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select

from core.access.agents import SYSTEM
from core.access.trace import MOST, Asked, LogRow, case_within, log, reach_of
from core.case.events import audit
from core.clock import STOCKHOLM
from core.contract.errors import ConfigurationError
from core.store.db import reading, transaction
from core.store.models import AgentRow


def lines(number: str, login: str | None, since: str | None, *, as_json: bool) -> Iterator[str]:
    """Newest first, one line each: time, login, what, case. As JSON with ids and codes, times in ISO 8601 and UTC.

    Raises `ConfigurationError` for a login, a number or a day that is none.
    """
    reach = reach_of(SYSTEM, "search_log")
    asked = Asked(_agent(login), number.strip(), since=_day(since), limit=MOST)
    case_id = case_within(asked.number, reach) if asked.number else None
    if asked.number and case_id is None:
        raise ConfigurationError([f"{number}: inget sådant ärende"])
    with transaction():
        audit("log_searched", SYSTEM, case_id, {"where": "command", "agent": asked.agent_id, "since": since or ""})
    return (_json(row) if as_json else _line(row) for row in _every(asked))


def _every(asked: Asked) -> Iterator[LogRow]:
    more: Asked | None = asked
    reach = reach_of(SYSTEM, "search_log")
    while more is not None:
        found = log(more, reach)
        yield from found.rows
        more = replace(asked, before=found.more) if found.more else None


def _json(row: LogRow) -> str:
    values: dict[str, Any] = {
        "at": row.at.isoformat().replace("+00:00", "Z"),
        "agent": row.login or None,
        "kind": "event" if row.event else "audit",
        "action": row.action,
        "case": row.number or None,
        "data": row.data,
    }
    return json.dumps(values, ensure_ascii=False)


def _line(row: LogRow) -> str:
    said = " ".join(f"{name}={value}" for name, value in (row.data or {}).items())
    at = row.at.astimezone(STOCKHOLM)
    return f"{at:%Y-%m-%d %H.%M.%S}  {row.login or '-':14} {row.action:20} {row.number or '-':12} {said}".rstrip()


def _agent(login: str | None) -> int | None:
    if login is None:
        return None
    found = reading().scalar(select(AgentRow.id).where(AgentRow.login == login.strip().lower()))
    if found is None:
        raise ConfigurationError([f"{login}: ingen sådan inloggning. ./run user list visar alla."])
    return found


def _day(typed: str | None) -> datetime | None:
    if not typed:
        return None
    try:
        return datetime.combine(date.fromisoformat(typed), time(), STOCKHOLM).astimezone(UTC)
    except ValueError:
        raise ConfigurationError([f"{typed}: skriv dagen som 2026-11-22"]) from None
