"""Somebody leaves, or comes back: the account is switched off or on, and what they had goes to those who stay."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, update

from core.access.agents import Agent
from core.access.roles import insist
from core.access.sessions import end_all, open_sessions
from core.case.events import audit
from core.clock import now
from core.contract.errors import Refused
from core.municipality.changes import note_change
from core.municipality.giving_back import Pile, give_back, named_for, open_cases, unname
from core.municipality.people import AREA, person
from core.municipality.roles_held import others_administer
from core.store.db import reading, table, writing
from core.store.models import AbsenceRow, AgentRow


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody would leave behind: numbers only. `named` protected cases; `deputy_for` absences to come."""

    piles: tuple[Pile, ...]
    named: int
    sessions: int
    deputy_for: int

    @property
    def cases(self) -> int:
        return sum(pile.n for pile in self.piles)


def would_leave(agent_id: int) -> Left:
    """Asked before anything is done."""
    answers = (AbsenceRow.deputy_id == agent_id, (AbsenceRow.ends_at.is_(None)) | (AbsenceRow.ends_at > now()))
    deputy_for = reading().scalar(select(func.count()).select_from(AbsenceRow).where(*answers))
    return Left(open_cases(agent_id), named_for(agent_id), open_sessions(agent_id), int(deputy_for or 0))


def deactivate(agent_id: int, by: Agent) -> Left:
    """Switches the account off; roles stay, so that it can be switched on again. Returns what was left and given back.

    Raises `Refused`: last_administrator, own_account, emergency_elsewhere.
    """
    insist(by, "administer")
    one = person(agent_id)
    if one.emergency:
        raise Refused("emergency_elsewhere")
    if agent_id == by.id:
        raise Refused("own_account")
    administers = any(held.role == "administrator" and held.holds(now()) for held in one.roles)
    if administers and not others_administer(agent_id):
        raise Refused("last_administrator")
    left = would_leave(agent_id)
    _set_active(agent_id, one.login, one.active, False, by)
    end_all(agent_id)
    give_back(agent_id, by, "deactivated")
    unname(agent_id, by)
    return left


def reactivate(agent_id: int, by: Agent) -> None:
    """Switches it on again, with the roles that still hold; the password is the old one."""
    insist(by, "administer")
    one = person(agent_id)
    _set_active(agent_id, one.login, one.active, True, by)


def _set_active(agent_id: int, login: str, was: bool, active: bool, by: Agent) -> None:
    agents = table(AgentRow)
    writing().execute(update(agents).where(agents.c.id == agent_id).values(active=active))
    note_change(AREA, login, {"active": was}, {"active": active}, by)
    audit("agent_on" if active else "agent_off", by, data={"agent": agent_id})
