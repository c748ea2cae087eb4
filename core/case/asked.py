"""That somebody asked about a case: noted also where only number and status are seen, and nothing else is read for it.

Practice 9: where the case is secret, who asks is checked before anything is said.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access.agents import Agent
from core.access.filters import readable
from core.access.permits import permitted
from core.access.roles import MAY
from core.access.rule import grounds
from core.access.scopes import scope_by_id
from core.case.events import record
from core.case.identity import WAYS
from core.case.secrecy import only_neutral
from core.case.threads import touch
from core.clock import STOCKHOLM, now
from core.contract.errors import NotFound, Refused
from core.store.db import reading, writing
from core.store.models import Case, Event

HOW = ("phone", "visit", "email", "sms")  # how people ask, the usual way first


def note_asked(case_id: int, by: Agent, *, channel: str = "phone", identity: str = "") -> None:
    """Notes the question as the event `asked`, and with `identity` (of `identity.WAYS`) how it was checked who.

    Limited access is enough. Raises `Refused("identity_first")` for a secret case where `by` has checked nobody today.
    """
    case = _case(case_id, by)
    if channel not in HOW:
        raise Refused("unknown_way_to_ask")
    if identity and identity not in WAYS:
        raise Refused("unknown_identity_check")
    if not identity and identity_first(case, by):
        raise Refused("identity_first")
    if identity:
        record(case.id, "identity_checked", by, {"how": identity})
    record(case.id, "asked", by, {"channel": channel})
    touch(case)


def identity_first(case: Case, by: Agent) -> bool:
    """Whether `by` must check who asks: the case is secret, and they have checked nobody today."""
    return only_neutral(case) and not _checked_today(case.id, by)


def may_note_asked(case: Case, by: Agent) -> bool:
    """Whether a role that gives `by` the case, in full or limited, may note things on it."""
    if permitted(by, "note", case.id, case.scope_id):
        return True
    return any(not MAY["note"].isdisjoint(ground.role.names) for ground in grounds(by, scope_by_id(case.scope_id)))


def _case(case_id: int, by: Agent) -> Case:
    case = writing().scalar(
        select(Case).where(Case.id == case_id, readable(by)).execution_options(populate_existing=True)
    )
    if case is None:
        raise NotFound
    if not may_note_asked(case, by):
        raise Refused("not_your_role")
    return case


def _checked_today(case_id: int, by: Agent) -> bool:
    checks = select(Event.at).where(Event.case_id == case_id, Event.kind == "identity_checked", Event.agent_id == by.id)
    last = reading().scalar(checks.order_by(Event.id.desc()).limit(1))
    return last is not None and _day(last) == _day(now())


def _day(at: datetime) -> object:
    return at.astimezone(STOCKHOLM).date()
