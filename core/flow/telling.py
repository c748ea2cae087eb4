"""Ready words to the citizen that a person sends with another verb: who will answer, and that a case has moved on.

A text that names who answers keeps the first promise of a synpunkt (practice 23); another keeps none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.access.agents import Agent
from core.case.deadlines import answer_by, owes, public_answer, told_who_answers
from core.case.handover import hand_over
from core.case.record import change, lock
from core.case.secrecy import only_neutral
from core.case.threads import insert_message
from core.clock import now
from core.contract.errors import Refused
from core.flow.outcome_of_sending import MOVED
from core.flow.queueing import Way, queue_delivery, ways
from core.flow.wording import date_words
from core.store.db import reading
from core.store.models import Case, Forvaltning, Unit
from core.store.texts import text


@dataclass(frozen=True, slots=True)
class News:
    """What a hand-over may tell, filled in: by which way, and whether it names who answers."""

    way: Way
    text: str
    names: bool


def tell_who_answers(case_id: int, who: str, by: Agent) -> None:
    """Sends the ready text `who_answers` with that name in it; the answer itself is still owed.

    A secret case names only the agent, for a unit's name tells what the matter is. Raises `Refused("no_way")` when
    neither e-mail nor SMS reaches the citizen: then somebody rings, and says so with `has_told_who_answers`.
    """
    case = lock(case_id, by)
    if not who.strip():
        raise Refused("name_missing")
    way = _open_way(case)
    if way is None:
        raise Refused("no_way")
    name = by.name if only_neutral(case) else who.strip()[:120]
    _send(case, News(way, _who_answers(case, name), names=True), by)


def has_told_who_answers(case_id: int, by: Agent) -> None:
    """The citizen has been told already, by phone or in another way outside the system."""
    case = lock(case_id, by)
    _told(case, by, "phone", None, names=True)


def news_of_hand_over(case: Case, forvaltning_id: int, unit_id: int | None) -> News | None:
    """What would be sent when the case goes there; None where no open way may carry it, or none reaches anybody.

    Who is owed the name of who answers gets it; others the text `forwarded`, which names nobody unless it is changed.
    """
    way = _open_way(case)
    if way is None or only_neutral(case):
        return None
    if owes(case, "who_answers"):
        return News(way, _who_answers(case, _name_of(forvaltning_id, unit_id)), names=True)
    by_when = answer_by(case)
    ready = text("forwarded" if by_when else "forwarded_undated", case.language)
    return News(way, _filled(case, ready, _name_of(forvaltning_id, unit_id), by_when), "{answer}" in ready)


def hand_over_and_tell(
    case_id: int, forvaltning_id: int, by: Agent, *, unit_id: int | None = None, text: str = "", seen: int | None = None
) -> None:
    """Hands the case over and sends the news of it. Raises what `hand_over` does, and `Refused("no_way")`."""
    case = lock(case_id, by)
    news = news_of_hand_over(case, forvaltning_id, unit_id)
    if news is None:
        raise Refused("no_way")
    hand_over(case_id, forvaltning_id, by, unit_id=unit_id, text=text, seen=seen)
    _send(case, news, by)


def _open_way(case: Case) -> Way | None:
    return next((way for way in ways(case) if way.via and way.to), None)


def _name_of(forvaltning_id: int, unit_id: int | None) -> str:
    unit = reading().get(Unit, unit_id) if unit_id else None
    found = unit or reading().get(Forvaltning, forvaltning_id)
    if found is None:
        raise Refused("no_such_receiver")
    return found.name


def _who_answers(case: Case, who: str) -> str:
    at = public_answer(case.id)
    return _filled(case, text("who_answers" if at else "who_answers_undated", case.language), who, at)


def _filled(case: Case, body: str, who: str, at: datetime | None) -> str:
    date = date_words(at, case.language) if at else ""
    for name, value in {"answer": who, "number": case.number, "date": date}.items():
        body = body.replace(f"{{{name}}}", value)
    return body


def _send(case: Case, news: News, by: Agent) -> None:
    way = news.way
    message_id = insert_message(
        case_id=case.id,
        direction="out",
        kind="message" if news.names else MOVED,
        channel="sms" if way.name == "sms" else "email",
        plugin=way.via,
        agent_id=by.id or None,
        recipients=[way.to.value] if way.to else [],
        subject=text("receipt_subject", case.language).replace("{number}", case.number),
        text=news.text,
        fresh=news.text,
        at=now(),
    )
    queue_delivery(case, message_id, via=way.via, way=way.name, to=way.to, automatic=True)
    _told(case, by, way.name, message_id, names=news.names)


def _told(case: Case, by: Agent, way: str, message_id: int | None, *, names: bool) -> None:
    if names:
        told_who_answers(case)
    fields: dict[str, Any] = {"status": "open"} if case.status == "new" else {}
    if message_id:
        fields["last_message"] = message_id
    kind = "told_who_answers" if names else "told_of_hand_over"
    change(case, by, kind, data={"way": way, "message": message_id}, **fields)
