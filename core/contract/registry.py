"""The plug-ins of the running app: loaded once at its start, asked for by instance name."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from core.contract.instances import Instance, Plugins
from core.contract.plugin import Channel

_KEY = "envagin.plugins"


def install(app: Flask, plugins: Plugins) -> None:
    app.extensions[_KEY] = plugins


def plugins_of(app: Flask) -> Plugins:
    """All instances of an app, on, off and failed."""
    return cast(Plugins, app.extensions[_KEY])


def plugins() -> Plugins:
    """All instances of the running app."""
    return plugins_of(current_app)


def instance(name: str) -> Instance | None:
    return plugins().get(name)


def channel(name: str) -> Channel | None:
    """The running channel of that name; None when it is off, failed or no channel."""
    found = plugins().get(name)
    return found.plugin if found and isinstance(found.plugin, Channel) else None


def reaches(what: str) -> bool:
    """Whether any running channel delivers to "email" or to "mobile": nothing is promised that cannot be kept."""
    return any(channel.delivers_to == what for channel in plugins().channels())
