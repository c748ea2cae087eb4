"""What every message asks for and the municipality rarely changes is read once, and again when any of it has changed.

The row of `editions` gets a new random value with every change of settings, texts, catalogue, förvaltningar or
svarsgrupper: triggers see to it, whoever writes and however. No value comes twice, so what a transaction read of
its own changes is never taken for true after it was rolled back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from core.store.db import db, reading, writing_or_none
from core.store.models import Edition
from core.store.ready import Ready

T = TypeVar("T")

CURRENT = select(Edition.value)
_current_here = Ready(lambda: CURRENT)
_EDITION = "edition"
_NOT_YET = None, ""
_known: WeakKeyDictionary[Engine, dict[str, tuple[str, Any]]] = WeakKeyDictionary()


def known(name: str, read: Callable[[], T]) -> T:
    """What `read` makes of those tables, under a name of its own. Do not change what comes back: it is shared."""
    kept = _known.setdefault(db.engine, {})
    found = kept.get(name)
    if found is None or found[0] != current_edition():
        forget_edition()  # what this transaction has changed meanwhile is not remembered as the edition before
        found = kept[name] = (current_edition(), read())
    return found[1]


def forget_edition() -> None:
    """After a change, for what the same transaction asks for later."""
    tx = writing_or_none()
    if tx is not None:
        tx.info.pop(_EDITION, None)


def current_edition() -> str:
    """A transaction looks once, and so does a reader: a page is of one edition."""
    session = reading()
    if not _has_looked(session):
        value = str(session.scalar(CURRENT) if writing_or_none() is None else _current_here.run({}).value())
        session.info[_EDITION] = session.get_transaction(), value
    return str(session.info[_EDITION][1])


def looked_at(value: str) -> None:
    """What a statement of this transaction has brought along (`CURRENT` as one of its columns): no need to ask."""
    session = reading()
    if not _has_looked(session):
        session.info[_EDITION] = session.get_transaction(), value


def _has_looked(session: Session) -> bool:
    within = session.get_transaction()
    return within is not None and session.info.get(_EDITION, _NOT_YET)[0] is within
