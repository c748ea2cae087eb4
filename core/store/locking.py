"""Changes of the municipality's own wait for each other: each sees what the one before it made."""

from __future__ import annotations

from sqlalchemy import select

from core.store.db import writing
from core.store.models import Edition


def one_at_a_time() -> None:
    """First in the transaction, before anything is read that the change depends on."""
    writing().execute(select(Edition.id).with_for_update())
