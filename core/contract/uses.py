"""Finds the class that `use` names: by dotted path, or by an installed entry point of the group `envagin.plugins`."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from marshmallow import Schema

from core.contract.plugin import Plugin
from core.contract.toml_problems import hint

GROUP = "envagin.plugins"


class UnknownUse(Exception):
    """`use` names nothing that is a plug-in: a mistake in the file, worded for the administrator."""


def find_class(use: str) -> type[Plugin]:
    """The plug-in class that `use` names.

    Raises `UnknownUse` for a mistake in the name; anything else that importing raises comes through as it is.
    """
    module_name, class_name = _path(use)
    if not all(part.isidentifier() for part in [*module_name.split("."), *class_name.split(".")]):
        raise UnknownUse("ska vara ett paket, modul:Klass eller namnet på en installerad insticksmodul")
    found: Any = _import(module_name)
    for part in class_name.split("."):
        found = _attribute(found, part, use)
    return _plugin_class(found, use)


def _path(use: str) -> tuple[str, str]:
    module_name, colon, class_name = use.partition(":")
    if colon:
        return module_name, class_name
    installed = {entry.value: entry for entry in entry_points(group=GROUP, name=use)}
    if not installed:
        return use, "plugin"
    if len(installed) > 1 or (_exists(use) and not _belongs_to(next(iter(installed.values())), use)):
        raise UnknownUse(f"'{use}' är namnet på flera insticksmoduler: skriv den du menar som modul:Klass")
    entry = next(iter(installed.values()))
    return entry.module, entry.attr or "plugin"


def _belongs_to(entry: EntryPoint, package: str) -> bool:
    return entry.module == package or entry.module.startswith(f"{package}.")


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if name != missing and not name.startswith(f"{missing}."):
            raise  # the module is there, but something that it imports is not
    raise UnknownUse(f"insticksmodulen '{name}' finns inte{_near(name, missing)}")


def _near(name: str, missing: str) -> str:
    """A hint for the part of a dotted name that was not found."""
    parent, _, part = missing.rpartition(".")
    path = getattr(importlib.import_module(parent), "__path__", ()) if parent else None
    there = [module.name for module in pkgutil.iter_modules(path)]
    installed = [] if parent else [entry.name for entry in entry_points(group=GROUP)]
    near = hint(part, [*installed, *there])
    if not near:
        return ": varken en modul eller ett installerat paket har det namnet"
    rest = name.removeprefix(missing)
    full = f"{parent}." if parent else ""
    return near.replace("du '", f"du '{full}", 1).replace("'?", f"{rest}'?", 1)


def _attribute(holder: Any, name: str, use: str) -> Any:
    if hasattr(holder, name):
        return getattr(holder, name)
    if ":" not in use and name == "plugin":
        raise UnknownUse(f"'{use}' har ingen klass som heter `plugin`: skriv modul:Klass")
    raise UnknownUse(f"'{use}': {name} finns inte i {getattr(holder, '__name__', 'den')}{hint(name, _public(holder))}")


def _public(holder: Any) -> list[str]:
    return [name for name in dir(holder) if not name.startswith("_")]


def _plugin_class(found: Any, use: str) -> type[Plugin]:
    if not (isinstance(found, type) and issubclass(found, Plugin)):
        raise UnknownUse(f"'{use}' är ingen insticksmodul: klassen ska ärva från core.Plugin eller core.Channel")
    if not (isinstance(found.Options, type) and issubclass(found.Options, Schema)):
        raise UnknownUse(f"'{use}': klassens Options ska vara ett Schema från marshmallow")
    return found
