"""A whole form becomes one case and one row of the register, in one transaction; a second press finds the first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import Address, Attachment, InboundMessage, now, receive, transaction
from core.tables import public_answer, upsert, writing
from synpunkter import files, kinds, steps, typed
from synpunkter.models import Entry
from synpunkter.questions import is_anonymous
from synpunkter.words import gettext as _
from synpunkter.words import language


def send(plugin: str, form: steps.Form, codes: Mapping[str, str]) -> Mapping[str, Any]:
    """Sends the form, which is whole, and returns its receipt: number, answer_by (ISO 8601 or empty), way.

    `codes` are the option `case_types`. Sent twice, also at once, it makes one case and answers as the first time.
    """
    message = message_of(form, steps.contents(form), codes)
    with transaction():
        received = receive(plugin, message)
        assert received.case_id is not None  # a form is neither automatic nor a bounce
        at = public_answer(received.case_id)
        enter(received.case_id, plugin, form.answers, at)
        way = form.answers.get("way", "")
        receipt = {"number": received.number, "answer_by": at.isoformat() if at else "", "way": way}
        steps.finish(form, receipt)
    return receipt


def message_of(form: steps.Form, attached: tuple[Attachment, ...], codes: Mapping[str, str]) -> InboundMessage:
    """The message. Of an anonymous sender it says nothing: no address, and no names of files."""
    answers, anonymous = form.answers, is_anonymous(form.answers)
    place = answers.get("place", "")
    text = "\n\n".join(filter(None, (answers.get("text", ""), _("Place: %(place)s", place=place) if place else "")))
    topic = answers.get("topic", "")
    how = "case_type" if kinds.is_the_sectors(answers["kind"], topic) else "otherwise"
    hints = {"topic": topic, "place": place, how: kinds.suggested_type(answers["kind"], topic, codes)}
    return InboundMessage(
        external_id=f"form-{form.nonce}",
        channel="synpunkt",
        sender=None if anonymous else _sender(answers),
        subject=answers.get("subject", ""),
        text=text,
        fresh=text,
        attachments=files.unnamed(attached) if anonymous else attached,
        language=language(),
        hints={name: value for name, value in hints.items() if value},
    )


def enter(case_id: int, plugin: str, answers: Mapping[str, str], answer_by: Any) -> None:
    """The row of the register, unless it is there already. In the caller's transaction."""
    way = answers.get("way", "")
    values = {
        "case_id": case_id,
        "plugin": plugin,
        "kind": answers["kind"],
        "topic": answers.get("topic", "")[:60],
        "anonymous": is_anonymous(answers),
        "wants_answer_by": way if way in kinds.WAYS else "none",
        "received_at": now(),
        "answer_by": answer_by,
        "measure": "",
    }
    writing().execute(upsert(Entry).values(**values).on_conflict_do_nothing())


def _sender(answers: Mapping[str, str]) -> Address | None:
    way, name = answers.get("way", ""), answers.get("name", "")
    if way in ("sms", "phone"):
        number = typed.phone(answers.get("phone", ""))
        return Address("phone", number, name) if number else None
    address = typed.email(answers.get("email", ""))
    return Address("email", address, name) if address else None
