"""The fields of a type in the reader's words: what they are called, and what their codes say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from core.case.worktime import local_date
from core.clock import now
from core.municipality.service_types import ServiceType
from core.store.db import reading
from core.store.editions import known
from core.store.models import Forvaltning, SecrecyClass, Svarsgrupp, Unit
from core.store.models.agents import FIRST_TYPE_CLASS
from core.web.language import gettext as _

LABELS: Mapping[str, Callable[[], str]] = {
    "name": lambda: _("Name"),
    "name_en": lambda: _("Name in English"),
    "words": lambda: _("Everyday words"),
    "forvaltning": lambda: _("Owner"),
    "unit": lambda: _("Unit"),
    "rosa_level": lambda: _("ROSA level"),
    "transferred": lambda: _("Transferred to the contact centre"),
    "partial": lambda: _("What the department keeps"),
    "promise": lambda: _("Answering time"),
    "delegation": lambda: _("Point of the delegation"),
    "secrecy": lambda: _("Secrecy"),
    "secrecy_class": lambda: _("Who may know"),
    "diary": lambda: _("Registered in the diary"),
    "supervision": lambda: _("Supervision"),
    "write_nothing": lambda: _("Write nothing by phone"),
    "svarsgrupp": lambda: _("Answering group"),
    "competence": lambda: _("Competence"),
    "topic": lambda: _("Form topic"),
    "ask_for": lambda: _("Ask for"),
    "checklist": lambda: _("Checklist"),
    "eservice": lambda: _("E-service"),
    "minutes_here": lambda: _("Minutes in the contact centre"),
    "minutes_there": lambda: _("Minutes in the department"),
    "volume": lambda: _("Expected a year"),
    "review_on": lambda: _("To be reviewed"),
    "review_owner": lambda: _("Reviewed by"),
    "retention": lambda: _("Kept until"),
    "closed_on": lambda: _("Not offered from"),
    "successor": lambda: _("Open cases go to"),
}


def label(field: str) -> str:
    return LABELS[field]()


def value_words(field: str, value: str) -> str:
    """The value as one reads it: "Delvis", "Tekniska förvaltningen", "4 Bygg, gata"."""
    if field in ("forvaltning", "unit", "svarsgrupp", "secrecy_class"):
        return names_of(field).get(value, value)
    if field == "competence":
        return competence_words(value)
    if field in ("transferred", "secrecy", "supervision", "write_nothing") or value in ("ja", "nej"):
        return choice_words(value)
    return value


def choice_words(value: str) -> str:
    return {
        "ja": _("Yes"),
        "nej": _("No"),
        "delvis": _("Partly"),
        "mojlig": _("Possible"),
    }.get(value, value)


def competence_words(value: str) -> str:
    return {
        "1": _("1: everybody answers"),
        "2": _("2: the answering group answers"),
        "3": _("3: the department answers"),
    }.get(value, value)


def type_title(kind: ServiceType) -> str:
    """ "T06 Trasig gatubelysning"."""
    return f"{kind.code} {kind.values['name']}".strip()


def names_of(field: str) -> Mapping[str, str]:
    """Code → name of everything the field has ever held, by name."""
    return known(f"type names {field}", lambda: {code: name for code, name, _closed in _rows(field)})


def offered(field: str) -> Mapping[str, str]:
    """The same without what is closed: what one may choose today."""
    today = local_date(now())
    rows = known(f"types may choose {field}", lambda: _rows(field))
    return {code: name for code, name, closed in rows if closed is None or closed > today}


def _rows(field: str) -> list[tuple[str, str, date | None]]:
    if field == "svarsgrupp":
        groups = reading().scalars(select(Svarsgrupp).order_by(Svarsgrupp.digit))
        return [(one.digit, f"{one.digit} {one.name}", one.closed_on) for one in groups]
    if field == "secrecy_class":
        known_by = select(SecrecyClass).where(SecrecyClass.id >= FIRST_TYPE_CLASS).order_by(SecrecyClass.code)
        return [(one.code, one.name or one.code, None) for one in reading().scalars(known_by)]
    model: Any = {"forvaltning": Forvaltning, "unit": Unit}[field]
    return [(one.code, one.name, one.closed_on) for one in reading().scalars(select(model).order_by(model.name))]
