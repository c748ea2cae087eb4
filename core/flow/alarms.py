"""What must reach people outside the system at once: the emergency account was used, or an administrator let themself
see cases.

An alarm belongs to no case, so it has a row of its own instead of a delivery. A leased job sends it; two mails are
better than none, so a try whose end nobody knows is made again.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, select, update

from core.access.alarm_rows import EMERGENCY_USED, OWN_ACCESS
from core.clock import STOCKHOLM, now
from core.contract.errors import NotSent, SendingError
from core.contract.messages import Address, OutboundMessage
from core.contract.plugin import Stop
from core.contract.registry import instance
from core.flow.queueing import any_channel_for
from core.store.db import db, reading, table, transaction
from core.store.models import AgentRow, Alarm
from core.store.texts import setting

SHOWN = timedelta(hours=24)
MOST_TRIES = 20  # one every job's turn; then the banner says that the mail did not leave

log = logging.getLogger("envagin.alarms")

SUBJECT: Mapping[str, str] = {
    EMERGENCY_USED: "Nödkontot har använts",
    OWN_ACCESS: "En administratör har gett sig själv rätt till ärenden",
}
TEXT: Mapping[str, str] = {
    EMERGENCY_USED: """Nödkontot i {centre} användes {when}.

Stämmer det inte med ett fel i kommunens inloggning: stäng kontot med ett nytt lösenord (./run user break-glass) och
se efter i loggen vad som gjordes.
""",
    OWN_ACCESS: """{name} är administratör i {centre} och gav sig själv rätt att se ärenden {when}.

Stämmer det inte: en annan administratör tar bort rätten under Inställningar, Medarbetare. Loggen visar vad som lästes.
""",
}


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm of the last day."""

    kind: str
    at: datetime
    state: str
    name: str = ""


def recent_alarms() -> list[Raised]:
    """The alarms that everybody in charge shall see now, latest first."""
    rows = _with_name(Alarm.kind, Alarm.at, Alarm.state).where(Alarm.at > now() - SHOWN).order_by(Alarm.id.desc())
    return [Raised(kind, at, state, name or "") for kind, at, state, name in reading().execute(rows.limit(5))]


def send_alarms(stop: Stop) -> None:
    """Sends what waits. Called by one worker at a time."""
    rows = _with_name(Alarm.id, Alarm.kind, Alarm.at).where(Alarm.state == "waiting")
    for alarm_id, kind, at, name in reading().execute(rows).all():
        if stop.is_set():
            return
        _send(alarm_id, Raised(kind, at, "waiting", name or ""))


def _with_name(*columns: Any) -> Select[Any]:
    return select(*columns, AgentRow.name).outerjoin(AgentRow, AgentRow.id == Alarm.agent_id)


def _send(alarm_id: int, alarm: Raised) -> None:
    to = Address("email", current_app.config["SETTINGS"].alarm_address)
    via = instance(any_channel_for(to)) if to.value else None
    if via is None or via.plugin is None:
        return _settle(alarm_id, state="no_channel" if to.value else "no_address")
    message = _message(to, alarm)
    db.session.rollback()  # no snapshot is held over the network
    try:
        via.plugin.send(message)  # type: ignore[attr-defined]
    except SendingError as error:
        return _again(alarm_id, str(error), retry=not isinstance(error, NotSent) or error.retry)
    except Exception as error:
        log.exception("alarm %s", alarm_id)
        return _again(alarm_id, type(error).__name__, retry=True)
    _settle(alarm_id, state="sent", words="")


def _message(to: Address, alarm: Raised) -> OutboundMessage:
    centre = str(setting("centre_name", "") or "En väg in")
    when = alarm.at.astimezone(STOCKHOLM).strftime("%Y-%m-%d kl. %H.%M")
    return OutboundMessage(
        message_id=f"alarm.{secrets.token_hex(8)}@{current_app.config['MAIL_DOMAIN']}",
        case_number="",
        to=to,
        subject=f"{SUBJECT[alarm.kind]} ({centre})",
        text=TEXT[alarm.kind].format(centre=centre, when=when, name=alarm.name),
        from_name=centre,
        automatic=True,
    )


def _again(alarm_id: int, words: str, *, retry: bool) -> None:
    tries = int(reading().scalar(select(Alarm.tries).where(Alarm.id == alarm_id)) or 0) + 1
    over = not retry or tries >= MOST_TRIES
    _settle(alarm_id, tries=tries, words=words[:300], state="failed" if over else "waiting")


def _settle(alarm_id: int, **values: Any) -> None:
    alarms = table(Alarm)
    with transaction() as tx:
        tx.execute(update(alarms).where(alarms.c.id == alarm_id).values(**values))
