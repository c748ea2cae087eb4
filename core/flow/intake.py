"""The one way in: `receive` makes a case of a message, or part of one, whether it was kept (`keeping`) or not.

`receive` decides nothing about where a message belongs (that is `matching`) nor what it is about (that is `routing`):
it writes down what they said, all of it in the caller's transaction.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.access.agents import SYSTEM, Agent
from core.case import threads
from core.case.closing import opened_again
from core.case.record import change, lock
from core.case.threads import Filed, Kept
from core.clock import now
from core.contract.messages import InboundMessage, Received
from core.contract.registry import instance
from core.flow import bounces, keeping, officer_answers
from core.flow.acknowledging import acknowledge
from core.flow.fitting import fitted
from core.flow.matching import Match, find_case
from core.flow.opening import open_case, own_stems
from core.flow.routing import suggest
from core.flow.unnamed import is_protected, unnamed
from core.store import blobs
from core.store.db import reading
from core.store.models import Case

REOPENS_WITHIN = timedelta(days=30)


def receive(plugin: str, message: InboundMessage, inbound_id: int | None = None, *, by: Agent = SYSTEM) -> Received:
    """Files a message: opens a case, adds to one, or says that it was there already. Needs a transaction.

    `inbound_id` is the kept row it was read from; without one (forms, notes) the message itself is the original,
    stored as JSON; `by` is the agent who wrote a note. Received twice, it answers as the first time.
    """
    message = fitted(message)
    filed = threads.store_files(message)  # files first: no lock is held while they are written
    row, sibling = _original(plugin, message, inbound_id)
    if row.state != "waiting":
        return _as_before(row)
    received = _file(row, sibling, message, filed, by)
    keeping.done(row, received)
    return received


def _original(plugin: str, message: InboundMessage, inbound_id: int | None) -> tuple[Kept, int | None]:
    """The kept row, locked, and the case that the same message became for another receiving unit."""
    if inbound_id is None:
        original = blobs.put(_as_json(message))
        inbound_id = keeping.make(plugin, message.external_id, original, message.received_at)
    return keeping.lock_kept(inbound_id)


def _file(row: Kept, sibling: int | None, message: InboundMessage, filed: Filed, by: Agent) -> Received:
    if message.about and (received := bounces.take_back(row, message, filed)):
        return received
    match = Match() if sibling else find_case(message)
    if match.case_id is not None:
        case = lock(match.case_id, SYSTEM)
        if match.officer:
            return officer_answers.file_answer(case, row, message, filed, proven=match.proven)
        if is_protected(case):
            return _add(case, row, unnamed(message), filed, original=False)
        if case.closed_at is None or now() - case.closed_at <= REOPENS_WITHIN:
            return _add(case, row, message, filed)
        match = replace(match, case_id=None, possible=case.id)
    return _open(row, message, filed, match, sibling, by)


def _add(case: Case, row: Kept, message: InboundMessage, filed: Filed, *, original: bool = True) -> Received:
    message_id = threads.add_message(case, row, message, filed, original=original)
    if message.automatic:
        threads.touch(case)
        return Received("automatic", case.id, case.number, message_id, message.automatic)
    waited = case.status in ("waiting_citizen", "closed")
    fields: dict[str, Any] = opened_again(case) if case.closed_at else {"status": "open"} if waited else {}
    fields |= {"activity_at": now(), "unread": True, "last_message": message_id, "snoozed_until": None}
    change(case, SYSTEM, "reopened_by_message" if waited else "message_in", data={"message": message_id}, **fields)
    return Received("added", case.id, case.number, message_id)


def _open(row: Kept, message: InboundMessage, filed: Filed, match: Match, sibling: int | None, by: Agent) -> Received:
    entry = instance(row.plugin)
    suggestion = suggest(message, row.received_at, entry.svarsgrupp if entry else None)
    old = by.system and _is_old(row)  # what somebody writes down afterwards is news
    case = open_case(row, message, suggestion, promise_kept=not (old or message.automatic))
    message_id = threads.add_message(case, row, message, filed, by, opening=own_stems(case, message))
    for other, kind in ((sibling, "sibling"), (match.possible, "possible")):
        if other is not None:
            threads.link(case.id, other, kind)
    if not (old or message.automatic or message.suspect):
        acknowledge(case, row.plugin, message)
    disposition = "old" if old else "automatic" if message.automatic else "sibling" if sibling else "new"
    return Received(disposition, case.id, case.number, message_id, message.automatic or "")  # type: ignore[arg-type]


def _as_before(row: Kept) -> Received:
    if row.case_id is None:
        return Received("duplicate", reason=row.reason)
    number = reading().execute(select(Case.number).where(Case.id == row.case_id)).scalar_one()
    return Received("duplicate", row.case_id, number)


def _is_old(row: Kept) -> bool:
    """Mail from before the instance's first start is registered, without promise or receipt."""
    return row.first_start is not None and row.received_at < row.first_start


def _as_json(message: InboundMessage) -> bytes:
    """The values of a form or note as the original; files stand in it by name and size."""
    values = asdict(replace(message, attachments=(), hints={}))
    values["hints"] = dict(message.hints)
    values["attachments"] = [{"name": a.name, "size": len(a.content)} for a in message.attachments]
    return json.dumps(values, ensure_ascii=False, default=str, sort_keys=True).encode()
