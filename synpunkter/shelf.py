"""The register as a page: filters in the address, a row a case, and what they come to together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import url_for
from werkzeug.datastructures import MultiDict

from core.tables import Agent
from core.web.register_rows import Cell, Column, Register
from core.web.rows import Filter, FilterOption, Link
from synpunkter import book, kinds
from synpunkter.book import PAGE, TIMES, Row, Totals, Wanted
from synpunkter.periods import PERIODS
from synpunkter.words import day, ngettext
from synpunkter.words import gettext as _

Args = MultiDict[str, str]
NAMES = ("kind", "namnd", "forvaltning", "period", "time")


def wanted_by(args: Args) -> Wanted:
    """What the address asks for; what it cannot mean is left out."""
    return Wanted(
        kinds=_known(args, "kind", kinds.KINDS),
        forvaltningar=tuple(args.getlist("forvaltning")[:50]),
        namnder=tuple(args.getlist("namnd")[:50]),
        periods=_known(args, "period", PERIODS),
        times=_known(args, "time", TIMES),
        after=book.read_cursor(args.get("after", "")),
    )


def register_of(agent: Agent, wanted: Wanted, args: Args) -> Register:
    """The page's rows, filters and sums."""
    rows = book.rows(agent, wanted, PAGE + 1)
    totals = book.totals(agent, wanted)
    chosen = [(name, value) for name in NAMES for value in args.getlist(name)]
    more = book.cursor(rows[PAGE - 1]) if len(rows) > PAGE else ""
    return Register(
        _("Citizen feedback"),
        _columns(),
        tuple(_row(row) for row in rows[:PAGE]),
        lead=_sums(totals),
        action=url_for(".register"),
        filters=_filters(agent, wanted, chosen),
        found=_found(totals) if chosen else "",
        links=(Link(_("Download as CSV"), _href(".export", chosen), "download"),) if rows else (),
        more_href=_href(".register", [*chosen, ("after", more)]) if more else "",
        clear_href=url_for(".register") if chosen else "",
        empty=_("Nothing fits these filters.") if chosen else _("Feedback stands here when the first has come in."),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Number")), Column(_("Came in")), Column(_("Kind")), Column(_("Heading"), "wide"),
        Column(_("Department")), Column(_("Answer by")), Column(_("Answered on")), Column(_("Led to a measure")),
    )  # fmt: skip


def _row(row: Row) -> tuple[Cell, ...]:
    kind = kinds.kind_names().get(row.kind, row.kind)
    measure = {True: _("Yes"), False: _("No"), None: _("Not yet")}[row.led_to_measure]
    return (
        Cell(row.number, f"/arende/{row.number}"),
        Cell(day(row.received_at), tone="soft"),
        Cell(_("%(kind)s, anonymous", kind=kind) if row.anonymous else kind),
        Cell(row.subject),
        Cell(row.forvaltning),
        Cell(day(row.answer_by) if row.answer_by else ""),
        _answered(row),
        Cell(measure, tone="soft" if row.led_to_measure is None else ""),
    )


def _answered(row: Row) -> Cell:
    if row.answered_at is None:
        return Cell(_("Late, not answered"), tone="late") if row.time == "late" else Cell(_("Not yet"), tone="soft")
    if row.time == "late":
        return Cell(_("%(day)s, late", day=day(row.answered_at)), tone="late")
    return Cell(_("%(day)s, in time", day=day(row.answered_at)))


def _found(totals: Totals) -> str:
    return ngettext("%(num)s view fits", "%(num)s views fit", totals.n)


def _sums(totals: Totals) -> str:
    """Period reports say how many of each kind, and when the first and the last came in (requirement 83)."""
    if not totals.first or not totals.last:
        return ""
    counted = ", ".join(kinds.counted(kind, totals.kinds[kind]) for kind in kinds.KINDS if kind in totals.kinds)
    span = {"first": day(totals.first), "last": day(totals.last)}
    return _("%(counted)s. The first came in on %(first)s, the last on %(last)s.", counted=counted, **span)


def _filters(agent: Agent, wanted: Wanted, chosen: list[tuple[str, str]]) -> tuple[Filter, ...]:
    own, boards = book.owners()
    counts = {kind: str(n) for kind, n in book.per_kind(agent, wanted).items()}
    return (
        _filter("kind", _("Kind"), kinds.kind_names().items(), wanted.kinds, chosen, counts),
        _filter("time", _("Answered on"), _times().items(), wanted.times, chosen),
        _filter("period", _("Period"), _periods().items(), wanted.periods, chosen),
        _filter("forvaltning", _("Department"), own, wanted.forvaltningar, chosen),
        _filter("namnd", _("Committee"), boards, wanted.namnder, chosen),
    )


def _filter(
    name: str,
    label: str,
    values: Iterable[tuple[str, str]],
    ticked: tuple[str, ...],
    chosen: list[tuple[str, str]],
    counts: Mapping[str, str] | None = None,
) -> Filter:
    options = tuple(FilterOption(v, words, v in ticked, (counts or {}).get(v, "")) for v, words in values)
    return Filter(name, label, options, _href(".register", [pair for pair in chosen if pair[0] != name]))


def _times() -> dict[str, str]:
    return {"in_time": _("In time"), "late": _("Late"), "waiting": _("Not yet, still in time")}


def _periods() -> dict[str, str]:
    return {
        "this_month": _("This month"), "last_month": _("Last month"), "this_half": _("This half-year"),
        "last_half": _("Last half-year"), "this_year": _("This year"), "last_year": _("Last year"),
    }  # fmt: skip


def _known(args: Args, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value in values if value in args.getlist(name))


def _href(endpoint: str, pairs: list[tuple[str, str]]) -> str:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return url_for(endpoint, **values)  # type: ignore[arg-type]
