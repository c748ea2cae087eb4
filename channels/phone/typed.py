"""What this channel asks beside the core's questions: when to call back, and how long it took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from channels.phone.words import gettext as _
from core import Field, Note, Problems, note_from, now

STOCKHOLM = ZoneInfo("Europe/Stockholm")
LONGEST = 12 * 60  # minutes
KEEP = "keep"


def read_note(typed: Mapping[str, str]) -> Note | Problems:
    """The whole note, or what is wrong with it. Who will call back keeps the case: that needs no other outcome."""
    back, minutes = _call_back(typed), _minutes(typed)
    if typed.get("call_back") and not (typed.get("outcome") or typed.get("other_outcome")):
        typed = {**typed, "outcome": KEEP}
    note = note_from(typed)
    found = dict(note.by_field) if isinstance(note, Problems) else {}
    if isinstance(back, str):
        found["call_back"] = back
    elif back and not isinstance(note, Problems) and (note.outcome or note.hand_over_to is not None):
        found["call_back"] = _("Who calls back keeps the case: choose “Keep it open with me”.")
    if isinstance(minutes, str):
        found["minutes"] = minutes
    if found or isinstance(note, Problems) or isinstance(back, str) or isinstance(minutes, str):
        return Problems(found)
    return replace(note, call_back_at=back, minutes=note.minutes if minutes is None else minutes)


def own_fields(typed: Mapping[str, str], problems: Problems | None) -> tuple[Field, ...]:
    """The two questions with what was typed."""
    said = problems.by_field if problems else {}
    return (
        Field(
            "call_back",
            _("Call back"),
            "datetime-local",
            typed.get("call_back", ""),
            _("The case stays with you and comes back to your list at that time."),
            said.get("call_back", ""),
            optional=True,
            short=True,
        ),
        Field(
            "minutes",
            _("Minutes"),
            "text",
            typed.get("minutes", ""),
            _("Active time. Empty: as the clock above says."),
            said.get("minutes", ""),
            optional=True,
            short=True,
            inputmode="numeric",
        ),
    )


def _call_back(typed: Mapping[str, str]) -> datetime | str | None:
    """When, in UTC; or what is wrong."""
    text = typed.get("call_back", "").strip()
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        at = at.replace(tzinfo=STOCKHOLM) if at.tzinfo is None else at
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        return _("Write a date and a time.")
    return at if at > now() else _("Choose a time that is still to come.")


def _minutes(typed: Mapping[str, str]) -> float | str | None:
    text = typed.get("minutes", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= LONGEST:
        return float(text)
    return _("Write whole minutes, at most %(most)s.", most=LONGEST)
