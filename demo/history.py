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
    index,
    insert_message,
    mentions_care,
    models,
    scope_id_for,
    stems,
    table,
    upsert,
    writing,
)
from core.tables import reading
from demo.bjorkasa.catalogue import Service, catalogue
from demo.bjorkasa.contacts import CastContact, contacts
from demo.fill import Ids
from demo.past import PastCase, Step, standing
from demo.past import Standing as Past

BATCH = 250
PLUGIN_OF = {"email": "email", "sms": "sms", "webform": "webform", "synpunkt": "synpunkter"}
ANSWERS = ("reply", "hand_over")
EVENTS = {
    "take": "taken",
    "classify": "classified",
    "raise_level": "level_raised",
    "reply": "replied",
    "wait": "waits",
    "snooze": "parked",
    "hand_over": "handed_over",
    "hand_back": "handed_back",
    "join": "linked",
    "close": "closed",
    "reopen": "reopened_by_message",
}


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
        self.last_message = 0
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
        self._event("opened", self.past.received_at, None, channel=self.past.channel)
        self._find(None, f"{values['number']} {values['subject']} {values['counterpart']} {self.past.place}")
        for step in self.past.steps:
            self._step(step, values["number"])
        due = self._deadlines()
        writing().execute(
            cases.update().where(cases.c.id == self.case_id).values(last_message=self.last_message, due_at=due)
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
        closed = stands.closed_at
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
            "counterpart": self._counterpart(),
            "place": past.place,
            "language": past.language,
            "interpreter": self.contact.interpreter if self.contact else "",
            "received_at": past.received_at,
            "activity_at": max(step.at for step in past.steps if step.kind in ("inbound", "hand_over", "hand_back")),
            "snoozed_until": None if closed else stands.snoozed_until,
            "closed_at": closed,
            "closed_by": ids.agents.get(stands.closed_by),
            "outcome": stands.outcome,
            "outcome_detail": next((s.to for s in past.steps if s.kind == "close" and s.outcome == "guided_on"), ""),
            "reached_level": (past.level or self.service.rosa_level) if closed else None,
            "first_contact": self._first_contact(),
            "minutes": stands.minutes,
            "suspect": past.suspect,
            "unread": stands.status == "new",
            "owner_changes": stands.owner_changes,
            "scope_id": self.scope_id,
        }

    def _secrecy(self) -> int:
        if self.contact and self.contact.protected:
            return PROTECTED
        if self.service.is_secret:
            return self.ids.classes[self.service.authorisation]
        text = f"{self.past.subject} {self.past.steps[0].text}"
        unsorted = not self.stands.confirmed and self.past.type_code == "C10" and mentions_care(text)
        return SORTERING if unsorted else ORDINARY

    def _counterpart(self) -> str:
        if self.contact is None or self.past.anonymous or self.contact.protected:
            return ""
        return self.contact.name or self.contact.email or self.contact.phone

    def _first_contact(self) -> bool:
        stands, past = self.stands, self.past
        if not stands.closed_at or stands.owner_changes or not counts_as_solved(stands.outcome):
            return False
        reopened = any(step.kind == "reopen" for step in past.steps)
        return stands.closed_at - past.received_at < timedelta(hours=12) and not reopened

    def _step(self, step: Step, number: str) -> None:
        if step.kind in ("inbound", "receipt", "reply", "wait", "note", "internal_note"):
            self._message(step, number)
        elif step.text and step.kind in ("hand_over", "hand_back", "raise_level"):
            self._note(step)
        if step.kind == "join":
            self._join(step)
        if step.kind in EVENTS:
            data: dict[str, Any] = {"outcome": step.outcome} if step.kind == "close" else {}
            if step.kind == "hand_over":
                data = {"to": ["forvaltning", self.ids.forvaltningar[step.to], self.ids.units.get(step.unit)]}
            self._event(EVENTS[step.kind], step.at, step.actor, **data)

    def _message(self, step: Step, number: str) -> None:
        text = step.text.replace("{number}", number)
        inbound = step.kind == "inbound"
        note = step.kind in ("note", "internal_note")
        out = step.kind in ("receipt", "reply", "wait")
        address = self._address() if not note else ""
        self.last_message = insert_message(
            case_id=self.case_id,
            direction="in" if inbound else "note" if note else "out",
            kind={"note": "official_note", "internal_note": "internal_note", "receipt": "receipt"}.get(
                step.kind, "message"
            ),
            channel=self.past.channel,
            plugin=PLUGIN_OF.get(self.past.channel, "phone"),
            agent_id=self.ids.agents.get(step.actor),
            sender=address if inbound else "",
            sender_name=self._counterpart() if inbound else "",
            recipients=[address] if out and address else [],
            subject=self.past.subject if inbound else "",
            text=text,
            fresh=text,
            automatic=step.automatic or ("auto_reply" if step.kind == "receipt" else ""),
            at=step.at,
        )
        self._find(self.last_message, text)
        if out:
            self._delivery(step, address)

    def _note(self, step: Step) -> None:
        self.last_message = insert_message(
            case_id=self.case_id,
            direction="note",
            kind="official_note",
            channel=self.past.channel,
            agent_id=self.ids.agents.get(step.actor),
            recipients=[],
            text=step.text,
            fresh=step.text,
            at=step.at,
        )
        self._find(self.last_message, step.text)

    def _address(self) -> str:
        if self.contact is None or self.past.anonymous or self.contact.protected:
            return ""
        if self.past.channel in ("sms", "phone"):
            return self.contact.phone or self.contact.email
        return self.contact.email or self.contact.phone

    def _delivery(self, step: Step, address: str) -> None:
        way = "email" if "@" in address else "sms" if address else "letter"
        spoken = self.past.channel in ("phone", "visit") and not address
        writing().execute(
            table(models.Delivery)
            .insert()
            .values(
                case_id=self.case_id,
                message_id=self.last_message,
                way="phone" if spoken else way,
                plugin=PLUGIN_OF.get(way, ""),
                to_value=address,
                to_name=self._counterpart(),
                automatic=step.kind == "receipt",
                state="sent" if address else "done",
                at=step.at,
            )
        )

    def _join(self, step: Step) -> None:
        lead = self.leads.get(step.to)
        if lead:
            row = {"case_id": self.case_id, "other_id": lead, "kind": "related", "created_at": step.at}
            writing().execute(upsert(models.CaseLink).values(**row).on_conflict_do_nothing())

    def _event(self, kind: str, at: datetime, actor: str | None, **data: Any) -> None:
        agent_id = self.ids.agents.get(actor or "")
        row = {"case_id": self.case_id, "at": at, "kind": kind, "agent_id": agent_id, "data": data}
        writing().execute(table(models.Event).insert().values(**row))

    def _find(self, message_id: int | None, text: str) -> None:
        index(self.case_id, message_id, " ".join(stems(text)), self.scope_id)

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

