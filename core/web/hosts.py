"""Which names we answer to: the public address, the files' host and this machine. Any other Host header is refused.

A forged one could otherwise end up in what is made of the address, or let a page elsewhere speak to us under its own
name (DNS rebinding). The demo listens on this machine only and is not asked.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request

from core.settings import Settings

_HERE = ("localhost", "127.0.0.1", "[::1]")
_ANYWHERE = ("health.healthz",)  # asked by address, by whatever watches over us


def know(app: Flask) -> None:
    """From here on a request for another host is answered 400."""
    app.before_request(_refuse_unknown)


def known_hosts(settings: Settings) -> frozenset[str]:
    """The hosts, with the port where it is not the scheme's own, as they stand in a Host header."""
    address = urlsplit(settings.public_address)
    own = {address.netloc.lower(), settings.files_host.lower(), settings.host.lower()}
    here = {name for host in _HERE for name in (host, f"{host}:{settings.port}")}
    with_port = {f"{settings.host}:{settings.port}".lower()} if settings.host not in ("0.0.0.0", "::") else set()
    return frozenset((own | here | with_port) - {""})


def _refuse_unknown() -> None:
    settings: Settings = current_app.config["SETTINGS"]
    if settings.demo or request.endpoint in _ANYWHERE:
        return
    if request.host.lower() not in known_hosts(settings):
        abort(400)
