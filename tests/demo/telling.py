"""The story told for tests: at many moments, with what helps to read it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from core.case.hours import Hours
from core.case.worktime import Calendar
from demo.bjorkasa import organisation
from demo.past import PastCase, Standing
from demo.rhythm import local_day
from demo.story import standing, story

CALENDAR = Calendar(Hours.from_settings(organisation().hours))
NOON_WEDNESDAY = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
MOMENTS = {
    "a Wednesday at noon": NOON_WEDNESDAY,
    "a Sunday afternoon": datetime(2026, 11, 22, 14, 40, tzinfo=UTC),
    "Monday just after the doors open": datetime(2026, 11, 23, 7, 3, tzinfo=UTC),
    "Friday after closing": datetime(2026, 11, 27, 14, 30, tzinfo=UTC),
    "Maundy Thursday after twelve": datetime(2026, 4, 2, 10, 30, tzinfo=UTC),
    "the day after Easter": datetime(2026, 4, 7, 9, 0, tzinfo=UTC),
    "Christmas Day": datetime(2026, 12, 25, 12, 0, tzinfo=UTC),
    "a summer night": datetime(2027, 7, 14, 1, 0, tzinfo=UTC),
}
Told = list[tuple[PastCase, Standing]]


def tell(now: datetime, seed: int = 1) -> Told:
    return [(case, standing(case)) for case in story(seed, now, CALENDAR)]


def named(told: Told, key: str) -> tuple[PastCase, Standing]:
    return next((case, stands) for case, stands in told if case.key == key)


def kinds(case: PastCase) -> list[str]:
    return [step.kind for step in case.steps]


def day_after(at: datetime, opening_days: int) -> date:
    return local_day(CALENDAR.end_of_nth_opening_day(at, opening_days))
