"""Frågor till oss, Ställda frågor and För kännedom as lists of their own; naming persons for cases one does not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Row, select

from core.access.agents import Agent
from core.access.filters import listed
from core.access.roles import may
from core.access.scopes import Access, shares_reaching
from core.case.naming import candidates, name_for_oldest, nameless
from core.clock import now
from core.contract.errors import NotFound, Refused
from core.store.db import reading, transaction
from core.store.models import Case, CaseShare, Message
from core.web import words
from core.web.form_rows import Button, Choice, Field, Form, choose
from core.web.frame import page, shell
from core.web.language import gettext as _
from core.web.language import ngettext
from core.web.names import agent_names, names_for, place_name
from core.web.refusals import words as refusal_words
from core.web.register_rows import Cell, Column, Register
from core.web.rows import Link
from core.web.session import current_access, current_agent
from core.web.verb_run import number_of

blueprint = Blueprint("questions", __name__)
MOST = 200


@blueprint.get("/fragor")
def to_us() -> str:
    """The questions that the reader's unit is asked."""
    agent, access = current_agent(), current_access()
    rows = _shares(agent, access, CaseShare.id.in_(_reached(agent, "question")))
    columns = (
        Column(_("Case")),
        Column(_("Question"), "wide"),
        Column(_("From")),
        Column(_("Answer no later than")),
        Column(_("Do")),
    )
    empty = _("Nobody has asked you anything right now. Questions from others in the board's departments come here.")
    who = agent_names(row.created_by for row in rows)
    return _list(_("Questions to us"), columns, [_question_row(row, who) for row in rows], "fragor", empty)


@blueprint.get("/stallda-fragor")
def by_me() -> str:
    """The reader's own questions that wait for an answer."""
    agent, access = current_agent(), current_access()
    rows = _shares(agent, access, CaseShare.kind == "question", CaseShare.created_by == agent.id)
    columns = (Column(_("Case")), Column(_("Question"), "wide"), Column(_("To")), Column(_("Answer no later than")))
    names = names_for(agent.language)
    found = [
        (_case(row), Cell(row.text or ""), Cell(place_name(names, row.forvaltning_id, row.unit_id)), _due(row.due_at))
        for row in rows
    ]
    empty = _("None of your questions waits for an answer.")
    return _list(_("Questions I have asked"), columns, found, "stallda", empty)


@blueprint.get("/for-kannedom")
def informed() -> str:
    """The cases that the reader is given to read."""
    agent, access = current_agent(), current_access()
    rows = _shares(agent, access, CaseShare.id.in_(_reached(agent, "informed")))
    who = agent_names(row.created_by for row in rows)
    columns = (Column(_("Case")), Column(_("About"), "wide"), Column(_("From")), Column(_("Given")))
    at = now()
    found = [
        (_number(row), Cell(row.subject), Cell(who.get(row.created_by, "")), Cell(words.when(row.created_at, at).words))
        for row in rows
    ]
    return _list(_("For information"), columns, found, "kannedom", _("Nothing is shared with you for information."))


@blueprint.get("/utse")
def nameless_cases() -> ResponseReturnValue:
    """How many protected cases nobody is named for, and the form that names somebody for the oldest."""
    if not may(current_agent(), "name_persons"):
        raise NotFound
    return page("form.html", form=_naming_form(current_agent()), back=Link(_("Inbox"), "/"))


@blueprint.post("/utse")
def name_somebody() -> ResponseReturnValue:
    """Names somebody. Back to the form while there are more."""
    agent, typed = current_agent(), request.form
    if not may(agent, "name_persons"):
        raise NotFound
    try:
        with transaction():
            name_for_oldest(number_of(typed, "to") or 0, typed.get("text", ""), agent)
    except Refused as refused:
        form = _naming_form(agent, typed.get("text", ""), refusal_words(refused))
        return page("form.html", form=form, back=Link(_("Inbox"), "/")), 422
    return redirect(url_for("questions.nameless_cases") if nameless(agent) else "/", 303)


def _reached(agent: Agent, kind: str) -> list[int]:
    return [share.id for share in shares_reaching(agent) if share.kind == kind]


def _shares(agent: Agent, access: Access, *which: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Open shares of cases that the agent may read, the soonest due first."""
    columns: tuple[Any, ...] = (
        CaseShare.id, CaseShare.forvaltning_id, CaseShare.unit_id, CaseShare.due_at, CaseShare.created_at,
        CaseShare.created_by, Case.number, Case.subject, Message.text,
    )  # fmt: skip
    shares: Sequence[Row[Any]] = (
        reading()
        .execute(
            select(*columns)
            .join(Case, Case.id == CaseShare.case_id)
            .outerjoin(Message, Message.id == CaseShare.message_id)
            .where(CaseShare.ended_at.is_(None), *which, listed(agent, access))
            .order_by(CaseShare.due_at, CaseShare.id)
            .limit(MOST)
        )
        .all()
    )
    return shares


def _question_row(row: Row[Any], who: Mapping[int, str]) -> tuple[Cell, ...]:
    answer = url_for("verbs.answer_question", number=row.number, share=row.id)
    return (
        _case(row),
        Cell(row.text or ""),
        Cell(who.get(row.created_by or 0, "")),
        _due(row.due_at),
        Cell(_("Answer"), answer),
    )


def _case(row: Row[Any]) -> Cell:
    return Cell(f"{row.number} {row.subject}", url_for("case_page.show", number=row.number))


def _number(row: Row[Any]) -> Cell:
    return Cell(row.number, url_for("case_page.show", number=row.number))


def _due(at: datetime | None) -> Cell:
    if at is None:
        return Cell()
    due = words.due(at, now())
    return Cell(due.words, tone="" if due.state == "ok" else due.state)


def _list(title: str, columns: tuple[Column, ...], rows: Sequence[tuple[Cell, ...]], key: str, empty: str) -> str:
    return page("register.html", register=Register(title, columns, tuple(rows), empty=empty), shell=shell(key))


def _naming_form(by: Agent, text: str = "", problem: str = "") -> Form:
    n = nameless(by)
    said = ngettext(
        "%(num)s case with a protected identity has nobody named for it, and nobody sees it.",
        "%(num)s cases with a protected identity have nobody named for them, and nobody sees them.",
        n,
    )
    people = tuple(Choice(str(agent.id), agent.name) for agent in candidates(by))
    fields = (
        Field("to", _("Who may know?"), "select", choices=choose(*people, words=_("Choose …"))),
        Field("text", _("Why?"), "textarea", text, rows=3, maxlength=200),
    )
    return Form(
        _("Name a person"),
        url_for("questions.name_somebody"),
        fields if n else (),
        (Button(_("Name for the oldest"), value="save", shortcut="S"),) if n else (),
        lead=said if n else _("Somebody is named for every protected case."),
        problem=problem,
        cancel_href="/",
    )
