"""The rows of `inbound`: kept before anybody looks into a message, locked while it is filed, done afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Update, bindparam, select, update

from core.case.threads import Kept
from core.clock import now
from core.contract.messages import RawMessage, Received
from core.contract.registry import instance
from core.flow.fitting import fit
from core.store import blobs
from core.store.db import Insert, reading, table, transaction, upsert, writing
from core.store.editions import CURRENT, known, looked_at
from core.store.models import Forvaltning, Inbound, PluginHealth
from core.store.ready import Ready

CENTRE = ""  # stands for the contact centre, whatever its code
_INBOUND = table(Inbound)


def keep(plugin: str, external_id: str, raw: bytes, received_at: datetime | None = None) -> bool:
    """Makes a raw message durable, before anybody looks into it. Call it outside any transaction.

    `received_at` is when it reached the municipality (never later than now). Returns False when this receiving unit
    has the message already; the same message for another unit is kept, and becomes a sibling case.
    """
    return keep_all(plugin, [RawMessage(external_id, raw, received_at)]) == 1


def keep_all(plugin: str, messages: Sequence[RawMessage]) -> int:
    """Makes several durable, all or none, and waits for the disk together. Returns how many were new."""
    if not messages:
        return 0
    names = blobs.put_all([message.raw for message in messages])
    with transaction():
        rows = [_row(plugin, one.external_id, blob, one.received_at) for one, blob in zip(messages, names, strict=True)]
        new = _keeping.run(*rows).rowcount
        _note_activity(plugin)
    return new


def make(plugin: str, external_id: str, blob: str, received_at: datetime | None) -> int:
    """The id of the row of what was not kept before (a form, a note), made in the caller's transaction when new."""
    row = _row(plugin, external_id, blob, received_at)
    _keeping.run(row)
    _note_activity(plugin)
    return int(writing().execute(_WHICH, row).scalar_one())


def lock_kept(inbound_id: int) -> tuple[Kept, int | None]:
    """A kept row, locked with those of the same message to other units, and the case that one of these became.

    Whoever comes second thus sees the sibling.
    """
    found = writing().execute(_SAME, {"inbound_id": inbound_id}).all()
    looked_at(found[0][-1])
    rows = [Kept(*row[:-1]) for row in found]
    sibling = next((row.case_id for row in rows if row.id != inbound_id and row.case_id is not None), None)
    return next(row for row in rows if row.id == inbound_id), sibling


def done(row: Kept, received: Received) -> None:
    """Says what became of the message."""
    what = {"how": received.disposition, "case": received.case_id, "why": received.reason[:300]}
    _done.run({"inbound_id": row.id, **what})


@Ready
def _done() -> Update:
    what: dict[str, Any] = {"disposition": bindparam("how"), "case_id": bindparam("case"), "reason": bindparam("why")}
    return (
        update(_INBOUND).where(_INBOUND.c.id == bindparam("inbound_id")).values(state="done", claimed_until=0, **what)
    )


def _same(external_id: Any) -> Select[Any]:
    columns = [table(PluginHealth if f.name == "first_start" else Inbound).c[f.name] for f in fields(Kept)]
    return (
        select(*columns, CURRENT.scalar_subquery())
        .outerjoin(PluginHealth, PluginHealth.plugin == _INBOUND.c.plugin)
        .where(_INBOUND.c.external_id == external_id)
        .order_by(_INBOUND.c.id)
        .with_for_update(of=_INBOUND)
    )


_SAME_ID = select(_INBOUND.c.external_id).where(_INBOUND.c.id == bindparam("inbound_id")).correlate(None)
_SAME = _same(_SAME_ID.scalar_subquery())
_WHICH = select(_INBOUND.c.id).where(
    _INBOUND.c.external_id == bindparam("external_id"), _INBOUND.c.receiving_id == bindparam("receiving_id")
)


@Ready
def _keeping() -> Insert:
    given = ("plugin", "receiving_id", "external_id", "blob", "received_at", "kept_at")
    return upsert(Inbound).values({name: bindparam(name) for name in given}).on_conflict_do_nothing().inline()


def _row(plugin: str, external_id: str, blob: str, received_at: datetime | None) -> dict[str, Any]:
    at = now()
    return {
        "plugin": plugin,
        "receiving_id": _receiving_unit(plugin),
        "external_id": fit(external_id, 200),
        "blob": blob,
        "received_at": min(received_at or at, at),
        "kept_at": at,
    }


def _receiving_unit(plugin: str) -> int:
    """The förvaltning that the instance receives for: its option, else the contact centre.

    One that is misspelt is named by `./run check`; meanwhile nothing sent to it is lost.
    """
    entry = instance(plugin)
    units = known("receiving units", _receiving_units)
    return (units.get(entry.forvaltning) if entry and entry.forvaltning else None) or units[CENTRE]


def _receiving_units() -> dict[str, int]:
    """Code → id; the contact centre also under no code."""
    rows = reading().execute(select(Forvaltning.code, Forvaltning.id, Forvaltning.contact_centre)).all()
    centre = next(row.id for row in rows if row.contact_centre)
    return {row.code: row.id for row in rows} | {CENTRE: centre}


@Ready
def _noting() -> Insert:
    noted = upsert(PluginHealth).values(plugin=bindparam("plugin"), activity_at=bindparam("at"))
    return noted.on_conflict_do_update(index_elements=["plugin"], set_={"activity_at": noted.excluded.activity_at})


def _note_activity(plugin: str) -> None:
    _noting.run({"plugin": plugin, "at": now()})
