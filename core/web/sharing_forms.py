"""Forms of what stays within the nämnd: ask units, answer, share for information."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from flask import url_for
from sqlalchemy import select

from core.access.agents import Agent
from core.access.scopes import shares_reaching
from core.case.opening_hours import calendar
from core.case.shares import ShareKind, active
from core.case.sharing import Place, answer, ask, end_share, inform, receivers, usual_due
from core.clock import STOCKHOLM
from core.contract.errors import NotFound, Refused
from core.store.db import reading
from core.store.models import Case, Message
from core.web.form_rows import Button, Choice, Field, Form
from core.web.language import gettext as _
from core.web.names import names_for, place_name
from core.web.refusals import words as refusal_words
from core.web.verb_run import FormVerb, Typed, many, number_of


def _ask_form(case: Case, by: Agent, typed: Typed) -> Form:
    due = typed.get("until") or usual_due().astimezone(STOCKHOLM).date().isoformat()
    fields = (
        _whom(case, by, typed, "question"),
        Field("text", _("What do you want to know?"), "textarea", typed.get("text", "")),
        Field("until", _("Answer no later than"), "date", due, short=True),
    )
    return Form(
        _("Question to a unit, %(number)s", number=case.number),
        url_for("verbs.ask_unit_now", number=case.number),
        fields,
        (Button(_("Ask"), value="save", shortcut="S"),),
        lead=_("The case stays here. Those you ask read it and may write notes, until they have answered."),
        cancel_href=_case(case),
    )


def _ask(case_id: int, by: Agent, typed: Typed) -> None:
    ask(case_id, places_of(typed), typed.get("text", ""), by, due_at=_end_of(typed.get("until", "")))


def _answer_form(case: Case, by: Agent, typed: Typed) -> Form:
    share_id = _question_of(case, by, number_of(typed, "share"))
    question = next(share for share in active(case.id, "question") if share.id == share_id)
    asked = reading().scalar(select(Message.text).where(Message.id == question.message_id)) or ""
    fields = (
        Field("question", _("The question"), "static", asked),
        Field("text", _("Your answer"), "textarea", typed.get("text", "")),
    )
    return Form(
        _("Answer to the question, %(number)s", number=case.number),
        url_for("verbs.answer_question_now", number=case.number),
        fields,
        (Button(_("Send the answer"), value="save", shortcut="S"),),
        lead=_("It becomes an internal note on the case. Then the question has ended."),
        hidden=(("share", str(share_id)),),
        cancel_href=_case(case),
    )


def _answer(case_id: int, by: Agent, typed: Typed) -> None:
    answer(_of_case(case_id, typed, "question"), typed.get("text", ""), by)


def _inform_form(case: Case, by: Agent, typed: Typed) -> Form:
    return Form(
        _("Share %(number)s for information", number=case.number),
        url_for("verbs.inform_now", number=case.number),
        (_whom(case, by, typed, "informed"),),
        (Button(_("Share"), value="save", shortcut="S"),),
        lead=_("They read the case and do nothing with it, until you or they end it."),
        cancel_href=_case(case),
    )


def _inform(case_id: int, by: Agent, typed: Typed) -> None:
    inform(case_id, places_of(typed), by)


def end_from_page(case_id: int, by: Agent, typed: Typed) -> None:
    end_share(_of_case(case_id, typed, "question", "informed"), by)


def _whom(case: Case, by: Agent, typed: Typed, kind: ShareKind) -> Field:
    names, chosen = names_for(by.language), set(many(typed, "to"))
    choices = []
    for place, why_not in receivers(case, kind):
        value = f"{place[0]}-{place[1] or 0}"
        label = place_name(names, *place)
        off = refusal_words(Refused(why_not)) if why_not else ""
        choices.append(Choice(value, label, value in chosen, off=off))
    none = "" if choices else _("The owner's board has no unit to give it to.")
    return Field("to", _("To whom?"), "checkboxes", choices=tuple(choices), hint=none)


def places_of(typed: Typed) -> list[Place]:
    """The ticked places; what is none is left out, and none at all is refused by the verb."""
    return [place for value in many(typed, "to") if (place := place_in(value)) is not None]


def place_in(value: str) -> Place | None:
    """ "12-3" as (12, 3), "12-0" as (12, None)."""
    forvaltning, _dash, unit = value.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (forvaltning, unit)):
        return None
    return int(forvaltning), int(unit) or None


def _question_of(case: Case, by: Agent, wanted: int | None) -> int:
    """The question that is answered: the named one, if it is to `by`, else the first."""
    reached = {share.id for share in shares_reaching(by)}
    mine: Sequence[int] = [share.id for share in active(case.id, "question") if share.id in reached]
    if not mine:
        raise NotFound
    return wanted if wanted is not None and wanted in mine else mine[0]


def _of_case(case_id: int, typed: Typed, *kinds: ShareKind) -> int:
    """The posted share, if it is one of the case's."""
    wanted = number_of(typed, "share")
    if wanted is None or wanted not in {share.id for share in active(case_id, *kinds)}:
        raise Refused("already_ended")
    return wanted


def _end_of(day: str) -> datetime | None:
    if not day:
        return None
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        raise Refused("time_missing") from None
    return calendar().end_of_date(chosen)


def _case(case: Case) -> str:
    return url_for("case_page.show", number=case.number)


SHARING = (
    FormVerb("ask_unit", "fraga-enhet", _ask_form, _ask),
    FormVerb("answer_question", "svara-fraga", _answer_form, _answer),
    FormVerb("inform", "for-kannedom", _inform_form, _inform),
)
