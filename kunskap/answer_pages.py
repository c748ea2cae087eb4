"""Standardsvar: the core's own answer templates, how often each is used, who answers for it and when it is reviewed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from core import Field, NotFound, Refused, current_agent, page
from core.tables import AnswerTemplate, AnswerUse, Forvaltning, may, note_change, reading, writing
from core.web.municipality.editing import Edit, edit_page, saved_notice
from core.web.register_rows import Cell, Column, Register
from kunskap.articles import today
from kunskap.fields import forvaltning_field
from kunskap.tabs import back_to, tabs
from kunskap.typed import day_of, raise_wrong
from kunskap.words import day
from kunskap.words import gettext as _

YEAR = timedelta(days=365)
AREA = "standardsvar"


def answers() -> str:
    """All of them, the most used first."""
    register = Register(
        _("Standard answers"),
        (
            Column(_("Title"), "wide"), Column(_("Language")), Column(_("Used this year"), "number"),
            Column(_("Last used")), Column(_("Department")), Column(_("To be reviewed by")),
        ),
        tuple(_rows()),
        _("The same question gets the same answer, whoever answers. They are inserted with Standardsvar in the case."),
        empty=_("No standard answers yet."),
    )  # fmt: skip
    return page("kunskap/review.html", tabs=tabs("answers"), register=register, notices=saved_notice())


def change_answer(template_id: int) -> ResponseReturnValue:
    """Who answers for it, and by when it is looked at again."""
    agent = current_agent()
    if not may(agent, "texts"):
        abort(403)
    found = _template(template_id)

    def values() -> dict[str, Any]:
        one = _template(template_id)
        return {"forvaltning": str(one.forvaltning_id or ""), "review_on": day(one.review_on)}

    def save(typed: dict[str, Any]) -> str:
        _save(template_id, typed["forvaltning"], typed["review_on"])
        return url_for(".answers")

    fields = (forvaltning_field(agent), Field("review_on", _("To be reviewed by"), "date", optional=True, short=True))
    return edit_page(Edit(found.title, fields, values, save, back_to("answers"), AREA, str(template_id)))


def _rows() -> list[tuple[Cell, ...]]:
    n = func.coalesce(func.sum(AnswerUse.n), 0)
    rows = reading().execute(
        select(AnswerTemplate, n.label("n"), func.max(AnswerUse.on).label("latest"), Forvaltning.short_name)
        .outerjoin(AnswerUse, (AnswerUse.template_id == AnswerTemplate.id) & (AnswerUse.on > today() - YEAR))
        .outerjoin(Forvaltning, Forvaltning.id == AnswerTemplate.forvaltning_id)
        .group_by(AnswerTemplate.id, Forvaltning.short_name)
        .order_by(n.desc(), AnswerTemplate.title)
    )
    writes = may(current_agent(), "texts")
    return [_row(one, count, latest, owner, writes) for one, count, latest, owner in rows]


def _row(one: AnswerTemplate, n: int, latest: Any, owner: str | None, writes: bool) -> tuple[Cell, ...]:
    late = bool(one.review_on and one.review_on < today())
    return (
        Cell(one.title, url_for(".change_answer", template_id=one.id) if writes else ""),
        Cell({"sv": _("Swedish"), "en": _("English")}.get(one.language, one.language)),
        Cell(str(n)),
        Cell(day(latest)),
        Cell(owner or ""),
        Cell(day(one.review_on), tone="late" if late else ""),
    )


def _template(template_id: int) -> AnswerTemplate:
    found = reading().get(AnswerTemplate, template_id)
    if found is None:
        raise NotFound
    return found


def _save(template_id: int, forvaltning: str, review_on: str) -> None:
    wrong: dict[str, Refused] = {}
    if forvaltning not in {"", *map(str, reading().scalars(select(Forvaltning.id)))}:
        wrong["forvaltning"] = Refused("no_such_choice")
    if review_on and day_of(review_on) is None:
        wrong["review_on"] = Refused("no_such_day")
    raise_wrong(wrong)
    row = writing().get_one(AnswerTemplate, template_id)
    was = {"forvaltning": row.forvaltning_id, "review_on": day(row.review_on)}
    row.forvaltning_id, row.review_on = int(forvaltning) if forvaltning else None, day_of(review_on)
    writing().flush()
    became = {"forvaltning": row.forvaltning_id, "review_on": day(row.review_on)}
    note_change(AREA, str(template_id), was, became, current_agent())
