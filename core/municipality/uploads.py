"""A file from its preview to the word "take it in": kept for a day, for the one who sent it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, select

from core.access.agents import Agent
from core.clock import now
from core.contract.errors import NotFound
from core.store.db import reading, writing
from core.store.models import Upload

KEPT = timedelta(days=1)


def keep_upload(kind: str, name: str, content: bytes, by: Agent) -> str:
    """Returns the key of the preview's address; throws away what nobody went on with. Inside a transaction."""
    tx, key = writing(), secrets.token_hex(16)
    tx.execute(delete(Upload).where(Upload.at < now() - KEPT))
    tx.add(Upload(key=key, at=now(), agent_id=by.id, kind=kind, name=name[:255], content=content))
    tx.flush()
    return key


def upload(key: str, kind: str, by: Agent) -> tuple[str, bytes]:
    """The file's name and content. Raises `NotFound` for another's, another kind's, or one that is gone."""
    row = (
        reading()
        .execute(
            select(Upload.name, Upload.content).where(Upload.key == key, Upload.kind == kind, Upload.agent_id == by.id)
        )
        .first()
    )
    if row is None:
        raise NotFound
    return row.name, bytes(row.content)


def forget_upload(key: str) -> None:
    """When it has been taken in. Inside a transaction."""
    writing().execute(delete(Upload).where(Upload.key == key))
