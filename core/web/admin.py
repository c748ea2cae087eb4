"""Kanaler: each instance of plugins.toml, how it is and what it is set to; trying it; lines for another, checked."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core.clock import now
from core.contract.instances import Instance
from core.contract.loader import fingerprint
from core.contract.messages import CHANNELS
from core.contract.plugin import Channel, Plugin
from core.contract.registry import instance, plugins
from core.contract.trying import lines_for, problems_of, uses
from core.store.db import db, reading
from core.store.models import Forvaltning, PluginHealth, Svarsgrupp
from core.web import words
from core.web.channel_queues import queue_words, queues
from core.web.form_rows import Field, PluginRow
from core.web.frame import page
from core.web.icons import channel_name
from core.web.language import gettext as _
from core.web.rows import Link
from core.web.session import require_role

LONGEST = 20_000  # characters of pasted lines
Tested = tuple[tuple[str, bool, str], ...]  # what was tried, whether it went well, words

admin = Blueprint("admin", __name__, url_prefix="/admin")


@admin.get("/insticksmoduler")
def plugins_page() -> str:
    """Every table of plugins.toml as a card."""
    require_role("administrator")
    return _page()


@admin.post("/insticksmoduler/prova/<name>")
def try_one(name: str) -> str:
    """Lets an instance try its servers, and shows what came of it. Nothing is sent."""
    require_role("administrator")
    entry = instance(name)
    if entry is None or entry.plugin is None:
        abort(404)
    db.session.rollback()  # no snapshot is held over the network
    return _page(tested={name: _tried(entry)})


@admin.post("/insticksmoduler/kontrollera")
def check_lines() -> ResponseReturnValue:
    """Says what a start would say of pasted lines. They are kept nowhere."""
    require_role("administrator")
    text = request.form.get("lines", "")[:LONGEST]
    problems = problems_of(text, current_app.config["SETTINGS"], plugins().values())
    return _page(lines=text, problems=problems, checked=True), 422 if problems else 200


def _page(
    *,
    tested: dict[str, Tested] | None = None,
    lines: str = "",
    problems: list[str] | None = None,
    checked: bool = False,
) -> str:
    known = {row.plugin: row for row in reading().scalars(select(PluginHealth))}
    waiting, places, entries = queues(), _places(), plugins().values()
    rows = [_row(one, known.get(one.name), waiting.get(one.name, {}), places, tested or {}) for one in entries]
    hint = _("A start would take them or say what is wrong. Nothing is written: you paste them into the file yourself.")
    in_use = {one.use for one in entries}
    return page(
        "plugins.html",
        plugins=rows,
        restart=bool(plugins().written) and fingerprint(current_app.config["SETTINGS"].config) != plugins().written,
        others=[(use, lines_for(use)) for use in uses(entries) if use not in in_use],
        field=Field("lines", _("Lines for plugins.toml"), "textarea", lines, hint=hint, rows=10),
        problems=problems or [],
        checked=checked,
    )


def _row(
    entry: Instance,
    known: PluginHealth | None,
    queue: dict[str, int],
    places: dict[str, str],
    tested: dict[str, Tested],
) -> PluginRow:
    troubled = entry.state == "on" and known is not None and known.state != "ok"
    said = [_(known.words)] if known and known.words and entry.state == "on" else []  # the plug-in's catalogue has them
    active = known.activity_at if known else None
    links = _links(entry)
    return PluginRow(
        entry.name,
        _title(entry, links),
        entry.use,
        "trouble" if troubled else entry.state,
        " ".join([*said, *queue_words(queue)]),
        words.when(active, now()) if active else None,
        " ".join([entry.reason, *entry.warnings]).strip(),
        _lines(entry),
        links,
        _about(entry, places),
        tested.get(entry.name, ()),
        url_for("admin.try_one", name=entry.name) if _can_try(entry) else "",
    )


def _can_try(entry: Instance) -> bool:
    return entry.plugin is not None and type(entry.plugin).test is not Plugin.test


def _tried(entry: Instance) -> Tested:
    """What a plug-in found; an exception of its own is a thing that did not go well."""
    try:
        found = tuple((_(one.what), one.ok, _(one.words)) for one in entry.plugin.test()) if entry.plugin else ()
    except Exception as error:
        current_app.logger.error("test of %s: %s", entry.name, type(error).__name__)
        return ((_("Test"), False, _("The plug-in broke while it tried. The log says more.")),)
    return found or ((_("Test"), True, _("There is nothing to try: it needs no server of its own.")),)


def _places() -> dict[str, str]:
    """Code of a förvaltning, and "group" with the digit of a svarsgrupp → name."""
    owners = {row.code: row.name for row in reading().execute(select(Forvaltning.code, Forvaltning.name))}
    rows = reading().execute(select(Svarsgrupp.digit, Svarsgrupp.name))
    return owners | {f"group {row.digit}": f"{row.digit} {row.name}" for row in rows}


def _about(entry: Instance, places: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What the configuration means: the plug-in's own words, and who gets what comes in."""
    try:
        own = tuple((_(label), value) for label, value in entry.plugin.about()) if entry.plugin else ()
    except Exception as error:
        current_app.logger.error("about of %s: %s", entry.name, type(error).__name__)
        own = ()
    if not isinstance(entry.plugin, Channel):
        return own
    owner = places.get(entry.forvaltning or "", entry.forvaltning or _("The contact centre"))
    group = places.get(f"group {entry.svarsgrupp}", entry.svarsgrupp or _("As the rules suggest"))
    return (*own, (_("Comes to"), owner), (_("Answering group"), group))


def _title(entry: Instance, links: tuple[Link, ...]) -> str:
    """What people call it: its own page's name, or the channel's; else the name in the file."""
    if links and links[0].href != f"/{entry.name}/":
        return links[0].label
    return channel_name(entry.name) if entry.name in CHANNELS else entry.name.capitalize()


def _lines(entry: Instance) -> str:
    return f'[plugins.{entry.name}]\nuse = "{entry.use}"\nenabled = true'


def _links(entry: Instance) -> tuple[Link, ...]:
    try:
        items = entry.plugin.nav() if entry.plugin else ()
        links = tuple(Link(_(item.label), url_for(item.endpoint)) for item in items)
        return links or _own_page(entry)
    except Exception:
        return ()


def _own_page(entry: Instance) -> tuple[Link, ...]:
    """What citizens meet, such as the contact form: its first page."""
    first = f"/{entry.name}/"
    rules = current_app.url_map.iter_rules()
    found = any(rule.rule == first and "GET" in (rule.methods or ()) for rule in rules) and entry.plugin is not None
    return (Link(_("Open the page"), first),) if found else ()
