"""Everything that is kept in one tar file: the database at one moment, every blob, and a manifest that proves both.

The database is copied first: blobs are only ever added, so all that the copy names are there when their turn comes.
`secrets.env` is left out, so that who holds the backup does not hold the keys. The manifest stands last: a file
that was broken off has none.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from flask import Flask
from sqlalchemy import inspect, text

from core import clock
from core.contract.errors import ConfigurationError
from core.store import blobs, marker, snapshot
from core.store.db import db
from core.store.schema import locked

Progress = Callable[[str, int], None]  # ("database" | "blobs", how many are done)

FORMAT = 1
ABOUT, DATABASE, MANIFEST, MARKER = "about.json", "database", "manifest.json", "blobs/marker"


def backup(app: Flask, path: Path, progress: Progress = lambda *_: None) -> None:
    """Writes the backup to `path`, which appears only when it is whole. Needs room for a second copy of the database.

    Others may work meanwhile. Killed, it leaves PATH.part or PATH.database, which the next try overwrites. Raises
    ConfigurationError when `path` exists, or on PostgreSQL without pg_dump.
    """
    if path.exists():
        raise ConfigurationError([f"{path} finns redan, och inget skrivs över: välj ett annat namn"])
    copy, unfinished = path.with_name(path.name + ".database"), path.with_name(path.name + ".part")
    try:
        unfinished.unlink(missing_ok=True)
        with app.app_context():
            with locked(app):  # nobody upgrades between the versions and the copy
                about = _about()
                snapshot.dump(copy)
            progress("database", 1)
            _write(unfinished, about, copy, progress)
        unfinished.rename(path)
    finally:
        copy.unlink(missing_ok=True)
        unfinished.unlink(missing_ok=True)


@dataclass
class Seal:
    """What the manifest says of the blobs: how many, how big, and one hash over all names and contents in order."""

    count: int = 0
    size: int = 0
    sha256: Any = field(default_factory=hashlib.sha256)

    def add(self, name: str, digest: str, size: int) -> None:
        self.count += 1
        self.size += size
        self.sha256.update(f"{name} {digest}\n".encode())

    def as_json(self) -> dict[str, Any]:
        return {"count": self.count, "bytes": self.size, "sha256": self.sha256.hexdigest()}


class Hashing(io.RawIOBase):
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.sha256.update(chunk)
        return chunk


def _about() -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": db.engine.dialect.name,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "schema": schema_versions(),
    }


def schema_versions() -> dict[str, str]:
    """History name → version, of every history in the database, also of plug-ins that are switched off."""
    with db.engine.connect() as connection:
        tables = [name for name in inspect(connection).get_table_names() if name.startswith("alembic_")]
        return {
            name.removeprefix("alembic_"): str(version)
            for name in tables
            for version in connection.execute(text(f'SELECT version_num FROM "{name}"')).scalars()
        }


def _write(target: Path, about: dict[str, Any], copy: Path, progress: Progress) -> None:
    seal = Seal()
    with open(target, "xb", opener=_private) as file:
        with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            _add_text(tar, ABOUT, about)
            database = {"bytes": copy.stat().st_size, "sha256": _add_file(tar, DATABASE, copy)}
            for path in _blob_files():
                name = f"blobs/{path.relative_to(blobs.folder()).as_posix()}"
                seal.add(name, _add_file(tar, name, path), path.stat().st_size)
                progress("blobs", seal.count)
            _add_text(tar, MANIFEST, {**about, "database": database, "blobs": seal.as_json()})
        file.flush()
        os.fsync(file.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _blob_files() -> Iterator[Path]:
    """The marker, then every blob; a file still being written has another name and is passed over."""
    if marker.path().is_file():
        yield marker.path()
    for folder in sorted(p for p in blobs.folder().iterdir() if p.is_dir()):
        yield from sorted(p for p in folder.iterdir() if blob_name(p.name))


def blob_name(name: str) -> bool:
    return len(name) == 64 and all(c in "0123456789abcdef" for c in name)


def _add_text(tar: tarfile.TarFile, name: str, value: dict[str, Any]) -> None:
    content = json.dumps(value, indent=1, sort_keys=True).encode()
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def _add_file(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Puts a file into the archive as it is read, and returns the hash of what was put there."""
    with path.open("rb") as file:
        info = tarfile.TarInfo(name)
        info.size = os.fstat(file.fileno()).st_size
        hashing = Hashing(file)
        tar.addfile(info, hashing)
        return hashing.sha256.hexdigest()
