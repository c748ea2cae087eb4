"""Files by the hash of their content, in one folder that all processes share.

A file is complete or not there: temporary file, fsync, rename. Nothing is ever written twice or changed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, TypeVar

from flask import current_app

T = TypeVar("T")
_AT_ONCE = 8


def put(content: bytes) -> str:
    """Stores `content` durably and returns its hash. Call it before the transaction's first statement."""
    return put_all([content])[0]


def put_all(contents: Sequence[bytes]) -> list[str]:
    """Stores several, all of them durable when it returns; the disk is waited for together."""
    names = [hashlib.sha256(content).hexdigest() for content in contents]
    new = {name: content for name, content in zip(names, contents, strict=True) if not _path(name).exists()}
    with ExitStack() as stack:
        files = {name: stack.enter_context(_written(_path(name), content)) for name, content in new.items()}
        _together(os.fsync, [file.fileno() for file in files.values()])
    for name, file in files.items():
        Path(file.name).rename(_path(name))
    _together(_sync_folder, sorted({_path(name).parent for name in new}))
    return names


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


def _together(sync: Callable[[T], None], these: Sequence[T]) -> None:
    """Waits for the disk in several threads: it settles what comes at once in one go."""
    if len(these) < 2:
        for one in these:
            sync(one)
        return
    with ThreadPoolExecutor(min(len(these), _AT_ONCE)) as pool:
        list(pool.map(sync, these))  # a failure comes out here


def _written(target: Path, content: bytes) -> BinaryIO:
    """A temporary file beside the target, not yet durable."""
    target.parent.mkdir(parents=True, exist_ok=True)
    file = target.with_name(f".{target.name}.{secrets.token_hex(4)}").open("wb")
    try:
        file.write(content)
        file.flush()
    except OSError:
        file.close()
        raise
    return file


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
