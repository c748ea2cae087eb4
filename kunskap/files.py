"""Articles as a file from a spreadsheet: a line each, with the outside body's name as source (requirement 67)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from core import Refused, current_agent
from core.municipality.sheets import Column, Line, LineProblem, Sheet, unknown
from core.tables import Agent, Forvaltning, names_by_code, reading
from core.web.municipality.importing import Kind, Plan, Step
from kunskap.articles import LONGEST, YEAR, content_of, save_article, today
from kunskap.models import Article
from kunskap.rights import may_write_for
from kunskap.typed import day_of
from kunskap.words import gettext as _

KINDS = {"lathund": "guide", "fråga": "faq"}
STATES = {"utkast": "draft", "publicerad": "published", "tillbakadragen": "withdrawn"}
COLUMNS = (
    Column("title", "rubrik", True, LONGEST["title"]),
    Column("text", "text", True, LONGEST["text"]),
    Column("kind", "slag", longest=10),
    Column("types", "ärendetyper", longest=600),
    Column("forvaltning", "förvaltning", True, 20),
    Column("source", "källa", longest=LONGEST["source"]),
    Column("everyday", "vardagsord", longest=LONGEST["everyday"]),
    Column("review_on", "granskas senast", longest=10),
    Column("state", "läge", longest=14),
)
HEADING = {column.name: column.heading for column in COLUMNS}


def rows() -> Iterable[Sequence[str]]:
    """Every article that its reader may write, as the file has it; a file that is read in again changes nothing."""
    agent = current_agent()
    return [_as_line(one) for one in _known(agent).values()]


def plan(sheet: Sheet) -> Plan:
    """What the lines would do: an article is known by its title and förvaltning."""
    agent = current_agent()
    known, places = _known(agent), _places()
    problems = [problem for line in sheet.lines for problem in _problems(line, places, agent)]
    problems += _twice(sheet)
    steps = [] if problems else [_step(line, known) for line in sheet.lines]
    return Plan(tuple(steps), tuple(problems))


def apply(lines: tuple[Line, ...], by: Agent) -> None:
    """Saves them all. Inside a transaction."""
    known, places = _known(by), _places()
    for line in lines:
        before = known.get(_key(line.values))
        content = content_of(before) if before else {**_EMPTY, "review_on": (today() + YEAR).isoformat()}
        content |= _read(line.values, places)
        save_article(before.id if before else None, content, by)


_EMPTY = {
    "kind": "faq", "title": "", "text": "", "everyday": "", "types": (), "forvaltning": "", "owner": "", "source": "",
    "language": "sv", "review_on": "", "state": "draft",
}  # fmt: skip


def _known(agent: Agent) -> dict[tuple[str, str], Article]:
    found = reading().execute(
        select(Forvaltning.code, Article)
        .join(Forvaltning, Forvaltning.id == Article.forvaltning_id)
        .order_by(Article.title)
    )
    return {
        (one.title.casefold(), code.casefold()): one for code, one in found if may_write_for(agent, one.forvaltning_id)
    }


def _key(values: dict[str, str]) -> tuple[str, str]:
    return values["title"].casefold(), values["forvaltning"].casefold()


def _places() -> dict[str, int]:
    return {row.code.casefold(): row.id for row in reading().execute(select(Forvaltning.code, Forvaltning.id))}


def _read(values: dict[str, str], places: dict[str, int]) -> dict[str, object]:
    """The line as an article's fields; a column that the file lacks is not there."""
    found: dict[str, object] = {n: values[n] for n in ("title", "text", "source", "everyday") if n in values}
    found["forvaltning"] = str(places[values["forvaltning"].casefold()])
    if values.get("kind"):
        found["kind"] = KINDS[values["kind"].casefold()]
    if values.get("state"):
        found["state"] = STATES[values["state"].casefold()]
    if values.get("review_on"):
        found["review_on"] = values["review_on"]
    if "types" in values:
        found["types"] = tuple(sorted(set(_codes(values["types"]))))
    return found


def _codes(cell: str) -> list[str]:
    return [code.upper() for code in cell.replace(",", " ").replace(";", " ").split()]


def _step(line: Line, known: dict[tuple[str, str], Article]) -> Step:
    before = known.get(_key(line.values))
    if before is None:
        return Step(line.number, line.values["title"], "new")
    was = dict(zip(HEADING, _as_line(before), strict=True))
    differs = tuple(
        (HEADING[name], was[name], value)
        for name, value in line.values.items()
        if value != was[name] and not (name in ("kind", "state", "review_on") and not value)
        and not (name == "types" and sorted(set(_codes(value))) == _codes(was[name]))
        and name not in ("title", "forvaltning")
    )  # fmt: skip
    return Step(line.number, before.title, "changed" if differs else "same", differs)


def _as_line(one: Article) -> tuple[str, ...]:
    content = content_of(one)
    code = reading().scalar(select(Forvaltning.code).where(Forvaltning.id == one.forvaltning_id)) or ""
    kinds, states = ({value: word for word, value in words.items()} for words in (KINDS, STATES))
    return (
        one.title, one.text, kinds[one.kind], " ".join(content["types"]), code, one.source, one.everyday,
        content["review_on"], states[one.state],
    )  # fmt: skip


def _problems(line: Line, places: dict[str, int], agent: Agent) -> Iterable[LineProblem]:
    values = line.values
    place = places.get(values["forvaltning"].casefold())
    if values["forvaltning"] and place is None:
        yield LineProblem(line.number, HEADING["forvaltning"], unknown(values["forvaltning"], [*_upper(places)]))
    elif place is not None and not may_write_for(agent, place):
        yield LineProblem(line.number, HEADING["forvaltning"], Refused("forvaltning_not_yours"))
    for name, words in (("kind", KINDS), ("state", STATES)):
        if values.get(name) and values[name].casefold() not in words:
            yield LineProblem(line.number, HEADING[name], unknown(values[name], list(words)))
    known = names_by_code("sv")
    for code in _codes(values.get("types", "")):
        if code not in known:
            yield LineProblem(line.number, HEADING["types"], unknown(code, list(known)))
    if values.get("review_on") and day_of(values["review_on"]) is None:
        yield LineProblem(line.number, HEADING["review_on"], Refused("no_such_day"))


def _upper(places: dict[str, int]) -> Iterable[str]:
    return (code.upper() for code in places)


def _twice(sheet: Sheet) -> Iterable[LineProblem]:
    seen: dict[tuple[str, str], int] = {}
    for line in sheet.lines:
        first = seen.setdefault(_key(line.values), line.number)
        if first != line.number:
            yield LineProblem(line.number, HEADING["title"], Refused("sheet_double", line=str(first)))


KIND = Kind(
    "artiklar",
    "articles",
    lambda: _("Guides and answers"),
    lambda: _("A line for each article. What is not in the file stays as it is."),
    COLUMNS,
    ("knowledge",),
    ".search",
    plan,
    apply,
    rows,
)
