"""The tables of the first version, frozen: the models may go on changing, what has been run may not."""

from __future__ import annotations

from core.store.migrations.first import (
    agents,
    cases,
    catalogue,
    contacts,
    events,
    finding,
    messages,
    municipality,
    organisation,
    reorganising,
    running,
)
from core.store.migrations.first.metadata import metadata

__all__ = [
    "agents",
    "cases",
    "catalogue",
    "contacts",
    "events",
    "finding",
    "messages",
    "metadata",
    "municipality",
    "organisation",
    "reorganising",
    "running",
]
