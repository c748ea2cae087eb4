"""Every page that lists something asks the database as many questions for fifty rows as for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import event, select

from core.access.contact_search import find_contacts
from core.case.closing import Closing, close
from core.case.handover import hand_over
from core.case.linking import link_cases
from core.case.notes import note
from core.clock import now
from core.commands.messages import cases
from core.store.db import db, reading, table, transaction
from core.store.models import AgentRole, AgentRow, Case, CaseShare, Unit
from tests.cast import Cast
from tests.web.desk import LAMP, Desk, bring
from tests.web.offices import open_offices

FEW, MANY = 1, 50
# Who asks for which page. A list without a row of its own kind here is held by its own file's test.
PAGES = {
    "/?vy=otilldelade": "fatima",
    "/?vy=avslutade": "fatima",
    "/?vy=hos-andra": "fatima",
    "/?vy=grupp": "tore",
    "/?text=gatlampa": "fatima",
    "/?text=gatl*": "fatima",
    "/?text=invanare.example": "fatima",
    "/fragor": "tore",
    "/stallda-fragor": "fatima",
    "/for-kannedom": "tore",
    "/logg": "dag",
    "/logg/min": "fatima",
    "/logg/fil": "dag",
    "/personal?connected_to=kollega": "fatima",
    "/personal?connected_to=enhet": "fatima",
    "/roller": "adam",
    "/typer?q=lampa": "fatima",
}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that the block sends to the database."""
    said: list[str] = []

    def hear(connection: object, cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SET ")):
            said.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)


def counted(ask: Callable[[], object]) -> int:
    """How many statements it takes, when what is kept in memory is there already."""
    ask()
    with statements() as said:
        ask()
    return len(said)


@pytest.fixture
def offices(cast: Cast) -> Cast:
    return open_offices(cast)


def grow(cast: Cast, first: int, last: int) -> None:
    """For each number: an open case, a closed one, one with Tekniska, three shares, a colleague and a unit."""
    for n in range(first, last):
        sender = {**LAMP, "from": f"mona{n}@invanare.example", "name": f"Mona{n} Lind"}
        new, done, moved = (bring(f"{k}{n}", **{**sender, "subject": f"Släckt gatlampa {k}{n}"}).id for k in "abc")
        with transaction():
            close(done, Closing("answered"), cast.agent("greta"))
        with transaction():
            hand_over(moved, cast.forvaltningar["TEK"], cast.agent("greta"))
        with transaction():
            _share(cast, new)
            _colleague(cast, n)


def _share(cast: Cast, case_id: int) -> None:
    at = {"created_at": now(), "created_by": cast.agent("fatima").id, "due_at": now() + timedelta(days=2)}
    for kind in ("question", "informed"):
        where = {"case_id": case_id, "kind": kind, "forvaltning_id": cast.forvaltningar["TEK"]}
        reading().execute(table(CaseShare).insert().values(**where, **at))


def _colleague(cast: Cast, n: int) -> None:
    owner = {"forvaltning_id": cast.forvaltningar["PBK"]}
    agents, tx = table(AgentRow), reading()
    added = agents.insert().values(login=f"kollega{n}", name=f"Kollega {n}").returning(agents.c.id)
    tx.execute(table(AgentRole).insert().values(agent_id=tx.execute(added).scalar_one(), role="handlaggare", **owner))
    tx.execute(table(Unit).insert().values(code=f"E{n}", name=f"Enhet {n}", **owner))


def test_every_list_asks_as_many_questions_for_fifty_rows_as_for_one(app: Flask, offices: Cast) -> None:
    desks = {login: Desk(app, offices, login) for login in set(PAGES.values())}
    asks: dict[str, Callable[[], object]] = {path: partial(seen, desks[login], path) for path, login in PAGES.items()}
    asks["contacts"] = lambda: find_contacts("mona", offices.agent("fatima"))
    asks["./run cases"] = lambda: list(cases("fatima", None, None))
    grow(offices, 0, FEW)
    few = {name: counted(ask) for name, ask in asks.items()}
    grow(offices, FEW, MANY)
    many = {name: counted(ask) for name, ask in asks.items()}
    assert {name: (few[name], n) for name, n in many.items() if n != few[name]} == {}


def seen(desk: Desk, path: str) -> None:
    assert desk.get(path).status_code == 200, path


@pytest.mark.parametrize("path", ["/arende/{}", "/forhandsvisning/{}", "/arende/{}/utskrift"])
def test_a_case_asks_as_many_questions_for_fifty_messages_and_links_as_for_one(
    app: Flask, offices: Cast, path: str
) -> None:
    case = bring(**LAMP)
    desk = Desk(app, offices, "greta")
    enrich(offices, case, 0, FEW)
    few = counted(lambda: seen(desk, path.format(case.number)))
    enrich(offices, case, FEW, MANY)
    assert counted(lambda: seen(desk, path.format(case.number))) == few


def enrich(cast: Cast, case: Case, first: int, last: int) -> None:
    """For each number: a message with a file, a note by somebody, a linked case, an earlier one of the same contact."""
    number, authors = case.number, ("fatima", "greta", "gunilla")
    for n in range(first, last):
        bring(f"m{n}", **{**LAMP, "subject": f"Sv: [{number}]", "files": {"a.txt": "x"}})
        bring(f"e{n}", **{**LAMP, "subject": f"Något annat {n}"})
        other = bring(f"o{n}", **{**LAMP, "from": f"bo{n}@invanare.example", "subject": f"Plogning {n}"})
        case_id = reading().scalars(select(Case.id).where(Case.number == number)).one()
        with transaction():
            note(case_id, f"Ringt entreprenören, gång {n}.", "official_note", cast.agent(authors[n % 3]))
            link_cases(case_id, other.id, cast.agent("greta"))
