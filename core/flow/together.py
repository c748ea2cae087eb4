"""One answer to a case and to those joined to it, each in its own thread and by its own way; and, if asked, their end.

All of it is one transaction, the cases locked in the order of their ids. What may not be answered or ended with the
others is left as it was and named, with the rule that forbids it; the case itself is answered and ended, or nothing is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

from sqlalchemy import update

from core.access.agents import Agent
from core.case.closing import Closing, close
from core.case.events import record
from core.case.joining import not_together
from core.case.record import lock
from core.case.threads import Filed
from core.contract.errors import Conflict, Refused
from core.flow.queueing import ways
from core.flow.quoting import quoted
from core.flow.replying import Reply, pressed_before, reply
from core.store.db import table, writing
from core.store.models import Case, Message

WITH_FILES = ("email", "letter")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was written on a case's page, and to which joined cases it goes too.

    `also`          case id → the newest message from outside that the page showed of it; None where it showed none
    `nonce`         of the page: a second press of the button does nothing more
    `seen_message`  the newest message from outside in the case itself; `version` is the case's own
    """

    value: Reply
    nonce: str = ""
    also: dict[int, int | None] = field(default_factory=dict)
    seen_message: int | None = None
    version: int | None = None
    closing: Closing | None = None
    files: Filed = field(default_factory=Filed)


class _How(TypedDict):
    nonce: str
    together: int
    files: Filed


@dataclass(slots=True)
class Sent:
    """What became of it: ids of the cases that were answered, and by case id why others were not, or not closed."""

    answered: list[int] = field(default_factory=list)
    not_sent: dict[int, Refused] = field(default_factory=dict)
    not_closed: dict[int, Refused] = field(default_factory=dict)
    repeated: bool = False


def answer(case_id: int, given: Answer, by: Agent) -> Sent:
    """Answers the case and those joined to it. Raises for the case itself as `reply` and `close` do."""
    locked = {one: lock(one, by) for one in sorted({case_id, *given.also})}
    if pressed_before(case_id, given.nonce) is not None:
        return Sent(repeated=True)
    sent = Sent()
    for case in locked.values():
        if case.id == case_id:
            _answer_lead(case, given, by, sent)
        else:
            _answer_member(case, locked[case_id], given, by, sent)
    if given.also:
        _settle(case_id, given, by, sent)
    return sent


def _answer_lead(case: Case, given: Answer, by: Agent, sent: Sent) -> None:
    how: _How = {"nonce": given.nonce, "together": 1 + len(given.also), "files": given.files}
    reply(case.id, given.value, by, seen_message=given.seen_message, **how)
    sent.answered.append(case.id)
    if given.closing:
        # The answer itself is one change of the case; more than that is somebody else's.
        close(case.id, given.closing, by, seen=None if given.version is None else given.version + 1)


def _answer_member(case: Case, lead: Case, given: Answer, by: Agent, sent: Sent) -> None:
    how: _How = {"nonce": given.nonce, "together": 1 + len(given.also), "files": given.files}
    try:
        value = _value_for(case, lead, given)
        reply(case.id, value, by, seen_message=given.also[case.id], joined=True, **how)
    except Conflict:
        sent.not_sent[case.id] = Refused("newer_message")
    except Refused as refused:
        sent.not_sent[case.id] = refused
    else:
        sent.answered.append(case.id)
        _close_member(case, given.closing, by, sent)


def _close_member(case: Case, closing: Closing | None, by: Agent, sent: Sent) -> None:
    if closing is None:
        return
    try:
        close(case.id, closing, by)
    except Refused as refused:
        sent.not_closed[case.id] = refused


def _value_for(case: Case, lead: Case, given: Answer) -> Reply:
    """The same text by the case's own way. Raises `Refused` when it may not go there; nothing is written then."""
    if code := not_together(case, lead):
        raise Refused(code)
    if case.joined_to != lead.id:
        raise Refused("not_joined")
    if case.closed_at is not None:
        raise Refused("already_closed")
    way = ways(case)[0]
    if given.files.files and way.name not in WITH_FILES:
        raise Refused("files_not_this_way")
    quote = quoted(case.id) if given.value.quote and way.name == "email" else ""
    return Reply(given.value.text, quote=quote)


def _settle(case_id: int, given: Answer, by: Agent, sent: Sent) -> None:
    """Writes down what became of it: in the messages to how many it went, in an event what was left out and why."""
    if given.nonce:
        rows = table(Message)
        writing().execute(update(rows).where(rows.c.nonce == given.nonce).values(together=len(sent.answered)))
    left_out = {"not_sent": sent.not_sent, "not_closed": sent.not_closed}
    told = {name: {str(one): [why.code, why.values] for one, why in whys.items()} for name, whys in left_out.items()}
    record(case_id, "answered_together", by, {"cases": sent.answered, **told})
