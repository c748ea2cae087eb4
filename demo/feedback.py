"""The register rows of the past synpunkter, when that plug-in is on: the demo writes into its table by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.filling import calendar, writing
from core.tables import Base
from demo.bjorkasa.catalogue import catalogue
from demo.past import PastCase, standing

ANSWER_DAYS = 10
TOPIC_OF_THE_REST = "annat"


def write_register(cases: Iterable[PastCase], case_ids: Mapping[str, int], plugin: str) -> int:
    """Writes one row for each past synpunkt, in the caller's transaction. 0 where the plug-in's table is not there."""
    register = Base.metadata.tables.get("synpunkter_register")
    if register is None:
        return 0
    days = calendar()
    rows = [
        {
            "case_id": case_ids[past.key],
            "plugin": plugin,
            "kind": past.synpunkt,
            "topic": catalogue()[past.type_code].topic or TOPIC_OF_THE_REST,
            "anonymous": past.anonymous,
            "wants_answer_by": "none" if past.anonymous or not past.contact else "email",
            "received_at": past.received_at,
            "answer_by": days.end_of_nth_opening_day(past.received_at, ANSWER_DAYS),
            "led_to_measure": past.measure if standing(past).closed_at else None,
        }
        for past in cases
        if past.synpunkt
    ]
    if rows:
        writing().execute(register.insert(), rows)
    return len(rows)
