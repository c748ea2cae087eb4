"""The cases told by hand: those every demo must have, and what stands in the queue right now."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from demo.bjorkasa.files import toml
from demo.letters import receipt
from demo.mix import BY_PAPER, LIVE, draw_contact
from demo.past import PastCase, Step
from demo.rhythm import Rhythm, moment_of

_READ_HERE = frozenset({"type", "contact", "steps", "kind", "named", "blocked"})
_OF_A_STEP = ("kind", "actor", "text", "to", "unit", "outcome", "minutes", "automatic", "sketch")
_SAME_WAY_IN = LIVE | BY_PAPER


def told_by_hand(rng: random.Random, rhythm: Rhythm) -> Iterator[PastCase]:
    """Every case of scenes.toml and present.toml, with moments relative to now."""
    taken: set[str] = set()
    for name in ("scenes.toml", "present.toml"):
        for row in toml(name)["cases"]:
            case = _case(row, rng, rhythm, taken)
            taken.add(case.contact or "")
            yield case


def _case(row: Mapping[str, Any], rng: random.Random, rhythm: Rhythm, taken: set[str]) -> PastCase:
    plain: dict[str, Any] = {key: value for key, value in row.items() if key not in _READ_HERE}
    return PastCase(
        type_code=row["type"],
        contact=_contact(row, rng, taken),
        synpunkt=row.get("kind", ""),
        named=tuple(row.get("named", ())),
        blocked=tuple(row.get("blocked", ())),
        steps=tuple(_steps(row, rhythm)),
        **plain,
    )


def _contact(row: Mapping[str, Any], rng: random.Random, taken: set[str]) -> str | None:
    """The key that is given; for "any" somebody drawn, who is in no other case told by hand."""
    if row.get("contact") != "any":
        return row.get("contact")
    while True:
        drawn = draw_contact(rng, row["type"], row["channel"], "sv")
        if drawn is not None and drawn.key not in taken:
            return drawn.key


def _steps(row: Mapping[str, Any], rhythm: Rhythm) -> Iterator[Step]:
    """Each step after the one before, in open time, and none later than the last open moment before now."""
    told, latest = row["steps"], rhythm.earlier(0)
    at = _received(told[0], row, rhythm)
    yield _step(told[0], at, rhythm)
    if _is_acknowledged(row):
        yield Step("receipt", at, text=receipt(row["channel"], rhythm.promised(at)))
    for step in told[1:]:
        if "after" in step:
            at = max(at, min(rhythm.later(at, step["after"]), latest))
        yield _step(step, at, rhythm)


def _received(first: Mapping[str, Any], row: Mapping[str, Any], rhythm: Rhythm) -> datetime:
    in_open_time = row["channel"] in _SAME_WAY_IN
    if "ago" in first:
        return rhythm.earlier(first["ago"]) if in_open_time else rhythm.now - timedelta(minutes=first["ago"])
    day = rhythm.before_holiday() if "before_holiday" in first else rhythm.open_day(first["day"])
    hour, minute = first["clock"].split(".")
    at = moment_of(day, time(int(hour), int(minute)))
    latest = rhythm.spans(day)[-1][1] if in_open_time else rhythm.now
    return min(at, latest - timedelta(minutes=30))


def _step(told: Mapping[str, Any], at: datetime, rhythm: Rhythm) -> Step:
    given: dict[str, Any] = {key: told[key] for key in _OF_A_STEP if key in told}
    until = rhythm.later(rhythm.now, told["ahead"]) if "ahead" in told else None
    return Step(at=at, until=until, **given)


def _is_acknowledged(row: Mapping[str, Any]) -> bool:
    quiet = row["channel"] in _SAME_WAY_IN or row.get("anonymous") or row.get("suspect")
    return not quiet and not any(step["kind"] == "receipt" for step in row["steps"])
