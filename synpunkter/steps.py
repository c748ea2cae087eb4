"""Forms under way: kept on the server under a random address, so that no cookie is needed and back loses nothing."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from core import Attachment, now
from core.tables import reading, table, transaction, upsert, writing
from synpunkter.models import StepFile, Steps

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture or file that waits, without its content."""

    id: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Form:
    """A form under way. `receipt` is empty until it has been sent."""

    id: int
    address: str
    nonce: str
    answers: Answers
    receipt: Mapping[str, Any]
    files: tuple[Kept, ...] = ()


def start(plugin: str, address: str, answers: Answers, hours: int) -> Form:
    """Keeps a new form at that address, or goes on with the one there. Where one was sent, or for "", picks another."""
    address = address or secrets.token_hex(16)
    values = {
        "plugin": plugin,
        "address": _hash(address),
        "nonce": secrets.token_hex(16),
        "answers": dict(answers),
        "sent": False,
        "receipt": {},
        "expires_at": now() + timedelta(hours=hours),
    }
    with transaction() as tx:
        tx.execute(upsert(Steps).values(**values).on_conflict_do_nothing())
    form = find(plugin, address)
    if form is None or form.receipt:
        return start(plugin, "", answers, hours)
    merged = {**form.answers, **answers, "seen": form.answers.get("seen", "")}
    if merged != form.answers:
        save(form, merged, hours)
    return replace(form, answers=merged)


def find(plugin: str, address: str) -> Form | None:
    """The form at that address, or None when there is none any more."""
    wanted = (Steps.address == _hash(address), Steps.plugin == plugin, Steps.expires_at > now())
    row = reading().execute(select(Steps.id, Steps.nonce, Steps.answers, Steps.receipt).where(*wanted)).first()
    if row is None:
        return None
    files = reading().execute(
        select(StepFile.id, StepFile.name, StepFile.size).where(StepFile.steps_id == row.id).order_by(StepFile.id)
    )
    return Form(row.id, address, row.nonce, row.answers, row.receipt, tuple(Kept(*file) for file in files))


def save(form: Form, answers: Answers, hours: int) -> None:
    """Keeps the answers so far, and the form for so many hours from now. A form that was sent stays as it is."""
    rows = table(Steps)
    with transaction() as tx:
        unsent = (rows.c.id == form.id, rows.c.sent.is_(False))
        tx.execute(
            update(rows).where(*unsent).values(answers=dict(answers), expires_at=now() + timedelta(hours=hours))
        )


def add_files(form: Form, files: tuple[Attachment, ...]) -> None:
    """Keeps files until the form is sent."""
    rows = [
        {
            "steps_id": form.id,
            "name": file.name,
            "content_type": file.content_type,
            "size": len(file.content),
            "content": file.content,
        }
        for file in files
    ]
    if rows:
        with transaction() as tx:
            tx.execute(table(StepFile).insert(), rows)


def drop_files(form: Form, ids: frozenset[int]) -> None:
    """Forgets those files of the form."""
    files = table(StepFile)
    if not ids:
        return
    with transaction() as tx:
        tx.execute(delete(files).where(files.c.steps_id == form.id, files.c.id.in_(sorted(ids))))


def contents(form: Form) -> tuple[Attachment, ...]:
    """The files of the form, whole."""
    wanted = select(StepFile.name, StepFile.content_type, StepFile.content).where(StepFile.steps_id == form.id)
    return tuple(Attachment(*row) for row in reading().execute(wanted.order_by(StepFile.id)))


def finish(form: Form, receipt: Mapping[str, Any]) -> None:
    """The form has been sent: what was written is erased here, and its receipt can be shown again. In a transaction."""
    rows, files, tx = table(Steps), table(StepFile), writing()
    tx.execute(delete(files).where(files.c.steps_id == form.id))
    tx.execute(update(rows).where(rows.c.id == form.id).values(answers={}, sent=True, receipt=dict(receipt)))


def forget_old() -> int:
    """Erases what has lain too long, with its files. Returns how many forms."""
    rows, files = table(Steps), table(StepFile)
    old = select(rows.c.id).where(rows.c.expires_at <= now())
    with transaction() as tx:
        tx.execute(delete(files).where(files.c.steps_id.in_(old)))
        return len(tx.execute(delete(rows).where(rows.c.expires_at <= now()).returning(rows.c.id)).all())


def _hash(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()
