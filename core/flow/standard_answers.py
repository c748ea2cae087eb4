"""Standard answers: the municipality's own texts for a type of case, with what differs from case to case filled in.

Fields in braces are Swedish, as those who write the texts read them: {nummer} {ärende} {plats} {datum} {inkom}
{kontaktcenter} {telefon} {handläggare}. One that is not known stays as it stands, so that whoever sends sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from core.access.agents import Agent
from core.case.worktime import local_date
from core.clock import now
from core.flow.wording import date_words
from core.store.db import reading, table, upsert, writing
from core.store.models import AnswerTemplate, AnswerUse, Case
from core.store.texts import setting

_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard answer by its title; `of_type` when it is for this type of case and not for any."""

    id: int
    title: str
    of_type: bool


def standard_answers(case: Case) -> tuple[Standard, ...]:
    """Those for the case's type first, then the general ones, in the case's language; Swedish where it has none."""
    rows = reading().scalars(
        select(AnswerTemplate)
        .where(_fits(case), AnswerTemplate.language.in_(("sv", case.language)))
        .order_by(AnswerTemplate.case_type_id.is_(None), AnswerTemplate.position, AnswerTemplate.id)
    )
    found = list(rows)
    own = [row for row in found if row.language == case.language] or found
    return tuple(Standard(row.id, row.title, row.case_type_id is not None) for row in own)


def standard_text(case: Case, template_id: int, by: Agent) -> str:
    """The text with its fields filled in for this case; empty when there is no such answer for it."""
    text = reading().scalar(select(AnswerTemplate.text).where(AnswerTemplate.id == template_id, _fits(case)))
    return filled(text or "", case, by)


def count_use(case: Case, template_id: int) -> None:
    """Counts that it was inserted today; nothing where there is no such answer for the case. Inside a transaction."""
    if not writing().scalar(select(AnswerTemplate.id).where(AnswerTemplate.id == template_id, _fits(case))):
        return
    uses = table(AnswerUse)
    once = upsert(AnswerUse).values(template_id=template_id, on=local_date(now()), n=1)
    again = {"n": uses.c.n + 1}
    writing().execute(once.on_conflict_do_update(index_elements=["template_id", "on"], set_=again))


def filled(text: str, case: Case, by: Agent) -> str:
    """The text with every field that is known and not empty."""
    return _FIELD.sub(lambda found: _value(found[1].lower(), case, by) or found[0], text)


def _fits(case: Case) -> ColumnElement[bool]:
    return or_(AnswerTemplate.case_type_id.is_(None), AnswerTemplate.case_type_id == case.case_type_id)


def _value(name: str, case: Case, by: Agent) -> str:
    value = _FIELDS.get(name)
    return value(case, by) if value else ""


_FIELDS: Mapping[str, Callable[[Case, Agent], str]] = {
    "nummer": lambda case, by: case.number,
    "ärende": lambda case, by: case.subject,
    "plats": lambda case, by: case.place,
    "datum": lambda case, by: date_words(case.due_at or now(), case.language),
    "inkom": lambda case, by: date_words(case.received_at, case.language),
    "kontaktcenter": lambda case, by: str(setting("centre_name", "")),
    "telefon": lambda case, by: str(setting("phone", "")),
    "handläggare": lambda case, by: by.name,
}
