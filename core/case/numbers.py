"""Case numbers: 2026-004317. Year of registration in Stockholm, then a series; never personal data."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.sql.dml import ReturningInsert

from core.clock import today_year
from core.store.db import table, upsert
from core.store.models import NumberSeries
from core.store.ready import Ready

IN_TEXT = re.compile(r"(?<![\d-])(20\d\d)-(\d{6,9})(?![\d-])")


def next_number() -> str:
    """The next number. Ask just before the insert: a rolled-back case leaves no gap."""
    year = today_year()
    return f"{year}-{_next.run({'year': year}).value():06d}"


@Ready
def _next() -> ReturningInsert[Any]:
    series = table(NumberSeries)
    first = upsert(NumberSeries).values(year=bindparam("year"), last=1)
    another = first.on_conflict_do_update(index_elements=["year"], set_={"last": series.c.last + 1})
    return another.returning(series.c.last)


def number_in(text: str) -> str | None:
    """The first case number in a text, such as a mail's subject."""
    found = IN_TEXT.search(text)
    return found.group(0) if found else None
