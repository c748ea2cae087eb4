"""What citizens write and agents answer, by type, with places and numbers still to be filled in."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from demo.bjorkasa.files import HERE, toml

_SLOT = re.compile(r"\{(\w+)\}")
NOT_BY_TYPE = ("synpunkter", "common")


@dataclass(frozen=True, slots=True)
class Saying:
    """One matter: `text` the citizen wrote, `note` an agent took down, `reply` is the answer; any may be empty."""

    type_code: str
    subject: str
    text: str = ""
    note: str = ""
    reply: str = ""
    language: str = "sv"
    kind: str = ""

    def filled(self, slots: Mapping[str, str]) -> Saying:
        """The same with places and numbers put in. Raises `KeyError` for an unknown slot."""
        parts = (_SLOT.sub(lambda m: slots[m[1]], part) for part in (self.subject, self.text, self.note, self.reply))
        subject, text, note, reply = parts
        return Saying(self.type_code, subject, text, note, reply, self.language, self.kind)


@cache
def sayings() -> Mapping[str, tuple[Saying, ...]]:
    """Type → its matters."""
    found: dict[str, list[Saying]] = defaultdict(list)
    for path in sorted((HERE / "texts").glob("*.toml")):
        if path.stem not in NOT_BY_TYPE:
            for code, rows in toml(f"texts/{path.name}").items():
                found[code] += [_saying(code, row) for row in rows]
    return {code: tuple(rows) for code, rows in found.items()}


@cache
def synpunkter() -> Mapping[str, tuple[Saying, ...]]:
    """Kind (praise, complaint, suggestion, question, fault_report) → what came in through that form."""
    table = toml("texts/synpunkter.toml")
    return {kind: tuple(_saying(row["type"], row, kind) for row in rows) for kind, rows in table.items()}


def common() -> Mapping[str, Any]:
    """What is said whatever the matter is: `again`, `ask` and lists of `words`."""
    return toml("texts/common.toml")


def draw_slots(rng: random.Random, officers: tuple[str, ...]) -> dict[str, str]:
    """A place, a number, a school … for one case."""
    table: Mapping[str, list[str]] = toml("contacts.toml")["slots"]
    slots = {name: rng.choice(words) for name, words in table.items()}
    return slots | {
        "nr": str(rng.randint(1, 48)),
        "pole": str(rng.randint(101, 989)),
        "officer": rng.choice(officers),
    }


def _saying(code: str, row: Mapping[str, str], kind: str = "") -> Saying:
    words = {part: row.get(part, "") for part in ("subject", "text", "note", "reply")}
    return Saying(code, **words, language=row.get("lang", "sv"), kind=kind)
