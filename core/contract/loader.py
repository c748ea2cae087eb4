"""From plugins.toml to plug-ins: every mistake at once, and a plug-in that breaks takes down only itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from marshmallow import EXCLUDE, Schema, fields, validate

from core.contract.errors import ConfigurationError
from core.contract.instances import Instance, Plugins, worded
from core.contract.options import check, fields_of
from core.contract.plugin import Options, Plugin
from core.contract.references import Sources
from core.contract.toml_problems import hint, one_line, read_tables
from core.contract.uses import UnknownUse, find_class

# Paths that are the core's own: a plug-in's pages lie under /<name>/.
RESERVED_NAMES = frozenset(
    {
        "admin", "api", "arende", "arenden", "avsluta", "bilagor", "core", "drafts", "envagin", "export", "favicon",
        "fil", "filer", "files", "forhandsvisning", "healthz", "hjalp", "htmx", "inbox", "inkorg", "installningar",
        "integritet", "kontakter", "konto", "logga-in", "logga-ut", "login", "logotyp", "logout", "metrics", "mina",
        "ny", "nytt", "om", "ping", "plugins", "public", "robots", "search", "session", "sok", "sprak", "start",
        "static", "tema", "tillganglighet", "typer", "utkast", "utskrift", "vyer",
        "for-kannedom", "forsta-kontot", "fragor", "franvaro", "logg", "personal", "roller", "stallda-fragor", "utse",
    }
)  # fmt: skip
TABLE_KEYS = ("use", "enabled", "options")

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class Installation(Protocol):
    """What the loader needs of the settings."""

    @property
    def config(self) -> Path: ...

    @property
    def environ(self) -> Mapping[str, str]: ...

    @property
    def shared(self) -> Mapping[str, str | int]: ...


class Digit(fields.String):
    """A svarsgrupp's choice in the phone menu: 4 and "4" are the same."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> str:
        text = str(value) if type(value) in (int, str) else ""
        if not re.fullmatch(r"[0-9]{1,2}", text):
            raise self.make_error("digit")
        return text

    default_error_messages = {"digit": "ska vara svarsgruppens siffra, till exempel 4"}  # noqa: RUF012


class CoreOptions(Options):
    """Options that every instance has, whatever its plug-in."""

    forvaltning = fields.String(validate=validate.Regexp(r"[A-Z0-9]{1,10}\Z", error="ska vara en kod som TEK"))
    svarsgrupp = Digit()


def load(installation: Installation, found: Iterable[str] = ()) -> Plugins:
    """Reads [plugins.*] of the installation's file, imports, checks and constructs every plug-in.

    `found` are problems that the settings had already: they are raised together with those found here.
    Raises `ConfigurationError` with one line a problem. An exception of a plug-in itself switches off that instance.
    """
    written = fingerprint(installation.config)
    tables, problems = read_tables(installation.config)
    sources = Sources(installation.environ, installation.shared)
    file = installation.config.name
    candidates = [Candidate(file, name, table, sources) for name, table in tables.get("plugins", {}).items()]
    for candidate in candidates:
        candidate.examine()
        problems += candidate.problems
    if wrong := list(dict.fromkeys([*found, *problems])):
        raise ConfigurationError(wrong)
    return Plugins((candidate.construct() for candidate in candidates), written)


def fingerprint(config: Path) -> str:
    """Tells whether the file still says what it said at the start; empty when it cannot be read."""
    try:
        return hashlib.sha256(config.read_bytes()).hexdigest()
    except OSError:
        return ""


@dataclass(slots=True)
class Candidate:
    """One table on its way to an instance: examined first, constructed only when no table has a problem.

    `problems` are lines for the administrator; those of a table that is off are the instance's `warnings`.
    """

    file: str
    name: str
    table: Any = field(repr=False)
    sources: Sources
    problems: list[str] = field(default_factory=list)
    plugin_class: type[Plugin] | None = None
    options: dict[str, Any] = field(default_factory=dict, repr=False)
    instance: Instance = field(init=False)

    def examine(self) -> None:
        """Finds the class and checks every key and option."""
        self.instance = Instance(self.name, "")
        self._check_name()
        if not isinstance(self.table, dict):
            self._problem('ska vara en tabell med use = "…"')
            return
        self._check_keys()
        self._check_enabled()
        self._find_class()
        self._check_options()
        if not self.instance.enabled:
            self.instance.warnings, self.problems = tuple(self.problems), []

    def construct(self) -> Instance:
        """The instance, with its plug-in when it is enabled and nothing in it breaks."""
        if self.instance.enabled and self.instance.state != "failed" and self.plugin_class:
            try:
                self.instance.plugin = self.plugin_class(self.name, self.options)
                self.instance.state = "on"
            except (Exception, SystemExit) as error:
                self.instance.fail(error)
        return self.instance

    def _problem(self, words: str) -> None:
        self.problems.append(one_line(f"{self.file}: [plugins.{self.name}] {words}"))

    def _check_name(self) -> None:
        if self.name in RESERVED_NAMES:
            self._problem(f"namnet är upptaget, för /{self.name} är en av systemets egna sidor: välj ett annat")
        elif not _NAME.fullmatch(self.name):
            lower = self.name.lower()
            near = f", menade du '{lower}'?" if _NAME.fullmatch(lower) else ""
            self._problem(f"namnet ska börja med a-z och bara ha a-z, 0-9, - och _ (högst 40 tecken){near}")

    def _check_keys(self) -> None:
        for key in self.table:
            if key not in TABLE_KEYS:
                near = hint(key, TABLE_KEYS) or f"; inställningar skrivs i [plugins.{self.name}.options]"
                self._problem(f"okänd nyckel '{key}'{near}")

    def _check_enabled(self) -> None:
        enabled = self.table.get("enabled", True)
        if not isinstance(enabled, bool):
            self._problem("enabled: ska vara true eller false, utan citattecken")
        self.instance.enabled = enabled is not False

    def _find_class(self) -> None:
        use = self.table.get("use")
        if not isinstance(use, str):
            wrong = "use: ska vara text, inom citattecken"
            self._problem(wrong if "use" in self.table else "use saknas: skriv vilken insticksmodul det är")
            return
        self.instance.use = use
        try:
            self.plugin_class = find_class(use)
        except UnknownUse as why:
            self._problem(f"use: {why}")
        except (Exception, SystemExit) as error:
            self._broken(error)

    def _check_options(self) -> None:
        written = self.table.get("options", {})
        if not isinstance(written, dict):
            self._problem("options: ska vara en tabell")
            return
        try:
            self._read_options(written, _with_core_options(self.plugin_class))
        except (Exception, SystemExit) as error:
            self._broken(error)

    def _read_options(self, written: dict[str, Any], schema: Schema) -> None:
        misplaced = [key for key in written if key in TABLE_KEYS and key not in fields_of(schema)]
        for key in misplaced:
            self._problem(f"{key}: hör hemma i [plugins.{self.name}], inte i dess options")
        checked = check(schema, {key: value for key, value in written.items() if key not in misplaced}, self.sources)
        for line in checked.problems:
            self._problem(line)
        self.options, self.instance.mask = checked.values, checked.mask
        self.instance.forvaltning = self.options.pop("forvaltning", None)
        self.instance.svarsgrupp = self.options.pop("svarsgrupp", None)

    def _broken(self, error: BaseException) -> None:
        if self.instance.enabled:
            self.instance.fail(error)
        else:
            self._problem(f"går sönder när den läses in: {self.instance.mask.hide(worded(error))}")


def _with_core_options(plugin_class: type[Plugin] | None) -> Schema:
    """One schema for both, so that a hint knows all names. Without a class only the core's are known."""
    if plugin_class is None:
        return CoreOptions(unknown=EXCLUDE)
    schema: Schema = type("Options", (CoreOptions, plugin_class.Options), {"Meta": plugin_class.Options.Meta})()
    return schema
