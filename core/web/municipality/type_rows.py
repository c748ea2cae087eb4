"""What the pages of a type show: sections of fields, versions in time, differences, counts, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from core.access.agents import Agent
from core.access.roles import may
from core.case.worktime import local_date
from core.clock import now
from core.municipality.service_types import ServiceType, TypeVersion
from core.municipality.type_counts import TypeCounts
from core.municipality.type_fields import FIELDS, steps_of
from core.web import words
from core.web.language import gettext as _
from core.web.municipality.type_words import label, type_title, value_words
from core.web.names import names_for
from core.web.rows import Link, Rosa


@dataclass(frozen=True, slots=True)
class Fact:
    """A field in words; `href` makes it a link, `steps` a list."""

    label: str
    value: str
    href: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: when it begins, and what differs from the one before it."""

    id: int
    since: str
    state: str
    differs: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class TypePage:
    """Everything on a type's page."""

    code: str
    title: str
    rosa: Rosa
    quality: str
    performs: str
    closed: str
    sections: tuple[tuple[str, tuple[Fact, ...]], ...]
    versions: tuple[VersionRow, ...]
    links: tuple[Link, ...]
    compare_href: str


def page_of(kind: ServiceType, by: Agent) -> TypePage:
    """The type as it holds now, for that reader."""
    level = int(kind.values["rosa_level"])
    names = names_for(by.language)
    return TypePage(
        kind.code,
        type_title(kind),
        Rosa(level, names.levels[level]),
        value_words("forvaltning", kind.values["forvaltning"]),
        _performs(kind, names.forvaltningar.get(names.centre, "")),
        _closed(kind),
        _sections(kind.values),
        _versions(kind.versions),
        _links(kind, by),
        url_for("types_catalogue.compare", code=kind.code) if len(kind.versions) > 1 else "",
    )


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """(field, before, after) in words, only where they differ."""
    return tuple(
        (label(name), value_words(name, before.get(name, "")), value_words(name, after.get(name, "")))
        for name in FIELDS
        if before.get(name, "") != after.get(name, "")
    )


def said_counts(counts: TypeCounts | None) -> tuple[tuple[str, str], ...]:
    """The figures in words; empty for who may count no cases."""
    if counts is None:
        return ()
    return (
        (_("Came in"), str(counts.cases)),
        (_("Median time to closing"), _hours(counts.hours)),
        (_("Handed over"), _share(counts.handed_over, counts.cases)),
        (_("Reopened"), _share(counts.reopened, counts.cases)),
    )


def _share(n: int, of: int) -> str:
    return f"{n} ({round(100 * n / of)} %)" if of else str(n)


def _hours(hours: float | None) -> str:
    if hours is None:
        return _("none is closed")
    if hours < 1:
        return _("%(n)s min", n=round(hours * 60))
    return _("%(n)s hours", n=round(hours)) if hours < 48 else _("%(n)s days", n=round(hours / 24))


def _performs(kind: ServiceType, centre: str) -> str:
    """Requirement 43: the förvaltning answers for quality, whoever does it for the doing."""
    owner = value_words("forvaltning", kind.values["forvaltning"])
    both = _("%(one)s and %(other)s", one=centre, other=owner)
    return {"ja": centre, "delvis": both}.get(kind.values["transferred"], owner)


def _closed(kind: ServiceType) -> str:
    if kind.closed_on is None:
        return ""
    day = kind.closed_on.isoformat()
    said = _("Not offered since %(day)s.", day=day) if kind.closed else _("Not offered from %(day)s.", day=day)
    stay, go = _("Open cases stay as they are."), _("Open cases go to %(code)s.", code=kind.successor)
    return f"{said} {go if kind.successor else stay}"


_SECTIONS = (
    ("work", ("words", "name_en", "svarsgrupp", "competence", "ask_for", "checklist", "eservice", "topic")),
    ("owner", ("forvaltning", "unit", "transferred", "partial", "promise", "delegation")),
    ("secrecy", ("secrecy", "secrecy_class", "diary", "supervision", "write_nothing")),
    ("care", ("minutes_here", "minutes_there", "volume", "review_on", "review_owner", "retention")),
)


def _sections(values: Mapping[str, str]) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
    titles = {
        "work": _("In the contact centre"),
        "owner": _("Agreed with the department"),
        "secrecy": _("Secrecy and records"),
        "care": _("Time and care"),
    }
    return tuple(
        (titles[key], tuple(_fact(name, values[name]) for name in fields if _worth(name, values)))
        for key, fields in _SECTIONS
    )


def _worth(name: str, values: Mapping[str, str]) -> bool:
    """Empty and ordinary is not shown, except what every type must say."""
    if name == "partial":
        return values["transferred"] == "delvis"
    return (
        bool(values[name])
        and values[name] not in ("0",)
        and not (name in ("supervision", "write_nothing") and values[name] == "nej")
    )


def _fact(name: str, value: str) -> Fact:
    if name == "checklist":
        return Fact(label(name), "", steps=tuple(steps_of(value)))
    if name == "partial" and not value:
        return Fact(label(name), _("Nobody has written it yet."))
    late = name == "review_on" and value < local_date(now()).isoformat()
    said, passed = value_words(name, value), _("has passed")
    return Fact(label(name), f"{said} ({passed})" if late else said, value if name == "eservice" else "")


def _versions(versions: tuple[TypeVersion, ...]) -> tuple[VersionRow, ...]:
    said = {"coming": _("coming"), "current": _("holds now"), "past": _("earlier")}
    older = (*versions[1:], None)
    return tuple(
        VersionRow(one.id, _since(one), said[one.state], differing(before.values, one.values) if before else ())
        for one, before in zip(versions, older, strict=True)
    )


def _since(version: TypeVersion) -> str:
    if version.valid_from.year <= 2000:
        return _("From the beginning")
    return _("From %(day)s", day=words.local(version.valid_from).date().isoformat())


def _links(kind: ServiceType, by: Agent) -> tuple[Link, ...]:
    found = []
    if may(by, "propose_type"):
        found.append(Link(_("Change"), url_for("type_forms.change", code=kind.code), "pen-line"))
    if may(by, "administer"):
        ending = ("type_forms.again", _("Offer it again")) if kind.closed_on else ("type_forms.end", _("End the type"))
        found.append(Link(ending[1], url_for(ending[0], code=kind.code), "archive"))
    package = url_for("type_package.show", owner=kind.values["forvaltning"])
    return (*found, Link(_("Service package"), package, "printer"))
