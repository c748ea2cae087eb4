"""Reports of the same thing beside a case: suggested, joined, and what the last answer to all could not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import url_for

from core.access.agents import Agent
from core.access.permits import permitted
from core.access.scopes import Access
from core.access.similar import Report, Thing, gathered, similar
from core.case.catalogue import version_by_id
from core.case.secrecy import only_neutral
from core.contract.errors import Refused
from core.contract.messages import ChannelName
from core.flow.wording import phone_words
from core.store.models import Case
from core.store.models import Event as EventRow
from core.web import words
from core.web.icons import channel_way
from core.web.joined_rows import Gathered, ReportLine, Similar
from core.web.language import gettext as _
from core.web.language import ngettext
from core.web.list_rows import STATUSES
from core.web.names import Names
from core.web.refusals import words as refusal_words
from core.web.thread_rows import Verb

ROADS = ("gatan", "vägen", "gränden", "stigen", "torget", "allén", "leden", "bron", "platsen", "planen", "kajen")
TOLD_FOR = timedelta(minutes=15)  # so long the page says what an answer to all could not do


@dataclass(frozen=True, slots=True)
class Joined:
    """What is joined with the case and may be shown: its lead, or its members; and whether the agent may change it."""

    lead: Report | None
    members: tuple[Report, ...]
    may_change: bool = True

    @property
    def receivers(self) -> tuple[tuple[str, str], ...]:
        """The open members as the composer offers them: what is posted, and its words."""
        members = [one for one in self.members if one.closed_at is None]
        return tuple((f"{one.number}:{one.newest_in}", _receiver(one)) for one in members)


def joined_with(case: Case, by: Agent, access: Access) -> Joined:
    """One question to the database."""
    return Joined(*gathered(by, access, case), permitted(by, "work", case.id, case.scope_id, access))


def similar_to(case: Case, by: Agent, access: Access, names: Names, now: datetime) -> Similar | None:
    """What could be joined to the case; None when there is nothing, or when the case itself may not be joined."""
    if case.closed_at is not None or case.joined_to is not None or case.suspect or only_neutral(case):
        return None
    if not permitted(by, "work", case.id, case.scope_id, access):
        return None
    thing = thing_of(case.place_key, case.case_type_id, case.case_type_version_id, case.forvaltning_id, access)
    found = similar(by, access, thing, than=case.id)
    if not found:
        return None
    same = [one.number for one in found if one.case_type_id == case.case_type_id]
    every = _join(case.number, _("Join all %(n)s", n=len(same)), same, "join_all") if len(same) > 1 else None
    lines = tuple(_line(one, names, now, case, _join(case.number, _("Join"), [one.number], "join")) for one in found)
    return Similar(counted_words(found, case.place_key, now), lines, every)


def thing_of(place_key: str, type_id: int, version_id: int, forvaltning_id: int, access: Access) -> Thing:
    """What reports are compared by; the nämnd is that of the förvaltning."""
    namnd = next((scope.namnd_id for scope in access.scopes if scope.forvaltning_id == forvaltning_id), 0)
    return Thing(place_key, type_id, version_by_id(version_id).topic, namnd)


def counted_words(found: Sequence[Report], place_key: str, now: datetime) -> str:
    """ "3 anmälda på Skolgatan, 2 i dag"."""
    place, n = place_key[:1].upper() + place_key[1:], len(found)
    if place_key.endswith(ROADS):
        said = ngettext("%(num)s more report on %(place)s", "%(num)s more reports on %(place)s", n, place=place)
    else:
        said = ngettext("%(num)s more report at %(place)s", "%(num)s more reports at %(place)s", n, place=place)
    today = sum(words.local(one.received_at).date() == words.local(now).date() for one in found)
    if today == n:
        return _("%(reports)s today", reports=said)
    return _("%(reports)s, %(n)s of them today", reports=said, n=today) if today else said


def gathered_of(
    case: Case, joined: Joined, events: Sequence[EventRow], by: Agent, names: Names, now: datetime
) -> Gathered | None:
    """What the page shows of the lead or of the members; None when there is nothing that may be shown."""
    if joined.lead is not None:
        hint = _("Answer there: the answer goes to everybody who is joined, each in their own thread.")
        return Gathered(_("Joined to"), (_line(joined.lead, names, now, case, _leave(case, joined)),), hint)
    if not joined.members:
        return None
    n = len(joined.members)
    title = ngettext("%(num)s case is joined to this one", "%(num)s cases are joined to this one", n)
    lines = tuple(_line(one, names, now, case, _leave(case, joined, one)) for one in joined.members)
    hint = _("One answer here goes to all of them, each in their own thread.") if case.closed_at is None else ""
    return Gathered(title, lines, hint, _left_out(joined, events, by, names, now))


def _left_out(joined: Joined, events: Sequence[EventRow], by: Agent, names: Names, now: datetime) -> tuple[str, ...]:
    """What the agent's answer to all, just now, could not do."""
    told = [event for event in events if event.kind == "answered_together" and event.agent_id == by.id]
    if not told or now - told[-1].at > TOLD_FOR:
        return ()
    data, numbers = told[-1].data or {}, {str(one.id): one for one in joined.members}
    not_sent = _("%(number)s was not answered: %(why)s")
    not_closed = _("%(number)s was answered but not closed: %(why)s")
    return tuple(
        said % {"number": numbers[one].number, "why": _why(why, numbers[one], names)}
        for key, said in (("not_sent", not_sent), ("not_closed", not_closed))
        for one, why in data.get(key, {}).items()
        if one in numbers
    )


def _why(why: Sequence[object], report: Report, names: Names) -> str:
    code, values = str(why[0]), cast("dict[str, str]", why[1])
    return refusal_words(Refused(code, **values), names.forvaltningar.get(report.forvaltning_id, ""))


def _line(report: Report, names: Names, now: datetime, case: Case, verb: Verb | None) -> ReportLine:
    other = report.case_type_id != case.case_type_id
    return ReportLine(
        report.number,
        url_for("case_page.show", number=report.number),
        _who(report),
        channel_way(cast(ChannelName, report.channel)),
        words.came_in(report.received_at, now).words,
        _state(report),
        names.types.get(report.case_type_id, "") if other else report.subject,
        verb,
    )


def _state(report: Report) -> str:
    status = STATUSES[report.status]() if report.status in STATUSES else report.status
    return f"{status}, {report.agent}" if report.agent and report.closed_at is None else status


def _who(report: Report) -> str:
    return phone_words(report.counterpart) if report.counterpart else _("Anonymous")


def _receiver(report: Report) -> str:
    return f"{report.number} {_who(report)}, {channel_way(cast(ChannelName, report.channel))}"


def _join(number: str, label: str, others: Sequence[str], key: str) -> Verb:
    href = url_for("verbs.join", number=number)
    return Verb(key, label, href, post=True, hidden=(("other", " ".join(others)),))


def _leave(case: Case, joined: Joined, member: Report | None = None) -> Verb | None:
    """Takes the case itself out, or a member from its lead's page."""
    if not joined.may_change or (member and member.closed_at):
        return None
    hidden = (("other", member.number),) if member else ()
    return Verb("leave", _("Take out"), url_for("verbs.leave", number=case.number), post=True, hidden=hidden)
