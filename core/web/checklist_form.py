"""The checklist beside a case: steps to tick, one button."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request, url_for

from core.access.agents import Agent
from core.access.permits import permitted
from core.access.scopes import Access
from core.case.checklists import steps_of, tick
from core.clock import now
from core.store.models import Case
from core.web import words
from core.web.case_rows import Checklist, CheckStep
from core.web.language import gettext as _


def checklist_of(case: Case, by: Agent, access: Access) -> Checklist | None:
    """The list as the page shows it, or None when the type has none."""
    steps = steps_of(case)
    if not steps:
        return None
    at = now()
    rows = tuple(
        CheckStep(one.text, bool(one.done_by), f"{one.done_by}, {words.when(one.at, at).words}" if one.at else "")
        for one in steps
    )
    may = permitted(by, "note", case.id, case.scope_id, access)
    was = ",".join(str(n) for n, row in enumerate(rows) if row.done)
    title = _("Checklist, %(done)s of %(all)s", done=sum(row.done for row in rows), all=len(rows))
    hidden = (("version_id", str(case.case_type_version_id)), ("was", was))
    return Checklist(title, rows, url_for("verbs.checklist", number=case.number) if may else "", hidden)


def tick_from_page(case_id: int, by: Agent, typed: Mapping[str, str]) -> None:
    """What was ticked; a number that is no step is refused like a list that has changed."""
    was = _numbers(typed.get("was", "").split(","))
    version_id = next(iter(_numbers([typed.get("version_id", "")])), 0)
    tick(case_id, was, _numbers(request.form.getlist("step")), version_id, by)


def _numbers(values: list[str]) -> set[int]:
    return {int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 10}
