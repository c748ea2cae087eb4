"""What waits in each channel, in numbers and in words."""

from __future__ import annotations

from sqlalchemy import func, select

from core.store.db import reading
from core.store.models import Delivery, Inbound
from core.web.language import ngettext

WAITING = ("queued", "claimed", "sending", "retry")
LOST = ("failed", "unknown")


def queues() -> dict[str, dict[str, int]]:
    """Instance → what waits there: messages to read, answers to send, failures."""
    waiting: dict[str, dict[str, int]] = {}
    unread = select(Inbound.plugin, func.count()).where(Inbound.state == "waiting").group_by(Inbound.plugin)
    for plugin, n in reading().execute(unread):
        waiting.setdefault(plugin, {})["in"] = n
    states = select(Delivery.plugin, Delivery.state, func.count()).group_by(Delivery.plugin, Delivery.state)
    for plugin, state, n in reading().execute(states.where(Delivery.state.in_((*WAITING, *LOST)))):
        key = "out" if state in WAITING else state
        queue = waiting.setdefault(plugin, {})
        queue[key] = queue.get(key, 0) + n
    return waiting


def queue_words(queue: dict[str, int]) -> list[str]:
    """A sentence for each kind of thing that waits or was lost."""
    said = []
    if n := queue.get("in"):
        said.append(ngettext("%(num)s message waits to be read.", "%(num)s messages wait to be read.", n))
    if n := queue.get("out"):
        said.append(ngettext("%(num)s answer waits to be sent.", "%(num)s answers wait to be sent.", n))
    if n := queue.get("failed"):
        said.append(ngettext("%(num)s answer has failed.", "%(num)s answers have failed.", n))
    if n := queue.get("unknown"):
        said.append(ngettext("%(num)s answer may have arrived.", "%(num)s answers may have arrived.", n))
    return said
