"""A copy of the database at one moment, in a file: SQLite by its backup API, PostgreSQL by pg_dump."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from flask import Flask
from sqlalchemy import URL

from core import clock
from core.contract.errors import ConfigurationError
from core.store.db import db


def before_upgrade(app: Flask) -> str:
    """Copies the database to <DATA>/backups and says where; on PostgreSQL without its client, says that it did not."""
    if db.engine.dialect.name == "postgresql" and not shutil.which("pg_dump"):
        return "ingen kopia gjordes före uppgraderingen: pg_dump är inte installerat"
    folder = Path(app.config["DATA"]) / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"before-upgrade-{clock.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}.{_ending()}"
    dump(target)
    return f"databasen är kopierad till {target}"


def dump(target: Path) -> None:
    """Writes one consistent copy to `target`, which appears only when it is whole.

    Raises ConfigurationError when PostgreSQL's client is missing or fails.
    """
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        if db.engine.dialect.name == "postgresql":
            _run_client("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={unfinished}")
        else:
            _copy_sqlite(sqlite_file(), unfinished)
            _without_log(unfinished)
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)


def load(source: Path) -> None:
    """Fills the empty database with a copy that `dump` made, all or nothing."""
    if db.engine.dialect.name == "postgresql":
        _run_client("pg_restore", "--single-transaction", "--no-owner", "--no-privileges", str(source))
    else:
        db.engine.dispose()
        _copy_sqlite(source, sqlite_file())


def sqlite_file() -> Path:
    """Where the SQLite database lies. Raises ConfigurationError for one that lies in memory."""
    if not db.engine.url.database or db.engine.url.database == ":memory:":
        raise ConfigurationError(["en databas i minnet kan inte kopieras"])
    return Path(db.engine.url.database)


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)


def _without_log(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _run_client(program: str, *arguments: str) -> None:
    where = shutil.which(program)
    if where is None:
        raise ConfigurationError([f"{program} är inte installerat: installera PostgreSQL:s klientprogram"])
    url = db.engine.url
    command = [where, *arguments, f"--dbname={_without_password(url)}"]
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}  # not on the command line: `ps` shows that
    done = subprocess.run(command, env={**os.environ, **secret}, capture_output=True, text=True, check=False)
    if done.returncode:
        why = " ".join(done.stderr.split()) or "ingen förklaring gavs"
        raise ConfigurationError([f"{program} misslyckades: {why}"])


def _without_password(url: URL) -> str:
    return url._replace(drivername="postgresql", password=None).render_as_string()


def _ending() -> str:
    return "dump" if db.engine.dialect.name == "postgresql" else "sqlite"
