"""Two versions side by side: the fields that differ, and the text line by line."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kunskap.words import gettext as _
from kunskap.words import type_name


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its `lines` as (same | out | in, words)."""

    name: str
    lines: tuple[tuple[str, str], ...]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The fields that differ, in the order of the form."""
    names = {
        "title": _("Title"), "text": _("Text"), "everyday": _("Everyday words"), "types": _("Case types"),
        "source": _("Source outside the municipality"), "review_on": _("To be reviewed by"), "state": _("State"),
    }  # fmt: skip
    return tuple(
        Difference(words, _lines(_said(before.get(name)), _said(after.get(name))))
        for name, words in names.items()
        if before.get(name) != after.get(name)
    )


def _said(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return [f"{code} {type_name(code)}" for code in value]
    return str(value or "").splitlines()


def _lines(before: list[str], after: list[str]) -> tuple[tuple[str, str], ...]:
    marks = {" ": "same", "-": "out", "+": "in"}
    told = difflib.ndiff(before, after)
    return tuple((marks[line[0]], line[2:]) for line in told if line[0] in marks)
