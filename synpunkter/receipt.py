"""What the sender reads: the answers before sending, and the receipt after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from core.web.form_rows import Receipt
from core.web.rows import Link
from synpunkter import kinds, questions
from synpunkter.questions import Asked
from synpunkter.words import day, ready
from synpunkter.words import gettext as _

Row = tuple[str, str, str]


def summary(asked: Asked, href: Callable[[str], str]) -> tuple[Row, ...]:
    """Each question with its answer and the way to change it."""
    return tuple((q.title(asked), _said(q.slug, asked), href(q.slug)) for q in questions.path(asked.answers))


def receipt_of(receipt: Mapping[str, Any], again: str) -> Receipt:
    """The page of thanks: never the sender's own words. `again` is where a new form begins."""
    links = (Link(_("Write about something else"), again),)
    return Receipt(_("Thank you! We have received what you wrote."), str(receipt["number"]), _sentences(receipt), links)


def _sentences(receipt: Mapping[str, Any]) -> tuple[str, ...]:
    if receipt["way"] == "anonymous":
        return (
            _("You are anonymous, so we cannot answer you. We have kept nothing that shows who you are."),
            _("Write down the number if you want to ask how it went."),
        )
    if receipt["way"] == "none" or not receipt["answer_by"]:
        return (ready("synpunkt_told"),)
    by = _("You will have an answer by %(date)s.", date=day(datetime.fromisoformat(receipt["answer_by"])))
    return (ready("synpunkt_told"), by)


def _said(slug: str, asked: Asked) -> str:
    answers = asked.answers
    if slug == "vad":
        return kinds.kind_asked()[answers["kind"]]
    if slug == "amne":
        return "\n".join(filter(None, (kinds.topic_name(answers["topic"]), answers.get("subject", ""))))
    if slug == "mer":
        return answers["text"]
    if slug == "plats":
        return "\n".join(filter(None, (answers.get("place", ""), *(f.name for f in asked.files)))) or _("Not answered")
    if slug == "svar":
        return questions.ways_asked(asked)[answers["way"]]
    address = answers.get("phone" if answers["way"] in ("sms", "phone") else "email", "")
    return "\n".join(filter(None, (address, answers.get("name", ""))))
