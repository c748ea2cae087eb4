"""Opens a case for a message that belongs to none: number, contact, owner, scope, counters, promise, event."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.access.agents import SYSTEM
from core.access.counters import moved, standing
from core.access.scopes import scope_id_for
from core.access.searchable import stems_of_case
from core.case.contacts import contact_for, is_protected
from core.case.deadlines import first_promise
from core.case.events import record
from core.case.numbers import next_number
from core.case.places import place_key, street_in
from core.case.secrecy import class_of_type
from core.case.threads import make_findable
from core.contract.messages import InboundMessage
from core.flow.routing import Suggestion
from core.store.db import insert, writing
from core.store.models import Case, Inbound
from core.store.models.agents import ORDINARY, PROTECTED, SORTERING

ANONYMOUS = ""  # a case without counterpart: shown as "Anonym"


def open_case(row: Inbound, message: InboundMessage, suggestion: Suggestion, *, promise_kept: bool) -> Case:
    """Opens the case in this transaction. `promise_kept` False (old and automatic mail) sets no deadline."""
    version = suggestion.version
    contact_id = contact_for(message.sender, language=message.language) if message.sender else None
    secrecy = _secrecy_class(suggestion, contact_id)
    case_id = _insert(
        subject=_subject(message),
        channel=message.channel,
        plugin=row.plugin,
        case_type_id=version.case_type_id,
        case_type_version_id=version.id,
        type_reason=suggestion.reason[:200],
        rosa_level=version.rosa_level,
        competence=version.competence,
        forvaltning_id=version.forvaltning_id,
        unit_id=None,
        svarsgrupp_id=suggestion.svarsgrupp_id,
        contact_id=contact_id,
        counterpart=_counterpart(message),
        place=message.hints.get("place", "")[:200],
        place_key=_place_key(message),
        language=message.language,
        received_at=row.received_at,
        activity_at=row.received_at,
        suspect=message.suspect,
        scope_id=scope_id_for(version.forvaltning_id, None, suggestion.svarsgrupp_id, "kundtjanst", secrecy),
    )
    case = writing().execute(select(Case).where(Case.id == case_id)).scalar_one()
    moved(None, standing(case, secrecy))
    record(case.id, "opened", SYSTEM, {"channel": case.channel, "type": case.case_type_id, "level": case.rosa_level})
    words = stems_of_case(case.number, case.subject, case.counterpart, _addresses(message), case.place)
    make_findable(case, None, words)
    if promise_kept:
        first_promise(case, version)
    return case


def _insert(**values: Any) -> int:
    return insert(Case, {"number": next_number(), **values})


def _secrecy_class(suggestion: Suggestion, contact_id: int | None) -> int:
    if contact_id is not None and is_protected(contact_id):
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


def _addresses(message: InboundMessage) -> str:
    return message.sender.value if message.sender else ""
