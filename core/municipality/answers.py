"""What is typed in a form or stands in a file, checked field by field: every wrong one is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.contract.errors import Refused, Wrong

_CODE = re.compile(r"[^\W_](?:[\w .&-]*[^\W_])?")
_OUR_PAGES = ("ny", "fil")  # stand where a code stands in an address
_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>()]+")
_PHONE = re.compile(r"\+?[\d\s()/-]{3,}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A field: how long it may be, whether it must be answered, and what it holds."""

    name: str
    longest: int
    required: bool = False
    kind: Literal["text", "code", "email", "phone", "day"] = "text"


def insist_on(values: Mapping[str, str], asked: Iterable[Asked]) -> None:
    """Raises `Wrong` with every field that needs another answer. A field that is not in `values` stays as it is."""
    wrong = wrong_in(values, asked)
    if wrong:
        raise Wrong(wrong)


def wrong_in(values: Mapping[str, str], asked: Iterable[Asked]) -> dict[str, Refused]:
    """What is wrong, by field; empty when all is well."""
    found = {one.name: _wrong(values[one.name].strip(), one) for one in asked if one.name in values}
    return {name: refused for name, refused in found.items() if refused}


def day_of(value: str) -> date | None:
    """2026-01-01 as a date; None when empty. Checked before."""
    return date.fromisoformat(value) if value else None


def _wrong(value: str, one: Asked) -> Refused | None:
    if not value:
        return Refused("answer_missing") if one.required else None
    if len(value) > one.longest:
        return Refused("too_long", n=str(one.longest))
    if not value.isprintable():
        return Refused("answer_bad_sign")
    if one.kind == "code" and (not _CODE.fullmatch(value) or value.casefold() in _OUR_PAGES):
        return Refused("code_wrong")
    if one.kind == "email" and not _EMAIL.fullmatch(value):
        return Refused("email_wrong")
    if one.kind == "phone" and not _PHONE.fullmatch(value):
        return Refused("phone_wrong")
    if one.kind == "day" and not _is_day(value):
        return Refused("day_wrong")
    return None


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == 10
