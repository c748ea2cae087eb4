"""For many web processes: `gunicorn -k gthread -w 4 --threads 8 'core.wsgi:application()'` (docs/running.md)."""

from __future__ import annotations

from flask import Flask

from core.app import create_app
from core.contract.loader import load
from core.settings import Settings
from core.store.schema import require_current


def application() -> Flask:
    """The app by the environment alone: ENVAGIN_DATA, ENVAGIN_CONFIG, DATABASE_URL. Refuses another schema."""
    settings, problems = Settings.collect()
    plugins = load(settings, problems)
    app = create_app(settings, plugins)
    require_current(app, plugins.on())
    return app
