"""Values that stand elsewhere: `{ env = "NAME" }`, `{ file = "/run/secrets/x" }`, `{ setting = "port" }`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from core.contract.os_reasons import reason
from core.contract.toml_problems import hint, one_line

_FORMS = ({"env"}, {"file"}, {"setting"}, {"setting", "path"})
SHORT = 4  # characters
_NAME = re.compile(r"[A-Z_][A-Z0-9_]*")


class Unresolved(Exception):
    """Why a reference leads nowhere, in words that never hold the value."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where references lead: the environment as read at start, and the installation's own settings."""

    environ: Mapping[str, str] = field(repr=False)
    settings: Mapping[str, str | int] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Mask:
    """Takes option values out of a text: `secrets` wherever they stand, `words` and short secrets where alone."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    words: tuple[str, ...] = field(default=(), repr=False)

    def hide(self, text: str) -> str:
        short = [secret for secret in self.secrets if len(secret) < SHORT]  # "1" must not blank every 1 in a number
        for form in _longest_first(form for secret in self.secrets if secret not in short for form in _forms(secret)):
            text = text.replace(form, "…")
        for word in _longest_first([*short, *self.words]):
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", "…", text)
        return one_line(text)


def is_reference(value: Any) -> bool:
    """Whether a value from the file is written as a reference."""
    return isinstance(value, dict) and set(value) in _FORMS


def resolve(reference: Mapping[str, Any], sources: Sources) -> str | int:
    """What the reference leads to: text, or a number for a setting that is one. Raises `Unresolved`."""
    if not all(isinstance(part, str) for part in reference.values()):
        raise Unresolved("det som en hänvisning pekar på ska stå som text, inom citattecken")
    if "env" in reference:
        return _from_environment(reference["env"], sources.environ)
    if "file" in reference:
        return _from_file(reference["file"])
    return _from_settings(reference["setting"], reference.get("path"), sources.settings)


def _from_environment(name: str, environ: Mapping[str, str]) -> str:
    # Somebody may have put the secret itself where its name belongs: only what looks like a name is repeated.
    if not _NAME.fullmatch(name):
        raise Unresolved("env ska vara namnet på en miljövariabel, i stora bokstäver")
    if name not in environ:
        raise Unresolved(f"miljövariabeln {name} är inte satt: sätt den, eller skriv den i secrets.env i datamappen")
    if not environ[name]:
        raise Unresolved(f"miljövariabeln {name} är tom: ge den ett värde")
    return environ[name]


def _from_file(name: str) -> str:
    if not name.startswith("/"):
        raise Unresolved("file ska vara en hel sökväg, som börjar med /")
    try:
        content = Path(name).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise Unresolved(f"filen {name} kan inte läsas: {reason(error)}") from None
    except ValueError:
        raise Unresolved(f"filen {name} är inte text i UTF-8") from None
    if not content:
        raise Unresolved(f"filen {name} är tom: skriv värdet i den")
    return content


def _from_settings(name: str, path: str | None, settings: Mapping[str, str | int]) -> str | int:
    if name not in settings:
        raise Unresolved(f"setting är ett okänt namn{hint(name, settings) or '; det finns ' + ', '.join(settings)}")
    return settings[name] if path is None else f"{settings[name]}{path}"


def _forms(secret: str) -> set[str]:
    return {secret, repr(secret)[1:-1], quote(secret), quote(secret, safe="")}


def _longest_first(texts: Iterable[str]) -> list[str]:
    return sorted({text for text in texts if text}, key=len, reverse=True)
