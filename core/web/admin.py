"""The administrator's page of plug-ins: what is on, how it is, what failed, how to switch on another."""

from __future__ import annotations

from flask import Blueprint, url_for
from sqlalchemy import func, select

from core.clock import now
from core.contract.instances import Instance
from core.contract.messages import CHANNELS
from core.contract.registry import plugins
from core.store.db import reading
from core.store.models import Delivery, Inbound, PluginHealth
from core.web import words
from core.web.form_rows import PluginRow
from core.web.frame import page
from core.web.icons import channel_name
from core.web.language import gettext as _
from core.web.language import ngettext
from core.web.rows import Link
from core.web.session import require_role

WAITING = ("queued", "claimed", "sending", "retry")
LOST = ("failed", "unknown")

admin = Blueprint("admin", __name__, url_prefix="/admin")


@admin.get("/insticksmoduler")
def plugins_page() -> str:
    """Every table of plugins.toml as a card."""
    require_role("administrator")
    known = {row.plugin: row for row in reading().scalars(select(PluginHealth))}
    queues = _queues()
    rows = [_row(entry, known.get(entry.name), queues.get(entry.name, {})) for entry in plugins().values()]
    return page("plugins.html", plugins=rows)


def _row(entry: Instance, known: PluginHealth | None, queue: dict[str, int]) -> PluginRow:
    troubled = entry.state == "on" and known is not None and known.state != "ok"
    said = [_(known.words)] if known and known.words and entry.state == "on" else []  # the plug-in's catalogue has them
    active = known.activity_at if known else None
    links = _links(entry)
    return PluginRow(
        entry.name,
        _title(entry, links),
        entry.use,
        "trouble" if troubled else entry.state,
        " ".join([*said, *_queue_words(queue)]),
        words.when(active, now()) if active else None,
        " ".join([entry.reason, *entry.warnings]).strip(),
        _lines(entry),
        links,
    )


def _title(entry: Instance, links: tuple[Link, ...]) -> str:
    """What people call it: its own page's name, or the channel's; else the name in the file."""
    if links:
        return links[0].label
    return channel_name(entry.name) if entry.name in CHANNELS else entry.name.capitalize()


def _lines(entry: Instance) -> str:
    return f'[plugins.{entry.name}]\nuse = "{entry.use}"\nenabled = true'


def _links(entry: Instance) -> tuple[Link, ...]:
    try:
        items = entry.plugin.nav() if entry.plugin else ()
        return tuple(Link(_(item.label), url_for(item.endpoint)) for item in items)
    except Exception:
        return ()


def _queues() -> dict[str, dict[str, int]]:
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


def _queue_words(queue: dict[str, int]) -> list[str]:
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
