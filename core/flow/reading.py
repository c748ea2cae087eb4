"""Reads what was kept: claims waiting rows, parses outside any transaction, files each in one.

`tries` is committed before a message is parsed. A message that three times could not be read, or took its worker with
it, becomes a case "kunde inte läsas" with the original attached: the queue is the quarantine.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, exists, select, update
from sqlalchemy.exc import OperationalError

from core.contract.errors import Unreadable
from core.contract.messages import Attachment, InboundMessage, Received
from core.contract.plugin import Stop
from core.contract.registry import channel, plugins
from core.flow.fitting import fit
from core.flow.intake import receive
from core.store import blobs
from core.store.db import database_now, db, reading, table, transaction
from core.store.models import Inbound
from core.store.models.catalogue import UNCLASSIFIED

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
    if not something_waits():
        return done
    bury_repeated_deaths(worker)
    while not stop.is_set() and (rows := claim(worker)):
        for number, row in enumerate(rows):
            if stop.is_set():
                _leave(rows[number:], worker)
                break
            read_one(row)
            done += 1
    return done


def something_waits() -> bool:
    """A look that takes no lock: most of the time there is nothing to do."""
    found = reading().scalar(select(exists().where(Inbound.state == "waiting")))
    db.session.rollback()  # the snapshot ends with the look
    return bool(found)


def claim(worker: str) -> list[Waiting]:
    """Takes the oldest waiting rows for this worker: many fresh ones, or a single one that failed before.

    What waits for a channel that does not run is left alone, so that it stands in nobody's way.
    """
    inbound = table(Inbound)
    running = inbound.c.plugin.in_([plugin.name for plugin in plugins().channels()])
    waiting = (inbound.c.state == "waiting") & (inbound.c.tries < TRIES) & (inbound.c.claimed_until < database_now())
    free = waiting & running
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
    passing = isinstance(error, OperationalError)  # the database is locked or restarts: not the message's fault
    if passing or (row.tries < TRIES and not isinstance(error, Unreadable)):
        _put_back(row, tries=row.tries - 1 if passing else row.tries)
        return None
    try:
        return quarantine(row, fit(f"{type(error).__name__}: {error}", 200))
    except Exception:  # `bury_repeated_deaths` tries again; those behind it do not wait
        log.exception("inbound %s cannot be quarantined", row.id)
        return None


def quarantine(row: Waiting, reason: str) -> Received:
    """Makes a case of what cannot be read, with the original as a file. Nothing is lost."""
    source = channel(row.plugin)
    sms = source is not None and source.delivers_to == "mobile"
    message = InboundMessage(
        external_id=row.external_id,
        channel="sms" if sms else "email",
        subject="Ett meddelande kunde inte läsas",
        text="Meddelandet kunde inte läsas av systemet. Originalet ligger som bilaga.",
        attachments=_original(row, "original.txt" if sms else "original.eml"),
        received_at=row.received_at,
        hints={"case_type": UNCLASSIFIED},
    )
    with transaction() as tx:
        received = receive(row.plugin, message, row.id)
        if received.disposition == "duplicate":  # a slow reader has filed it after all
            return received
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
        try:
            quarantine(Waiting(*row), "its reader died three times")
        except Exception:  # it waits for its turn to come again; those behind it do not
            log.exception("inbound %s cannot be quarantined", row.id)
    return len(rows)


def _original(row: Waiting, name: str) -> tuple[Attachment, ...]:
    """The raw message as a file; none when the folder of blobs has lost it."""
    try:
        return (Attachment(name, "text/plain" if name.endswith(".txt") else "message/rfc822", blobs.get(row.blob)),)
    except OSError:
        log.exception("inbound %s: its original is not there", row.id)
        return ()


def _leave(rows: list[Waiting], worker: str) -> None:
    """Gives back claimed rows that nobody has looked at: that was no try."""
    inbound = table(Inbound)
    ours = inbound.c.id.in_([row.id for row in rows]) & (inbound.c.claimed_by == worker)
    with transaction() as tx:
        tx.execute(
            update(inbound)
            .where(ours, inbound.c.state == "waiting")
            .values(tries=inbound.c.tries - 1, claimed_by="", claimed_until=0)
        )


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
