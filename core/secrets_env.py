"""The secrets that nobody should have to invent: made once, in data/secrets.env, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

FILE_NAME = "secrets.env"

# The key signs sessions, reply tokens, form tokens and file addresses; the others are the demo's own.
GENERATED = ("ENVAGIN_SECRET_KEY", "DEMO_MAIL_PASSWORD", "DEMO_SMS_AUTH_TOKEN")

_HEADER = "# Skapad en gång. ENVAGIN_SECRET_KEY skyddar inloggningar och adresser: behåll den, och håll den hemlig.\n"


def read_or_make(folder: Path) -> Mapping[str, str]:
    """The names and values of data/secrets.env; what is missing there is made and appended first.

    Several processes may start at once: each appends in one write, and the first line for a name wins for all.
    Raises OSError when the file cannot be read or written.
    """
    path = folder / FILE_NAME
    found = _read(path)
    if missing := [name for name in GENERATED if name not in found]:
        _append(path, missing)
        found = _read(path)
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return found


def _read(path: Path) -> dict[str, str]:
    """Lines NAME=value; empty lines and lines that begin with # are passed over."""
    if not path.exists():
        return {}
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.lstrip().startswith("#"):
            found.setdefault(name.strip().removeprefix("export "), value.strip().strip("\"'"))
    return found


def _append(path: Path, names: list[str]) -> None:
    lines = "".join(f"{name}={secrets.token_urlsafe(32)}\n" for name in names)
    text = ("\n" if path.exists() else _HEADER) + lines
    file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        os.write(file, text.encode())
        os.fsync(file)
    finally:
        os.close(file)
