"""Händelser: the events of a case, put into words in the reader's language from ids and codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.case.outcomes import OUTCOMES
from core.store.models import Event as EventRow
from core.web import words
from core.web.case_rows import Event
from core.web.event_words import plain_words
from core.web.icons import channel_way
from core.web.language import gettext as _
from core.web.names import Names
from core.web.sharing_events import SHARING

Data = Mapping[str, Any]


def events_of(rows: Sequence[EventRow], agents: Mapping[int, str], names: Names) -> tuple[Event, ...]:
    """The events, latest first. The machine's own have no name."""
    said = [_said(row.kind, row.data or {}, agents, names) for row in rows]
    stamped = [(words.stamp(row.at), agents.get(row.agent_id or 0, "")) for row in rows]
    return tuple(Event(*stamp, what) for stamp, what in reversed([*zip(stamped, said, strict=True)]))


def _said(kind: str, data: Data, agents: Mapping[int, str], names: Names) -> str:
    """One event in words. A kind that is not known here (a plug-in's) is shown by its own code."""
    if kind in _WITH_DATA:
        return _WITH_DATA[kind](data, agents, names)
    return plain_words(kind) or kind.replace("_", " ")


def _taken(data: Data, agents: Mapping[int, str], names: Names) -> str:
    before = agents.get(data.get("from") or 0)
    return _("Took the case after %(who)s", who=before) if before else _("Took the case")


def _assigned(data: Data, agents: Mapping[int, str], names: Names) -> str:
    return _("Assigned to %(who)s", who=agents.get(data.get("to") or 0, "?"))


def _classified(data: Data, agents: Mapping[int, str], names: Names) -> str:
    return _(
        "Type %(old)s became %(new)s, level %(level)s",
        old=names.types.get(data.get("from") or 0, "?"),
        new=names.types.get(data.get("to") or 0, "?"),
        level=data.get("level", "?"),
    )


def _level(data: Data, agents: Mapping[int, str], names: Names) -> str:
    return _("Level %(old)s became %(new)s", old=data.get("from", "?"), new=data.get("to", "?"))


def _closed(data: Data, agents: Mapping[int, str], names: Names) -> str:
    outcome = OUTCOMES.get(data.get("outcome", ""))
    return _("Closed: %(outcome)s", outcome=_(outcome.name) if outcome else "?")


def _handed_over(data: Data, agents: Mapping[int, str], names: Names) -> str:
    _held, forvaltning, unit = [*data.get("to", ()), None, None, None][:3]
    where = names.forvaltningar.get(forvaltning or 0, "?")
    if unit:
        where = f"{where}, {names.units.get(unit, '?')}"
    return _("Handed over to %(where)s", where=where)


def _unit_changed(data: Data, agents: Mapping[int, str], names: Names) -> str:
    held_by, forvaltning, unit = [*data.get("to", ()), None, None, None][:3]
    if held_by == "kundtjanst":
        where = names.forvaltningar.get(names.centre, "?")
    else:
        where = names.units.get(unit or 0) or names.forvaltningar.get(forvaltning or 0, "?")
    was = names.units.get(data.get("from") or 0, "?")
    return _("Moved from %(was)s to %(where)s when the units changed", was=was, where=where)


def _handed_back(data: Data, agents: Mapping[int, str], names: Names) -> str:
    return _("Sent back to %(where)s", where=names.forvaltningar.get(names.centre, "?"))


def _waits(data: Data, agents: Mapping[int, str], names: Names) -> str:
    return _("Waits for an answer") if data.get("for") == "waiting_citizen" else _("Waits for an answer inside")


def _parked(data: Data, agents: Mapping[int, str], names: Names) -> str:
    return _("Parked until %(when)s", when=str(data.get("until", ""))[:10])


def _replied(data: Data, agents: Mapping[int, str], names: Names) -> str:
    return {
        "email": _("Answered by e-mail"),
        "sms": _("Answered by text message"),
        "phone": _("Answer to be given by phone"),
        "letter": _("Answer to be given by letter"),
    }.get(str(data.get("way")), _("Answered"))


def _linked(data: Data, agents: Mapping[int, str], names: Names) -> str:
    return _("Linked to another case")  # which one is shown only where the reader may see it


def _unlinked(data: Data, agents: Mapping[int, str], names: Names) -> str:
    return _("Unlinked from another case")


def _asked(data: Data, agents: Mapping[int, str], names: Names) -> str:
    way = channel_way(data.get("channel", "phone"))
    return _("Somebody asked about the case, %(way)s", way=way)


def _advised(data: Data, agents: Mapping[int, str], names: Names) -> str:
    return _("Gave advice from article %(id)s, version %(n)s", id=data.get("article", "?"), n=data.get("version", "?"))


def _answered_together(data: Data, agents: Mapping[int, str], names: Names) -> str:
    return _("Gave %(n)s cases the same answer", n=len(data.get("cases", ())))


_WITH_DATA: Mapping[str, Callable[[Data, Mapping[int, str], Names], str]] = {
    "asked": _asked,
    "taken": _taken,
    "assigned": _assigned,
    "classified": _classified,
    "level_raised": _level,
    "level_lowered": _level,
    "closed": _closed,
    "handed_over": _handed_over,
    "unit_changed": _unit_changed,
    "handed_back": _handed_back,
    "waits": _waits,
    "parked": _parked,
    "replied": _replied,
    **SHARING,
    "linked": _linked,
    "unlinked": _unlinked,
    "answered_together": _answered_together,
    "advised": _advised,
}


def agents_in(rows: Sequence[EventRow]) -> set[int]:
    """The agents that the events mention."""
    found = {row.agent_id for row in rows}
    for row in rows:
        if row.kind in ("taken", "assigned", "released"):
            found |= {row.data.get("from"), row.data.get("to")}
        elif row.kind in ("conflict_set", "conflict_lifted", "person_named", "person_unnamed"):
            found.add(row.data.get("agent"))
    return {agent_id for agent_id in found if isinstance(agent_id, int)}
