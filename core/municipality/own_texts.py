"""The municipality's texts: each in its standard wording until somebody changes it, in each language, fields checked.

People write the fields in Swedish, {nummer}; the row holds the program's own names, {number}.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select

from core.access.agents import Agent
from core.case.rosa import LEVELS
from core.contract.errors import NotFound, Refused, Wrong
from core.contract.texts import StandardText
from core.municipality.changes import note_change
from core.store.db import reading
from core.store.models import Svarsgrupp
from core.store.standard_texts import standard_texts
from core.store.texts import forget_text, own_texts, set_text, setting, text

AREA = "texter"
LONGEST = 5000
LONGEST_SMS = 459  # what only goes as a text message: three parts (GSM 03.38: 153 signs each)
LANGUAGES = ("sv", "en")
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "number": "nummer",
        "date": "datum",
        "answer": "svarar",
        "phone": "telefon",
        "centre": "kontaktcenter",
        "jour": "jour",
        "agent": "handläggare",
        "link": "länk",
        "type": "ärendetyp",
        "received": "inkom",
        "contact": "från",
        "thread": "meddelanden",
    }
)
_ = str  # marks message ids for the catalogue
_CODES = {swedish: code for code, swedish in FIELDS.items()}
_FIELD = re.compile(r"\{([^{}\n]*)\}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(@[a-z]{2,9})?")


def texts() -> tuple[StandardText, ...]:
    """Everything that can be changed: what the program says, and what this municipality's groups and topics add."""
    groups = reading().execute(select(Svarsgrupp.digit, Svarsgrupp.name).order_by(Svarsgrupp.digit))
    signatures = (
        StandardText(
            f"signature_{digit}",
            "signatures",
            _("Signature of group %(name)s"),
            _("Below each answer by e-mail and letter from the contact centre in the group's cases."),
            ("agent", "centre", "phone", "number"),
            ("email",),
            name=f"{digit} {name}",
        )
        for digit, name in groups
    )
    levels = (
        StandardText(
            f"level_{n}",
            "names",
            _("Level %(name)s"),
            _("The name of the level on every page. Empty: the standard name."),
            (),
            ("name",),
            name=str(n),
        )
        for n in LEVELS
    )
    topics = (
        StandardText(f"topic_{key}", "names", _("Topic %(name)s"), _("In the public forms."), (), ("name",), name=key)
        for key in setting("topics", [])
    )
    return (*standard_texts(), *signatures, *levels, *topics)


def text_by_key(key: str) -> StandardText:
    """Raises `NotFound`."""
    found = next((one for one in texts() if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def languages_of(key: str) -> tuple[str, ...]:
    """Swedish and English, and each that somebody has written the text in."""
    return tuple(dict.fromkeys((*LANGUAGES, *sorted(language for other, language in own_texts() if other == key))))


def language_code(language: str) -> str:
    """A language as rows have it: sv, so, sv@lattlast. Raises `NotFound` for what is none."""
    if not _LANGUAGE.fullmatch(language):
        raise NotFound
    return language


def longest(one: StandardText) -> int:
    """How many characters the text may have."""
    return LONGEST_SMS if one.ways == ("sms",) else LONGEST


def is_own(key: str, language: str) -> bool:
    """Whether the municipality has changed it in that language."""
    return bool(own_texts().get((key, language)))


def wording(one: StandardText, language: str) -> str:
    """The text of that language, as people edit it; empty when that language has none of its own."""
    return shown(own_texts().get((one.key, language)) or one.texts.get(language, ""))


def in_use(one: StandardText, language: str) -> str:
    """What would be sent in that language now, as people edit it."""
    return shown(text(one.key, language, one.texts.get(language, "")))


def change_text(one: StandardText, language: str, value: str, by: Agent) -> None:
    """The municipality's own wording; empty, or the standard wording, is the standard. Raises `Wrong`."""
    value = value.replace("\r\n", "\n").strip()
    if len(value) > longest(one):
        raise Wrong({"text": Refused("too_long", n=str(longest(one)))})
    stored = _checked(value, one.fields)
    before = wording(one, language)
    standard = one.texts.get(language, "").strip()
    if stored and stored != standard:
        set_text(one.key, language, stored)
    else:
        forget_text(one.key, language)
    note_change(AREA, f"{one.key} {language}", {"text": before}, {"text": wording(one, language)}, by)


def shown(stored: str) -> str:
    """With the fields as people write them."""
    return _FIELD.sub(lambda found: "{" + FIELDS.get(found[1], found[1]) + "}", stored)


def sample(stored_or_typed: str, values: Mapping[str, str]) -> str:
    """The text with a value for each field, whichever way the field is written."""
    return _FIELD.sub(lambda found: values.get(_CODES.get(found[1], found[1]), found[0]), stored_or_typed)


def _checked(value: str, fields: tuple[str, ...]) -> str:
    """With the program's own names of fields. Raises `Wrong` for the first that the text cannot have."""
    known = [FIELDS[code] for code in fields]
    for name in _FIELD.findall(value):
        if name not in known and name not in fields:
            raise Wrong({"text": _unknown(name, known)})
    return _FIELD.sub(lambda found: "{" + _CODES.get(found[1], found[1]) + "}", value)


def _unknown(name: str, known: list[str]) -> Refused:
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    if near:
        return Refused("text_field_near", name=f"{{{name}}}", near=f"{{{near[0]}}}")
    if not known:
        return Refused("text_no_fields", name=f"{{{name}}}")
    return Refused("text_field_unknown", name=f"{{{name}}}", known=", ".join(f"{{{one}}}" for one in known))
