"""What somebody typed, cleaned but never shortened, and what must be answered differently."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import phonenumbers
from werkzeug.datastructures import FileStorage

from channels.webform.words import gettext as _
from core import Attachment

LONGEST_TEXT = 20_000  # characters
LONGEST_LINE = 200
MEGABYTE = 1_000_000

# How somebody wants the answer, and the question that this leads to.
WAYS: Mapping[str, str] = {"email": "email", "sms": "mobile", "call": "phone", "none": ""}

_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;.]{2,}")
_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
_UNSEEN = dict.fromkeys(code for code in (*range(32), 127) if chr(code) not in "\n\t")


@dataclass(frozen=True, slots=True)
class Typed:
    """The answers as they were typed. `way` is one of `WAYS`, or empty while it is not chosen."""

    topic: str = ""
    text: str = ""
    name: str = ""
    way: str = ""
    email: str = ""
    mobile: str = ""
    phone: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Typed:
        """From whatever was posted."""
        answers = {name: _clean(form.get(name, "")) for name in cls.__slots__}
        return cls(**answers | {"way": answers["way"] if answers["way"] in WAYS else ""})

    @property
    def address(self) -> str:
        """Where the answer shall go, e-mail in lower case or a number in E.164; empty for none."""
        given = getattr(self, WAYS.get(self.way, "") or "way")
        if self.way == "email":
            return given.lower() if _EMAIL.fullmatch(given) and len(given) <= 254 else ""
        return number(given) if self.way in ("sms", "call") else ""


def errors(typed: Typed) -> dict[str, str]:
    """Question → what to do now. Empty when all is well."""
    found: dict[str, str] = {}
    if not typed.text:
        found["text"] = _("Write what it is about.")
    elif len(typed.text) > LONGEST_TEXT:
        found["text"] = _("Shorten the text to at most %(most)s characters.", most="20 000")
    if len(typed.name) > LONGEST_LINE:
        found["name"] = _("Shorten the name.")
    if not typed.way:
        found["way"] = _("Choose whether you want an answer.")
    elif typed.way == "email" and not typed.address:
        found["email"] = _("Write the whole e-mail address, with @.")
    elif typed.way in ("sms", "call") and not typed.address:
        found[WAYS[typed.way]] = _("Write the number with its area code, such as 070-174 06 05.")
    return found


def files_of(sent: Iterable[FileStorage]) -> tuple[Attachment, ...]:
    """The files that were chosen. A field left empty comes as a file without name and content."""
    found = []
    for file in sent:
        with file.stream as stream:
            content = stream.read()
        if file.filename or content:
            kind = file.mimetype if _TYPE.fullmatch(file.mimetype) else "application/octet-stream"
            found.append(Attachment(_name(file.filename or ""), kind, content))
    return tuple(found)


def too_much(files: tuple[Attachment, ...], most: int, megabytes: int) -> str:
    """What to do about the files; empty when they are within the limits."""
    if len(files) > most:
        return _("Choose at most %(most)s files.", most=most)
    if sum(len(file.content) for file in files) > megabytes * MEGABYTE:
        return _("The files are too large: at most %(megabytes)s MB together.", megabytes=megabytes)
    return ""


def number(text: str) -> str:
    """A phone number in E.164, Swedish without country code; empty for what is none."""
    try:
        parsed = phonenumbers.parse(text, "SE")
    except phonenumbers.NumberParseException:
        return ""
    possible = phonenumbers.is_possible_number(parsed)
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)) if possible else ""


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSEEN).strip()


def _name(path: str) -> str:
    """The last part of a file's name: some browsers send the whole path."""
    name = re.split(r"[/\\]", _clean(path).replace("\n", " "))[-1].strip(". ")
    return name[-LONGEST_LINE:] or "fil"
