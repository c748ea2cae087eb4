"""Finds cases: by number first, then by words, newest first. Who may see stands inside the match itself.

What an agent may not see is not looked at and thrown away: it never matches. So it leaves no trace in rows, in what
follows, or in time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from core.access.addresses import at_address
from core.access.agents import Agent
from core.access.cursors import read_row, write_row
from core.access.filters import degree_of, listed, readable
from core.access.literals import within
from core.access.matches import Hit, matches, newer_hits
from core.access.query import Query, filters, scopes_left
from core.access.rows import ListRow, as_row, select_rows
from core.access.scopes import Access
from core.access.stems import Term, query_terms
from core.store.db import reading
from core.store.models import Case, NumberSeries

_HITS_A_ROW = 3  # a case may match with several of its messages
_MOST_FILTERED = 1_000  # hits looked through for one page when filters throw some away
_WHOLE = re.compile(r"(20\d\d)[-‐–−](\d{1,9})")
_TAIL = re.compile(r"0*(\d{1,9})")


@dataclass(frozen=True, slots=True)
class NumberRow:
    """What limited access shows of a case: its number, state, owner and date."""

    id: int
    number: str
    status: str
    forvaltning: str
    forvaltning_name: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`exact` is the case whose number was typed; `number_only` that case when the agent has limited access to it.

    `more` continues the search; None when all has been looked through.
    """

    rows: tuple[ListRow, ...] = ()
    more: str | None = None
    exact: ListRow | None = None
    number_only: NumberRow | None = None


def search(
    agent: Agent, access: Access, text: str, before: str | None = None, limit: int = 50, *, only: Query | None = None
) -> SearchPage:
    """The cases in which all words of the text are found, each once, the newest message first. Never raises.

    Numbers are found however they are written; a star after a word finds what begins so. `before` is `more` of the
    page before. The filters of `only` leave some of the cases; a page may then be short and still have `more`.
    """
    start = read_row(before)
    exact, number_only = (None, None) if start else _by_number(agent, access, text)
    terms = query_terms(text)
    if not terms:
        return SearchPage(exact=exact, number_only=number_only)
    most = _MOST_FILTERED if only and _narrows(only) else limit * _HITS_A_ROW
    hits, shown_before = _hits(agent, access, text, terms, start, most)
    cases = _each_once(hits, shown_before)
    rows = _rows(agent, access, cases, only)
    shown, last = _first(rows, cases, limit)
    more = last if last is not None else hits[-1].row_id if len(hits) >= most else None
    return SearchPage(
        tuple(row for row in shown if exact is None or row.id != exact.id),
        None if more is None else write_row(more),
        exact,
        number_only,
    )


def _hits(
    agent: Agent, access: Access, text: str, terms: list[Term], start: int | None, most: int
) -> tuple[list[Hit], frozenset[int]]:
    """What matches from `start` on, the newest first; and the cases among it that earlier pages have shown."""
    theirs = at_address(text, terms, agent, access)
    hits = {*matches(terms, access, start, most), *(hit for hit in theirs if start is None or hit.row_id < start)}
    newest = sorted(hits, key=lambda hit: -hit.row_id)[:most]
    if start is None:
        return newest, frozenset()
    before = frozenset(hit.case_id for hit in theirs if hit.row_id >= start)
    return newest, before | newer_hits(terms, access, newest, start)


def _by_number(agent: Agent, access: Access, text: str) -> tuple[ListRow | None, NumberRow | None]:
    """The case of that number. By its tail only cases that the agent sees in full are found."""
    numbers, whole = _numbers(text.strip())
    if not numbers:
        return None, None
    found = select_rows(readable(agent, access), Case.number.in_(numbers)).order_by(Case.number.desc())
    for row in reading().execute(found):
        if degree_of(agent, row.id, row.scope_id, access) == "full":
            return as_row(row), None
        if whole:
            known = (row.id, row.number, row.status, row.forvaltning, row.forvaltning_name, row.received_at)
            return None, NumberRow(*known)
    return None, None


def _numbers(text: str) -> tuple[list[str], bool]:
    """The case numbers that a text may mean, and whether it is a whole one."""
    if whole := _WHOLE.fullmatch(text):
        return [f"{whole[1]}-{int(whole[2]):06d}"], True
    if tail := _TAIL.fullmatch(text):
        years = reading().scalars(select(NumberSeries.year).order_by(NumberSeries.year.desc()).limit(10))
        return [f"{year}-{int(tail[1]):06d}" for year in years], False
    return [], False


def _each_once(hits: Iterable[Hit], shown: frozenset[int]) -> dict[int, int]:
    """Case id → the newest row of the index that matched, without what earlier pages have shown."""
    cases: dict[int, int] = {}
    for hit in hits:
        if hit.case_id not in shown:
            cases.setdefault(hit.case_id, hit.row_id)
    return cases


def _rows(agent: Agent, access: Access, cases: Iterable[int], only: Query | None) -> dict[int, ListRow]:
    picked: list[ColumnElement[bool]] = [Case.id.in_(list(cases))]
    if only is not None:
        scopes = scopes_left(only, access)
        picked += filters(only)(Case) + ([] if scopes is None else [within(Case.scope_id, scopes)])
    return {row.id: as_row(row) for row in reading().execute(select_rows(listed(agent, access), *picked))}


def _first(rows: dict[int, ListRow], cases: dict[int, int], limit: int) -> tuple[list[ListRow], int | None]:
    """The first rows in the order of the hits; and when there are more, the index row of the last that is shown."""
    ordered = [case_id for case_id in cases if case_id in rows]
    last = cases[ordered[limit - 1]] if len(ordered) > limit else None
    return [rows[case_id] for case_id in ordered[:limit]], last


def _narrows(query: Query) -> bool:
    return any((query.channel, query.level, query.forvaltning, query.svarsgrupp, query.type, query.status))
