"""Everything that can be wrong with what is kept, found by looking: `./run db check`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import select, union
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from core.contract.errors import SchemaMismatch
from core.contract.plugin import Plugin
from core.store import blobs, marker
from core.store.db import Base, db
from core.store.histories import CORE, histories, orphan_rows
from core.store.models import AttachmentRow, Inbound
from core.store.schema import require_current

Check = Callable[[], Iterable[str]]

RESTORE = "Är det rätt mapp? En säkerhetskopia läses in i en ny: ./run db restore FIL --data NY_MAPP"
MOST = 20  # of one kind: the rest are counted
SEARCH_EXTRAS = {"tsv", "ix_search_rows_tsv"}  # made by the migration, unknown to the models


def problems(app: Flask, plugins: Sequence[Plugin], also: Iterable[Check] = ()) -> list[str]:
    """All problems, one sentence each; empty when all is well. Reads every blob, so it may take minutes.

    `also` are the checks of the floors above (counters, search rows …); each runs inside the app's context. On
    another schema version only that is said: nothing else could be understood.
    """
    try:
        require_current(app, plugins)
    except SchemaMismatch as mismatch:
        return list(mismatch.problems)
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # it is away, say; here the file itself is none
            raise
        return [f"databasen går inte att läsa: {error.orig}. {RESTORE}"]
    with app.app_context():
        with db.engine.connect() as connection:
            found = [*_broken_pages(connection), *differences(connection, plugins), *orphan_rows(connection)]
        for check in (_marker, lost_blobs, *also):
            found += _first(check())
    return found


def differences(connection: Connection, plugins: Iterable[Plugin]) -> list[str]:
    """Where the tables of the core and of these plug-ins are not what the models say, one line each."""
    names = _tables_of({history.name for history in histories(plugins)})

    def include_name(name: str | None, kind: str, _: Any) -> bool:
        return kind != "table" or name in names

    def include_object(item: Any, name: str | None, kind: str, reflected: bool, _: Any) -> bool:
        return not (reflected and name in SEARCH_EXTRAS) and (kind != "table" or name in names)

    context = MigrationContext.configure(
        connection, opts={"include_name": include_name, "include_object": include_object, "compare_type": True}
    )
    return sorted(_difference(change) for change in compare_metadata(context, Base.metadata))


def lost_blobs() -> Iterator[str]:
    """A sentence for each blob that a row names and the folder has lost or changed."""
    names = union(select(Inbound.blob), select(AttachmentRow.blob)).execution_options(yield_per=1000)
    with db.engine.connect() as connection:
        for (name,) in connection.execute(names):
            if not blobs.exists(name):
                yield f"filen {name} saknas i filmappen: hämta den från en säkerhetskopia"
            elif file_hash(blobs.folder() / name[:2] / name) != name:
                yield f"filen {name} i filmappen är ändrad: hämta den från en säkerhetskopia"


def file_hash(path: Path) -> str:
    """SHA-256 of a file of any size, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _marker() -> list[str]:
    said = marker.problem()
    return [said] if said else []


def _broken_pages(connection: Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    said = connection.exec_driver_sql(f"PRAGMA quick_check({MOST})").scalars().all()
    return [] if said == ["ok"] else [f"databasfilen är skadad: {line}" for line in said]


def _tables_of(owners: set[str]) -> set[str]:
    """The tables of the core and of the named plug-ins among the models that happen to be imported."""
    core = {str(m.local_table) for m in Base.registry.mappers if m.class_.__module__.startswith("core.")}
    prefixes = tuple(f"{owner}_" for owner in owners - {CORE})
    return core | {name for name in Base.metadata.tables if name in owners or name.startswith(prefixes)}


def _difference(change: Any) -> str:
    """An Alembic change in words: `add` is what the models have and the database lacks, `remove` the other way."""
    kind, *rest = change[0] if isinstance(change, list) else change
    if kind.startswith("modify"):
        return f"schema: {rest[1]}.{rest[2]}: {kind.removeprefix('modify_')} är {rest[4]}, ska vara {rest[5]}"
    subject = rest[-1]
    table = rest[1] if kind.endswith("column") else getattr(getattr(subject, "table", None), "name", "")
    what = kind.removeprefix("add_").removeprefix("remove_")
    where = f" i {table}" if table else ""
    return f"schema: {what} {subject.name}{where} {'saknas' if kind.startswith('add_') else 'ska inte finnas'}"


def _first(said: Iterable[str]) -> list[str]:
    lines = iter(said)
    first = list(islice(lines, MOST))
    more = sum(1 for _ in lines)
    return [*first, f"… och {more} till av samma slag"] if more else first
