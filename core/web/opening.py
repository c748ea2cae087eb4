"""The one door to a case: its exact number, through `readable`. What is not for the reader does not exist."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.access.filters import degree_of, listed, readable
from core.access.scopes import Degree
from core.case.seen import opened
from core.contract.errors import NotFound
from core.store.db import reading, transaction
from core.store.models import Case
from core.web.session import current_access, current_agent


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that the reader may open: the row as it was read, and how much of it they see."""

    case: Case
    degree: Degree


def open_case(number: str, how: str = "page") -> Opened:
    """The case with that number, with its opening logged before anything is shown (practice 10).

    Raises `NotFound` alike for a number that does not exist and for a case that is not for the reader.
    """
    agent, access = current_agent(), current_access()
    row = (
        reading().execute(select(Case.id, Case.scope_id).where(Case.number == number, readable(agent, access))).first()
    )
    if row is None:
        raise NotFound
    degree = degree_of(agent, row.id, row.scope_id, access)
    with transaction():
        opened(row.id, degree, agent, access, how=how)
    case = reading().scalar(select(Case).where(Case.id == row.id, readable(agent, access)))
    if case is None:
        raise NotFound
    return Opened(case, degree_of(agent, case.id, case.scope_id, access))  # of the row as shown: it may have moved


def full_case(number: str) -> Case:
    """The case for a verb, a file or a draft: full access, or it does not exist. Logs nothing."""
    case = reading().scalar(select(Case).where(Case.number == number, listed(current_agent(), current_access())))
    if case is None:
        raise NotFound
    return case


def known_case(number: str) -> Case:
    """The case for a verb that limited access is enough for, or it does not exist. Shows nothing, logs nothing."""
    case = reading().scalar(select(Case).where(Case.number == number, readable(current_agent(), current_access())))
    if case is None:
        raise NotFound
    return case


def full_id(number: str) -> int:
    """The same, when only the id is needed: rows do not outlive the transaction that follows."""
    return full_case(number).id
