"""`./run check`: every problem at once, in the settings, the file, the database and the blobs."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import select

from core.access.checks import check as counting_and_finding
from core.access.placing import place_called
from core.contract.instances import Plugins
from core.contract.registry import plugins_of
from core.store.checks import problems as store_problems
from core.store.db import reading
from core.store.models import Case, Forvaltning, Inbound, PluginState, Svarsgrupp


def problems(app: Flask) -> tuple[list[str], list[str]]:
    """What is wrong, and what is only worth knowing."""
    plugins = plugins_of(app)
    wrong = list(store_problems(app, plugins.on(), [counting_and_finding]))
    with app.app_context():
        if not wrong:
            wrong += [*_unknown_owners(plugins), *_unknown_places(app)]
        wrong += [f"[plugins.{name}] {entry.reason}" for name, entry in plugins.items() if entry.state == "failed"]
        warnings = [*plugins.warnings, *(_orphans(plugins) if not wrong else ())]
    return wrong, warnings


def _unknown_owners(plugins: Plugins) -> Iterator[str]:
    """Förvaltning and svarsgrupp in the file that the database does not know."""
    codes = set(reading().scalars(select(Forvaltning.code)))
    digits = set(reading().scalars(select(Svarsgrupp.digit)))
    for name, entry in plugins.items():
        if entry.forvaltning and entry.forvaltning not in codes:
            yield f"[plugins.{name}] forvaltning: finns inte i databasen. Välj en av {', '.join(sorted(codes))}."
        if entry.svarsgrupp and entry.svarsgrupp not in digits:
            yield f"[plugins.{name}] svarsgrupp: finns inte i databasen. Välj en av {', '.join(sorted(digits))}."


def _unknown_places(app: Flask) -> Iterator[str]:
    """Units of the municipality's own login that the database does not know: they would give nobody a place."""
    oidc = app.config["SETTINGS"].oidc
    for code in sorted(set(oidc.units.values())) if oidc else ():
        if place_called(code) is None:
            yield f"[envagin.oidc] units: {code} är varken en enhet eller en förvaltning i databasen."


def _orphans(plugins: Plugins) -> Iterator[str]:
    """Names that the database knows and the file does not: renamed without `./run plugin rename`?"""
    known: set[str] = set()
    for column in (Case.plugin, Inbound.plugin, PluginState.plugin):
        known |= set(reading().scalars(select(column).distinct()))
    for name in sorted(known - set(plugins) - {""}):
        yield f"{name}: finns i databasen men inte i plugins.toml. Har den bytt namn? ./run plugin rename {name} NYTT"
