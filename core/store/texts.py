"""The municipality's own texts and settings: rows, with Swedish where a language lacks one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, or_, select

from core.store.db import reading, table, upsert, writing
from core.store.models import Setting, TextRow

_TEXTS, _SETTINGS = table(TextRow), table(Setting)
# Made once: they are asked for several times with every message.
_TEXT = select(_TEXTS.c.language, _TEXTS.c.text).where(
    _TEXTS.c.key == bindparam("key"), or_(_TEXTS.c.language == bindparam("language"), _TEXTS.c.language == "sv")
)
_SETTING = select(_SETTINGS.c.value).where(_SETTINGS.c.key == bindparam("key"))


def text(key: str, language: str = "sv", default: str = "") -> str:
    """The text of that key in the language, else in Swedish, else `default`."""
    found = reading().execute(_TEXT, {"key": key, "language": language})
    rows = {row.language: row.text for row in found}
    return rows.get(language) or rows.get("sv") or default


def set_text(key: str, language: str, value: str) -> None:
    statement = upsert(TextRow).values(key=key, language=language, text=value)
    writing().execute(statement.on_conflict_do_update(index_elements=["key", "language"], set_={"text": value}))


def setting(key: str, default: Any = None) -> Any:
    """The value of a setting row, or `default`."""
    value = reading().scalar(_SETTING, {"key": key})
    return default if value is None else value


def set_setting(key: str, value: Any) -> None:
    statement = upsert(Setting).values(key=key, value=value)
    writing().execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
