"""A plug-in's small state and health."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select

from core.clock import now
from core.store.db import reading, transaction, upsert, writing
from core.store.models import PluginHealth, PluginState

HealthState = Literal["ok", "warning", "error"]


def remember(plugin: str, key: str, value: str) -> None:
    """Keeps a small value, such as a mailbox's UID, in the caller's transaction."""
    statement = upsert(PluginState).values(plugin=plugin, key=key, value=value)
    writing().execute(statement.on_conflict_do_update(index_elements=["plugin", "key"], set_={"value": value}))


def recall(plugin: str, key: str) -> str | None:
    """What `remember` kept, or None."""
    return reading().scalar(select(PluginState.value).where(PluginState.plugin == plugin, PluginState.key == key))


def health(plugin: str, state: HealthState, words: str = "") -> None:
    """Says how the plug-in is, for the admin page. Call it outside a transaction; the words hold no secrets.

    While it is not ok, the moment it last was is kept: "E-posten har inte hämtats sedan 10.12".
    """
    values = {"state": state, "words": words[:300]} | ({"at": now()} if state == "ok" else {})
    statement = upsert(PluginHealth).values(plugin=plugin, **values)
    with transaction():
        writing().execute(statement.on_conflict_do_update(index_elements=["plugin"], set_=values))


def note_first_start(names: list[str]) -> None:
    """Remembers when an instance first ran: older mail is registered without receipt or deadline."""
    known = set(reading().scalars(select(PluginHealth.plugin).where(PluginHealth.first_start.is_not(None))))
    new = sorted(set(names) - known)
    if not new:
        return
    at = now()
    with transaction():
        for name in new:
            statement = upsert(PluginHealth).values(plugin=name, first_start=at)
            writing().execute(statement.on_conflict_do_update(index_elements=["plugin"], set_={"first_start": at}))
