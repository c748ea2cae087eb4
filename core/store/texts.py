"""The municipality's own texts and settings: rows, with Swedish where a language lacks one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from core.store.db import reading, upsert, writing
from core.store.editions import forget_edition, known
from core.store.models import Setting, TextRow
from core.store.standard_texts import standard_wording


def text(key: str, language: str = "sv", default: str = "") -> str:
    """The municipality's text of that key in the language, else in Swedish; else the standard wording or `default`."""
    texts = known("texts", _texts)
    return texts.get((key, language)) or texts.get((key, "sv")) or standard_wording(key, language) or default


def own_texts() -> Mapping[tuple[str, str], str]:
    """What the municipality has of its own, by key and language. Shared: do not change it."""
    return known("texts", _texts)


def forget_text(key: str, language: str) -> None:
    """The standard wording holds again. Inside a transaction."""
    writing().execute(delete(TextRow).where(TextRow.key == key, TextRow.language == language))
    forget_edition()


def set_text(key: str, language: str, value: str) -> None:
    statement = upsert(TextRow).values(key=key, language=language, text=value)
    writing().execute(statement.on_conflict_do_update(index_elements=["key", "language"], set_={"text": value}))
    forget_edition()


def setting(key: str, default: Any = None) -> Any:
    """The value of a setting row, or `default`. It is shared: do not change it."""
    value = known("settings", _settings).get(key)
    return default if value is None else value


def set_setting(key: str, value: Any) -> None:
    statement = upsert(Setting).values(key=key, value=value)
    writing().execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
    forget_edition()


def _texts() -> Mapping[tuple[str, str], str]:
    rows = reading().execute(select(TextRow.key, TextRow.language, TextRow.text))
    return {(row.key, row.language): row.text for row in rows}


def _settings() -> Mapping[str, Any]:
    return {row.key: row.value for row in reading().execute(select(Setting.key, Setting.value))}
