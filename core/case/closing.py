"""Ending a case with one outcome, and opening it again. The ROSA rules stand here and cannot be switched off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, func, select

from core.access.agents import Agent
from core.case.catalogue import is_unclassified, version_by_id
from core.case.classification import confirming
from core.case.deadlines import finished, owed_again
from core.case.deciding import decision_of_earlier_closing, write_decision
from core.case.outcomes import (
    OUTCOMES,
    Matter,
    Outcome,
    Refusal,
    check_closing,
    counts_as_solved,
    fits,
    outcomes_for,
)
from core.case.record import change, has_ball, lock
from core.case.rosa import LEVELS
from core.clock import STOCKHOLM, now
from core.contract.errors import Refused
from core.store.db import reading
from core.store.models import Case, Delegation, Event


@dataclass(frozen=True, slots=True)
class Closing:
    """How a case ends. `fields` holds what the outcome requires or offers: target or connected_to, other_system,
    other_number, diary_number.

    `minutes` is the active handling time, None to leave it as it is.
    """

    outcome: str
    reached_level: int | None = None
    fields: dict[str, str] = field(default_factory=dict)
    minutes: float | None = None


def close(case_id: int, closing: Closing, by: Agent, *, seen: int | None = None) -> None:
    """Closes the case. Confirms the suggestion. Raises `Refused` with the rule that forbids it."""
    case = lock(case_id, by)
    here = case.held_by == "kundtjanst"
    check(case, closing, by)
    at = now()
    finished(case, at)
    if OUTCOMES[closing.outcome].decides:
        write_decision(case, closing.fields, by)
    change(
        case,
        by,
        "closed",
        seen=seen,
        data={"outcome": closing.outcome, "level": closing.reached_level or case.rosa_level},
        **confirming(case) | {"status": "closed", "unread": False},
        closed_at=at,
        closed_by=by.id or None,
        outcome=closing.outcome,
        reached_level=closing.reached_level or case.rosa_level,
        first_contact=here and _first_contact(case, closing.outcome, by),
        minutes=case.minutes if closing.minutes is None else closing.minutes,
        snoozed_until=None,
        **_details(closing),
    )


def check(case: Case, closing: Closing, by: Agent) -> None:
    """Raises `Refused` when this agent may not end this case so."""
    refusal = _judge(case, by)(closing)
    if refusal:
        raise Refused(refusal.code, **refusal.values)


def possible(case: Case, by: Agent) -> tuple[tuple[Outcome, Refusal | None], ...]:
    """The outcomes that fit the case, of the side that has it, with why this agent may not choose one; None when they
    may. What an outcome requires to be filled in is left aside. Three questions to the database, however many outcomes.
    """
    judge = _judge(case, by)
    matter = Matter(
        case.channel,
        version_by_id(case.case_type_version_id).topic,
        case.rosa_level,
        _reachable(case),
    )
    outcomes = (o for o in outcomes_for(by_contact_centre=case.held_by == "kundtjanst") if fits(o, matter))
    return tuple((o, judge(Closing(o.code, fields=dict.fromkeys(o.requires, "x")))) for o in outcomes)


def _judge(case: Case, by: Agent) -> Callable[[Closing], Refusal | None]:
    """All that a closing is judged by, read once."""
    here = case.held_by == "kundtjanst"
    if case.closed_at is not None:
        return lambda _closing: Refusal("already_closed")
    if not has_ball(case, by):
        return lambda _closing: Refusal("not_with_you")
    known: dict[str, bool] = {
        "transferred": version_by_id(case.case_type_version_id).transferred == "ja",
        "confirmed_type": not is_unclassified(case.case_type_id),
        "delegated": not here or has_delegation(by, case.case_type_id),
        "by_contact_centre": here,
    }
    topic, reachable = version_by_id(case.case_type_version_id).topic, _reachable(case)

    def judge(closing: Closing) -> Refusal | None:
        level = max(closing.reached_level or 1, case.rosa_level)
        by_rule = check_closing(closing.outcome, level=level, fields=closing.fields, **known)
        return _no_such_level(closing) or by_rule or _misfit(closing, Matter(case.channel, topic, level, reachable))

    return judge


def _reachable(case: Case) -> bool:
    """Whether somebody is known who can be answered."""
    return case.contact_id is not None or bool(case.counterpart)


def _misfit(closing: Closing, matter: Matter) -> Refusal | None:
    return None if fits(OUTCOMES[closing.outcome], matter) else Refusal("outcome_does_not_fit")


def _no_such_level(closing: Closing) -> Refusal | None:
    return Refusal("no_such_level") if closing.reached_level not in (None, *LEVELS) else None


def has_delegation(by: Agent, case_type_id: int) -> bool:
    """Whether the nämnd has delegated the decision on this type to the agent (KL 7:5-8)."""
    return bool(
        reading().scalar(select(exists().where(Delegation.agent_id == by.id, Delegation.case_type_id == case_type_id)))
    )


def reopen(case_id: int, by: Agent) -> None:
    """Opens a closed case again; what it promised is owed again."""
    case = lock(case_id, by)
    if case.closed_at is None:
        return
    if case.status in ("void", "merged"):
        raise Refused("cannot_reopen")
    change(case, by, "reopened", data={"outcome": case.outcome}, **opened_again(case))


def opened_again(case: Case) -> dict[str, Any]:
    """The fields of a closed and locked case that is opened again; what it promised is owed again, what was decided
    stays as of the closing that ends here."""
    decision_of_earlier_closing(case.id)
    owed_again(case, version_by_id(case.case_type_version_id))
    gone: dict[str, Any] = {"closed_at": None, "closed_by": None, "outcome": "", "reached_level": None}
    return gone | {"status": "open", "first_contact": False}


def _details(closing: Closing) -> dict[str, str]:
    known = {"diary_number", "other_system", "other_number"}
    values = {name: value.strip()[:60] for name, value in closing.fields.items() if name in known and value.strip()}
    detail = (closing.fields.get("target", "") or closing.fields.get("connected_to", "")).strip()
    return values | ({"outcome_detail": detail[:300]} if detail else {})


def _first_contact(case: Case, outcome: str, by: Agent) -> bool:
    """Solved within the first contact: same agent, same day, never handed over or reopened (facts: measures)."""
    if not counts_as_solved(outcome) or case.owner_changes:
        return False
    same_day = case.received_at.astimezone(STOCKHOLM).date() == now().astimezone(STOCKHOLM).date()
    reopened = reading().scalar(
        select(func.count()).where(Event.case_id == case.id, Event.kind.in_(("reopened", "reopened_by_message")))
    )
    return same_day and not reopened and case.agent_id in (None, by.id)
