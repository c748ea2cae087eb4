"""How far one answer has come, in words, and what a person can do about it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from flask import url_for

from core.access.agents import Agent
from core.flow.wording import phone_words
from core.store.models import Case, Message
from core.store.models import Delivery as DeliveryRow
from core.web import words
from core.web.language import gettext as _
from core.web.thread_rows import Delivery, DeliveryState, Verb


def delivery_of(row: DeliveryRow, case: Case, message: Message, by: Agent, clock: float, now: datetime) -> Delivery:
    """The delivery as it is shown to `by`. `clock` is the database's, in epoch seconds, as `not_before` is."""
    left = int(row.not_before - clock)
    undo = row.state == "queued" and left > 0 and message.agent_id == by.id
    return Delivery(
        state="undo" if undo else _state(row),
        at=words.when(row.at, now) if row.state == "sent" else None,
        reason=_reason(row),
        next_at=words.when(datetime.fromtimestamp(row.not_before, UTC), now) if row.state == "retry" else None,
        task=_task(row),
        verbs=tuple(_verb(case, row, *what) for what in _verbs(row)),
        undo=_verb(case, row, "undo", _undo_label(message)) if undo else None,
        undo_seconds=left if undo else 0,
    )


def _state(row: DeliveryRow) -> DeliveryState:
    if row.state == "sent" and row.receipt in ("delivered", "read"):
        return "delivered"
    return cast(DeliveryState, "queued" if row.state == "claimed" else row.state)


def _reason(row: DeliveryRow) -> str:
    if row.refused:
        return _("The mail server would not take %(who)s", who=", ".join(row.refused))
    return row.reason if row.state in ("retry", "failed", "unknown") else ""


def _task(row: DeliveryRow) -> str:
    """What a person has to do, for what no machine delivers."""
    if row.way == "phone":
        return _("Ring %(who)s", who=phone_words(row.to_value)) if row.to_value else _("Ring up")
    return _("Write and post the letter")


def _verbs(row: DeliveryRow) -> tuple[tuple[str, str], ...]:
    if row.state == "todo":
        return (("done", _("Done")),)
    if row.state == "unknown":
        return (("arrived", _("It arrived")), ("again", _("Send again")), ("lost", _("It did not arrive")))
    if row.state == "failed":
        return (("again", _("Send again")), ("arrived", _("It arrived")))
    return ()


def _undo_label(message: Message) -> str:
    return _("Undo in all %(n)s", n=message.together) if message.together > 1 else _("Undo")


def _verb(case: Case, row: DeliveryRow, key: str, label: str) -> Verb:
    return Verb(key, label, url_for(f"deliveries.{key}", number=case.number, delivery_id=row.id), post=True)
