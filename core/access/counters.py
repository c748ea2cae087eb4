"""Counters kept in the case's own transaction, so that a page reads them and never counts.

A case is a member of views; a change of the case moves it between them. Views are counted per scope ("mine" per agent
and scope), so that what an agent sees is a sum over what the agent may see. `views` says the same as conditions.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, select, text

from core.access.agents import Agent
from core.access.literals import ids
from core.access.scopes import Access, ScopeKey
from core.store.db import at_the_end, reading, writing
from core.store.models import Case, Scope
from core.store.models.agents import SORTERING
from core.store.ready import Ready

Key = tuple[str, int, str]
CHANGES = "changes"  # a view without members: its version grows with every change in the scope
_BOOKED = "booked counters"
_AT_ONCE = 500  # rows of one statement
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
    """Books moves. All of a transaction's are written together, last and in order of key: no two writers deadlock."""
    tally: Tally[Key] = writing().info.setdefault(_BOOKED, Tally())
    at_the_end(_BOOKED, _write_booked)
    for before, after in moves:
        old = memberships(before) if before else frozenset()
        new = memberships(after)
        tally.update(dict.fromkeys(new - old, 1))
        tally.subtract(dict.fromkeys(old - new, 1))
        for standing in (before, after):
            if standing:
                tally[("scope", standing.scope_id, CHANGES)] += 0


def _write_booked() -> None:
    add(writing().info.pop(_BOOKED))


def add(tally: Mapping[Key, int]) -> None:
    """Adds to the counters, each of them a step newer."""
    keys = sorted(tally)
    for first in range(0, len(keys), _AT_ONCE):
        _add(keys[first : first + _AT_ONCE], tally)


def _add(keys: Sequence[Key], tally: Mapping[Key, int]) -> None:
    _adding(tuple(keys)).run({f"n{place}": tally[key] for place, key in enumerate(keys)})


@lru_cache(maxsize=2_000)
def _adding(keys: tuple[Key, ...]) -> Ready:
    """The same few scopes come again and again."""
    rows = ", ".join(
        f"('{owner}', {owner_id}, '{view}', :n{place}, 1)" for place, (owner, owner_id, view) in enumerate(keys)
    )
    statement = text(
        f"INSERT INTO counters (owner, owner_id, view, n, version) VALUES {rows}"
        " ON CONFLICT (owner, owner_id, view)"
        " DO UPDATE SET n = counters.n + excluded.n, version = counters.version + 1"
    )
    return Ready(lambda: statement)


def counts(agent: Agent, access: Access) -> dict[str, int]:
    """View → n for the views that are counters and not empty; exactly the cases that `listed` leaves.

    Views that time decides (due_today, overdue) are counted by `lists.due_counts`.
    """
    groups = {scope.id for scope in access.scopes if scope.id in access.side and in_group(agent, scope)}
    sums: Tally[str] = Tally()
    for view, place, n in _sums(agent, access, groups) + _single_cases(agent, access, groups):
        sums[_shown(view, place)] += int(n)
    del sums[""]
    return {view: n for view, n in sums.items() if n}


def in_group(agent: Agent, scope: ScopeKey) -> bool:
    """Whether a scope on the agent's desk is its own group's. A förvaltning has no groups: all of it is."""
    return scope.held_by == "forvaltning" or scope.svarsgrupp_id in agent.svarsgrupper


def _shown(view: str, place: str) -> str:
    """The view that shows what is counted as `view` in such a place, "" when none does."""
    if place == "agent":
        return "mine"
    if view == "open":
        return "" if place == "desk" else place
    if place == "elsewhere":
        return ""
    if view.startswith("competence"):
        return "can_take" if view == "competence1" or (view == "competence2" and place == "group") else ""
    return view if view in PLAIN else ""


def _sums(agent: Agent, access: Access, groups: Collection[int]) -> list[tuple[str, str, int]]:
    """(view, place, n) over the scopes in full: added up by the database, so that many scopes are few rows."""
    mine = ", ".join(f"'mine{scope_id}'" for scope_id in sorted(access.full)) or "''"
    statement = f"""
        SELECT view, CASE WHEN owner_id IN {ids(groups)} THEN 'group' WHEN owner_id IN {ids(access.desk)} THEN 'desk'
            ELSE 'elsewhere' END AS place, sum(n) FROM counters
        WHERE owner = 'scope' AND owner_id IN {ids(access.full)} AND view <> '{CHANGES}' AND n <> 0 GROUP BY 1, 2
        UNION ALL SELECT 'mine', 'agent', coalesce(sum(n), 0) FROM counters
        WHERE owner = 'agent' AND owner_id = {int(agent.id)} AND view IN ({mine})
    """
    return [(view, place, n) for view, place, n in reading().execute(text(statement))]


def _single_cases(agent: Agent, access: Access, groups: Collection[int]) -> list[tuple[str, str, int]]:
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
        if (case.scope_id in access.full) != (sign < 0):
            continue
        for owner, owner_id, view in memberships(standing(case, secrecy_class)):
            if owner == "scope":
                rows.append((view, _place(owner_id, access, groups), sign))
            elif owner_id == agent.id:
                rows.append((view, "agent", sign))
    return rows


def _place(scope_id: int, access: Access, groups: Collection[int]) -> str:
    if scope_id not in access.side:
        return "elsewhere"
    return "group" if scope_id in groups else "desk"


def freshness(agent: Agent, access: Access) -> int:
    """A number that grows with every change in what the agent may see: the heart of the page's ETag."""
    versions = f"SELECT sum(version) FROM counters WHERE owner = 'scope' AND view = '{CHANGES}'"
    total = reading().scalar(text(f"{versions} AND owner_id IN {ids(access.full)}"))
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
