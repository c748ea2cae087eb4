"""Files by the hash of their content, in one folder that all processes share.

A file is complete or not there: temporary file, fsync, rename. Nothing is ever written twice or changed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from pathlib import Path

from flask import current_app


def put(content: bytes) -> str:
    """Stores `content` durably and returns its hash. Call it before the transaction's first statement."""
    name = hashlib.sha256(content).hexdigest()
    target = _path(name)
    if target.exists():
        return name
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{name}.{secrets.token_hex(4)}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(target)
    _sync_folder(target.parent)
    return name


def get(name: str) -> bytes:
    """The content behind a hash. Raises FileNotFoundError when the folder has lost it."""
    return _path(name).read_bytes()


def size(name: str) -> int:
    return _path(name).stat().st_size


def exists(name: str) -> bool:
    return _path(name).exists()


def bytes_left() -> int:
    """How much the disk of the folder can still take."""
    return shutil.disk_usage(folder()).free


def folder() -> Path:
    return Path(current_app.config["BLOBS"])


def _path(name: str) -> Path:
    if len(name) != 64 or not all(c in "0123456789abcdef" for c in name):
        raise ValueError("not the name of a blob")
    return folder() / name[:2] / name


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
