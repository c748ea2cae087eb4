"""Opens a case for a message that belongs to none: number, contact, owner, scope, counters, promise, event."""

from __future__ import annotations

from typing import Any

from core.access.agents import SYSTEM
from core.access.counters import moved, standing
from core.access.scopes import scope_id_for
from core.access.searchable import stems_of_case
from core.case.contacts import Known, contact_for
from core.case.deadlines import add_deadlines, dues_of
from core.case.events import record
from core.case.numbers import next_number
from core.case.places import place_key, street_in
from core.case.secrecy import class_of_type
from core.case.threads import Kept
from core.contract.messages import InboundMessage
from core.flow.routing import Suggestion
from core.store.models import Case
from core.store.models.agents import ORDINARY, PROTECTED, SORTERING
from core.store.ready import insert

ANONYMOUS = ""  # a case without counterpart: shown as "Anonym"


def open_case(row: Kept, message: InboundMessage, suggestion: Suggestion, *, promise_kept: bool) -> Case:
    """Opens the case in this transaction. `promise_kept` False (old and automatic mail) sets no deadline.

    What comes back is the row as it was written, not attached to the session.
    """
    contact = contact_for(message.sender, language=message.language) if message.sender else None
    secrecy = _secrecy_class(suggestion, contact)
    values = _values(row, message, suggestion, secrecy) | {"contact_id": contact.id if contact else None}
    case = Case(**values)
    dues = dues_of(case, suggestion.version) if promise_kept else ()
    case.due_at = min((due.at for due in dues), default=None)
    case.number = next_number()  # from here on, whoever else opens a case waits for us
    case.id = insert(Case, values | {"due_at": case.due_at, "number": case.number})
    add_deadlines(case.id, dues)
    moved(None, standing(case, secrecy))
    record(case.id, "opened", SYSTEM, {"channel": case.channel, "type": case.case_type_id, "level": case.rosa_level})
    return case


def own_stems(case: Case, message: InboundMessage) -> str:
    """How a case just opened is found by what it is, whatever is said in it."""
    address = message.sender.value if message.sender else ""
    return stems_of_case(case.number, case.subject, case.counterpart, address, case.place)


def _values(row: Kept, message: InboundMessage, suggestion: Suggestion, secrecy: int) -> dict[str, Any]:
    version = suggestion.version
    return {
        "subject": _subject(message),
        "channel": message.channel,
        "plugin": row.plugin,
        "case_type_id": version.case_type_id,
        "case_type_version_id": version.id,
        "type_reason": suggestion.reason[:200],
        "rosa_level": version.rosa_level,
        "competence": version.competence,
        "forvaltning_id": version.forvaltning_id,
        "unit_id": None,
        "svarsgrupp_id": suggestion.svarsgrupp_id,
        "held_by": "kundtjanst",
        "status": "new",
        "counterpart": _counterpart(message),
        "place": message.hints.get("place", "")[:200],
        "place_key": _place_key(message),
        "language": message.language,
        "received_at": row.received_at,
        "activity_at": row.received_at,
        "suspect": message.suspect,
        "scope_id": scope_id_for(version.forvaltning_id, None, suggestion.svarsgrupp_id, "kundtjanst", secrecy),
    }


def _secrecy_class(suggestion: Suggestion, contact: Known | None) -> int:
    if contact is not None and contact.protected:
        return PROTECTED
    own = class_of_type(suggestion.version)
    return SORTERING if own == ORDINARY and suggestion.sortering else own


def _subject(message: InboundMessage) -> str:
    """The subject as sent; else the first line of the text, so that a list row always says something."""
    lines = (message.subject, *(message.fresh or message.text).splitlines())
    return next((line.strip()[:300] for line in lines if line.strip()), "")


def _counterpart(message: InboundMessage) -> str:
    return (message.sender.name or message.sender.value)[:200] if message.sender else ANONYMOUS


def _place_key(message: InboundMessage) -> str:
    """What of the message says where. A visitor stands in one of our own places, which says nothing."""
    typed = message.hints.get("place", "")
    place = street_in(typed) if message.channel == "visit" else typed
    return place_key(place, f"{message.subject}\n{(message.fresh or message.text)[:4000]}")
