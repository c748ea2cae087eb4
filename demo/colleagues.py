"""What the cast's colleagues see of each other: phone, duties, phone hours, and who is away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from core import now
from core.filling import models, table, writing
from demo.bjorkasa.cast import CastAgent, cast
from demo.bjorkasa.phone_hours import week_of

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def for_colleagues(agent: CastAgent) -> dict[str, object]:
    """The columns of the agent's row."""
    return {
        "title": agent.title,
        "duties": agent.duties,
        "phone": agent.phone,
        "phone_words": agent.hours,
        "phone_hours": week_of(agent.hours),
        "phone_changed_at": now() - timedelta(days=40) if agent.hours else None,
    }


def write_absences(ids: Mapping[str, int]) -> None:
    """Whole days in Stockholm, counted from the day the demo is filled. `ids` is login → id."""
    first = now().astimezone(STOCKHOLM).replace(hour=0, minute=0, second=0, microsecond=0)
    for agent in cast().values():
        if not agent.away:
            continue
        starts = first + timedelta(days=agent.away["in_days"])
        ends = starts + timedelta(days=agent.away["days"])
        values = {"agent_id": ids[agent.login], "why": agent.away["why"], "deputy_id": ids[agent.away["deputy"]]}
        times = {"starts_at": starts.astimezone(UTC), "ends_at": ends.astimezone(UTC)}
        writing().execute(table(models.AbsenceRow).insert().values(**values, **times))
