"""The data files of Björkåsa beside this module, each read once."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def toml(name: str) -> dict[str, Any]:
    """The file as tables. Do not change what you get: it is shared."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


@cache
def semicolons(name: str) -> tuple[dict[str, str], ...]:
    """A table with semicolons and a heading line, a row a dict."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines, delimiter=";"))
