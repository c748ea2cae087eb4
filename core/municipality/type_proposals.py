"""A change that belongs to somebody else is proposed; who it belongs to says yes or no (requirement 42).

What the owner decides goes to the owner; what is the contact centre's own takes effect at once when an administrator
changes it, and is proposed to the contact centre when a team leader does. A type that moves to another förvaltning
needs the word of both. Where nobody could answer, as in an installation being set up, nothing waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select

from core.access.agents import Agent
from core.access.roles import insist, may
from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.service_types import (
    ServiceType,
    add_type,
    change_type,
    code_problem,
    day_problem,
    service_type,
)
from core.municipality.type_fields import FIELDS, OWNERS, Demands, columns, tidy
from core.municipality.type_owners import (
    answered,
    answers_for,
    centre_id,
    decides_at_once,
    is_proposed,
    owner_id,
    somebody_answers,
)
from core.store.db import reading, writing
from core.store.models import AgentRow, CaseType, Forvaltning, TypeProposal

SHOWN = 50  # of those that were decided


@dataclass(frozen=True, slots=True)
class Proposal:
    """`fields` is (name, now, proposed); `owner` the code of the förvaltning that answers; `new` a type to come.

    `mine` says that the reader proposed it, `may_decide` that the reader answers for the owner and did not.
    """

    id: int
    code: str
    at: datetime
    name: str
    owner: str
    valid_from: date
    fields: tuple[tuple[str, str, str], ...]
    reason: str
    state: str
    decided_at: datetime | None
    decided_by: str
    answer: str
    new: bool
    mine: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a change: fields that hold from the day, and proposals that wait."""

    at_once: tuple[str, ...]
    waiting: tuple[int, ...]


def save_change(code: str, values: Demands, valid_from: date, reason: str, by: Agent) -> Saved:
    """Takes each changed field to who decides it. Raises `Wrong`; `Refused` when nothing is changed."""
    insist(by, "propose_type")
    kind, values = service_type(code), tidy(values)
    changed = {name: values[name] for name in FIELDS if values.get(name, kind.values[name]) != kind.values[name]}
    if not changed:
        raise Refused("nothing_changed")
    _check({**kind.values, **changed}, day_problem(valid_from))
    owners = {name: value for name, value in changed.items() if name in OWNERS}
    centres = {name: value for name, value in changed.items() if name not in OWNERS}
    parts = ((owners, owner_id(kind.values["forvaltning"])), (centres, centre_id()))
    at_once: dict[str, str] = {}
    waiting = []
    for part, decider in parts:
        if asked := _whose_word(part, decider, by) if part else None:
            waiting.append(_propose(kind, code, part, asked, valid_from, reason, by))
        else:
            at_once |= part
    if at_once:
        change_type(code, at_once, valid_from, by)
    return Saved(tuple(at_once), tuple(waiting))


def save_new(code: str, values: Demands, valid_from: date, reason: str, by: Agent) -> Saved:
    """A new type, or the proposal of one to the förvaltning that would own it."""
    insist(by, "propose_type")
    values, wrong = tidy(values), {**code_problem(code), **day_problem(valid_from)}
    if is_proposed(code):
        wrong.setdefault("code", Refused("type_code_taken", code=code))
    _check(values, wrong)
    owner = owner_id(values["forvaltning"])
    if decides_at_once(by, owner):
        add_type(code, values, valid_from, by)
        return Saved(tuple(FIELDS), ())
    wanted = {name: values[name] for name in FIELDS if values.get(name)}
    return Saved((), (_propose(None, code, wanted, owner, valid_from, reason, by),))


def approve(proposal_id: int, answer: str, by: Agent) -> None:
    """Makes it so from the day that was proposed, or from now when that has passed.

    A type that moves to another förvaltning then waits for that one. Raises `Refused` for who may not decide.
    """
    row = _deciding(proposal_id, by)
    receiver = _receiver_id(row)
    if receiver is not None:
        row.forvaltning_id, row.answer = receiver, answered(row.answer, answer, by)
        writing().flush()
        return
    proposer = by if row.agent_id == by.id else _agent_of(row)
    day = max(row.valid_from, local_date(now()))
    if _exists(row.code):
        change_type(row.code, row.after, day, proposer)
    else:
        add_type(row.code, {name: row.after.get(name, "") for name in FIELDS}, day, proposer)
    _decide(row, "approved", answer, by)


def decline(proposal_id: int, answer: str, by: Agent) -> None:
    """Nothing changes; why is said to who proposed it."""
    row = _deciding(proposal_id, by)
    if not answer.strip():
        raise Wrong({"answer": Refused("reason_missing")})
    _decide(row, "declined", answer, by)


def proposals(by: Agent, code: str = "") -> tuple[Proposal, ...]:
    """Those that wait, and the latest that were decided: all for who may propose, else the own förvaltning's."""
    return _found(by, *([TypeProposal.code == code] if code else []))


def _found(by: Agent, *which: ColumnElement[bool]) -> tuple[Proposal, ...]:
    asked = select(TypeProposal, AgentRow.name, Forvaltning.code).where(*which)
    asked = asked.join(AgentRow, AgentRow.id == TypeProposal.agent_id)
    asked = asked.join(Forvaltning, Forvaltning.id == TypeProposal.forvaltning_id)
    if not may(by, "propose_type"):
        mine = or_(TypeProposal.forvaltning_id.in_(answers_for(by)), TypeProposal.decided_by == by.id)
        which, asked = (*which, mine), asked.where(mine)
    waits = TypeProposal.state == "waiting"
    decided = select(TypeProposal.id).where(~waits, *which).order_by(TypeProposal.id.desc()).limit(SHOWN)
    asked = asked.where(or_(waits, TypeProposal.id.in_(decided))).order_by(~waits, TypeProposal.id.desc())
    rows = reading().execute(asked).all()
    deciders = _names({row.TypeProposal.decided_by for row in rows})
    return tuple(_shown(row.TypeProposal, row.name, row.code, deciders, by) for row in rows)


def proposal(proposal_id: int, by: Agent) -> Proposal:
    """Raises `NotFound` for what is not for the reader."""
    for found in _found(by, TypeProposal.id == proposal_id):
        return found
    raise NotFound


def _whose_word(part: Demands, decider: int, by: Agent) -> int | None:
    """Who is asked first: the owner, else the one that would get the type; None when nobody has to be."""
    receiver = [owner_id(part["forvaltning"])] if part.get("forvaltning") else []
    return next((asked for asked in (decider, *receiver) if not decides_at_once(by, asked)), None)


def _check(values: Mapping[str, str], wrong: dict[str, Refused]) -> None:
    try:
        columns(values)
    except Wrong as more:
        raise Wrong({**wrong, **more.fields}) from None
    if wrong:
        raise Wrong(wrong)


def _propose(
    kind: ServiceType | None, code: str, after: Demands, decider: int, day: date, reason: str, by: Agent
) -> int:
    before = {name: kind.values[name] for name in after} if kind else {}
    values = {"code": code, "at": now(), "agent_id": by.id, "forvaltning_id": decider, "valid_from": day}
    row = TypeProposal(**values, before=before, after=after, reason=reason.strip(), state="waiting")
    writing().add(row)
    writing().flush()
    return row.id


def _deciding(proposal_id: int, by: Agent) -> TypeProposal:
    insist(by, "approve_type")
    row = writing().get(TypeProposal, proposal_id, with_for_update=True)
    if row is None or row.forvaltning_id not in answers_for(by):
        raise NotFound
    if row.agent_id == by.id:
        raise Refused("own_proposal")
    if row.state != "waiting":
        raise Refused("already_decided")
    return row


def _decide(row: TypeProposal, state: str, answer: str, by: Agent) -> None:
    row.state, row.answer, row.decided_at, row.decided_by = state, answered(row.answer, answer, by), now(), by.id
    writing().flush()


def _receiver_id(row: TypeProposal) -> int | None:
    """The förvaltning that would get the type and has not been asked yet."""
    wanted = row.after.get("forvaltning")
    if not wanted or not row.before:
        return None
    receiver = owner_id(wanted)
    asked_last = row.forvaltning_id == receiver
    return None if asked_last or not somebody_answers(receiver) else receiver


def _agent_of(row: TypeProposal) -> Agent:
    return Agent(row.agent_id, "", "")  # the change is theirs, whatever they may by now


def _exists(code: str) -> bool:
    return reading().scalar(select(CaseType.id).where(CaseType.code == code)) is not None


def _names(ids: set[int | None]) -> dict[int | None, str]:
    rows = reading().execute(select(AgentRow.id, AgentRow.name).where(AgentRow.id.in_([id for id in ids if id])))
    return {row.id: row.name for row in rows}


def _shown(row: TypeProposal, name: str, owner: str, deciders: Mapping[int | None, str], by: Agent) -> Proposal:
    current = _current(row)
    fields = tuple((field, current.get(field, ""), row.after[field]) for field in FIELDS if field in row.after)
    decides = row.state == "waiting" and row.agent_id != by.id and row.forvaltning_id in answers_for(by)
    return Proposal(
        row.id, row.code, row.at, name, owner, row.valid_from, fields, row.reason, row.state, row.decided_at,
        deciders.get(row.decided_by, ""), row.answer, not row.before, row.agent_id == by.id, decides,
    )  # fmt: skip


def _current(row: TypeProposal) -> Mapping[str, str]:
    """What holds now while it waits; what held then when it is decided."""
    if row.state != "waiting" or not row.before:
        return row.before
    return service_type(row.code).values
