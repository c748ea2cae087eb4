"""How fast the pages are: `./run bench inbox --json`. Real server, real database; the raw page beside them.

The wide agent is a kommunvägledare, who sees nearly everything; the narrow one an officer, who may see twelve cases.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from sqlalchemy import func, select

from bench.browser import Browser, fields_of, server
from bench.corpus import COMMON, HIDDEN, RARE
from bench.databases import fresh, kinds
from bench.load import Loader
from bench.measure import Result, page_result, repeat, side_by_side
from bench.town import NARROW, WIDE, build
from core.access.agents import SYSTEM
from core.case.notes import note
from core.store.db import reading, transaction
from core.store.models import Case, Message

SIZES = (1_000, 100_000)
TURNS = 60
CLIENTS = 8
SEARCHES = {"search_common": COMMON, "search_rare": RARE, "search_hidden": HIDDEN, "search_unknown": "finnsinteallsord"}


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    for n in options.n:
        for kind in options.db:
            for result in measure(kind, n, options.turns):
                print(result.as_json() if options.json else result.as_line(), flush=True)
    return 0


def measure(kind: str, n: int, turns: int = TURNS) -> Iterator[Result]:
    """Loads n cases and measures every page."""
    with fresh(kind) as (app, place):
        Loader(build(), n).load()
        with (
            server("bench.raw_server", place) as raw_port,
            server("bench.web_server", place) as port,
        ):
            raw, wide, narrow = Browser(raw_port), Browser(port, app, WIDE), Browser(port, app, NARROW)
            for result in _measured(raw, wide, narrow, _long_case(), turns):
                yield replace(result, db=kind, n=n)


def _measured(raw: Browser, wide: Browser, narrow: Browser, number: str, turns: int) -> Iterator[Result]:
    """Every page, in turn with the raw one, for one client; the list for eight of them at once."""
    yield page_result("raw_page", repeat(lambda: raw.get("/"), turns), None)
    for what, action in _pages(wide, narrow, number).items():
        yield page_result(what, *side_by_side(action, lambda: raw.get("/"), turns))
    crowd = repeat(lambda: raw.get("/"), max(turns // 4, 1), clients=CLIENTS)
    yield page_result("raw_page", crowd, None, CLIENTS)
    busy = repeat(lambda: wide.get("/?vy=otilldelade"), max(turns // 4, 1), clients=CLIENTS)
    yield page_result("list", busy, crowd, CLIENTS)


def _pages(wide: Browser, narrow: Browser, number: str) -> dict[str, Callable[[], object]]:
    filtered = "/?vy=otilldelade&forvaltning=F03&svarsgrupp=4&channel=email"
    searches: dict[str, Callable[[], object]] = {
        what: partial(wide.get, f"/?{urlencode({'vy': 'otilldelade', 'text': word})}")
        for what, word in SEARCHES.items()
    }
    return {
        "list": lambda: wide.get("/?vy=otilldelade"),
        "list_filtered": lambda: wide.get(filtered),
        "list_closed": lambda: wide.get("/?vy=avslutade"),
        "list_narrow": lambda: narrow.get("/?vy=grupp"),
        "counters": lambda: wide.get("/nytt?vy=otilldelade"),
        "case": lambda: wide.get(f"/arende/{number}"),
        "reply": _replying(wide, number),
        **searches,
        "search_narrow": lambda: narrow.get(_search("grupp", COMMON)),
    }


def _search(view: str, word: str) -> str:
    return f"/?{urlencode({'vy': view, 'text': word})}"


def _replying(agent: Browser, number: str) -> Callable[[], object]:
    """Posts an answer by e-mail, with the fields the page gave."""
    fields = fields_of(agent.get(f"/arende/{number}"), "composer") | {"text": "Tack, det är lagat.", "do": "send"}
    return lambda: agent.post(f"/arende/{number}/skriv", fields)


def _long_case() -> str:
    """A case with ten messages, in the contact centre; its number."""
    words = Case.held_by == "kundtjanst", Case.svarsgrupp_id.is_not(None), Case.channel == "email"
    open_case = select(Case.id, Case.number).where(Case.closed_at.is_(None), ~Case.suspect, *words)
    row = reading().execute(open_case.order_by(Case.id.desc()).limit(1)).one()
    said = select(func.count()).where(Message.case_id == row.id)
    for _ in range(10 - int(reading().scalar(said) or 0)):
        with transaction():
            note(row.id, "Ringt entreprenören om lampan.", "official_note", SYSTEM)
    return str(row.number)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench inbox", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--n", type=int, nargs="+", default=SIZES, help="how many cases (default: 1000 100000)")
    parser.add_argument("--db", nargs="+", default=kinds(), choices=["sqlite", "postgresql"])
    parser.add_argument("--turns", type=int, default=TURNS, help="requests for each page")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
