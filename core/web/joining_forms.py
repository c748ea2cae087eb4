"""Joining reports of one thing from a page: those suggested by a button, any other by its number."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import select

from core.access.agents import Agent
from core.access.filters import listed
from core.case.joining import MOST, gather, leave
from core.case.numbers import IN_TEXT
from core.contract.errors import NotFound, Refused
from core.store.db import reading
from core.store.models import Case
from core.web.form_rows import Button, Field, Form
from core.web.language import gettext as _
from core.web.verb_run import FormVerb, Typed


def join_others(case_id: int, by: Agent, typed: Typed) -> None:
    """Joins the case and those whose numbers were posted; a number that is not for the agent is as good as none."""
    others = numbered(typed.get("other", ""), by)
    if not others:
        raise Refused("no_such_case")
    try:
        gather(case_id, others, by)
    except NotFound:
        raise Refused("no_such_case") from None


def leave_lead(case_id: int, by: Agent, typed: Typed) -> None:
    """Takes the case itself out of the joining, or the member whose number was posted from the lead's page."""
    if not typed.get("other"):
        leave(case_id, by)
        return
    for member in numbered(typed["other"], by):
        leave(member, by)


def numbered(text: str, by: Agent) -> list[int]:
    """The ids of the cases whose numbers stand in the text, of those that the agent sees in full."""
    numbers = sorted({found[0] for found in IN_TEXT.finditer(text)})[:MOST]
    if not numbers:
        return []
    return list(reading().scalars(select(Case.id).where(Case.number.in_(numbers), listed(by)).order_by(Case.id)))


def _form(case: Case, by: Agent, typed: Typed) -> Form:
    hint = _("For example %(number)s. One answer then goes to both, each in its own thread.", number="2026-004317")
    other = Field("other", _("Number of the other report"), value=typed.get("other", ""), hint=hint, short=True)
    return Form(
        _("Join %(number)s with another report", number=case.number),
        url_for("verbs.join_with_now", number=case.number),
        (other,),
        (Button(_("Join"), value="save", shortcut="S"),),
        cancel_href=url_for("case_page.show", number=case.number),
    )


JOINING = (FormVerb("join_with", "anslut-till", _form, join_others),)
