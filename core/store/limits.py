"""How often something may be tried: one row for each key and window, counted by the database for all processes."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import current_app
from sqlalchemy import Double, bindparam, case
from sqlalchemy.sql.dml import ReturningInsert

from core.store.db import database_now, table, transaction, upsert, writing
from core.store.models import Limit
from core.store.ready import Ready


def within_limit(what: str, who: str, most: int, seconds: float) -> bool:
    """Counts one try of `what` by `who`; False when there were more than `most` within `seconds`.

    `who` (a login, an address) is kept only as a keyed hash. Opens its own transaction.
    """
    limits = table(Limit)
    with transaction() as tx:
        tx.execute(limits.delete().where(limits.c.until < database_now() - seconds))
        return counted(what, who, most, seconds)


def counted(what: str, who: str, most: int, seconds: float) -> bool:
    """The same in the caller's transaction: one statement, so that of many at once no more than `most` hear True."""
    values = {"key": _key(what, who), "seconds": seconds}
    return int(_counting.run(values).value()) <= most


@Ready
def _counting() -> ReturningInsert[Any]:
    limits, now = table(Limit), database_now()
    over, end = limits.c.until <= now, now + bindparam("seconds", type_=Double)
    first = upsert(Limit).values(key=bindparam("key"), n=1, until=end)
    another = first.on_conflict_do_update(
        index_elements=["key"],
        set_={"n": case((over, 1), else_=limits.c.n + 1), "until": case((over, end), else_=limits.c.until)},
    )
    return another.returning(limits.c.n)


def forget(what: str, who: str) -> None:
    """Takes back the tries of `who`, in the caller's transaction."""
    limits = table(Limit)
    writing().execute(limits.delete().where(limits.c.key == _key(what, who)))


def _key(what: str, who: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"{what}\n{who}".encode(), hashlib.sha256).hexdigest()
