"""Everything an installation decides, read once at start: arguments, environment, [envagin] in plugins.toml."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.contract.errors import ConfigurationError
from core.contract.options import check
from core.contract.os_reasons import reason
from core.contract.references import Sources
from core.contract.toml_problems import one_line, read_tables
from core.secrets_env import read_or_make
from core.settings_table import IDLE_MINUTES, LAST_PORT, LOOPBACK, Oidc
from core.settings_table import EnvaginTable as _EnvaginTable

PORT, SMTP_PORT, IMAP_PORT = 8080, 8025, 8143
SHIPPED_CONFIG = Path(__file__).resolve().parents[1] / "plugins.toml"

_YES_NO = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")


@dataclass(frozen=True, slots=True)
class Settings:
    """The installation's settings. What is secret stays out of `repr`.

    `data`            the folder of database, blobs and secrets.env
    `config`          the plugins.toml in use
    `public_address`  how citizens and providers reach us, without a slash at the end
    `files_host`      a second host that files are opened from, or ""
    `trusted_proxies` how many proxies stand in front and may set X-Forwarded-*
    `idle_minutes`    a session ends after so long without work; 0 is never
    `alarm_address`   who is told by mail that the emergency account was used, or ""
    `security_contact` for /.well-known/security.txt, or ""
    `oidc`            the municipality's own login, or None
    `environ`         the environment as it was at start, with data/secrets.env beneath it
    """

    data: Path
    config: Path
    database_url: str = field(repr=False)
    public_address: str
    host: str
    port: int
    smtp_port: int
    imap_port: int
    trusted_proxies: int
    files_host: str
    demo: bool
    secret_key: str = field(repr=False)
    environ: Mapping[str, str] = field(repr=False)
    idle_minutes: int = IDLE_MINUTES
    administrators_need_totp: bool = False
    alarm_address: str = ""
    security_contact: str = ""
    oidc: Oidc | None = None

    @classmethod
    def read(
        cls,
        data: Path | None = None,
        config: Path | None = None,
        environ: Mapping[str, str] | None = None,
        *,
        host: str | None = None,
        port: int | None = None,
        demo: bool | None = None,
    ) -> Settings:
        """The settings: an argument wins over the environment, that over the file, that over the default.

        Makes the data folder, its secrets.env and, for demo=False without any file of its own, a plugins.toml with
        every plug-in off. Raises `ConfigurationError` with every mistake.
        """
        settings, problems = cls.collect(data, config, environ, host=host, port=port, demo=demo)
        if problems:
            raise ConfigurationError(problems)
        return settings

    @classmethod
    def collect(
        cls,
        data: Path | None = None,
        config: Path | None = None,
        environ: Mapping[str, str] | None = None,
        *,
        host: str | None = None,
        port: int | None = None,
        demo: bool | None = None,
    ) -> tuple[Settings, tuple[str, ...]]:
        """As `read`, with the mistakes beside the settings, for `load(settings, problems)` to raise with its own."""
        reading = _Reading(dict(os.environ if environ is None else environ))
        given = {"host": host, "port": port, "demo": demo}
        settings = reading.settings(data, config, {key: value for key, value in given.items() if value is not None})
        return settings, tuple(dict.fromkeys(reading.problems))

    @property
    def local_address(self) -> str:
        """Where a program on this machine reaches us."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def shared(self) -> Mapping[str, str | int]:
        """What plugins.toml may refer to as `{ setting = "…" }`."""
        names = ("public_address", "local_address", "host", "port", "smtp_port", "imap_port", "data")
        values = {name: getattr(self, name) for name in names}
        return {name: str(value) if isinstance(value, Path) else value for name, value in values.items()}


def write_plain_config(path: Path) -> None:
    """Writes the shipped plugins.toml with the demo and every plug-in switched off. Never overwrites a file."""
    lines = SHIPPED_CONFIG.read_text(encoding="utf-8").splitlines()
    while lines and not lines[0].startswith("["):
        lines.pop(0)
    lines = [line for line in lines if not line.startswith("security_contact")]  # the demo's, nobody's
    switched = {"enabled = true": "enabled = false", "demo = true": "demo = false"}
    text = "\n".join([_PLAIN_HEADER, *(switched.get(line, line) for line in lines), ""])
    with path.open("x", encoding="utf-8") as file:
        file.write(text)


_PLAIN_HEADER = """\
# Insticksmodulerna i den här installationen. Alla är avstängda; ärenden kan registreras för hand.
# Skriv egna adresser och hemligheter där demons står, sätt enabled = true, kör ./run check och starta om.
"""


class _Reading:
    """One reading of everything, with what was wrong on the way."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def settings(self, data: Path | None, config: Path | None, given: dict[str, Any]) -> Settings:
        data = (data or Path(self.environ.get("ENVAGIN_DATA") or "data")).expanduser().absolute()
        self.use_folder(data)
        given = {**self.from_environment(), **given}
        config = self.find_config(data, config, given.get("demo"))
        chosen = {**self.envagin_table(config), **given}
        host, port, demo = chosen.get("host", LOOPBACK[0]), chosen.get("port", PORT), chosen.get("demo", False)
        self.check_ports(given, host, demo)
        return Settings(
            data=data,
            config=config,
            database_url=self.database_url(data),
            public_address=chosen.get("public_address", f"http://localhost:{port}").rstrip("/"),
            host=host,
            port=port,
            smtp_port=port + 1 if "port" in chosen else SMTP_PORT,
            imap_port=port + 2 if "port" in chosen else IMAP_PORT,
            trusted_proxies=chosen.get("trusted_proxies", 0),
            files_host=chosen.get("files_host", ""),
            demo=demo,
            secret_key=self.environ.get("ENVAGIN_SECRET_KEY", ""),
            environ=MappingProxyType(self.environ),
            idle_minutes=chosen.get("idle_minutes", IDLE_MINUTES),
            administrators_need_totp=chosen.get("administrators_need_totp", False),
            alarm_address=chosen.get("alarm_address", ""),
            security_contact=chosen.get("security_contact", ""),
            oidc=Oidc.of(chosen.get("oidc")),
        )

    def use_folder(self, data: Path) -> None:
        try:
            data.mkdir(parents=True, exist_ok=True)
            self.environ = {**read_or_make(data), **self.environ}
        except OSError as error:  # without it every other line would only be about the same thing
            raise ConfigurationError([f"datamappen {data} kan inte användas: {reason(error)}"]) from error
        except UnicodeDecodeError:
            self.problem(f"{data}/secrets.env är inte text i UTF-8. Spara om filen som UTF-8")

    def from_environment(self) -> dict[str, Any]:
        """ENVAGIN_HOST, ENVAGIN_PORT and ENVAGIN_DEMO: what the processes of one start hand to each other."""
        found: dict[str, Any] = {}
        if host := self.environ.get("ENVAGIN_HOST"):
            found["host"] = host
        if port := self.environ.get("ENVAGIN_PORT"):
            found["port"] = int(port) if port.isascii() and port.isdigit() else 0
        if demo := self.environ.get("ENVAGIN_DEMO"):
            found["demo"] = _YES_NO.get(demo.lower(), False)
            if demo.lower() not in _YES_NO:
                self.problem("ENVAGIN_DEMO ska vara 1 eller 0")
        return found

    def find_config(self, data: Path, config: Path | None, demo: bool | None) -> Path:
        named = config or (Path(self.environ["ENVAGIN_CONFIG"]) if self.environ.get("ENVAGIN_CONFIG") else None)
        if named:
            return named.expanduser().absolute()
        own = data / "plugins.toml"
        if demo is False and not own.exists():
            self.write_config(own)
        return own if own.exists() else SHIPPED_CONFIG

    def write_config(self, path: Path) -> None:
        try:
            write_plain_config(path)
        except FileExistsError:
            pass  # another process of the same start was first
        except OSError as error:
            self.problem(f"{path} kan inte skrivas: {reason(error)}")

    def envagin_table(self, config: Path) -> dict[str, Any]:
        """[envagin], with the default in place of a table that has mistakes."""
        tables, problems = read_tables(config)
        checked = check(_EnvaginTable(), tables.get("envagin", {}), Sources(self.environ))
        self.problems += problems
        self.problems += [one_line(f"{config.name}: [envagin] {line}") for line in checked.problems]
        return checked.values

    def check_ports(self, given: dict[str, Any], host: str, demo: bool) -> None:
        if not 1 <= given.get("port", PORT) <= LAST_PORT:
            self.problem(f"porten ska vara ett tal från 1 till {LAST_PORT}: demon tar också de två efter")
        if demo and host not in LOOPBACK:
            self.problem("demon lyssnar bara på 127.0.0.1, för alla känner till dess lösenord: ta bort host")

    def database_url(self, data: Path) -> str:
        url = self.environ.get("DATABASE_URL") or f"sqlite:///{data / 'envagin.db'}"
        if url.startswith("postgres://"):  # as many hosts still hand it out
            url = url.replace("postgres://", "postgresql://", 1)
        if not url.startswith(_DATABASES):
            self.problem("DATABASE_URL ska börja med sqlite:/// eller postgresql://")
        return url

    def problem(self, words: str) -> None:
        self.problems.append(one_line(words))
