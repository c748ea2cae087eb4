"""The box beside a case: which kind it is, how they want their answer, who is told, and whether it led to anything."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import select

from core.tables import Agent, DeadlineRow, reading
from synpunkter import kinds
from synpunkter.models import Entry
from synpunkter.words import day, moment


def panel_of(name: str, case: Any, agent: Agent) -> Markup | None:
    """The box of a case that the agent may read in full; None for what is no synpunkt.

    `name` is the instance, `case` the value that the core gives: id, number, closed_at.
    """
    entry = reading().scalar(select(Entry).where(Entry.case_id == case.id))
    if entry is None:
        return None
    told, due = _told(case.id)
    return Markup(
        render_template(
            "synpunkter/panel.html",
            entry=entry,
            kind=kinds.kind_names().get(entry.kind, entry.kind),
            topic=kinds.topic_name(entry.topic) if entry.topic else "",
            way=kinds.way_names()[entry.wants_answer_by],
            answer_by=day(entry.answer_by) if entry.answer_by else "",
            told=moment(told) if told else "",
            tell_by=day(due) if due and not told else "",
            closed=case.closed_at is not None,
            agent=agent,
            tell_href=url_for(f"{name}.tell", number=case.number),
            measure_href=url_for(f"{name}.measure", number=case.number),
        )
    )


def _told(case_id: int) -> tuple[Any, Any]:
    """When the citizen was told who answers, and by when that must be; (None, None) where nobody is to be told."""
    wanted = select(DeadlineRow.met_at, DeadlineRow.due_at).where(
        DeadlineRow.case_id == case_id, DeadlineRow.kind == "who_answers"
    )
    found = reading().execute(wanted.order_by(DeadlineRow.id).limit(1)).first()
    return (found.met_at, found.due_at) if found else (None, None)
