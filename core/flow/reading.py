"""Reads what was kept: claims waiting rows, parses outside any transaction, files each in one.

`tries` is committed before a message is parsed. A message that three times could not be read, or took its worker with
it, becomes a case "kunde inte läsas" with the original attached: the queue is the quarantine.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, select, update

from core.contract.errors import Unreadable
from core.contract.messages import Attachment, InboundMessage, Received
from core.contract.plugin import Stop
from core.contract.registry import channel
from core.flow.intake import receive
from core.store import blobs
from core.store.db import database_now, table, transaction
from core.store.models import Inbound

log = logging.getLogger("envagin.reading")

TRIES = 3
CLAIM_SECONDS = 30
BATCH = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claimed row: what to read and how often it was tried before."""

    id: int
    plugin: str
    external_id: str
    blob: str
    tries: int
    received_at: datetime


def read_waiting(worker: str, stop: Stop) -> int:
    """Reads everything that waits, until nothing does or `stop` is set. Returns how many were read."""
    done = 0
    bury_repeated_deaths(worker)
    while not stop.is_set() and (rows := claim(worker)):
        for row in rows:
            if stop.is_set():
                return done
            read_one(row)
            done += 1
    return done


def claim(worker: str) -> list[Waiting]:
    """Takes the oldest waiting rows for this worker: many fresh ones, or a single one that failed before."""
    inbound = table(Inbound)
    free = (inbound.c.state == "waiting") & (inbound.c.tries < TRIES) & (inbound.c.claimed_until < database_now())
    with transaction() as tx:
        found = tx.execute(
            select(inbound.c.id, inbound.c.tries)
            .where(free)
            .order_by(inbound.c.tries, inbound.c.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        if not found:
            return []
        ids = [row.id for row in found if row.tries == 0] or [found[0].id]
        rows = tx.execute(
            update(inbound)
            .where(inbound.c.id.in_(ids))
            .values(claimed_by=worker, claimed_until=database_now() + CLAIM_SECONDS, tries=inbound.c.tries + 1)
            .returning(*_columns())
        ).all()
    return sorted((Waiting(*row) for row in rows), key=lambda row: row.id)


def claim_one(inbound_id: int, worker: str) -> Waiting | None:
    """Takes one named row, for a command that brings in its own messages. None when another has it."""
    inbound = table(Inbound)
    with transaction() as tx:
        row = tx.execute(
            update(inbound)
            .where(inbound.c.id == inbound_id, inbound.c.state == "waiting", inbound.c.claimed_by.in_(("", worker)))
            .values(claimed_by=worker, claimed_until=database_now() + CLAIM_SECONDS, tries=inbound.c.tries + 1)
            .returning(*_columns())
        ).first()
    return Waiting(*row) if row else None


def read_one(row: Waiting) -> Received | None:
    """Reads and files one claimed row. None when it must wait: its channel is off, or it failed and is tried again."""
    source = channel(row.plugin)
    if source is None:
        _put_back(row, tries=0)
        return None
    try:
        message = source.read(blobs.get(row.blob))
    except Exception as error:
        return _failed(row, error)
    return _file(row, message)


def _file(row: Waiting, message: InboundMessage) -> Received | None:
    try:
        with transaction():
            return receive(row.plugin, message, row.id)
    except Exception as error:
        return _failed(row, error)


def _failed(row: Waiting, error: Exception) -> Received | None:
    log.warning("inbound %s of %s, try %s: %s", row.id, row.plugin, row.tries, type(error).__name__, exc_info=error)
    if row.tries < TRIES and not isinstance(error, Unreadable):
        _put_back(row, tries=row.tries)
        return None
    return quarantine(row, f"{type(error).__name__}: {error}"[:200])


def quarantine(row: Waiting, reason: str) -> Received:
    """Makes a case of what cannot be read, with the original as a file. Nothing is lost."""
    original = Attachment("original.eml", "message/rfc822", blobs.get(row.blob))
    message = InboundMessage(
        external_id=row.external_id,
        channel="email",
        subject="Ett meddelande kunde inte läsas",
        text="Meddelandet kunde inte läsas av systemet. Originalet ligger som bilaga.",
        attachments=(original,),
        received_at=row.received_at,
    )
    with transaction() as tx:
        received = receive(row.plugin, message, row.id)
        tx.execute(
            update(table(Inbound))
            .where(table(Inbound).c.id == row.id)
            .values(state="quarantined", disposition="unreadable", reason=reason)
        )
    return Received("unreadable", received.case_id, received.number, received.message_id, reason)


def bury_repeated_deaths(worker: str) -> int:
    """Rows whose third try never came back: their reader died each time. They become cases too."""
    inbound = table(Inbound)
    with transaction() as tx:
        rows = tx.execute(
            update(inbound)
            .where(inbound.c.state == "waiting", inbound.c.tries >= TRIES, inbound.c.claimed_until < database_now())
            .values(claimed_by=worker, claimed_until=database_now() + CLAIM_SECONDS)
            .returning(*_columns())
        ).all()
    for row in rows:
        quarantine(Waiting(*row), "its reader died three times")
    return len(rows)


def _columns() -> list[Column[Any]]:
    return [table(Inbound).c[field.name] for field in fields(Waiting)]


def _put_back(row: Waiting, *, tries: int) -> None:
    inbound = table(Inbound)
    pause = CLAIM_SECONDS if tries == 0 else 2**tries
    with transaction() as tx:
        tx.execute(
            update(inbound)
            .where(inbound.c.id == row.id, inbound.c.state == "waiting")
            .values(tries=tries, claimed_until=database_now() + pause)
        )
