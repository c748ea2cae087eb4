"""Case numbers: 2026-004317. Year of registration in Stockholm, then a series; never personal data."""

from __future__ import annotations

import re

from core.clock import today_year
from core.store.db import table, upsert, writing
from core.store.models import NumberSeries

IN_TEXT = re.compile(r"(?<![\d-])(20\d\d)-(\d{6,9})(?![\d-])")


def next_number() -> str:
    """The next number. Ask just before the insert: a rolled-back case leaves no gap."""
    series = table(NumberSeries)
    year = today_year()
    statement = (
        upsert(NumberSeries)
        .values(year=year, last=1)
        .on_conflict_do_update(index_elements=["year"], set_={"last": series.c.last + 1})
        .returning(series.c.last)
    )
    return f"{year}-{writing().execute(statement).scalar_one():06d}"


def number_in(text: str) -> str | None:
    """The first case number in a text, such as a mail's subject."""
    found = IN_TEXT.search(text)
    return found.group(0) if found else None
