"""Which picture stands for which thing, and the words that always go with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from flask import Flask

from core.contract.messages import ChannelName
from core.web.drawing import draw
from core.web.language import gettext as _
from core.web.words import stamp

# Names of symbols in static/icons.svg.
CHANNEL_ICONS: Mapping[ChannelName, str] = MappingProxyType(
    {
        "phone": "phone",
        "email": "mail",
        "sms": "message-square-text",
        "webform": "panel-top",
        "visit": "user-round",
        "letter": "text-initial",
        "fax": "printer",
        "social": "share-2",
        "chat": "messages-square",
        "synpunkt": "message-circle-heart",
    }
)


def channel_icon(channel: ChannelName) -> str:
    """The symbol of a channel in static/icons.svg."""
    return CHANNEL_ICONS[channel]


def channel_name(channel: ChannelName) -> str:
    """The channel's name, as it stands in a row and in a filter: "E-post", "Sms", "Telefon"."""
    names: dict[ChannelName, Callable[[], str]] = {  # each said only when asked for
        "phone": lambda: _("Phone"),
        "email": lambda: _("E-mail"),
        "sms": lambda: _("SMS"),
        "webform": lambda: _("Web"),
        "visit": lambda: _("Visit"),
        "letter": lambda: _("Letter"),
        "fax": lambda: _("Fax"),
        "social": lambda: _("Social media"),
        "chat": lambda: _("Chat"),
        "synpunkt": lambda: _("Feedback"),
    }
    return names[channel]()


def channel_way(channel: ChannelName) -> str:
    """How a message came, after the sender's name: "med e-post", "via webben", "på telefon"."""
    names: dict[ChannelName, Callable[[], str]] = {  # each said only when asked for
        "phone": lambda: _("by phone"),
        "email": lambda: _("by e-mail"),
        "sms": lambda: _("by SMS"),
        "webform": lambda: _("on the web"),
        "visit": lambda: _("at a visit"),
        "letter": lambda: _("by letter"),
        "fax": lambda: _("by fax"),
        "social": lambda: _("on social media"),
        "chat": lambda: _("by chat"),
        "synpunkt": lambda: _("on the web"),
    }
    return names[channel]()


def dress(app: Flask) -> None:
    """Gives the templates of the app the signs, the channels' icons and names, and the stamp that paper needs."""
    draw(app)
    app.jinja_env.globals.update(channel_icon=channel_icon, channel_name=channel_name, channel_way=channel_way)
    app.jinja_env.filters["stamp"] = lambda iso: stamp(datetime.fromisoformat(iso))
