"""A case as the rows of its page: gathered from the database in a fixed number of questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import cast

from flask import url_for
from sqlalchemy import select

from core.access.agents import Agent
from core.access.scopes import Access, access_of
from core.case.asked import may_note_asked
from core.case.secrecy import only_neutral, secrecy_class_of
from core.case.shares import active
from core.clock import now
from core.contract.messages import ChannelName
from core.store.db import reading
from core.store.models import Case, DeadlineRow
from core.store.models import Event as EventRow
from core.web import words
from core.web.case_rows import CasePage, Deadline, LimitedCase
from core.web.case_verbs import asked_verb, classify_verb, more_verbs, take_verb, top_verbs, works_here
from core.web.checklist_form import checklist_of
from core.web.composer_view import Typed, composer_of
from core.web.deadlines_view import deadlines_of
from core.web.events_view import agents_in, events_of
from core.web.facts_view import facts_of, notices_of, secrecy_of, source_of, status_of, why_type
from core.web.identity_view import asks_who, identity_of, identity_verb
from core.web.joined_view import gathered_of, joined_with, similar_to
from core.web.language import gettext as _
from core.web.names import Names, agent_names, is_judged, names_for, rosa_of
from core.web.panels import panels_for
from core.web.place_view import place_of, view_of_request
from core.web.presence import presence_of
from core.web.related_view import contact_of, linked_to
from core.web.rows import Notice
from core.web.secrecy_hints import may_mark, secrecy_hints
from core.web.shares_view import SHOWN, asked_notices, shared_of
from core.web.thread_view import items_of, thread_of
from core.web.whereabouts import history_of, lies_elsewhere
from core.web.why_seen import why_seen


def case_page_of(
    case: Case, by: Agent, access: Access, *, typed: Typed | None = None, notices: tuple[Notice, ...] = ()
) -> CasePage:
    """Everything on the page, for full access. `typed` is what could not be sent, `notices` come first."""
    at, names = now(), names_for(by.language)
    secrecy_class = secrecy_class_of(case)
    thread, events = thread_of(case), _events(case)
    agents = agent_names({case.agent_id, *(m.agent_id for m in thread.messages), *agents_in(events)})
    away = case.closed_at is None and not works_here(case, by, access)
    elsewhere = (lies_elsewhere(case, agents, names, at),) if away else ()
    shares = active(case.id, *SHOWN)
    asked = asked_notices(case, shares, by, access, names, at)
    hints = secrecy_hints(case, secrecy_class, thread.messages, can_mark=may_mark(case, by, access))
    joined = joined_with(case, by, access)
    return replace(
        _to_reader(_about(case, names, at), case, by, access, names, at),
        type_verb=classify_verb(case) if case.closed_at is None and not away else None,
        responsible=agents.get(case.agent_id or 0, ""),
        thread=items_of(case, thread, by, agents, at),
        composer=composer_of(case, by, access, names, at, seen=thread.newest_from_outside, typed=typed, joined=joined),
        secrecy=secrecy_of(case, secrecy_class, names),
        facts=(*facts_of(case, at), *history_of(case, events, at)),
        notices=(*notices, *asked, *elsewhere, *notices_of(case, secrecy_class), *hints),
        gathered=gathered_of(case, joined, events, by, names, at),
        shared=shared_of(case, shares, by, access, names, at),
        identity=identity_of(events, agents, at),
        identity_verb=identity_verb(case) if asks_who(case, events, at) else None,
        identity_needed=only_neutral(case),
        events=events_of(events, agents, names),
    )


def _to_reader(page: CasePage, case: Case, by: Agent, access: Access, names: Names, at: datetime) -> CasePage:
    """What the reader may do with the case and why they see it, and what stands beside it."""
    possible, linked = linked_to(case, by, access, at)
    return replace(
        page,
        take=take_verb(case, by, access),
        verbs=top_verbs(case, by, access, names),
        more=more_verbs(case, by, access),
        place=place_of(case.number, view_of_request(by, access), by, access),
        presence=presence_of(case, by, at),
        contact=contact_of(case, by, access, at),
        may_belong=possible,
        linked=linked,
        similar=similar_to(case, by, access, names, at),
        access_why=why_seen(case, by, access, names),
        panels=panels_for(case, by),
        checklist=checklist_of(case, by, access),
    )


def _about(case: Case, names: Names, at: datetime) -> CasePage:
    """What the case is, whoever looks."""
    judged = is_judged(case.case_type_id)
    return CasePage(
        number=case.number,
        subject=case.subject or _("No subject"),
        channel=cast(ChannelName, case.channel),
        source=source_of(case),
        came_in=words.came_in(case.received_at, at),
        status=status_of(case),
        type_name=names.types.get(case.case_type_id, ""),
        rosa=rosa_of(case.rosa_level, names, confirmed=case.confirmed, judged=judged),
        owner=names.forvaltningar[case.forvaltning_id],
        full_href=url_for("case_page.show", number=case.number),
        type_confirmed=case.confirmed,
        type_why=why_type(case),
        svarsgrupp=names.groups.get(case.svarsgrupp_id or 0, ""),
        held_by=_held(case, names),
        deadlines=_deadlines(case, at),
        print_href=url_for("case_page.printed", number=case.number),
    )


def limited_case_of(case: Case, by: Agent, *, noted: bool = False) -> LimitedCase:
    """Number, status, owner and date: nothing else leaves here; and the button that notes that somebody asked."""
    at, names = now(), names_for(by.language)
    owner = names.forvaltningar[case.forvaltning_id]
    if case.unit_id:
        owner = f"{owner}, {names.units[case.unit_id]}"
    return LimitedCase(
        case.number,
        _("closed") if case.closed_at else status_of(case),
        owner,
        words.due(case.due_at, at) if case.due_at else None,
        words.came_in(case.received_at, at),
        asked_verb(case) if may_note_asked(case, by) else None,
        noted,
        why_seen(case, by, access_of(by), names),
    )


def _held(case: Case, names: Names) -> str:
    """Who has the ball, where the owner's name does not say it."""
    if case.held_by == "kundtjanst":
        return _("With %(where)s", where=names.forvaltningar.get(names.centre, ""))
    unit = names.units.get(case.unit_id or 0, "")
    return _("With the department, %(unit)s", unit=unit) if unit else _("With the department")


def _events(case: Case) -> list[EventRow]:
    rows = reading().scalars(select(EventRow).where(EventRow.case_id == case.id).order_by(EventRow.id))
    return list(rows)


def _deadlines(case: Case, at: datetime) -> tuple[Deadline, ...]:
    rows = reading().scalars(select(DeadlineRow).where(DeadlineRow.case_id == case.id)).all()
    return deadlines_of(rows, at)
