"""The service catalogue: its list, a type with everything it demands, two versions side by side."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from core.access.roles import Action, may
from core.case.type_search import find_types
from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import NotFound
from core.municipality.changes import changes
from core.municipality.service_types import AREA, ServiceType, TypeVersion, service_type, service_types
from core.municipality.type_counts import counts_of
from core.municipality.type_proposals import proposals
from core.web.frame import page
from core.web.language import gettext as _
from core.web.municipality.editing import saved_notice
from core.web.municipality.hub import insist_here
from core.web.municipality.importing import file_links
from core.web.municipality.listing import change_rows, list_page
from core.web.municipality.type_file import KIND
from core.web.municipality.type_rows import differing, page_of, said_counts
from core.web.municipality.type_words import LABELS, choice_words, names_of, type_title, value_words
from core.web.names import names_for
from core.web.register_rows import Cell, Column, Register
from core.web.rows import Filter, FilterOption, Link, Rosa
from core.web.session import current_agent

blueprint = Blueprint("types_catalogue", __name__, url_prefix="/installningar/tjanster")
READERS: tuple[Action, ...] = ("propose_type", "approve_type", "administer")


@blueprint.get("")
def listed() -> str:
    """All types, found by everyday words and filtered."""
    insist_here(*READERS)
    agent = current_agent()
    found = _found(request.args.get("text", "").strip()[:200])
    rows = tuple(_row(one) for one in found)
    register = Register(
        _("Service catalogue"),
        _headings(),
        rows,
        _("What the contact centre answers about, who owns it and what is promised."),
        action=request.path,
        filters=_filters(),
        query=request.args.get("text", ""),
        found=_("%(n)s of %(all)s types", n=len(rows), all=len(service_types())),
        links=_links(),
        clear_href=request.path if request.query_string else "",
        empty=_("No type fits. Try another word, or clear the filters."),
    )
    new = Link(_("New type"), url_for("type_forms.new")) if may(agent, "propose_type") else None
    return list_page(register, new=new, area=AREA, fields=LABELS)


@blueprint.get("/<code>")
def one(code: str) -> ResponseReturnValue:
    """Everything about one type."""
    insist_here(*READERS)
    kind, agent = service_type(code), current_agent()
    waiting = tuple(one for one in proposals(agent, code) if one.state == "waiting")
    return page(
        "municipality/type.html",
        kind=page_of(kind, agent),
        notices=saved_notice(),
        waiting=waiting,
        counted=said_counts(counts_of(code, agent)),
        changes=change_rows(changes(AREA, code), LABELS),
        back=Link(_("Service catalogue"), url_for("types_catalogue.listed")),
    )


@blueprint.get("/<code>/jamfor")
def compare(code: str) -> ResponseReturnValue:
    """Two versions, field by field; without a choice the latest two."""
    insist_here(*READERS)
    kind = service_type(code)
    before = _version(kind, request.args.get("fran", "")) or kind.versions[min(1, len(kind.versions) - 1)]
    after = _version(kind, request.args.get("till", "")) or kind.versions[0]
    return page(
        "municipality/type_compare.html",
        title=type_title(kind),
        versions=page_of(kind, current_agent()).versions,
        before=before.id,
        after=after.id,
        rows=differing(before.values, after.values),
        back=Link(type_title(kind), url_for("types_catalogue.one", code=code)),
    )


def _version(kind: ServiceType, wanted: str) -> TypeVersion | None:
    if not wanted:
        return None
    found = next((one for one in kind.versions if str(one.id) == wanted), None)
    if found is None:
        raise NotFound
    return found


def _found(text: str) -> list[ServiceType]:
    """The types that the words find, the best first, or all; then the filters."""
    kinds = {one.code: one for one in service_types()}
    if text:
        hits = [hit.code for hit in find_types(text, current_agent().language, limit=len(kinds))]
        plain = text.casefold()
        hits += [code for code, one in kinds.items() if plain in f"{code} {one.values['name']}".casefold()]
        kinds = {code: kinds[code] for code in dict.fromkeys(hits) if code in kinds}
    return [one for one in kinds.values() if all(_fits(one, name) for name in _FILTERS)]


_FILTERS = ("forvaltning", "rosa_level", "transferred", "secrecy", "svarsgrupp", "state")


def _fits(kind: ServiceType, name: str) -> bool:
    wanted = request.args.getlist(name)[:100]
    if not wanted:
        return name != "state" or not kind.closed
    return bool(_states(kind) & set(wanted)) if name == "state" else kind.values[name] in wanted


def _states(kind: ServiceType) -> set[str]:
    review = kind.values["review_on"]
    found = {"closed"} if kind.closed else {"offered"}
    if review and review < local_date(now()).isoformat():
        found.add("review")
    if any(version.state == "coming" for version in kind.versions) or (kind.closed_on and not kind.closed):
        found.add("coming")
    return found


def _filters() -> tuple[Filter, ...]:
    levels = [(str(level), str(level)) for level in range(1, 7)]
    states = [
        ("review", _("Review date passed")),
        ("coming", _("Something is to come")),
        ("closed", _("Not offered any more")),
    ]
    return (
        _filter("forvaltning", _("Owner"), names_of("forvaltning").items()),
        _filter("rosa_level", _("ROSA level"), levels),
        _filter("transferred", _("Transferred"), [(code, choice_words(code)) for code in ("ja", "delvis", "nej")]),
        _filter("secrecy", _("Secrecy"), [(code, choice_words(code)) for code in ("ja", "mojlig", "nej")]),
        _filter("svarsgrupp", _("Answering group"), names_of("svarsgrupp").items()),
        _filter("state", _("State"), states),
    )


def _filter(name: str, label: str, pairs: Iterable[tuple[str, str]]) -> Filter:
    chosen = set(request.args.getlist(name))
    options = tuple(FilterOption(value, said, value in chosen) for value, said in pairs)
    rest = [(key, value) for key, value in request.args.items(multi=True) if key != name]
    return Filter(name, label, options, f"{request.path}?{urlencode(rest)}")


def _headings() -> tuple[Column, ...]:
    rest = (_("Owner"), _("Transferred"), _("Answering time"), _("Answering group"), _("State"))
    return (Column(_("Type"), "wide"), Column(_("ROSA level")), *(Column(name) for name in rest))


def _row(kind: ServiceType) -> tuple[Cell, ...]:
    values, names = kind.values, names_for(current_agent().language)
    level = int(values["rosa_level"])
    states = _states(kind)
    state = (
        _("not offered") if "closed" in states
        else _("to be reviewed") if "review" in states
        else _("a change is to come") if "coming" in states
        else ""
    )  # fmt: skip
    return (
        Cell(type_title(kind), url_for("types_catalogue.one", code=kind.code)),
        Cell(rosa=Rosa(level, names.levels[level])),
        Cell(value_words("forvaltning", values["forvaltning"])),
        Cell(value_words("transferred", values["transferred"])),
        Cell(values["promise"]),
        Cell(values["svarsgrupp"]),
        Cell(state, tone="soon" if "review" in states else "soft"),
    )


def _links() -> tuple[Link, ...]:
    files = file_links("type_file", KIND) if may(current_agent(), "administer") else ()
    return (Link(_("Proposals"), url_for("type_proposals.listed"), "flag"), *files)
