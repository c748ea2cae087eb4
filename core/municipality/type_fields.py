"""What a type of the service catalogue demands, as the words that forms, files and comparisons share.

Every field is a string: codes, never ids. The owning förvaltning decides some of them (requirements 42): what the
contact centre may do of it, in what time, and who may know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core.case.promises import parse_promise
from core.contract.errors import ConfigurationError, Refused, Wrong
from core.store.db import reading
from core.store.editions import known
from core.store.models import CaseTypeName, CaseTypeVersion, CaseTypeWord, Forvaltning, SecrecyClass, Svarsgrupp, Unit
from core.store.models.agents import FIRST_TYPE_CLASS

Demands = dict[str, str]

# In the order of the page. What the owner decides, what the contact centre decides, and what never has versions.
OWNERS = (
    *("forvaltning", "unit", "rosa_level", "transferred", "partial", "promise", "delegation"),
    *("secrecy", "secrecy_class", "diary", "supervision", "write_nothing"),
)
CENTRES = (
    *("svarsgrupp", "competence", "topic", "ask_for", "checklist", "eservice", "minutes_here", "minutes_there"),
    *("volume", "review_on", "review_owner", "retention"),
)
NAMED = ("name", "name_en", "words")
FIELDS = (*NAMED, *OWNERS, *CENTRES)

TRANSFERRED = ("ja", "delvis", "nej")
SECRECY = ("nej", "mojlig", "ja")
YES_NO = ("nej", "ja")
LONGEST: Mapping[str, int] = {
    **{"name": 160, "name_en": 160, "words": 2000, "promise": 20, "partial": 2000, "delegation": 60, "diary": 20},
    **{"topic": 60, "ask_for": 2000, "checklist": 4000, "eservice": 300, "review_owner": 120, "retention": 200},
}
MOST_STEPS = 30
LONGEST_STEP = 200
LONGEST_WORD = 80


@dataclass(frozen=True, slots=True)
class Codes:
    """What ids stand for, asked once for the whole catalogue: names and words by type, codes by column and id."""

    names: Mapping[tuple[int, str], str]
    words: Mapping[int, list[str]]
    of: Mapping[str, Mapping[int | None, str]]


def codes() -> Codes:
    """Read from the database, in a fixed number of questions."""
    session = reading()
    words: dict[int, list[str]] = defaultdict(list)
    for row in session.execute(select(CaseTypeWord.case_type_id, CaseTypeWord.word).order_by(CaseTypeWord.word)):
        words[row.case_type_id].append(row.word)
    named = session.execute(select(CaseTypeName.case_type_id, CaseTypeName.language, CaseTypeName.name))
    return Codes(
        {(row.case_type_id, row.language): row.name for row in named},
        words,
        {
            "forvaltning": _by_id(Forvaltning.id, Forvaltning.code),
            "unit": _by_id(Unit.id, Unit.code),
            "svarsgrupp": _by_id(Svarsgrupp.id, Svarsgrupp.digit),
            "secrecy_class": _by_id(SecrecyClass.id, SecrecyClass.code),
        },
    )


def demands(version: CaseTypeVersion, called: Codes) -> Demands:
    """All fields of the version, with its type's names and words."""
    type_id = version.case_type_id
    return {
        "name": called.names.get((type_id, "sv"), ""),
        "name_en": called.names.get((type_id, "en"), ""),
        "words": ", ".join(called.words.get(type_id, ())),
        **_plain(version),
        **{name: rows.get(getattr(version, f"{name}_id"), "") for name, rows in called.of.items()},
    }


def columns(values: Mapping[str, str]) -> dict[str, Any]:
    """The columns of a version for those values. Raises `Wrong` with every field that needs another answer."""
    check = _Check(values)
    found = {**check.references(), **check.choices(), **check.numbers(), **check.texts()}
    check.secrecy(found)
    if check.wrong:
        raise Wrong(check.wrong)
    return found


def tidy(values: Mapping[str, str]) -> Demands:
    """The same, written as `demands` writes it, so that what only looks different is no change."""
    found = {name: value.strip() for name, value in values.items()}
    if "words" in found:
        found["words"] = ", ".join(sorted(words_of(found["words"])))
    if "checklist" in found:
        found["checklist"] = "\n".join(steps_of(found["checklist"]))
    return found


def words_of(text: str) -> list[str]:
    """The everyday words of a field: between commas or on lines of their own, each once, in lower case."""
    parts = (" ".join(part.split()).casefold() for part in text.replace("\n", ",").split(","))
    return list(dict.fromkeys(part for part in parts if part))


def steps_of(text: str) -> list[str]:
    """The steps of a checklist, a line each."""
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _plain(version: CaseTypeVersion) -> Demands:
    texts = ("transferred", "partial", "promise", "delegation", "secrecy", "diary", "topic", "ask_for", "eservice")
    return {
        **{name: str(getattr(version, name)).strip() for name in (*texts, "review_owner", "retention")},
        **{name: _number(getattr(version, name)) for name in ("minutes_here", "minutes_there")},
        **{name: str(getattr(version, name)) for name in ("rosa_level", "competence", "volume")},
        **{name: YES_NO[bool(getattr(version, name))] for name in ("supervision", "write_nothing")},
        "transferred": version.transferred.lower(),
        "checklist": "\n".join(version.checklist or ()),
        "review_on": version.review_on.isoformat() if version.review_on else "",
    }


def _by_id(row_id: Any, code: Any) -> dict[int | None, str]:
    return {row[0]: str(row[1]) for row in reading().execute(select(row_id, code))}


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Reference:
    """A row that a code names; a unit's `forvaltning_id` is where it belongs."""

    id: int
    forvaltning_id: int


class _Check:
    """Reads the fields one by one; what is wrong is gathered, so that all of it is told at once."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = {name: values.get(name, "") for name in FIELDS}
        self.wrong: dict[str, Refused] = {}
        if not self.values["name"].strip():
            self.wrong["name"] = Refused("name_of_thing_missing")
        for name, most in LONGEST.items():
            if len(self.values[name]) > most:
                self.wrong[name] = Refused("too_long", n=str(most))
        if any(len(word) > LONGEST_WORD for word in words_of(self.values["words"])):
            self.wrong["words"] = Refused("word_too_long", n=str(LONGEST_WORD))

    def references(self) -> dict[str, Any]:
        owner = self._row("forvaltning", needed=True)
        group = self._row("svarsgrupp", needed=True)
        unit = self._row("unit")
        may_know = self._row("secrecy_class")
        if unit is not None and owner is not None and unit.forvaltning_id != owner.id:
            self.wrong.setdefault("unit", Refused("unit_elsewhere"))
        if may_know is not None and may_know.id < FIRST_TYPE_CLASS:
            self.wrong.setdefault("secrecy_class", Refused("choose_from_list"))
        ids = (("forvaltning_id", owner), ("svarsgrupp_id", group), ("unit_id", unit), ("secrecy_class_id", may_know))
        return {name: row.id if row else None for name, row in ids}

    def choices(self) -> dict[str, Any]:
        for name, allowed in (("transferred", TRANSFERRED), ("secrecy", SECRECY)):
            if self.values[name] not in allowed:
                self.wrong[name] = Refused("choose_from_list")
        levels = {"rosa_level": ("no_such_level", "123456"), "competence": ("choose_from_list", "123")}
        for name, (code, digits) in levels.items():
            if self.values[name] not in set(digits):
                self.wrong[name] = Refused(code)
        numbers = {name: int(self.values[name]) for name in levels if name not in self.wrong}
        flags = {name: self.values[name] == "ja" for name in ("supervision", "write_nothing")}
        return {"transferred": self.values["transferred"], "secrecy": self.values["secrecy"], **numbers, **flags}

    def numbers(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, kind in (("minutes_here", float), ("minutes_there", float), ("volume", int)):
            try:
                found[name] = kind((self.values[name] or "0").replace(",", ".").replace(" ", ""))
                if not 0 <= found[name] < 1_000_000:
                    raise ValueError
            except ValueError:
                self.wrong[name] = Refused("number_wrong")
        try:
            found["review_on"] = date.fromisoformat(self.values["review_on"]) if self.values["review_on"] else None
        except ValueError:
            self.wrong["review_on"] = Refused("date_wrong")
        return found

    def texts(self) -> dict[str, Any]:
        try:
            promise = parse_promise(self.values["promise"]).code
        except ConfigurationError:
            promise = self.wrong.setdefault("promise", Refused("promise_wrong")).code
        link = self.values["eservice"]
        if link and (not link.lower().startswith(("https://", "http://")) or any(sign.isspace() for sign in link)):
            self.wrong.setdefault("eservice", Refused("link_wrong"))
        steps = steps_of(self.values["checklist"])
        if len(steps) > MOST_STEPS or any(len(step) > LONGEST_STEP for step in steps):
            self.wrong["checklist"] = Refused("checklist_too_long", n=str(MOST_STEPS), most=str(LONGEST_STEP))
        plain = ("partial", "delegation", "topic", "ask_for", "eservice", "review_owner", "retention")
        texts = {name: self.values[name].strip() for name in plain}
        return {**texts, "diary": self.values["diary"].strip() or "nej", "promise": promise, "checklist": steps}

    def secrecy(self, found: Mapping[str, Any]) -> None:
        """A secrecy type names its unit and those who may know (design 8.3); another type has no such class."""
        if found["secrecy"] == "ja":
            if found["unit_id"] is None:
                self.wrong.setdefault("unit", Refused("secret_type_needs_unit"))
            if found["secrecy_class_id"] is None:
                self.wrong.setdefault("secrecy_class", Refused("secret_type_needs_class"))
        elif found["secrecy_class_id"] is not None:
            self.wrong.setdefault("secrecy_class", Refused("class_without_secrecy"))

    def _row(self, name: str, *, needed: bool = False) -> Reference | None:
        value = self.values[name].strip()
        row = known("type references", _references).get((name, value)) if value else None
        if row is None and (value or needed):
            self.wrong[name] = Refused("choose_from_list")
        return row


def _references() -> dict[tuple[str, str], Reference]:
    """(field, code) → the row that the code names; remembered, for a file asks ten thousand times."""
    asked = {
        "forvaltning": select(Forvaltning.code, Forvaltning.id, Forvaltning.id),
        "unit": select(Unit.code, Unit.id, Unit.forvaltning_id),
        "svarsgrupp": select(Svarsgrupp.digit, Svarsgrupp.id, Svarsgrupp.id),
        "secrecy_class": select(SecrecyClass.code, SecrecyClass.id, SecrecyClass.id),
    }
    return {
        (name, code): Reference(row_id, owner_id)
        for name, query in asked.items()
        for code, row_id, owner_id in reading().execute(query)
    }
