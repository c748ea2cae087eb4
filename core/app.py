"""The app, as a list: settings, database, plug-ins, pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from core.contract import registry
from core.contract.instances import Plugins
from core.settings import Settings
from core.store.db import connect
from core.web.pages import mount

UPLOAD_LIMIT = 40 * 1024 * 1024  # bytes of a whole request; the form says its own limit before


def create_app(settings: Settings, plugins: Plugins) -> Flask:
    """The app of a web process, a worker or a command. Starts nothing and asks the database nothing."""
    app = Flask("core", template_folder="web/templates", static_folder="web/static")
    _configure(app, settings)
    connect(app)
    registry.install(app, plugins)
    _mount_pages(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    secure = settings.public_address.startswith("https://")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLITE_SYNCHRONOUS=settings.environ.get("ENVAGIN_SQLITE_SYNCHRONOUS", "FULL"),
        DATA=str(settings.data),
        BLOBS=str(settings.data / "blobs"),
        MAIL_DOMAIN=urlsplit(settings.public_address).hostname or "localhost",
        MAX_CONTENT_LENGTH=UPLOAD_LIMIT,
        SESSION_COOKIE_NAME="__Host-envagin" if secure else "envagin",  # the prefix: ours alone, never a subdomain's
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=secure,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _mount_pages(app: Flask) -> None:
    """Core's own pages, then each plug-in's under /<instance>/; one that fails is switched off, the rest runs."""
    mount(app)
    for entry in registry.plugins_of(app).values():
        if entry.plugin is None:
            continue
        try:
            blueprint = entry.plugin.blueprint()
            if blueprint is not None:
                app.register_blueprint(blueprint, url_prefix=f"/{entry.name}", name=entry.name)
        except Exception as error:
            entry.fail(error)
