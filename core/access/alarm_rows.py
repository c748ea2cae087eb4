"""What those in charge must see, and get a mail about: written in the transaction of what caused it."""

from __future__ import annotations

from typing import Literal

from flask import current_app

from core.clock import now
from core.store.db import table, writing
from core.store.models import Alarm

AlarmKind = Literal["emergency_used", "own_access"]

EMERGENCY_USED: AlarmKind = "emergency_used"
OWN_ACCESS: AlarmKind = "own_access"  # an administrator let themself see cases


def raise_alarm(kind: AlarmKind, agent_id: int | None = None) -> None:
    """Notes the alarm; the worker mails it (`core.flow.alarms`). `agent_id` is who did it."""
    state = "waiting" if current_app.config["SETTINGS"].alarm_address else "no_address"
    writing().execute(table(Alarm).insert().values(kind=kind, at=now(), state=state, agent_id=agent_id))
