"""The six questions: what is asked, in which order, and what must be said in another way.

An answer is kept as it was typed even when it is wrong; only a whole form can be sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.web.form_rows import Choice, Field
from synpunkter import files, kinds, typed
from synpunkter.steps import Kept
from synpunkter.words import gettext as _
from synpunkter.words import ready, size, with_bold_numbers

LONGEST = {"subject": 120, "text": 10_000, "place": 200, "name": 120, "email": 254, "phone": 40}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question needs to know: the answers so far, and what this installation allows."""

    answers: Mapping[str, str]
    anonymous: bool = True
    ways: tuple[str, ...] = kinds.WAYS
    files: tuple[Kept, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)

    def typed(self, name: str) -> str:
        return self.answers.get(name, "")

    def choices(self, name: str, labels: Mapping[str, str], why: Mapping[str, str] | None = None) -> tuple[Choice, ...]:
        chosen = self.typed(name)
        return tuple(Choice(key, label, key == chosen, (why or {}).get(key, "")) for key, label in labels.items())


@dataclass(frozen=True, slots=True)
class Question:
    """`takes` are the answers it reads; `slug` is its address."""

    slug: str
    takes: tuple[str, ...]
    title: Callable[[Asked], str]
    fields: Callable[[Asked], tuple[Field, ...]]
    errors: Callable[[Asked], dict[str, str]]
    lead: Callable[[Asked], str] = lambda asked: ""


def path(answers: Mapping[str, str]) -> tuple[Question, ...]:
    """The questions that are asked, in order: who is anonymous is not asked for an address."""
    return tuple(q for q in QUESTIONS if q.slug != "kontakt" or not is_anonymous(answers))


def is_anonymous(answers: Mapping[str, str]) -> bool:
    return answers.get("way") == "anonymous"


def read(question: Question, sent: Mapping[str, str]) -> dict[str, str]:
    """The answers in what was sent, cleaned and otherwise as typed."""
    many_lines = ("text",)
    return {n: (typed.clean if n in many_lines else typed.line)(sent.get(n, "")) for n in question.takes}


def _kind_fields(asked: Asked) -> tuple[Field, ...]:
    hint = with_bold_numbers(ready("urgent"))
    choices = asked.choices("kind", kinds.kind_asked())
    return (_field(asked, "kind", _("What do you want to tell us?"), "radios", hint, choices),)


def _kind_errors(asked: Asked) -> dict[str, str]:
    known = asked.typed("kind") in kinds.KINDS
    return {} if known else {"kind": _("Choose what you want to tell us.")}


def _topic_fields(asked: Asked) -> tuple[Field, ...]:
    topics = asked.choices("topic", kinds.topic_names())
    example = _("For example: The lamp at the crossing is out")
    return (
        _field(asked, "topic", _("Choose what fits best"), "radios", choices=topics),
        _field(asked, "subject", _("A short heading"), hint=example, optional=True),
    )


def _topic_errors(asked: Asked) -> dict[str, str]:
    errors = _too_long(asked, "subject")
    if asked.typed("topic") not in kinds.topic_keys():
        errors["topic"] = _("Choose what it is about. If you are not sure, choose the last one.")
    return errors


def _text_fields(asked: Asked) -> tuple[Field, ...]:
    hint = " ".join((_("Write what has happened, and where."), ready("avoid_sensitive")))
    return (_field(asked, "text", _("Tell us more"), "textarea", hint, rows=8),)


def _text_errors(asked: Asked) -> dict[str, str]:
    if not asked.typed("text"):
        return {"text": _("Write a few words, so that we understand what it is about.")}
    return _too_long(asked, "text")


def _place_title(asked: Asked) -> str:
    return _("Where is it?") if _needs_place(asked) else _("Is it about a place?")


def _place_fields(asked: Asked) -> tuple[Field, ...]:
    hint = _("Up to %(n)s pictures or PDF files, at most %(size)s each. Avoid pictures where people or number plates "
             "can be seen.", n=files.MOST_FILES, size=files.limit())  # fmt: skip
    place_hint = _("Street and number, or describe the place in your own words.")
    found = [_field(asked, "place", _("The place"), hint=place_hint, optional=not _needs_place(asked))]
    full, error = len(asked.files) >= files.MOST_FILES, asked.errors.get("file", "")
    if asked.files:
        kept = tuple(map(_kept, asked.files))
        label = _("Files you have added")
        found.append(Field("drop", label, "checkboxes", error=error if full else "", choices=kept))
    if not full:
        label = _("Picture or file")
        more = {"optional": True, "accept": files.ACCEPT, "multiple": True}
        found.append(Field("file", label, "file", hint=hint, error=error, **more))  # type: ignore[arg-type]
    return tuple(found)


def _kept(file: Kept) -> Choice:
    return Choice(str(file.id), _("Take away %(name)s (%(size)s)", name=file.name, size=size(file.size)))


def _place_errors(asked: Asked) -> dict[str, str]:
    if _needs_place(asked) and not asked.typed("place"):
        return {"place": _("Write where it is, so that we can find it.")}
    return _too_long(asked, "place")


def _needs_place(asked: Asked) -> bool:
    return asked.typed("kind") == "fault_report"


def ways_asked(asked: Asked) -> dict[str, str]:
    """The ways to answer that this installation has, in the citizen's words."""
    labels = {"email": _("Yes, by e-mail"), "sms": _("Yes, by text message"), "phone": _("Yes, call me")}
    offered = {way: label for way, label in labels.items() if way in asked.ways}
    if asked.anonymous:
        return {**offered, "anonymous": _("No, I want to be anonymous")}
    return {**offered, "none": _("No, I need no answer")}


def _way_fields(asked: Asked) -> tuple[Field, ...]:
    anonymous = " ".join((ready("anonymous"), _("Then we keep nothing that shows who you are.")))
    why = {"anonymous": anonymous, "none": _("We still need to know who you are.")}
    hint = with_bold_numbers(ready("protected"))
    choices = asked.choices("way", ways_asked(asked), why)
    return (_field(asked, "way", _("Do you want an answer?"), "radios", hint, choices),)


def _way_errors(asked: Asked) -> dict[str, str]:
    return {} if asked.typed("way") in ways_asked(asked) else {"way": _("Choose whether you want an answer.")}


def _contact_title(asked: Asked) -> str:
    return {
        "email": _("Where shall we e-mail the answer?"),
        "sms": _("Which number shall we send a text message to?"),
        "phone": _("Which number shall we call?"),
    }.get(asked.typed("way"), _("Who are you?"))


def _contact_fields(asked: Asked) -> tuple[Field, ...]:
    number = _("Your mobile number") if asked.typed("way") == "sms" else _("Your telephone number")
    address = (
        _field(asked, "phone", number, "tel", autocomplete="tel", short=True)
        if asked.typed("way") in ("sms", "phone")
        else _field(asked, "email", _("Your e-mail address"), "email", autocomplete="email")
    )
    return (address, _field(asked, "name", _("Your name"), autocomplete="name", optional=True))


def _contact_errors(asked: Asked) -> dict[str, str]:
    errors = _too_long(asked, "name")
    way = asked.typed("way")
    if way in ("sms", "phone"):
        if typed.phone(asked.typed("phone"), mobile=way == "sms") is None:
            kind = _("Write a mobile number, for example 070-174 06 05.")
            errors["phone"] = kind if way == "sms" else _("Write a telephone number, for example 08-465 004 00.")
    elif typed.email(asked.typed("email")) is None:
        errors["email"] = _("Write an address with @, for example name@post.example.")
    return errors


def _too_long(asked: Asked, name: str) -> dict[str, str]:
    most, n = LONGEST[name], len(asked.typed(name))
    return {name: _("That is %(n)s characters. Shorten it to %(most)s.", n=n, most=most)} if n > most else {}


def _field(
    asked: Asked,
    name: str,
    label: str,
    kind: str = "text",
    hint: str = "",
    choices: tuple[Choice, ...] = (),
    **more: object,
) -> Field:
    value = "" if choices else asked.typed(name)
    known = {"value": value, "error": asked.errors.get(name, ""), "maxlength": 0 if choices else LONGEST[name]}
    return Field(name, label, kind, hint=hint, choices=choices, **known, **more)  # type: ignore[arg-type]


QUESTIONS = (
    Question("vad", ("kind",), lambda asked: _("What do you want to tell us?"), _kind_fields, _kind_errors),
    Question("amne", ("topic", "subject"), lambda asked: _("What does it concern?"), _topic_fields, _topic_errors),
    Question("mer", ("text",), lambda asked: _("Tell us more"), _text_fields, _text_errors),
    Question("plats", ("place",), _place_title, _place_fields, _place_errors),
    Question("svar", ("way",), lambda asked: _("Do you want an answer?"), _way_fields, _way_errors),
    Question("kontakt", ("email", "phone", "name"), _contact_title, _contact_fields, _contact_errors),
)
BY_SLUG = {question.slug: question for question in QUESTIONS}
