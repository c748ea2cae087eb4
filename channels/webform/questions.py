"""The page: every question with its help, what was typed and what is wrong with it; and the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels.webform.receipts import Kept
from channels.webform.typed import LONGEST_LINE, Typed
from channels.webform.words import gettext as _
from channels.webform.words import language
from core import Button, Choice, Field, Form, Receipt, date_words, reaches, topics


def page_of(
    typed: Typed,
    errors: Mapping[str, str],
    options: Mapping[str, Any],
    *,
    action: str,
    token: str,
    problem: str = "",
) -> Form:
    """The whole form. Files cannot be shown again: who has an error must choose them anew, and is told so."""
    ask = (_topic(typed), _text(typed, errors), _files(options, errors), _name(typed, errors), _way(typed, errors))
    return Form(
        _("Write to us"),
        action,
        tuple(field for field in ask if field is not None),
        (Button(_("Send")),),
        lead=_("Is a life in danger? Call 112."),
        problem=problem,
        hidden=(("token", token),),
        csrf=False,
    )


def receipt_of(kept: Kept) -> Receipt:
    """The number and the dates. Never the sender's own text."""
    sentences = [_("We received it on %(date)s.", date=_day(kept.received))] if kept.received else []
    sentences.append(_next(kept))
    sentences.append(_("Keep the number: state it if you call or write again about the same thing."))
    return Receipt(_("Thank you! We have received what you wrote."), kept.number, tuple(sentences))


def _next(kept: Kept) -> str:
    if not kept.wants_answer:
        return _("You did not want an answer. We pass on what you wrote to those who work with it.")
    if not kept.answer_by:
        return _("We answer as soon as we can.")
    return _("You will have an answer by %(date)s.", date=_day(kept.answer_by))


def _day(at: str) -> str:
    return date_words(datetime.fromisoformat(at), language())


def _topic(typed: Typed) -> Field | None:
    choices = tuple(Choice(topic.key, topic.name, topic.key == typed.topic) for topic in topics(language()))
    return Field("topic", _("What is it about?"), "radios", choices=choices, optional=True) if choices else None


def _text(typed: Typed, errors: Mapping[str, str]) -> Field:
    hint = _(
        "Write what has happened and where. Do not write personal identity numbers or details about health, "
        "neither yours nor anyone else's."
    )
    return Field("text", _("Tell us"), "textarea", typed.text, hint, errors.get("text", ""), rows=8)


def _files(options: Mapping[str, Any], errors: Mapping[str, str]) -> Field | None:
    if not options["max_files"]:
        return None
    hint = _(
        "At most %(files)s files, together %(megabytes)s MB. Avoid pictures where people or number plates can be seen.",
        files=options["max_files"],
        megabytes=options["max_megabytes"],
    )
    return Field("files", _("Files"), "file", hint=hint, error=errors.get("files", ""), optional=True, multiple=True)


def _name(typed: Typed, errors: Mapping[str, str]) -> Field:
    return Field(
        "name",
        _("Your name"),
        value=typed.name,
        error=errors.get("name", ""),
        optional=True,
        autocomplete="name",
        maxlength=LONGEST_LINE,
    )


def _way(typed: Typed, errors: Mapping[str, str]) -> Field:
    email = Field(
        "email", _("E-mail address"), "email", typed.email, error=errors.get("email", ""), autocomplete="email"
    )
    offered = [
        Choice("email", _("Yes, by e-mail"), asks=(email,)),
        Choice("sms", _("Yes, by text message"), asks=(_number("mobile", _("Mobile number"), typed.mobile, errors),)),
        Choice("call", _("Yes, call me"), asks=(_number("phone", _("Phone number"), typed.phone, errors),)),
        Choice("none", _("No"), why=_("Without an address or a number we cannot answer you.")),
    ]
    reached = {"email": reaches("email"), "sms": reaches("mobile")}
    choices = tuple(_ticked(choice, typed) for choice in offered if reached.get(choice.value, True))
    return Field("way", _("Do you want an answer?"), "radios", error=errors.get("way", ""), choices=choices)


def _ticked(choice: Choice, typed: Typed) -> Choice:
    return Choice(choice.value, choice.label, choice.value == typed.way, choice.why, asks=choice.asks)


def _number(name: str, label: str, value: str, errors: Mapping[str, str]) -> Field:
    return Field(name, label, "tel", value, error=errors.get(name, ""), autocomplete="tel", inputmode="tel", short=True)
