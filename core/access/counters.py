"""Counters kept in the case's own transaction, so that a page reads them and never counts.

A case is a member of views; a change of the case moves it between them. Views are counted per scope, and for "mine"
per agent, so that what an agent sees is a sum over what the agent may see.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.access.agents import Agent
from core.access.scopes import Access, all_scopes
from core.store.db import reading, table, upsert, writing
from core.store.models import Case, Counter, Scope
from core.store.models.agents import SORTERING

Key = tuple[str, int, str]
CHANGES = "changes"  # a view without members: its version grows with every change in the scope


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides which views a case is in."""

    scope_id: int
    secrecy_class_id: int
    held_by: str
    status: str
    agent_id: int | None
    competence: int
    suspect: bool
    snoozed_until: datetime | None
    closed_at: datetime | None


def memberships(case: Standing) -> frozenset[Key]:
    """The counted views that hold this case."""
    if case.closed_at is not None:
        return frozenset()
    views = {"open"}
    if case.suspect:
        views = {"suspect"}
    elif case.snoozed_until is not None:
        views = {"parked"}
    elif case.secrecy_class_id == SORTERING:
        views = {"sortering"}
    elif case.status.startswith("waiting"):
        views.add("waiting")
    elif case.agent_id is None:
        views |= {"unassigned", f"competence{case.competence}"}
    keys: set[Key] = {("scope", case.scope_id, view) for view in views}
    if case.agent_id is not None and not case.suspect and case.snoozed_until is None:
        keys.add(("agent", case.agent_id, "mine"))
    return frozenset(keys)


def moved(before: Standing | None, after: Standing) -> None:
    """Books the move of one case, in the transaction that makes it."""
    book([(before, after)])


def book(moves: Iterable[tuple[Standing | None, Standing]]) -> None:
    """Books many moves at once. Rows are written in ascending order of key: no two writers deadlock."""
    tally: Tally[Key] = Tally()
    for before, after in moves:
        old = memberships(before) if before else frozenset()
        new = memberships(after)
        tally.update(dict.fromkeys(new - old, 1))
        tally.subtract(dict.fromkeys(old - new, 1))
        for standing in (before, after):
            if standing:
                tally[("scope", standing.scope_id, CHANGES)] += 0
    for key in sorted(tally):
        _add(key, tally[key])


def _add(key: Key, n: int) -> None:
    counters = table(Counter)
    owner, owner_id, view = key
    statement = upsert(Counter).values(owner=owner, owner_id=owner_id, view=view, n=n, version=1)
    writing().execute(
        statement.on_conflict_do_update(
            index_elements=["owner", "owner_id", "view"],
            set_={"n": counters.c.n + n, "version": counters.c.version + 1},
        )
    )


def counts(agent: Agent, access: Access) -> dict[str, int]:
    """View → n for the views that are counters; exactly the cases that `listed` leaves."""
    scopes = {scope.id: scope for scope in all_scopes()}
    sums: Tally[str] = Tally()
    for owner, owner_id, view, n in _rows(agent, access) + _single_cases(access):
        if owner == "agent":
            sums["mine"] += n if owner_id == agent.id else 0
        else:
            mine = not agent.in_contact_centre or scopes[owner_id].svarsgrupp_id in agent.svarsgrupper
            sums.update(_views_of(view, n, desk=owner_id in access.desk, mine=mine))
    return dict(sums)


def _views_of(view: str, n: int, *, desk: bool, mine: bool) -> dict[str, int]:
    if view == "open":
        return {"group": n if desk and mine else 0, "elsewhere": 0 if desk else n}
    if not desk:
        return {}
    if view == "competence1" or (view == "competence2" and mine):
        return {"can_take": n}
    return {view: n} if view in ("unassigned", "sortering", "suspect", "waiting", "parked") else {}


def _rows(agent: Agent, access: Access) -> list[tuple[str, int, str, int]]:
    wanted = (Counter.owner == "scope") & Counter.owner_id.in_(sorted(access.full))
    mine = (Counter.owner == "agent") & (Counter.owner_id == agent.id)
    rows = reading().execute(
        select(Counter.owner, Counter.owner_id, Counter.view, Counter.n).where(wanted | mine, Counter.n != 0)
    )
    return [(r.owner, r.owner_id, r.view, r.n) for r in rows]


def _single_cases(access: Access) -> list[tuple[str, int, str, int]]:
    """What shares add to the sums over scopes and blocks take from them: few cases, read one by one."""
    single = access.shared | access.blocked
    if not single:
        return []
    found = reading().execute(
        select(Case, Scope.secrecy_class_id).join(Scope, Scope.id == Case.scope_id).where(Case.id.in_(sorted(single)))
    )
    rows = []
    for case, secrecy_class in found:
        sign = -1 if case.id in access.blocked else 1
        inside = case.scope_id in access.full
        for owner, owner_id, view in memberships(standing(case, secrecy_class)):
            if (owner == "agent" and sign < 0) or (owner == "scope" and inside == (sign < 0)):
                rows.append((owner, owner_id, view, sign))
    return rows


def freshness(agent: Agent, access: Access) -> int:
    """A number that grows with every change in what the agent may see: the heart of the page's ETag."""
    return int(
        reading().scalar(
            select(func.coalesce(func.sum(Counter.version), 0)).where(
                Counter.owner == "scope", Counter.view == CHANGES, Counter.owner_id.in_(sorted(access.full))
            )
        )
        or 0
    )


def standing(case: Case, secrecy_class_id: int) -> Standing:
    """The standing of a loaded case."""
    return Standing(
        scope_id=case.scope_id,
        secrecy_class_id=secrecy_class_id,
        held_by=case.held_by,
        status=case.status,
        agent_id=case.agent_id,
        competence=case.competence,
        suspect=case.suspect,
        snoozed_until=case.snoozed_until,
        closed_at=case.closed_at,
    )
