"""From a row of a list to the two lines that are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from core.access.agents import Agent
from core.access.rows import ListRow
from core.case.outcomes import OUTCOMES
from core.contract.messages import ChannelName
from core.flow.wording import phone_words
from core.web import words
from core.web.language import gettext as _
from core.web.language import ngettext
from core.web.rows import CaseRow, Rosa
from core.web.whereabouts import is_sent_around, moves_of


def case_row(
    row: ListRow, agent: Agent, now: datetime, back: str = "", together: tuple[str, int] | None = None
) -> CaseRow:
    """The row for this agent; `back` is added to the case's address, so that the case page knows its neighbours.

    `together` is from `similar.joins`.
    """
    href = f"/arende/{row.number}"
    return CaseRow(
        row.number,
        href + back,
        row.subject,
        _who(row),
        cast(ChannelName, row.channel),
        Rosa(row.rosa_level, confirmed=row.confirmed, judged=not row.unclassified),
        row.forvaltning_name,
        words.age(row.closed_at or row.activity_at, now),
        words.due(row.due_at, now) if row.due_at and not row.closed_at else None,
        preview_href=f"/forhandsvisning/{row.number}",
        unread=row.unread and not row.closed_at,
        state=_state(row, now),
        secret=_("Secrecy") if row.secret else "",
        moves=moves_of(row.owner_changes) if not row.closed_at else "",
        sent_around=is_sent_around(row.owner_changes),
        joined=_joined(*together) if together else "",
        held=row.agent if row.agent_id != agent.id and not row.closed_at else "",
    )


def _joined(lead: str, members: int) -> str:
    if lead:
        return _("Joined to %(number)s", number=lead)
    return ngettext("%(num)s joined", "%(num)s joined ones", members)


def _who(row: ListRow) -> str:
    if not row.counterpart:
        return "" if row.secret else _("Anonymous")
    return phone_words(row.counterpart)


def _state(row: ListRow, now: datetime) -> str:
    """One word when the case is not simply open."""
    if row.closed_at:
        return _(OUTCOMES[row.outcome].name) if row.outcome in OUTCOMES else STATUSES[row.status]()
    if row.snoozed_until:
        return _("until %(when)s", when=words.due(row.snoozed_until, now).words)
    return STATUSES[row.status]() if row.status.startswith("waiting") else ""


# Words for a row and for the filter: short, and the same as on the case page.
STATUSES: dict[str, Callable[[], str]] = {
    "new": lambda: _("new"),
    "open": lambda: _("open"),
    "waiting_citizen": lambda: _("waiting for an answer"),
    "waiting_internal": lambda: _("waiting for an answer inside"),
    "closed": lambda: _("closed"),
    "spam": lambda: _("spam"),
    "void": lambda: _("void"),
    "merged": lambda: _("merged"),
}
