"""Writes Björkåsa's past cases as the verbs would have left them, with the times when it happened.

Not through the verbs: these happened months ago, and 1,400 cases shall be there in seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from core import now
from core.filling import (
    ORDINARY,
    PROTECTED,
    SORTERING,
    Standing,
    book,
    counts_as_solved,
    dues_of,
    explain,
    mentions_care,
    models,
    place_key,
    scope_id_for,
    table,
    upsert,
    writing,
)
from core.tables import reading
from demo.bjorkasa.catalogue import Service, catalogue
from demo.bjorkasa.contacts import CastContact, contacts
from demo.fill import Ids
from demo.past import PastCase, standing
from demo.past import Standing as Past
from demo.traces import PLUGIN_OF, Traces, counterpart_of

BATCH = 250


def write_history(cases: Iterable[PastCase], ids: Ids, say: Callable[[str], None]) -> dict[str, int]:
    """Writes the cases in the order they were received; says how far it has come. Returns key → case id."""
    waiting = sorted(cases, key=lambda case: case.received_at)
    leads: dict[str, int] = {}
    for start in range(0, len(waiting), BATCH):
        moves = [_Writer(case, ids, leads).write() for case in waiting[start : start + BATCH]]
        book((None, move) for move in moves)
        say(f"  {start + len(moves)} av {len(waiting)} ärenden")
    return leads


class _Writer:
    """One case: its row, then its steps as messages and events."""

    def __init__(self, past: PastCase, ids: Ids, leads: dict[str, int]) -> None:
        self.past, self.ids, self.leads = past, ids, leads
        self.service: Service = catalogue()[past.type_code]
        self.stands: Past = standing(past)
        self.contact: CastContact | None = contacts()[past.contact] if past.contact else None
        self.case_id = 0
        self.secrecy = self._secrecy()
        self.owner = ids.forvaltningar[self.stands.forvaltning or self.service.forvaltning]
        self.group = ids.svarsgrupper[self.service.svarsgrupp]
        self.unit = ids.units[self.stands.unit] if self.stands.unit else None
        self.scope_id = scope_id_for(self.owner, self.unit, self.group, self.stands.held_by, self.secrecy)

    def write(self) -> Standing:
        values = self._values()
        cases = table(models.Case)
        self.case_id = int(writing().execute(cases.insert().values(**values).returning(cases.c.id)).scalar_one())
        self.leads[self.past.key] = self.case_id
        traces = Traces(self.past, self.ids, self.leads, self.case_id, self.scope_id)
        traces.event("opened", self.past.received_at, None, channel=self.past.channel)
        who = f"{values['counterpart']} {traces.address()}"
        traces.find(None, f"{values['number']} {values['subject']} {who} {self.past.place}")
        for step in self.past.steps:
            traces.step(step, values["number"])
        due = self._deadlines()
        writing().execute(
            cases.update().where(cases.c.id == self.case_id).values(last_message=traces.last_message, due_at=due)
        )
        return Standing(
            scope_id=self.scope_id,
            secrecy_class_id=self.secrecy,
            held_by=self.stands.held_by,
            status=self.stands.status,
            agent_id=values["agent_id"],
            competence=self.service.competence,
            suspect=self.past.suspect,
            snoozed_until=values["snoozed_until"],
            closed_at=self.stands.closed_at,
        )

    def _values(self) -> dict[str, Any]:
        past, stands, ids = self.past, self.stands, self.ids
        return {
            "number": _number(past.received_at),
            "subject": past.subject[:300],
            "channel": past.channel,
            "plugin": PLUGIN_OF.get(past.channel, "phone"),
            "case_type_id": ids.types[past.type_code],
            "case_type_version_id": ids.versions[past.type_code],
            "type_reason": past.reason[:200],
            "rosa_level": past.level or self.service.rosa_level,
            "confirmed": stands.confirmed,
            "competence": self.service.competence,
            "forvaltning_id": self.owner,
            "unit_id": self.unit,
            "svarsgrupp_id": self.group,
            "held_by": stands.held_by,
            "agent_id": ids.agents.get(stands.agent),
            "status": stands.status,
            "contact_id": ids.contacts.get(past.contact or ""),
            "counterpart": counterpart_of(past),
            "place": past.place,
            "place_key": self._place_key(),
            "language": past.language,
            "interpreter": self.contact.interpreter if self.contact else "",
            "received_at": past.received_at,
            "activity_at": max(step.at for step in past.steps if step.kind in ("inbound", "hand_over", "hand_back")),
            "minutes": stands.minutes,
            "suspect": past.suspect,
            "unread": stands.status == "new",
            "owner_changes": stands.owner_changes,
            "scope_id": self.scope_id,
            "joined_to": self.leads.get(stands.joined_to),
            **self._ending(),
        }

    def _ending(self) -> dict[str, Any]:
        past, stands, closed = self.past, self.stands, self.stands.closed_at
        return {
            "snoozed_until": None if closed else stands.snoozed_until,
            "closed_at": closed,
            "closed_by": self.ids.agents.get(stands.closed_by),
            "outcome": stands.outcome,
            "outcome_detail": next((s.to for s in past.steps if s.kind == "close" and s.outcome == "guided_on"), ""),
            "reached_level": (past.level or self.service.rosa_level) if closed else None,
            "first_contact": self._first_contact(),
        }

    def _place_key(self) -> str:
        typed = "" if self.past.channel == "visit" else self.past.place
        return place_key(typed, f"{self.past.subject}\n{self.past.steps[0].text}")

    def _secrecy(self) -> int:
        if self.contact and self.contact.protected:
            return PROTECTED
        if self.service.is_secret:
            return self.ids.classes[self.service.authorisation]
        text = f"{self.past.subject} {self.past.steps[0].text}"
        unsorted = not self.stands.confirmed and self.past.type_code == "C10" and mentions_care(text)
        return SORTERING if unsorted else ORDINARY

    def _first_contact(self) -> bool:
        stands, past = self.stands, self.past
        if not stands.closed_at or stands.owner_changes or not counts_as_solved(stands.outcome):
            return False
        reopened = any(step.kind == "reopen" for step in past.steps)
        return stands.closed_at - past.received_at < timedelta(hours=12) and not reopened

    def _deadlines(self) -> datetime | None:
        """The type's promises with what met them. Returns the nearest unmet."""
        version = reading().get(models.CaseTypeVersion, self.ids.versions[self.past.type_code])
        case = reading().get(models.Case, self.case_id, populate_existing=True)
        assert version is not None and case is not None
        met = self._answered_at()
        dues = dues_of(case, version)
        for due in dues:
            row = {"case_id": self.case_id, "kind": due.kind, "due_at": due.at, "met_at": met, "alarm": due.alarm}
            writing().execute(table(models.DeadlineRow).insert().values(**row, why=explain(due.explanation)))
        return None if met else min((due.at for due in dues), default=None)

    def _answered_at(self) -> datetime | None:
        times = [s.at for s in self.past.steps if s.kind in ("reply", "close") and s.at <= now()]
        return min(times, default=None)


def _number(at: datetime) -> str:
    """The next number of the year the case came in."""
    series = table(models.NumberSeries)
    statement = upsert(models.NumberSeries).values(year=at.year, last=1)
    given = statement.on_conflict_do_update(index_elements=["year"], set_={"last": series.c.last + 1})
    return f"{at.year}-{writing().execute(given.returning(series.c.last)).scalar_one():06d}"
