"""A rule tried before it is switched on: what it would have done with the latest cases that the reader may list.

The confirmed type of a case is the truth. A case that an earlier rule would have taken is not this rule's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from core.access.agents import Agent
from core.access.filters import listed
from core.access.scopes import access_of
from core.access.stems import stems
from core.case.catalogue import code_of, names
from core.municipality.routing_rules import READ_AT_MOST, Rule, Seen, active_rules, first_fit, fits, mailbox_of
from core.store.db import reading
from core.store.models import Case, Message
from core.store.models.catalogue import UNCLASSIFIED

LATEST = 500
SHOWN = 50  # hits of each kind


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that the rule would have met: `verdict` right | wrong | more | other | taken.

    right: the type it has, confirmed. wrong: another, confirmed. more: it had no suggestion. other: it had another one.
    taken: an earlier rule, named in `by_rule`, would have decided.
    """

    number: str
    subject: str
    type_name: str
    verdict: str
    by_rule: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """`tried` how many cases it was tried against; `counts` verdict → how many; `hits` the latest of each."""

    tried: int
    counts: dict[str, int]
    hits: tuple[Hit, ...]


def try_rule(rule: Rule, by: Agent) -> Trial:
    """Against the latest cases of the reader's lists, newest first."""
    access = access_of(by)
    if not (access.full or access.shared):
        return Trial(0, {}, ())
    first = (
        select(Message.case_id, func.min(Message.id).label("message_id"))
        .where(Message.direction == "in")
        .group_by(Message.case_id)
    )
    latest = select(Case.id).where(listed(by, access)).order_by(Case.id.desc()).limit(LATEST).subquery()
    begun = first.where(Message.case_id.in_(select(latest.c.id))).subquery()
    rows = reading().execute(
        select(Case, Message)
        .join(begun, begun.c.case_id == Case.id)
        .join(Message, Message.id == begun.c.message_id)
        .order_by(Case.id.desc())
    )
    return _judged(rule, [(case, message) for case, message in rows])


def _judged(rule: Rule, cases: list[tuple[Case, Message]]) -> Trial:
    earlier = [one for one in active_rules() if one.position < rule.position and one.id != rule.id]
    called, counts, hits = names("sv"), Counter[str](), []
    for case, message in cases:
        seen = _seen(case, message)
        if not fits(rule, seen):
            continue
        before = first_fit(earlier, seen)
        verdict = "taken" if before else _verdict(rule, case)
        counts[verdict] += 1
        if counts[verdict] <= SHOWN:
            type_name = called.get(case.case_type_id, "")
            hits.append(Hit(case.number, case.subject, type_name, verdict, before.name if before else ""))
    return Trial(len(cases), dict(counts), tuple(hits))


def _verdict(rule: Rule, case: Case) -> str:
    code = code_of(case.case_type_id)
    if case.confirmed:
        right = code == rule.case_type if rule.case_type else case.svarsgrupp_id == rule.group_id
        return "right" if right else "wrong"
    if code == UNCLASSIFIED:
        return "more"
    return "right" if rule.case_type == code else "other"


def _seen(case: Case, message: Message) -> Seen:
    """What is kept of the message; a form's topic and a menu choice only where they were the reason."""
    kind, _colon, value = case.type_reason.partition(":")
    return Seen(
        frozenset(mailbox_of(address) for address in message.recipients),
        message.sender.casefold() if "@" in message.sender else "",
        value if kind == "topic" else "",
        value if kind == "menu" else "",
        frozenset(stems(message.subject)),
        frozenset(stems((message.fresh or message.text)[:READ_AT_MOST])),
    )
