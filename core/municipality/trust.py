"""What somebody answers for and is trusted with: svarsgrupper, secrecy types, decisions by delegation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from core.access.agents import Agent
from core.access.alarm_rows import OWN_ACCESS, raise_alarm
from core.access.roles import insist
from core.access.sessions import end_all
from core.case.events import audit
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.changes import note_change
from core.municipality.giving_back import let_go_of_unseen
from core.municipality.people import AREA, person
from core.store.db import reading, table, writing
from core.store.models import (
    AgentAuthorisation,
    AgentRow,
    AgentSvarsgrupp,
    CaseType,
    Delegation,
    SecrecyClass,
    Svarsgrupp,
)
from core.store.models.agents import FIRST_TYPE_CLASS, MARKED

LONGEST_DECISION, LONGEST_POINT = 200, 60


@dataclass(frozen=True, slots=True)
class Authorised:
    """An authorisation: its class, what it rests on, who wrote it down and when."""

    class_id: int
    code: str
    name: str
    decision: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Delegated:
    """The right to decide in matters of one type, and the point of the delegation."""

    id: int
    type_id: int
    type_code: str
    point: str


def authorisations(agent_id: int) -> tuple[Authorised, ...]:
    """By name of the class."""
    rows = (
        select(SecrecyClass, AgentAuthorisation, AgentRow.name)
        .join(AgentAuthorisation, AgentAuthorisation.secrecy_class_id == SecrecyClass.id)
        .outerjoin(AgentRow, AgentRow.id == AgentAuthorisation.granted_by)
        .where(AgentAuthorisation.agent_id == agent_id)
        .order_by(SecrecyClass.name)
    )
    return tuple(
        Authorised(one.id, one.code, one.name, given.decision, name or "", given.granted_at)
        for one, given, name in reading().execute(rows)
    )


def delegations(agent_id: int) -> tuple[Delegated, ...]:
    """By type."""
    columns = (Delegation.id, CaseType.id, CaseType.code, Delegation.point)
    rows = select(*columns).join(CaseType, CaseType.id == Delegation.case_type_id)
    found = reading().execute(rows.where(Delegation.agent_id == agent_id).order_by(CaseType.code))
    return tuple(Delegated(*row) for row in found)


def set_groups(agent_id: int, digits: Collection[str], by: Agent) -> None:
    """The svarsgrupper that somebody answers in, all of them. Raises `Wrong`."""
    insist(by, "administer")
    one, known = person(agent_id), {row.digit: row.id for row in reading().scalars(select(Svarsgrupp))}
    if set(digits) - set(known):
        raise Wrong({"groups": Refused("no_such_group")})
    wanted = sorted(set(digits))
    if note_change(AREA, one.login, {"groups": list(one.groups)}, {"groups": wanted}, by):
        rows = table(AgentSvarsgrupp)
        writing().execute(delete(rows).where(rows.c.agent_id == agent_id))
        if wanted:
            values = [{"agent_id": agent_id, "svarsgrupp_id": known[digit]} for digit in wanted]
            writing().execute(rows.insert(), values)


def authorise(agent_id: int, code: str, decision: str, by: Agent) -> None:
    """Lets somebody know of the secrecy types of one class. `decision` is the nämnd's decision or the provision.

    Raises `Wrong`. For oneself it is an alarm, as with a role.
    """
    insist(by, "administer")
    one, class_id = person(agent_id), _class_id(code)
    wrong = {}
    if not decision.strip():
        wrong["decision"] = Refused("decision_missing")
    elif len(decision) > LONGEST_DECISION:
        wrong["decision"] = Refused("too_long", n=str(LONGEST_DECISION))
    if class_id is None:
        wrong["class"] = Refused("no_such_class")
    elif any(given.code == code for given in authorisations(agent_id)):
        wrong["class"] = Refused("has_class")
    if wrong:
        raise Wrong(wrong)
    row = {"secrecy_class_id": class_id, "decision": decision.strip(), "granted_by": by.id or None, "granted_at": now()}
    writing().execute(table(AgentAuthorisation).insert().values(agent_id=agent_id, **row))
    note_change(AREA, one.login, {}, {"authorised": f"{code}: {decision.strip()}"}, by)
    audit("authorised", by, data={"agent": agent_id, "class": code})
    if agent_id == by.id:
        raise_alarm(OWN_ACCESS, by.id)


def unauthorise(agent_id: int, code: str, by: Agent) -> None:
    """Ends it at once, with every session; open cases that cannot be seen any more go back."""
    insist(by, "administer")
    one = person(agent_id)
    given = next((given for given in authorisations(agent_id) if given.code == code), None)
    if given is None:
        raise NotFound
    rows = table(AgentAuthorisation)
    mine = (rows.c.agent_id == agent_id, rows.c.secrecy_class_id == given.class_id)
    writing().execute(delete(rows).where(*mine))
    note_change(AREA, one.login, {"authorised": f"{code}: {given.decision}"}, {}, by)
    audit("unauthorised", by, data={"agent": agent_id, "class": code})
    end_all(agent_id)
    let_go_of_unseen(agent_id, by)


def delegate(agent_id: int, type_code: str, point: str, by: Agent) -> None:
    """The nämnd's delegation to decide matters of one type (KL 7:5-8). Raises `Wrong`."""
    insist(by, "administer")
    one = person(agent_id)
    type_id = reading().scalar(select(CaseType.id).where(CaseType.code == type_code))
    wrong = {}
    if type_id is None:
        wrong["type"] = Refused("unknown_type" if type_code else "choose_from_list")
    elif any(given.type_code == type_code for given in delegations(agent_id)):
        wrong["type"] = Refused("has_delegation")
    if not point.strip():
        wrong["point"] = Refused("point_missing")
    elif len(point) > LONGEST_POINT:
        wrong["point"] = Refused("too_long", n=str(LONGEST_POINT))
    if wrong:
        raise Wrong(wrong)
    values = {"agent_id": agent_id, "case_type_id": type_id, "point": point.strip()}
    writing().execute(table(Delegation).insert().values(**values))
    note_change(AREA, one.login, {}, {"delegations": f"{type_code}: {point.strip()}"}, by)


def undelegate(agent_id: int, delegation_id: int, by: Agent) -> None:
    """Ends it; decisions that were made by it keep their own point."""
    insist(by, "administer")
    one = person(agent_id)
    given = next((given for given in delegations(agent_id) if given.id == delegation_id), None)
    if given is None:
        raise NotFound
    writing().execute(delete(table(Delegation)).where(table(Delegation).c.id == delegation_id))
    note_change(AREA, one.login, {"delegations": f"{given.type_code}: {given.point}"}, {}, by)


def classes() -> tuple[tuple[str, str], ...]:
    """(code, name) of each class that somebody can be authorised for, by name; not the core's own."""
    own = (SecrecyClass.id >= FIRST_TYPE_CLASS) | (SecrecyClass.id == MARKED)
    rows = select(SecrecyClass.code, SecrecyClass.name).where(own).order_by(SecrecyClass.name)
    return tuple((row.code, row.name) for row in reading().execute(rows))


def group_digits() -> tuple[str, ...]:
    """The digits of all svarsgrupper."""
    return tuple(reading().scalars(select(Svarsgrupp.digit)))


def _class_id(code: str) -> int | None:
    if code not in {known for known, _name in classes()}:
        return None
    return reading().scalar(select(SecrecyClass.id).where(SecrecyClass.code == code))
