"""Opening hours as somebody types them: "8–12, 13–16.30" for a weekday, "12" for a short day; and back into a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from core.case.hours import WEEKDAYS, Hours, Span
from core.case.swedish_days import EVES, RED_DAYS, SHORT_DAYS
from core.contract.errors import Refused, Wrong

Value = str | tuple[str, ...]
NAMED = (*RED_DAYS, *EVES)

_TIME = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?")
_BETWEEN = re.compile(r"\s*(?:-|\N{EN DASH}|\N{EM DASH}|till)\s*")


def typed_hours(values: Mapping[str, Value]) -> Hours:
    """The hours that a form's answers say: `mon` … `sun`, `closed`, `short_<code>`, `klamdag`. Raises `Wrong`."""
    wrong: dict[str, Refused] = {}
    week = tuple(_week_day(day, str(values.get(day, "")), wrong) for day in WEEKDAYS)
    short = {name: _short(name, str(values.get(f"short_{name}", "")), wrong) for name in SHORT_DAYS}
    if not wrong and not any(week):
        wrong["mon"] = Refused("hours_none_open")
    if wrong:
        raise Wrong(wrong)
    return Hours(
        week=week,
        closed=frozenset(values.get("closed", ())) & frozenset(NAMED),
        short=tuple(sorted((name, minute) for name, minute in short.items() if minute is not None)),
        klamdag="closed" if values.get("klamdag") == "closed" else "open",
    )


def typed_time(text: str) -> int | None:
    """Minutes after midnight of "12", "16.30" or "08:00"; None for anything else. "24" is the end of the day."""
    found = _TIME.fullmatch(text.strip())
    minute = int(found[1]) * 60 + int(found[2] or 0) if found else -1
    return minute if found and 0 <= minute <= 1440 and int(found[2] or 0) < 60 else None


def typed_date(values: Mapping[str, Value], name: str) -> date:
    """The date that a field holds. Raises `Wrong` for that field."""
    try:
        return date.fromisoformat(str(values.get(name, "")).strip())
    except ValueError:
        raise Wrong({name: Refused("date_wrong")}) from None


def clock_words(minute: int) -> str:
    """A minute of the day as it is written: 8, 16.30."""
    return f"{minute // 60}" + (f".{minute % 60:02}" if minute % 60 else "")


def span_words(spans: tuple[Span, ...]) -> str:
    """ "8–12, 13–16.30"; empty when closed."""
    return ", ".join(f"{clock_words(opens)}\N{EN DASH}{clock_words(closes)}" for opens, closes in spans)


def form_values(hours: Hours) -> dict[str, Value]:
    """What `typed_hours` reads, of hours that are there."""
    short = dict(hours.short)
    return {
        **{day: span_words(spans) for day, spans in zip(WEEKDAYS, hours.week, strict=True)},
        **{f"short_{name}": clock_words(short[name]) if name in short else "" for name in SHORT_DAYS},
        "closed": tuple(name for name in NAMED if name in hours.closed),
        "klamdag": hours.klamdag,
    }


def _week_day(day: str, text: str, wrong: dict[str, Refused]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for part in filter(None, (one.strip() for one in re.split(r",|;|\boch\b", text))):
        ends = [typed_time(end) for end in _BETWEEN.split(part)]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            wrong[day] = Refused("hours_span_wrong")
            return ()
        spans.append((ends[0], ends[1]))
    last = 0
    for opens, closes in spans:
        if not last <= opens < closes:
            wrong[day] = Refused("hours_overlap")
        last = closes
    return tuple(spans)


def _short(name: str, text: str, wrong: dict[str, Refused]) -> int | None:
    minute = typed_time(text) if text.strip() else None
    if text.strip() and minute is None:
        wrong[f"short_{name}"] = Refused("hours_time_wrong")
    return minute
