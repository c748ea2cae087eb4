"""Lists of ids written out in a statement: an agent may have some hundred scopes, and binding each costs more."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, literal_column


def ids(numbers: Iterable[int]) -> str:
    """`(1, 2, 3)` for use after IN; an empty list holds nothing."""
    return _written(frozenset(numbers))


@lru_cache(maxsize=1_000)
def _written(numbers: frozenset[int]) -> str:
    return f"({', '.join(str(int(number)) for number in sorted(numbers)) or 'NULL'})"


def within(column: Any, numbers: Iterable[int]) -> ColumnElement[bool]:
    """The condition that a column holds one of the numbers."""
    return cast("ColumnElement[bool]", column.bool_op("IN")(literal_column(ids(numbers))))
