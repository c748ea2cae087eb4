"""A backup back into an empty place, believed only when its manifest proves it.

The blobs come first, the database last and all at once: until then a file in the blob folder says that a restore is
under way, and nothing starts. Killed half-way, it is simply run again.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

from flask import Flask
from sqlalchemy import inspect

from core.contract.errors import ConfigurationError
from core.contract.plugin import Plugin
from core.store import blobs, checks, marker, snapshot
from core.store.backup import ABOUT, DATABASE, FORMAT, MANIFEST, Hashing, Progress, Seal
from core.store.db import db
from core.store.histories import histories
from core.store.schema import locked

BLOB = re.compile(r"blobs/(marker|([0-9a-f]{2})/\2[0-9a-f]{62})")


def restore(app: Flask, plugins: Sequence[Plugin], path: Path, progress: Progress = lambda *_: None) -> list[str]:
    """Fills an empty database and an empty blob folder from `path`; returns what `checks.problems` then says.

    A backup of an older version is restored as it is, and what comes back says that it needs `./run db upgrade`.
    Raises ConfigurationError, with everything as empty as before, when the place is not empty or the file does not
    prove itself.
    """
    with app.app_context(), locked(app):
        if not (_has_tables() and marker.restore_was_broken_off()):  # else only the last step was missing
            _refuse_a_full_place()
            _fill(path, lambda about: _refuse_what_does_not_fit(about, plugins), progress)
        _copy().unlink(missing_ok=True)
        _sign().unlink()
    return checks.problems(app, plugins)


def _has_tables() -> bool:
    with db.engine.connect() as connection:
        return bool(inspect(connection).get_table_names())


def _refuse_a_full_place() -> None:
    if _has_tables():
        raise ConfigurationError(["En säkerhetskopia läses bara in i en tom databas: välj en ny med --data."])
    if not marker.restore_was_broken_off() and blobs.folder().is_dir() and any(blobs.folder().iterdir()):
        raise ConfigurationError([f"Mappen {blobs.folder()} är inte tom: välj en ny med --data."])


def _fill(path: Path, look_at: Callable[[Any], None], progress: Progress) -> None:
    blobs.folder().mkdir(parents=True, exist_ok=True)
    _sign().touch()
    _empty()
    try:
        with path.open("rb") as file:
            _unpack(file, look_at, progress)
        os.sync()  # the blobs are on the disk before the database that names them
        snapshot.load(_copy())
    except Exception as error:  # Ctrl-C is like a kill: the sign stays, and it is run again
        _empty()
        _sign().unlink()
        if isinstance(error, (tarfile.TarError, EOFError, ValueError, LookupError, FileExistsError)):
            why = f": {error}" if type(error) is ValueError else ""  # ours; the others speak to programmers
            raise ConfigurationError([f"{path} är skadad, eller ingen säkerhetskopia av En väg in{why}"]) from error
        raise


def _unpack(file: IO[bytes], look_at: Callable[[Any], None], progress: Progress) -> None:
    """Writes every blob and a copy of the database, and checks both against the manifest, which stands last."""
    manifest: Any = None
    seal, digest = Seal(), ""
    with tarfile.open(fileobj=file, mode="r|") as tar:
        for member in tar:
            content = _content(tar, member)
            if member.name == ABOUT:
                look_at(json.load(content))
            elif member.name == DATABASE:
                digest = _write(content, _copy())
                progress("database", 1)
            elif BLOB.fullmatch(member.name):
                target = blobs.folder() / member.name.removeprefix("blobs/")
                seal.add(member.name, _write(content, target), member.size)
                progress("blobs", seal.count)
            elif member.name == MANIFEST:
                manifest = json.load(content)
            else:
                raise ValueError(f"den innehåller {member.name!r}")
    look_at(manifest)
    if manifest["database"]["sha256"] != digest or manifest["blobs"] != seal.as_json():
        raise ValueError("innehållet är inte det som dess manifest säger")


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member) if member.isfile() else None
    if content is None:
        raise ValueError(f"{member.name!r} i den är ingen fil")
    return content


def _write(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(exist_ok=True)
    hashing = Hashing(content)
    with target.open("xb") as file:
        shutil.copyfileobj(hashing, file, 1 << 20)
    return hashing.sha256.hexdigest()


def _refuse_what_does_not_fit(about: Any, plugins: Sequence[Plugin]) -> None:
    """Before gigabytes are read: a backup from another kind of database or from a newer program."""
    if not isinstance(about, dict) or not about:
        raise ValueError("den har inget manifest, så den blev aldrig färdig")
    kind = db.engine.dialect.name
    if about["kind"] != kind:
        words = f"Säkerhetskopian är från {about['kind']}, men databasen är {kind}: ändra DATABASE_URL."
        raise ConfigurationError([words])
    newer = [h.name for h in histories(plugins) if h.name in about["schema"] and not h.knows(about["schema"][h.name])]
    if newer or about["format"] > FORMAT:
        raise ConfigurationError(["Säkerhetskopian är gjord med ett nyare program: läs in den med det."])


def _sign() -> Path:
    return blobs.folder() / marker.RESTORING


def _copy() -> Path:
    return blobs.folder() / ".database"


def _empty() -> None:
    """Takes away what this or an earlier try has written. The folder was empty, so all in it is ours."""
    for child in blobs.folder().iterdir():
        if child.is_dir():
            shutil.rmtree(child)
        elif child != _sign():
            child.unlink()
