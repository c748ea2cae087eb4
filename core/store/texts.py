"""The municipality's own texts and settings: rows, with Swedish where a language lacks one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.store.db import reading, upsert, writing
from core.store.models import Setting, TextRow


def text(key: str, language: str = "sv", default: str = "") -> str:
    """The text of that key in the language, else in Swedish, else `default`."""
    wanted = select(TextRow.language, TextRow.text).where(TextRow.key == key, TextRow.language.in_((language, "sv")))
    rows = {row.language: row.text for row in reading().execute(wanted)}
    return rows.get(language) or rows.get("sv") or default


def set_text(key: str, language: str, value: str) -> None:
    statement = upsert(TextRow).values(key=key, language=language, text=value)
    writing().execute(statement.on_conflict_do_update(index_elements=["key", "language"], set_={"text": value}))


def setting(key: str, default: Any = None) -> Any:
    """The value of a setting row, or `default`."""
    value = reading().scalar(select(Setting.value).where(Setting.key == key))
    return default if value is None else value


def set_setting(key: str, value: Any) -> None:
    statement = upsert(Setting).values(key=key, value=value)
    writing().execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
