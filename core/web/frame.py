"""What every page stands in: the municipality, and for agents the rail, the counters and what is urgent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, render_template, request
from flask_babel import get_locale
from sqlalchemy import select

from core.access.agents import Agent
from core.access.roles import ACTIONS, Action, may
from core.contract.plugin import NavItem
from core.contract.registry import plugins
from core.flow.wording import phone_words
from core.settings import Settings
from core.store.db import reading
from core.store.editions import known
from core.store.models import Forvaltning, Svarsgrupp
from core.store.texts import setting
from core.web.banners import banners
from core.web.language import gettext as _
from core.web.rail import rail
from core.web.rows import Link, Shell, Site
from core.web.session import current_access, current_agent, idle_limit
from core.web.words import counted

# Who has a page among the settings: the actions of `core.web.municipality.hub.SECTIONS`; a test holds them together.
SETTINGS: tuple[Action, ...] = ("administer", "propose_type", "approve_type", "texts")


def page(template: str, **context: Any) -> str:
    """A page of the workbench: `template` with `site`, `shell` and what is given. Needs a logged-in agent."""
    frame = {"site": site(for_agent=True), "shell": context.pop("shell", None) or shell()}
    return render_template(template, **frame, **context)


def public_page(template: str, **context: Any) -> str:
    """A page for everybody: `template` with `site` and what is given. Sets no cookie."""
    return render_template(template, site=context.pop("site", None) or site(), **context)


def site(*, for_agent: bool = False) -> Site:
    """The municipality's name, colour and logo, and the other language."""
    return Site(
        str(setting("municipality_name", "")),
        str(setting("centre_name", "")),
        logo="/logotyp" if setting("logo") else "",
        lang=_lang(),
        phone=phone_words(str(setting("phone", ""))),
        demo=_settings().demo,
        languages=_languages(for_agent),
    )


def plain_site() -> Site:
    """The same when nothing can be asked."""
    return Site("En väg in", "En väg in", lang=_lang(), demo=_settings().demo)


def shell(active: str = "") -> Shell:
    """The rail, the menu and the banners of the current agent; `active` is the key of the view that is shown."""
    agent, access = current_agent(), current_access()
    return Shell(
        agent.name,
        place(agent),
        rail(agent, access, active),
        tuple(_nav(agent)),
        new_href="/ny" if agent.in_contact_centre else "",
        banners=banners(agent, access),
        idle_seconds=int(idle_limit().total_seconds()),
    )


def place(agent: Agent) -> str:
    """Where the agent works, in two words: "Grupp 4", "Plan och bygg", "Administratör"."""
    places = known("places", _places)
    if agent.svarsgrupper:
        return _("Group %(digits)s", digits=", ".join(sorted(places.digits[id] for id in agent.svarsgrupper)))
    return ", ".join(places.owners[id] for id in sorted({r.forvaltning_id for r in agent.roles if r.forvaltning_id}))


@dataclass(frozen=True, slots=True)
class _Places:
    """Id → the digit of a group, and the short name of a förvaltning."""

    digits: dict[int, str]
    owners: dict[int, str]


def _places() -> _Places:
    digits = reading().execute(select(Svarsgrupp.id, Svarsgrupp.digit))
    owners = reading().execute(select(Forvaltning.id, Forvaltning.short_name))
    return _Places({row.id: row.digit for row in digits}, {row.id: row.short_name for row in owners})


def _nav(agent: Agent) -> list[Link]:
    """The plug-ins' own pages, and the administrator's. A plug-in that fails here is left out."""
    links = []
    for entry in plugins().values():
        if entry.plugin is None:
            continue
        try:
            items = [item for item in entry.plugin.nav() if not item.needs or may(agent, cast(Action, item.needs))]
            links += [_item(item, agent) for item in items]
        except Exception as error:
            current_app.logger.error("nav of %s: %s", entry.name, error)
    return links + own_pages(agent)


def _item(item: NavItem, agent: Agent) -> Link:
    n = counted(item.count(agent)) if item.count else ""
    return Link(_(item.label), _href(item.endpoint), item.icon, n=n)


def own_pages(agent: Agent) -> list[Link]:
    """Core's own pages beside the cases, those that the agent may open."""
    pages: tuple[tuple[tuple[Action, ...], str, str, str], ...] = (
        (ACTIONS, _("Staff"), "staff.find", "users-round"),
        (("search_log",), _("Log"), "log.search", "history"),
        (("log_extract",), _("Log extract"), "log_extract.ask", "file-text"),
        (("search_log", "administer"), _("Roles"), "roles.table", "users-round"),
        (("administer",), _("Plug-ins"), "admin.plugins_page", "plug"),
        (SETTINGS, _("Settings"), "settings.show", "settings"),
    )
    return [
        Link(label, _href(endpoint), icon)
        for actions, label, endpoint, icon in pages
        if any(may(agent, action) for action in actions)
    ]


def _href(endpoint: str) -> str:
    return current_app.url_for(endpoint)


def _languages(for_agent: bool) -> tuple[Link, ...]:
    other, label = ("en", "In English") if _lang() == "sv" else ("sv", "På svenska")
    return (Link(label, f"/sprak/{other}" if for_agent else f"{request.path}?lang={other}"),)


def _lang() -> str:
    return str(get_locale() or "sv")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
