"""What nobody may miss, above every page: mail that is not fetched, alarms, and plug-ins that have failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select, text

from core.access.agents import Agent
from core.access.alarm_rows import OWN_ACCESS
from core.access.filters import listed
from core.access.scopes import Access
from core.clock import now
from core.contract.instances import Instance
from core.contract.plugin import Channel
from core.contract.registry import plugins
from core.flow.alarms import Raised, recent_alarms
from core.municipality.type_owners import waiting_for
from core.store.db import reading
from core.store.models import Case, DeadlineRow, PluginHealth
from core.store.texts import setting
from core.web import words
from core.web.language import gettext as _
from core.web.language import ngettext
from core.web.rows import Link, Notice

LATE_AFTER = "fetch_limit_minutes"  # setting; without it ten minutes, one in the demo
BREATH = timedelta(minutes=5)  # how long a channel that is well may be silent: IDLE is renewed within it
MOST_ALARMS = 3
MOST_LOOKED_AT = 500


# Made once: they are asked for every page, and making a statement costs more than asking it.
_ALARMED = (
    select(DeadlineRow.case_id, DeadlineRow.due_at)
    .where(text("deadlines.alarm AND deadlines.met_at IS NULL"))  # the words of the partial index
    .order_by(DeadlineRow.due_at.desc())
    .limit(MOST_LOOKED_AT)
)
_HEALTH = select(PluginHealth.plugin, PluginHealth.state, PluginHealth.at, PluginHealth.first_start)


def banners(agent: Agent, access: Access) -> tuple[Notice, ...]:
    """The notices for this agent, the most urgent first."""
    return (*_emergencies(agent), *_alarms(agent, access), *_late(), *_failed(agent), *_proposed(agent))


def _proposed(agent: Agent) -> tuple[Notice, ...]:
    """That a change of the catalogue waits for this agent's word."""
    n = waiting_for(agent)
    if not n:
        return ()
    text = ngettext(
        "%(num)s change of the service catalogue waits for your answer.",
        "%(num)s changes of the service catalogue wait for your answer.",
        n,
    )
    return (Notice(text, "", "soon", (Link(_("Show the proposals"), "/installningar/tjanster/forslag"),)),)


def _emergencies(agent: Agent) -> list[Notice]:
    """What the emergency account and administrators did, for those in charge, for a day; and whether the mail left."""
    if not agent.has("administrator", "chef"):
        return []
    mail = {
        "waiting": _("A mail about it is on its way."),
        "sent": _("A mail about it has been sent."),
        "failed": _("The mail about it could not be sent."),
        "no_channel": _("No mail was sent, for no e-mail channel is on."),
        "no_address": _("No mail was sent, for no address is named in the settings (alarm_address)."),
    }
    latest = {alarm.kind: alarm for alarm in reversed(recent_alarms())}
    return [_alarm_words(alarm, mail[alarm.state]) for _kind, alarm in sorted(latest.items())]


def _alarm_words(alarm: Raised, mail: str) -> Notice:
    when = words.when(alarm.at, now()).words
    if alarm.kind == OWN_ACCESS:
        said = _("%(name)s did it %(when)s.", name=alarm.name, when=when)
        return Notice(f"{said} {mail}", _("An administrator let themself see cases."), "late")
    return Notice(_("It was used %(when)s.", when=when) + " " + mail, _("The emergency account was used."), "late")


def _alarms(agent: Agent, access: Access) -> list[Notice]:
    """Cases that must be acted on at once, for those who may see them."""
    due = _alarmed()
    if not due:
        return []
    mine = (Case.id.in_(due), Case.closed_at.is_(None), listed(agent, access))
    rows = reading().execute(select(Case.id, Case.number, Case.subject).where(*mine)).all()
    return [
        Notice(
            _("%(subject)s, answer %(when)s", subject=row.subject, when=words.due(due[row.id], now()).words),
            _("At once:"),
            "late",
            (Link(row.number, f"/arende/{row.number}"),),
        )
        for row in sorted(rows, key=lambda row: due[row.id])[:MOST_ALARMS]
    ]


def _alarmed() -> dict[int, datetime]:
    """Case id → when it must be acted on. The partial index holds these few and nothing else."""
    return {case_id: due_at for case_id, due_at in reading().execute(_ALARMED)}


def _late() -> list[Notice]:
    """Channels that should fetch and have not done so for too long."""
    watched = [entry for entry in plugins().values() if isinstance(entry.plugin, Channel)]
    if not watched:
        return []
    known = {row.plugin: row for row in reading().execute(_HEALTH)}
    limit = _limit()
    found = ((entry, known[entry.name]) for entry in watched if entry.name in known)
    return [_late_words(entry, health) for entry, health in found if is_late(entry, health, limit)]


def is_late(entry: Instance, health: Any, limit: timedelta) -> bool:
    """Whether a channel has not been well for longer than the limit, or says nothing at all any more."""
    last: datetime | None = health.at or health.first_start
    if last is None:
        return False
    silent: timedelta = now() - last
    if health.state == "error":
        return silent > limit
    return _fetches(entry) and health.at is not None and silent > limit + BREATH


def _fetches(entry: Instance) -> bool:
    try:
        return entry.plugin is not None and any(True for _job in entry.plugin.jobs())
    except Exception:
        return False


def _late_words(entry: Instance, health: Any) -> Notice:
    mail = isinstance(entry.plugin, Channel) and entry.plugin.delivers_to == "email"
    what = _("The e-mail") if mail else entry.name
    since = _("has not been fetched since %(when)s.", when=words.when(health.at, now()).words) if health.at else ""
    said = since or _("has not been fetched yet.")
    return Notice(f"{what} {said} " + _("What comes in stays where it is and is fetched later."), "", "late")


def _failed(agent: Agent) -> list[Notice]:
    if not agent.has("administrator"):
        return []
    links = (Link(_("Show the plug-ins"), "/admin/insticksmoduler"),)
    return [
        Notice(_("%(name)s failed at start and is switched off.", name=entry.name), "", "late", links)
        for entry in plugins().values()
        if entry.state == "failed"
    ]


def _limit() -> timedelta:
    minutes = setting(LATE_AFTER)
    default = 1 if current_app.config["SETTINGS"].demo else 10
    return timedelta(minutes=minutes if isinstance(minutes, int | float) and minutes > 0 else default)
