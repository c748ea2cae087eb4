"""Two change the same thing at once: both changes are kept; only a field that both changed is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Value = str | tuple[str, ...]
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Merged:
    """`values` to save, and the fields in `clashes` that both changed, to different values."""

    values: dict[str, Value]
    clashes: tuple[str, ...]


def merge(base: Values, theirs: Values, mine: Values) -> Merged:
    """`base` is what my form began with, `theirs` what holds now, `mine` what I sent. A clash keeps mine in `values`.

    A field that `base` does not know is mine: the form was made by an older program, or by hand.
    """
    values = {name: theirs.get(name, value) if value == base.get(name, None) else value for name, value in mine.items()}
    clashes = tuple(
        name
        for name, value in mine.items()
        if name in base and name in theirs and value not in (base[name], theirs[name]) and theirs[name] != base[name]
    )
    return Merged(values, clashes)
