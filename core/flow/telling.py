"""Telling the citizen who will answer: the first promise of a synpunkt, kept by a person (practice 23)."""

from __future__ import annotations

from typing import Any

from core.access.agents import Agent
from core.case.deadlines import public_answer, told_who_answers
from core.case.record import change, lock
from core.case.secrecy import only_neutral
from core.case.threads import insert_message
from core.clock import now
from core.contract.errors import Refused
from core.flow.queueing import Way, queue_delivery, ways
from core.flow.wording import date_words
from core.store.models import Case
from core.store.texts import text

READY = "Vi har läst det du skrev. {answer} svarar dig senast den {date}. Ditt nummer är {number}."
UNDATED = "Vi har läst det du skrev. {answer} svarar dig. Ditt nummer är {number}."


def tell_who_answers(case_id: int, who: str, by: Agent) -> None:
    """Sends the ready text `who_answers` with that name in it; the answer itself is still owed.

    A secret case names only the agent, for a unit's name tells what the matter is. Raises `Refused("no_way")` when
    neither e-mail nor SMS reaches the citizen: then somebody rings, and says so with `has_told_who_answers`.
    """
    case = lock(case_id, by)
    if not who.strip():
        raise Refused("name_missing")
    way = next((way for way in ways(case) if way.via and way.to), None)
    if way is None or way.to is None:
        raise Refused("no_way")
    message_id = _write(case, way, by.name if only_neutral(case) else who.strip()[:120], by)
    queue_delivery(case, message_id, via=way.via, way=way.name, to=way.to, automatic=True)
    _told(case, by, way.name, message_id)


def has_told_who_answers(case_id: int, by: Agent) -> None:
    """The citizen has been told already, by phone or in another way outside the system."""
    case = lock(case_id, by)
    _told(case, by, "phone", None)


def _write(case: Case, way: Way, who: str, by: Agent) -> int:
    at = public_answer(case.id)
    body = text("who_answers", case.language, READY) if at else UNDATED
    values = {"answer": who, "number": case.number, "date": date_words(at, case.language) if at else ""}
    for name, value in values.items():
        body = body.replace(f"{{{name}}}", value)
    return insert_message(
        case_id=case.id,
        direction="out",
        channel="sms" if way.name == "sms" else "email",
        plugin=way.via,
        agent_id=by.id or None,
        recipients=[way.to.value] if way.to else [],
        subject=text("receipt_subject", case.language).replace("{number}", case.number),
        text=body,
        fresh=body,
        at=now(),
    )


def _told(case: Case, by: Agent, way: str, message_id: int | None) -> None:
    told_who_answers(case)
    fields: dict[str, Any] = {"status": "open"} if case.status == "new" else {}
    if message_id:
        fields["last_message"] = message_id
    change(case, by, "told_who_answers", data={"way": way, "message": message_id}, **fields)
