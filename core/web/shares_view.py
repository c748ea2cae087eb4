"""What is shared of a case, who is named, who is kept away: lines beside it, and what the reader is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import select

from core.access.agents import Agent
from core.access.permits import permitted
from core.access.scopes import Access, shares_reaching
from core.case.shares import ShareKind
from core.store.db import reading
from core.store.models import Case, CaseShare, Message
from core.web import words
from core.web.case_rows import SharedLine, SharedPart
from core.web.language import gettext as _
from core.web.names import Names, agent_names, place_name
from core.web.rows import Link, Notice
from core.web.thread_rows import Verb

SHOWN: tuple[ShareKind, ...] = ("question", "informed", "named", "block")  # the kinds that the page is given


def shared_of(
    case: Case, shares: Sequence[CaseShare], by: Agent, access: Access, names: Names, now: datetime
) -> tuple[SharedPart, ...]:
    """The parts that hold something: questions, för kännedom, named persons, and jäv for those who lift it."""
    if not shares:
        return ()
    may = {action: permitted(by, action, case.id, case.scope_id, access) for action in ("share", "name_persons")}
    lifts = permitted(by, "lift_conflict", case.id, case.scope_id, access)
    agents = agent_names({share.agent_id for share in shares} | {share.created_by for share in shares})
    show = _Lines(case, names, agents, now)
    parts = (
        SharedPart(_("Questions to units"), show.given(shares, "question", ends=may["share"])),
        SharedPart(_("For information"), show.given(shares, "informed", ends=may["share"])),
        SharedPart(_("Named persons"), show.persons(shares, "named", may["name_persons"])),
        SharedPart(_("Conflict of interest"), show.persons(shares, "block", may=True) if lifts else ()),
    )
    return tuple(part for part in parts if part.lines)


def asked_notices(
    case: Case, shares: Sequence[CaseShare], by: Agent, access: Access, names: Names, now: datetime
) -> tuple[Notice, ...]:
    """What the reader's unit is asked; to the side that asked, what is overdue."""
    questions = [share for share in shares if share.kind == "question"]
    if not questions:
        return ()
    mine = {share.id for share in shares_reaching(by)} if "question" in access.given.get(case.id, ()) else set()
    texts = question_texts(questions)
    found = [_asked_of(case, share, texts, now) for share in questions if share.id in mine]
    late = [share for share in questions if share.id not in mine and share.due_at and share.due_at < now]
    if late and permitted(by, "share", case.id, case.scope_id, access):
        whom = ", ".join(place_name(names, share.forvaltning_id, share.unit_id) for share in late)
        said = _("%(whom)s has not answered in time. Remind them, or take the question back.", whom=whom)
        found.append(Notice(said, _("Overdue question."), "late"))
    return tuple(found)


def question_texts(questions: Sequence[CaseShare]) -> dict[int, str]:
    """Message id → the question, for cases that the reader sees."""
    wanted = sorted({share.message_id for share in questions if share.message_id})
    rows = reading().execute(select(Message.id, Message.text).where(Message.id.in_(wanted)))
    return {row.id: row.text for row in rows}


def answer_href(number: str, share_id: int) -> str:
    return url_for("verbs.answer_question", number=number, share=share_id)


def _asked_of(case: Case, share: CaseShare, texts: Mapping[int, str], now: datetime) -> Notice:
    said = texts.get(share.message_id or 0, "")
    due = _("Answer %(when)s.", when=words.due(share.due_at, now).words) if share.due_at else ""
    late = share.due_at is not None and share.due_at < now
    links = (Link(_("Answer the question"), answer_href(case.number, share.id)),)
    return Notice(f"{said} {due}".strip(), _("Question to you:"), "late" if late else "soon", links)


class _Lines:
    """One reader's lines about one case."""

    def __init__(self, case: Case, names: Names, agents: Mapping[int, str], now: datetime) -> None:
        self.case, self.names, self.agents, self.now = case, names, agents, now

    def given(self, shares: Sequence[CaseShare], kind: str, *, ends: bool) -> tuple[SharedLine, ...]:
        label = _("Take back") if kind == "question" else _("End")
        return tuple(
            SharedLine(
                place_name(self.names, share.forvaltning_id, share.unit_id),
                self._by_whom(share),
                (self._post("end_share", label, share),) if ends else (),
            )
            for share in shares
            if share.kind == kind
        )

    def persons(self, shares: Sequence[CaseShare], kind: str, may: bool) -> tuple[SharedLine, ...]:
        verb, label = ("unname", _("No longer named")) if kind == "named" else ("lift_conflict", _("Lift"))
        return tuple(
            SharedLine(
                self.agents.get(share.agent_id or 0, "?"),
                share.reason,
                (self._form(verb, label, share),) if may else (),
            )
            for share in shares
            if share.kind == kind
        )

    def _by_whom(self, share: CaseShare) -> str:
        who = self.agents.get(share.created_by or 0, "")
        said = f"{who}, {words.when(share.created_at, self.now).words}" if who else ""
        if share.due_at is None:
            return said
        due = words.due(share.due_at, self.now).words
        return ". ".join(part for part in (said, _("Answer %(when)s", when=due)) if part)

    def _post(self, key: str, label: str, share: CaseShare) -> Verb:
        href = url_for(f"verbs.{key}", number=self.case.number)
        return Verb(key, label, href, post=True, hidden=(("share", str(share.id)),))

    def _form(self, key: str, label: str, share: CaseShare) -> Verb:
        return Verb(key, label, url_for(f"verbs.{key}", number=self.case.number, share=share.id))
