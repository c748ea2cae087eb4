"""Lists of ids written out in a statement: an agent may have some hundred scopes, and binding each costs more."""

from __future__ import annotations

from collections.abc import Iterable


def ids(numbers: Iterable[int]) -> str:
    """`(1, 2, 3)` for use after IN; an empty list holds nothing."""
    return f"({', '.join(str(int(number)) for number in sorted(numbers)) or 'NULL'})"
