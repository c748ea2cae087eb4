"""The one way in. `keep` makes a raw message durable; `receive` makes a case of it, or part of one.

`receive` decides nothing about where a message belongs (that is `matching`) nor what it is about (that is `routing`):
it writes down what they said, all of it in the caller's transaction.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from core.access.agents import SYSTEM, Agent
from core.case import threads
from core.case.closing import opened_again
from core.case.record import change, lock
from core.case.threads import Filed
from core.clock import now
from core.contract.messages import InboundMessage, Received
from core.contract.registry import instance
from core.flow import bounces, officer_answers
from core.flow.acknowledging import acknowledge
from core.flow.fitting import fit, fitted
from core.flow.matching import Match, find_case
from core.flow.opening import open_case
from core.flow.routing import suggest
from core.store import blobs
from core.store.db import reading, table, transaction, upsert, writing
from core.store.models import Case, Forvaltning, Inbound, PluginHealth

REOPENS_WITHIN = timedelta(days=30)


def keep(plugin: str, external_id: str, raw: bytes, received_at: datetime | None = None) -> bool:
    """Makes a raw message durable, before anybody looks into it. Call it outside any transaction.

    `received_at` is when it reached the municipality (never later than now). Returns False when this receiving unit
    has the message already; the same message for another unit is kept, and becomes a sibling case.
    """
    blob = blobs.put(raw)
    external_id = fit(external_id, 200)
    with transaction() as tx:
        statement = _inbound(plugin, external_id, blob, received_at).on_conflict_do_nothing()
        is_new = tx.execute(statement.returning(table(Inbound).c.id)).scalar() is not None
        _note_activity(plugin)
    return is_new


def receive(
    plugin: str, message: InboundMessage, inbound_id: int | None = None, *, by: Agent = SYSTEM
) -> Received:
    """Files a message: opens a case, adds to one, or says that it was there already. Needs a transaction.

    `inbound_id` is the kept row it was read from; without one (forms, notes) the message itself is the original,
    stored as JSON; `by` is the agent who wrote a note. Received twice, it answers as the first time.
    """
    message = fitted(message)
    filed = threads.store_files(message)  # files first: no lock is held while they are written
    original = blobs.put(_as_json(message)) if inbound_id is None else ""
    row = _lock_inbound(inbound_id) if inbound_id else _make_inbound(plugin, message, original)
    if row.state != "waiting":
        return _as_before(row)
    received = _file(row, message, filed, by)
    _finish(row, received)
    return received


def _file(row: Inbound, message: InboundMessage, filed: Filed, by: Agent) -> Received:
    if message.about and (received := bounces.take_back(row, message, filed)):
        return received
    sibling = _sibling(row)
    match = Match() if sibling else find_case(message)
    if match.case_id is not None:
        case = lock(match.case_id, SYSTEM)
        if match.officer:
            return officer_answers.file_answer(case, row, message, filed, proven=match.proven)
        if case.closed_at is None or now() - case.closed_at <= REOPENS_WITHIN:
            return _add(case, row, message, filed)
        match = replace(match, case_id=None, possible=case.id)
    return _open(row, message, filed, match, sibling, by)


def _add(case: Case, row: Inbound, message: InboundMessage, filed: Filed) -> Received:
    message_id = threads.add_message(case, row, message, filed)
    if message.automatic:
        threads.touch(case)
        return Received("automatic", case.id, case.number, message_id, message.automatic)
    waited = case.status in ("waiting_citizen", "closed")
    fields: dict[str, Any] = opened_again(case) if case.closed_at else {"status": "open"} if waited else {}
    fields |= {"activity_at": now(), "unread": True, "last_message": message_id, "snoozed_until": None}
    change(case, SYSTEM, "reopened_by_message" if waited else "message_in", data={"message": message_id}, **fields)
    return Received("added", case.id, case.number, message_id)


def _open(
    row: Inbound, message: InboundMessage, filed: Filed, match: Match, sibling: int | None, by: Agent
) -> Received:
    entry = instance(row.plugin)
    suggestion = suggest(message, row.received_at, entry.svarsgrupp if entry else None)
    old = by.system and _is_old(row)  # what somebody writes down afterwards is news
    case = open_case(row, message, suggestion, promise_kept=not (old or message.automatic))
    message_id = threads.add_message(case, row, message, filed, by)
    for other, kind in ((sibling, "sibling"), (match.possible, "possible")):
        if other is not None:
            threads.link(case.id, other, kind)
    if not (old or message.automatic or message.suspect):
        acknowledge(case, row.plugin, message)
    disposition = "old" if old else "automatic" if message.automatic else "sibling" if sibling else "new"
    return Received(disposition, case.id, case.number, message_id, message.automatic or "")  # type: ignore[arg-type]


def _as_before(row: Inbound) -> Received:
    if row.case_id is None:
        return Received("duplicate", reason=row.reason)
    number = reading().execute(select(Case.number).where(Case.id == row.case_id)).scalar_one()
    return Received("duplicate", row.case_id, number)


def _lock_inbound(inbound_id: int) -> Inbound:
    """The kept row, locked with those of the same message to other units: whoever comes second sees the sibling."""
    same = select(Inbound.external_id).where(Inbound.id == inbound_id).scalar_subquery()
    rows = writing().scalars(
        select(Inbound).where(Inbound.external_id == same).order_by(Inbound.id).with_for_update()
    )
    return next(row for row in rows.all() if row.id == inbound_id)


def _make_inbound(plugin: str, message: InboundMessage, blob: str) -> Inbound:
    writing().execute(_inbound(plugin, message.external_id, blob, message.received_at).on_conflict_do_nothing())
    _note_activity(plugin)
    where = (Inbound.external_id == message.external_id, Inbound.receiving_id == _receiving_unit(plugin))
    return writing().execute(select(Inbound).where(*where).with_for_update()).scalar_one()


def _inbound(plugin: str, external_id: str, blob: str, received_at: datetime | None) -> Any:
    at = now()
    return upsert(Inbound).values(
        plugin=plugin,
        receiving_id=_receiving_unit(plugin),
        external_id=external_id,
        blob=blob,
        received_at=min(received_at or at, at),
        kept_at=at,
    )


def _receiving_unit(plugin: str) -> int:
    """The förvaltning that the instance receives for: its option, else the contact centre.

    One that is misspelt is named by `./run check`; meanwhile nothing sent to it is lost.
    """
    entry = instance(plugin)
    code = entry.forvaltning if entry else None
    bound = reading().scalar(select(Forvaltning.id).where(Forvaltning.code == code)) if code else None
    return bound or int(reading().execute(select(Forvaltning.id).where(Forvaltning.contact_centre)).scalar_one())


def _sibling(row: Inbound) -> int | None:
    """The case that the same message became for another receiving unit."""
    return reading().scalar(
        select(Inbound.case_id).where(
            Inbound.external_id == row.external_id, Inbound.id != row.id, Inbound.case_id.is_not(None)
        )
    )


def _is_old(row: Inbound) -> bool:
    """Mail from before the instance's first start is registered, without promise or receipt."""
    first = reading().scalar(select(PluginHealth.first_start).where(PluginHealth.plugin == row.plugin))
    return first is not None and row.received_at < first


def _finish(row: Inbound, received: Received) -> None:
    inbound = table(Inbound)
    writing().execute(
        update(inbound)
        .where(inbound.c.id == row.id)
        .values(
            state="done",
            disposition=received.disposition,
            case_id=received.case_id,
            reason=received.reason[:300],
            claimed_until=0,
        )
    )


def _note_activity(plugin: str) -> None:
    at = now()
    statement = upsert(PluginHealth).values(plugin=plugin, activity_at=at)
    writing().execute(statement.on_conflict_do_update(index_elements=["plugin"], set_={"activity_at": at}))


def _as_json(message: InboundMessage) -> bytes:
    """The values of a form or note as the original; files stand in it by name and size."""
    values = asdict(replace(message, attachments=(), hints={}))
    values["hints"] = dict(message.hints)
    values["attachments"] = [{"name": a.name, "size": len(a.content)} for a in message.attachments]
    return json.dumps(values, ensure_ascii=False, default=str, sort_keys=True).encode()
