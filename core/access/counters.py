"""Counters kept in the case's own transaction, so that a page reads them and never counts.

A case is a member of views; a change of the case moves it between them. Views are counted per scope ("mine" per agent
and scope), so that what an agent sees is a sum over what the agent may see. `views` says the same as conditions.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.access.agents import Agent
from core.access.scopes import Access, ScopeKey, all_scopes
from core.store.db import reading, table, upsert, writing
from core.store.models import Case, Counter, Scope
from core.store.models.agents import SORTERING

Key = tuple[str, int, str]
CHANGES = "changes"  # a view without members: its version grows with every change in the scope
PLAIN = frozenset({"unassigned", "sortering", "suspect", "waiting", "parked"})  # shown as they are counted


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
        keys.add(("agent", case.agent_id, f"mine{case.scope_id}"))
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
    add(tally)


def add(tally: Mapping[Key, int]) -> None:
    """Adds to the counters, each of them a step newer."""
    counters = table(Counter)
    rows = [
        {"owner": owner, "owner_id": owner_id, "view": view, "n": tally[owner, owner_id, view], "version": 1}
        for owner, owner_id, view in sorted(tally)
    ]
    if not rows:
        return
    statement = upsert(Counter).values(rows)
    writing().execute(
        statement.on_conflict_do_update(
            index_elements=["owner", "owner_id", "view"],
            set_={"n": counters.c.n + statement.excluded.n, "version": counters.c.version + 1},
        )
    )


def counts(agent: Agent, access: Access) -> dict[str, int]:
    """View → n for the views that are counters and not empty; exactly the cases that `listed` leaves.

    Views that time decides (due_today, overdue) are counted by `lists.due_counts`.
    """
    scopes = {scope.id: scope for scope in all_scopes()}
    sums: Tally[str] = Tally()
    for owner, owner_id, view, n in _rows(agent, access) + _single_cases(access):
        if owner == "agent":
            sums["mine"] += n if owner_id == agent.id else 0
        else:
            sums.update(_views_of(view, n, agent, scopes[owner_id], desk=owner_id in access.side))
    return {view: n for view, n in sums.items() if n}


def in_group(agent: Agent, scope: ScopeKey) -> bool:
    """Whether a scope on the agent's desk is its own group's. A förvaltning has no groups: all of it is."""
    return scope.held_by == "forvaltning" or scope.svarsgrupp_id in agent.svarsgrupper


def _views_of(view: str, n: int, agent: Agent, scope: ScopeKey, *, desk: bool) -> dict[str, int]:
    group = in_group(agent, scope)
    if view == "open":
        return {"group": n if desk and group else 0, "elsewhere": 0 if desk else n}
    if desk and view.startswith("competence"):
        return {"can_take": n if view == "competence1" or (view == "competence2" and group) else 0}
    return {view: n} if desk and view in PLAIN else {}


def _rows(agent: Agent, access: Access) -> list[tuple[str, int, str, int]]:
    wanted = (Counter.owner == "scope") & Counter.owner_id.in_(sorted(access.full)) & (Counter.view != CHANGES)
    mine = (Counter.owner == "agent") & (Counter.owner_id == agent.id)
    rows = reading().execute(
        select(Counter.owner, Counter.owner_id, Counter.view, Counter.n).where(wanted | mine, Counter.n != 0)
    )
    return [(r.owner, r.owner_id, r.view, r.n) for r in rows if r.owner == "scope" or _scope_in(r.view) in access.full]


def _scope_in(view: str) -> int:
    return int(view.removeprefix("mine"))


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
        if (case.scope_id in access.full) == (sign < 0):
            rows += [(*key, sign) for key in memberships(standing(case, secrecy_class))]
    return rows


def freshness(agent: Agent, access: Access) -> int:
    """A number that grows with every change in what the agent may see: the heart of the page's ETag."""
    total = reading().scalar(
        select(func.coalesce(func.sum(Counter.version), 0)).where(
            Counter.owner == "scope", Counter.view == CHANGES, Counter.owner_id.in_(sorted(access.full))
        )
    )
    return int(total or 0) + _freshness_of_shared(access)


def _freshness_of_shared(access: Access) -> int:
    if not access.shared:
        return 0
    marks = select(func.sum(Case.version + Case.last_message)).where(Case.id.in_(sorted(access.shared)))
    return int(reading().scalar(marks) or 0)


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
