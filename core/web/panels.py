"""Boxes of plug-ins beside a case. A plug-in gets a frozen value, never a row; one that fails is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from markupsafe import Markup

from core.access.agents import Agent
from core.case.catalogue import code_of
from core.contract.plugin import Plugin
from core.contract.registry import plugins
from core.store.db import db
from core.store.models import Case
from core.web.language import gettext as _


@dataclass(frozen=True, slots=True)
class CaseValue:
    """A case as a plug-in's panel sees it. `case_type` is the stable code; `id` is what its own tables point at."""

    id: int
    number: str
    subject: str
    channel: str
    plugin: str
    case_type: str
    rosa_level: int
    held_by: str
    status: str
    place: str
    language: str
    received_at: datetime
    closed_at: datetime | None


def panels_for(case: Case, by: Agent) -> tuple[tuple[str, Markup], ...]:
    """The boxes as (title, markup). Call it last: a panel that breaks the reading session ends it."""
    value = _value(case)
    return tuple(panel for plugin in plugins().on() if (panel := _panel(plugin, value, by)))


def _panel(plugin: Plugin, value: CaseValue, by: Agent) -> tuple[str, Markup] | None:
    try:
        markup = plugin.panel(value, by)
        return (_title(plugin), markup) if markup else None
    except Exception:
        current_app.logger.exception("panel of %s failed", plugin.name)
        db.session.rollback()
        return None


def _title(plugin: Plugin) -> str:
    """What the plug-in calls itself in the menu, else its instance's name."""
    label = next((item.label for item in plugin.nav()), "")
    return _(label) if label else plugin.name.capitalize()


def _value(case: Case) -> CaseValue:
    return CaseValue(
        case.id,
        case.number,
        case.subject,
        case.channel,
        case.plugin,
        code_of(case.case_type_id),
        case.rosa_level,
        case.held_by,
        case.status,
        case.place,
        case.language,
        case.received_at,
        case.closed_at,
    )
