"""A random id in the blob folder and in the database, so that neither is ever used with another's partner."""

from __future__ import annotations

import secrets
from pathlib import Path

from core.store import blobs
from core.store.db import reading, transaction
from core.store.models import Setting

SETTING = "blob_marker"
RESTORING = ".restoring"


def problem() -> str | None:
    """What is wrong between database and blob folder, in one sentence; None when they belong together. Cheap."""
    file, row = _in_folder(), _in_database()
    if file and file == row:
        return None
    if not blobs.folder().is_dir():
        return f"Filmappen {blobs.folder()} finns inte: är disken ansluten?"
    if not file:
        return f"Filmappen {blobs.folder()} saknar filen marker: den hör inte till den här databasen."
    return f"Filmappen {blobs.folder()} hör till en annan databas: filen marker stämmer inte."


def make_first() -> list[str]:
    """Marks the folder of a new database. Never repairs: a marker that is missing later is a sign, not a fault.

    A folder with a marker but no blobs is what a start that died in between leaves behind: its marker is taken.
    """
    if _in_database() or _has_blobs():
        return []
    value = _in_folder() or _write(secrets.token_hex(16))
    with transaction() as session:
        session.add(Setting(key=SETTING, value=value))
    return [f"ny filmapp: {blobs.folder()}"]


def restore_was_broken_off() -> bool:
    return (blobs.folder() / RESTORING).exists()


def path() -> Path:
    return blobs.folder() / "marker"


def _in_folder() -> str:
    return path().read_text().strip() if path().is_file() else ""


def _in_database() -> str:
    setting = reading().get(Setting, SETTING)
    return str(setting.value) if setting else ""


def _has_blobs() -> bool:
    return blobs.folder().is_dir() and any(child.is_dir() for child in blobs.folder().iterdir())


def _write(value: str) -> str:
    blobs.folder().mkdir(parents=True, exist_ok=True)
    path().write_text(value + "\n")
    return value
