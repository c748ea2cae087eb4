"""What the steps of a past case left behind: messages, notes, deliveries, links and events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.filling import Attachment, Filed, add_files, blobs, index, insert_message, models, stems, table, writing
from demo.bjorkasa.contacts import CastContact, contacts
from demo.fill import Ids
from demo.past import PastCase, Step
from demo.sketch import KIND, NAME, large_sketch

PLUGIN_OF = {"email": "email", "sms": "sms", "webform": "webform", "synpunkt": "synpunkter"}
EVENTS = {
    "take": "taken",
    "classify": "classified",
    "raise_level": "level_raised",
    "reply": "replied",
    "wait": "waits",
    "snooze": "parked",
    "hand_over": "handed_over",
    "hand_back": "handed_back",
    "afterwards": "registered_afterwards",
    "close": "closed",
    "reopen": "reopened_by_message",
}


class Traces:
    """Of one case, whose row stands already. `leads` are the ids of earlier cases by key; `last_message` the newest."""

    def __init__(self, past: PastCase, ids: Ids, leads: dict[str, int], case_id: int, scope_id: int) -> None:
        self.past, self.ids, self.leads = past, ids, leads
        self.case_id, self.scope_id = case_id, scope_id
        self.contact: CastContact | None = contacts()[past.contact] if past.contact else None
        self.counterpart = counterpart_of(past)
        self.last_message = 0

    def step(self, step: Step, number: str) -> None:
        """Writes one step; `number` is the case's."""
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
            self.event(EVENTS[step.kind], step.at, step.actor, **data)

    def _message(self, step: Step, number: str) -> None:
        text = step.text.replace("{number}", number)
        inbound = step.kind == "inbound"
        note = step.kind in ("note", "internal_note")
        out = step.kind in ("receipt", "reply", "wait")
        address = self.address() if not note else ""
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
            sender_name=self.counterpart if inbound else "",
            recipients=[address] if out and address else [],
            subject=self.past.subject if inbound else "",
            text=text,
            fresh=text,
            automatic=step.automatic or ("auto_reply" if step.kind == "receipt" else ""),
            at=step.at,
        )
        if step.kind != "receipt":  # nobody looks for the words of a receipt
            self.find(self.last_message, f"{text} {NAME}" if step.sketch else text)
        if step.sketch:
            content = large_sketch()
            add_files(self.last_message, Filed(((blobs.put(content), Attachment(NAME, KIND, content)),)))
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
        self.find(self.last_message, step.text)

    def address(self) -> str:
        """Where the person was heard from, a number or an address; nothing for the anonymous and the protected."""
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
                to_name=self.counterpart,
                automatic=step.kind == "receipt",
                state="sent" if address else "done",
                at=step.at,
            )
        )

    def _join(self, step: Step) -> None:
        lead = self.leads.get(step.to)
        if lead:
            self.event("joined", step.at, step.actor, case=lead)
            self.event("got_member", step.at, step.actor, of=lead, case=self.case_id)

    def event(self, kind: str, at: datetime, actor: str | None, *, of: int = 0, **data: Any) -> None:
        """Writes an event of the case (or of the case with the id `of`), by the agent of that login or by nobody."""
        agent_id = self.ids.agents.get(actor or "")
        row = {"case_id": of or self.case_id, "at": at, "kind": kind, "agent_id": agent_id, "data": data}
        writing().execute(table(models.Event).insert().values(**row))

    def find(self, message_id: int | None, text: str) -> None:
        """Makes a text of the case findable."""
        index(self.case_id, message_id, " ".join(stems(text)), self.scope_id)


def counterpart_of(past: PastCase) -> str:
    """Who the case is with, as its list row says it: nobody for the anonymous and the protected."""
    contact = contacts()[past.contact] if past.contact else None
    if contact is None or past.anonymous or contact.protected:
        return ""
    return contact.name or contact.email or contact.phone
