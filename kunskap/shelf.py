"""The search as a page: hits in words, and the filters in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import url_for
from werkzeug.datastructures import MultiDict

from core.tables import Agent, names_by_code
from core.web.plugin_pages import find_types
from core.web.rows import Filter, FilterOption
from kunskap.article_form import kind_names, state_names
from kunskap.articles import today
from kunskap.fields import forvaltningar
from kunskap.markup import plain
from kunskap.rights import may_write
from kunskap.searching import MOST, Hit, Wanted, count, find
from kunskap.words import day, language, ngettext, type_name
from kunskap.words import gettext as _

Args = MultiDict[str, str]
NAMES = ("slag", "forvaltning", "typ", "lage", "granskning")


@dataclass(frozen=True, slots=True)
class HitRow:
    """One hit, ready to show. `mark` is a word when it is not published; `overdue` when its review has passed."""

    title: str
    href: str
    words: str
    kind: str
    forvaltning: str
    types: str
    source: str
    reviewed: str
    overdue: bool
    mark: str


def wanted_by(args: Args) -> Wanted:
    """What the address asks for; what it cannot mean is left out."""
    return Wanted(
        args.get("text", "").strip()[:200],
        tuple(kind for kind in ("guide", "faq") if kind in args.getlist("slag")),
        tuple(id for id, _name in forvaltningar() if str(id) in args.getlist("forvaltning")),
        tuple(code for code in args.getlist("typ")[:100] if code in names_by_code("sv")),
        tuple(state for state in ("draft", "published", "withdrawn") if state in args.getlist("lage")),
        tuple(one for one in ("passed", "none") if one in args.getlist("granskning")),
    )


def hits_of(agent: Agent, wanted: Wanted) -> tuple[tuple[HitRow, ...], str]:
    """The rows, and how many there are in words."""
    found = find(agent, wanted)
    if wanted.text and not found and (codes := tuple(hit.code for hit in find_types(wanted.text))):
        rows = tuple(_row(hit) for hit in find(agent, replace(wanted, text="", case_types=codes)))
        return rows, _("No article has those words. These help with the case types that they fit.") if rows else _none()
    n = len(found) if len(found) < MOST else count(agent, wanted)
    said = ngettext("%(num)s article", "%(num)s articles", n)
    if n > MOST:
        said = _("%(found)s. The first %(most)s are shown: search with more words.", found=said, most=MOST)
    return tuple(_row(hit) for hit in found), said


def _none() -> str:
    return ngettext("%(num)s article", "%(num)s articles", 0)


def filters_of(agent: Agent, wanted: Wanted, args: Args) -> tuple[Filter, ...]:
    """The chips. States are for those who write."""
    chosen = [(name, value) for name in ("text", *NAMES) for value in args.getlist(name) if value]
    types = ((code, f"{code} {name}") for code, name in names_by_code(language()).items())
    places = ((str(id), name) for id, name in forvaltningar())
    reviews = {"passed": _("Review has passed"), "none": _("No day of review")}
    found = [
        _filter("slag", _("Kind"), kind_names().items(), wanted.kinds, chosen),
        _filter("typ", _("Case type"), types, wanted.case_types, chosen),
        _filter("forvaltning", _("Department"), places, tuple(map(str, wanted.forvaltningar)), chosen),
        _filter("granskning", _("Review"), reviews.items(), wanted.review, chosen),
    ]
    if may_write(agent):
        found.append(_filter("lage", _("State"), state_names().items(), wanted.states, chosen))
    return tuple(found)


def names_of(codes: Iterable[str]) -> str:
    """The types in words."""
    return ", ".join(type_name(code) for code in codes)


def _row(hit: Hit) -> HitRow:
    return HitRow(
        hit.title,
        url_for(".show", article_id=hit.id),
        plain(hit.text),
        kind_names()[hit.kind],
        hit.forvaltning,
        names_of(hit.types),
        hit.source,
        day(hit.reviewed_on),
        bool(hit.review_on and hit.review_on < today()),
        "" if hit.state == "published" else state_names()[hit.state],
    )


def _filter(
    name: str,
    label: str,
    values: Iterable[tuple[str, str]],
    ticked: tuple[str, ...],
    chosen: list[tuple[str, str]],
) -> Filter:
    options = tuple(FilterOption(value, words, value in ticked) for value, words in values)
    rest: dict[str, list[str]] = {}
    for other, value in chosen:
        if other != name:
            rest.setdefault(other, []).append(value)
    return Filter(name, label, options, url_for(".search", **rest))  # type: ignore[arg-type]
