"""The raw baseline of ingest: mails parsed with Python's own package and inserted, one commit each. Nothing else."""

from __future__ import annotations

import email
import email.policy
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, cast

import psycopg

from bench.databases import Place

TABLES = """
    CREATE TABLE raw_cases (id INTEGER PRIMARY KEY, subject TEXT, sender TEXT);
    CREATE TABLE raw_messages (id INTEGER PRIMARY KEY, case_id INTEGER, text TEXT);
    CREATE TABLE raw_files (message_id INTEGER, name TEXT, content {bytes})
"""


def ingest(place: Place, mails: Iterable[bytes]) -> int:
    """Inserts all; how many. The database syncs as ours does."""
    connection, mark = _open(place)
    n = 0
    for n, raw in enumerate(mails, 1):
        subject, sender, text, files = _parse(raw)
        cursor = connection.cursor()
        cursor.execute(mark("INSERT INTO raw_cases VALUES (?, ?, ?)"), (n, subject, sender))
        cursor.execute(mark("INSERT INTO raw_messages VALUES (?, ?, ?)"), (n, n, text))
        for name, content in files:
            cursor.execute(mark("INSERT INTO raw_files VALUES (?, ?, ?)"), (n, name, content))
        connection.commit()
    connection.close()
    return n


def _open(place: Place) -> tuple[Any, Callable[[str], str]]:
    if place.kind == "sqlite":
        connection = sqlite3.connect(place.folder / "raw.db")
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + TABLES.format(bytes="BLOB"))
        return connection, lambda statement: statement
    server = psycopg.connect(place.url)
    for statement in TABLES.format(bytes="BYTEA").split(";"):
        server.execute(statement)
    server.commit()
    return server, lambda statement: statement.replace("?", "%s")


def _parse(raw: bytes) -> tuple[str, str, str, list[tuple[str, bytes]]]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    text = body.get_content() if body else ""
    files = [(part.get_filename() or "", part.get_payload(decode=True) or b"") for part in message.iter_attachments()]
    return str(message["Subject"]), str(message["From"]), text, cast("list[tuple[str, bytes]]", files)
