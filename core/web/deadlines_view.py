"""The dates of a case, each with how it was counted: "10 arbetsdagar, nationaldagen räknas inte: måndag 8 juni"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from core.case.swedish_days import DAY_NAMES
from core.store.models import DeadlineRow
from core.web import words
from core.web.case_rows import Deadline
from core.web.language import gettext as _
from core.web.language import ngettext


def deadlines_of(rows: Sequence[DeadlineRow], now: datetime) -> tuple[Deadline, ...]:
    """The unmet ones first, nearest first; then what was kept."""
    ordered = sorted(rows, key=lambda row: (row.met_at is not None, row.due_at))
    return tuple(
        Deadline(
            label(row.kind),
            words.due(row.due_at, now, explained(row.why or {}, row.due_at, now)),
            words.when(row.met_at, now) if row.met_at else None,
        )
        for row in ordered
    )


def label(kind: str) -> str:
    """What must have happened by the date."""
    return {
        "action": _("Act no later than"),
        "answer": _("Answer no later than"),
        "who_answers": _("Say who answers no later than"),
        "hand_back": _("Hand back no later than"),
        "first_word": _("First word no later than"),
        "decision": _("Decision no later than"),
    }.get(kind, _("Due"))


def explained(why: Mapping[str, Any], at: datetime, now: datetime) -> str:
    """How the date was counted, with the day itself at the end; empty when nobody knows (a date set by hand)."""
    counted = _counted(why)
    if not counted:
        return ""
    skipped = [_day_name(name, date.fromisoformat(day), now) for day, name in why.get("skipped", ())]
    parts = [counted]
    if skipped:
        parts.append(
            ngettext("%(days)s is not counted", "%(days)s are not counted", len(skipped), days=_listed(skipped))
        )
    if moved := why.get("moved_from"):
        parts.append(_("moved from %(day)s", day=words.day(date.fromisoformat(moved), now)))
    return _("%(how)s: %(day)s", how=", ".join(parts), day=words.day(words.local(at).date(), now))


def _counted(why: Mapping[str, Any]) -> str:
    n = int(why.get("count") or 0)
    match why.get("counted"):
        case "closing_time":
            return _("before closing time")
        case "working_minutes":
            return ngettext("%(num)s minute of opening hours", "%(num)s minutes of opening hours", n)
        case "opening_days":
            return ngettext("%(num)s working day", "%(num)s working days", n)
        case "months":
            return ngettext("%(num)s month", "%(num)s months", n)
    return ""


def _day_name(code: str, day: date, now: datetime) -> str:
    """A day of the municipality's own is named by its date."""
    return _(DAY_NAMES[code]) if code in DAY_NAMES else words.day(day, now)


def _listed(names: list[str]) -> str:
    *first, last = names
    return _("%(many)s and %(last)s", many=", ".join(first), last=last) if first else last
