"""Every change of a case leaves an event: what, when, who. Ids and codes only; words are made when shown."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from core.access.agents import Agent
from core.clock import now
from core.store.db import table, writing
from core.store.models import Audit, Event
from core.store.ready import insert_all


def record(case_id: int, kind: str, by: Agent, data: dict[str, Any] | None = None) -> None:
    """Writes an event of the case, in the transaction that makes the change."""
    values = {"case_id": case_id, "at": now(), "kind": kind, "agent_id": by.id or None, "data": data or {}}
    insert_all(Event, [values])


def audit(action: str, by: Agent, case_id: int | None = None, data: dict[str, Any] | None = None) -> None:
    """Writes a row of the audit log: an opening, a login, a search for a person, an export."""
    at, agent_id = now(), by.id or None
    payload = json.dumps([at.isoformat(), agent_id, action, case_id, data or {}], sort_keys=True)
    writing().execute(
        table(Audit)
        .insert()
        .values(
            at=at,
            agent_id=agent_id,
            action=action,
            case_id=case_id,
            data=data or {},
            payload=hashlib.sha256(payload.encode()).hexdigest(),
        )
    )
