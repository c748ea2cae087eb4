"""Where a case lies and how it came there, in words: with whom, how often it moved, how often somebody asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from core.store.models import Case
from core.store.models import Event as EventRow
from core.web import words
from core.web.case_rows import Fact
from core.web.language import gettext as _
from core.web.language import ngettext
from core.web.names import Names
from core.web.rows import Notice

ROUND_TRIPS = 2  # more changes of owner than this is "rundgång" (practice 16)


def lies_elsewhere(case: Case, agents: Mapping[int, str], names: Names, now: datetime) -> Notice:
    """ "Hos Plan- och byggkontoret, Bo Hagman. Svar senast i morgon 16.30." for who does not have the case."""
    centre = names.forvaltningar.get(names.centre, "")
    owner = names.units.get(case.unit_id or 0) or names.forvaltningar.get(case.forvaltning_id, "")
    where = [centre if case.held_by == "kundtjanst" else owner, agents.get(case.agent_id or 0, "")]
    said = _("With %(where)s.", where=", ".join(filter(None, where)))
    if case.due_at is None:
        return Notice(said)
    by_when = _("Answer no later than: %(when)s.", when=words.due(case.due_at, now).words)
    return Notice(f"{said} {by_when}")


def history_of(case: Case, events: Sequence[EventRow], now: datetime) -> tuple[Fact, ...]:
    """How many times the case changed owner, and how many times somebody asked about it."""
    found = []
    if case.owner_changes:
        why = _("Sent around: more than two.") if is_sent_around(case.owner_changes) else ""
        found.append(Fact(_("Changes of owner"), str(case.owner_changes), why))
    asked = [event for event in events if event.kind == "asked"]
    if asked:
        latest = _("latest %(when)s", when=words.came_in(asked[-1].at, now).words)
        found.append(Fact(_("Asked about"), ngettext("%(num)s time", "%(num)s times", len(asked)), latest))
    return tuple(found)


def moves_of(owner_changes: int) -> str:
    """ "2 ägarbyten" for a list; empty for none and for the one that every hand-over is. More are "rundgång"."""
    if owner_changes < ROUND_TRIPS:
        return ""
    said = ngettext("%(num)s change of owner", "%(num)s changes of owner", owner_changes)
    return _("sent around, %(moves)s", moves=said) if is_sent_around(owner_changes) else said


def is_sent_around(owner_changes: int) -> bool:
    return owner_changes > ROUND_TRIPS
