"""What if a filter were missing? Each is taken out in turn, and a probe of the matrix must then find a hidden case.

The places are found in the source: every module that asks `listed` or `readable`. A new one needs a probe here, or a
line that says which test stands for it.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, true

from core.access import filters, similar
from core.access.addresses import at_address
from core.access.agents import Agent
from core.access.contact_search import find_contacts
from core.access.lists import page
from core.access.query import Query
from core.access.scopes import Access, access_of, all_scopes
from core.access.search import search
from core.access.stems import query_terms
from core.access.views import VIEWS
from core.case import asked
from core.case.drafts import save_draft
from core.case.record import lock
from core.clock import now
from core.commands.messages import cases
from core.contract.errors import EnvagError, NotFound, Refused
from core.flow import registering
from core.municipality.type_counts import counts_of
from core.store.db import reading, transaction
from core.store.models import Case, Message
from core.web import banners, joining_forms, moving_forms, questions, replies, verb_run
from core.web.after_note import case_href
from core.web.files import signed
from core.web.related_view import linked_to
from core.web.session import forget_agent
from synpunkter.measures import note_measure
from tests.matrix.town import Town, person, visitor, word

ROOT = Path(__file__).resolve().parents[2]
OUTSIDER = "adam"  # the administrator sees no case at all
HIDDEN = "own"
Site = tuple[str, str]
Probe = Callable[[Flask, Town], bool]  # whether the outsider met the hidden case


def sites() -> Iterator[Site]:
    """Every (module, name) where a filter is asked."""
    for folder in ("core", "synpunkter", "channels"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            tree = ast.parse(path.read_text(encoding="utf-8"))
            calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and not _as_the_machine(n)]
            asked = {n.func.id for n in calls if isinstance(n.func, ast.Name)}
            yield from ((module, name) for name in ("listed", "readable") if name in asked)


def _as_the_machine(call: ast.Call) -> bool:
    """`listed(SYSTEM)` is everything, whoever asks: for what moves or lets go of all cases. It hides nothing."""
    return [argument.id for argument in call.args if isinstance(argument, ast.Name)] == ["SYSTEM"]


def _met(app: Flask, town: Town, path: str, method: str = "GET", **form: str) -> bool:
    answer = visitor(app, OUTSIDER).open(path.replace("<number>", town.numbers[HIDDEN]), method=method, data=form)
    return answer.status_code != 404


def _does(work: Callable[[], object]) -> bool:
    """Whether a verb lets the outsider in, or refuses with a rule that only somebody inside would hear.

    Nothing of it is kept.
    """
    try:
        with transaction():
            work()
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        return True
    except NotFound:
        return False
    except Refused as refused:
        return refused.code != "no_such_case"


def _fetches_a_file(app: Flask, town: Town) -> bool:
    message = reading().scalar(select(Message.id).where(Message.case_id == town.ids[HIDDEN]))
    with app.test_request_context("/"):
        forget_agent(town.cast.agent(OUTSIDER))
        address = signed("original", message or 0)
    return visitor(app, OUTSIDER).get(address).status_code != 404


def _searches(app: Flask, town: Town) -> bool:
    agent = town.cast.agent(OUTSIDER)
    return bool(search(agent, everything(), word(HIDDEN)).rows)


def _lists(app: Flask, town: Town) -> bool:
    agent = town.cast.agent(OUTSIDER)
    return any(page(agent, everything(), Query(view=view)).rows for view in VIEWS)


def _counts_too_many(town: Town) -> bool:
    """Bo sees three cases of the type that all of the town's are of."""
    counts = counts_of("T06", town.cast.agent("bo"))
    return counts is None or counts.cases > len(town.seen("bo"))


def _asks_for_number(app: Flask, town: Town) -> bool:
    agent = town.cast.agent(OUTSIDER)
    found = search(agent, access_of(agent), town.numbers[HIDDEN])
    return bool(found.exact or found.number_only)


def _contacts(app: Flask, town: Town) -> bool:
    agent = town.cast.agent(OUTSIDER)
    return bool(find_contacts(person(HIDDEN), agent, everything()))


def _has_address(app: Flask, town: Town) -> bool:
    with app.test_request_context("/"):
        return bool(case_href(town.numbers[HIDDEN], town.cast.agent(OUTSIDER)))


def _alarm(app: Flask, town: Town) -> bool:
    agent = town.cast.agent(OUTSIDER)
    with app.test_request_context("/"):
        return bool(banners._alarms(agent, access_of(agent)))


def _linked(app: Flask, town: Town) -> bool:
    agent = town.cast.agent(OUTSIDER)
    case = reading().get_one(Case, town.ids["other_namnd"])
    with app.test_request_context("/"):
        return any(linked_to(case, agent, access_of(agent), now()))


def _ticked(app: Flask, town: Town) -> bool:
    with app.test_request_context("/", method="POST", data={"receiver": f"{town.numbers[HIDDEN]}:1"}):
        return bool(replies._receivers(town.cast.agent(OUTSIDER)))


def _other(app: Flask, town: Town) -> bool:
    return _does(lambda: moving_forms._other({"other": town.numbers[HIDDEN]}, town.cast.agent(OUTSIDER)))


def _leads_back(app: Flask, town: Town) -> bool:
    with app.test_request_context("/"):
        forget_agent(town.cast.agent(OUTSIDER))
        answer = app.make_response(verb_run.back(town.numbers[HIDDEN]))
    return (answer.location or "").startswith("/arende/")


def _at_address(app: Flask, town: Town) -> bool:
    agent = town.cast.agent(OUTSIDER)
    address = f"{person(HIDDEN).lower()}@invanare.example"
    return bool(at_address(address, query_terms(address), agent, access_of(agent)))


def _joins(app: Flask, town: Town) -> bool:
    """Fatima, who sees the case in the centre, chooses a hidden one: it is as good as none, and no verb is asked."""
    try:
        with transaction():
            here = reading().get_one(Case, town.ids["here"])
            note = registering.Note("probe", "phone", join=town.numbers[HIDDEN])
            registering._join(here, note, town.cast.agent("fatima"))
    except EnvagError:
        return True
    return False


def _by(town: Town) -> Agent:
    return town.cast.agent(OUTSIDER)


PROBES: dict[Site, Probe] = {
    ("core.access.lists", "listed"): _lists,
    ("core.access.search", "listed"): _searches,
    ("core.access.search", "readable"): _asks_for_number,
    ("core.access.contact_search", "listed"): _contacts,
    ("core.access.addresses", "listed"): _at_address,
    ("core.access.similar", "listed"): lambda app, town: bool(
        reading().execute(similar._reports(_by(town), access_of(_by(town))).limit(1)).first()
    ),
    ("core.case.record", "listed"): lambda app, town: _does(lambda: lock(town.ids[HIDDEN], _by(town), "read")),
    ("core.case.asked", "readable"): lambda app, town: _does(lambda: asked._case(town.ids[HIDDEN], _by(town))),
    ("core.case.drafts", "listed"): lambda app, town: _does(
        lambda: save_draft(town.ids[HIDDEN], "reply", "Hej", _by(town))
    ),
    ("core.commands.messages", "listed"): lambda app, town: bool(list(cases(OUTSIDER, None, None))),
    ("core.flow.registering", "listed"): _joins,
    ("core.web.questions", "listed"): lambda app, town: bool(questions._shares(_by(town), access_of(_by(town)))),
    ("core.web.after_note", "listed"): _has_address,
    ("core.web.banners", "listed"): _alarm,
    ("core.web.files", "listed"): _fetches_a_file,
    ("core.web.joining_forms", "listed"): lambda app, town: bool(
        joining_forms.numbered(town.numbers[HIDDEN], _by(town))
    ),
    ("core.web.moving_forms", "listed"): _other,
    ("core.web.opening", "listed"): lambda app, town: _met(app, town, "/arende/<number>/avsluta"),
    ("core.municipality.type_counts", "listed"): lambda app, town: _counts_too_many(town),
    ("core.web.opening", "readable"): lambda app, town: _met(app, town, "/arende/<number>"),
    ("core.web.related_view", "listed"): _linked,
    ("core.web.replies", "listed"): _ticked,
    ("core.web.verb_run", "readable"): _leads_back,
    ("synpunkter.measures", "listed"): lambda app, town: _does(
        lambda: note_measure(town.ids[HIDDEN], True, "Lagad", _by(town))
    ),
}
# Guarded twice: the scopes choose the rows, `listed` stands over them. Here the scopes lie, so that it stands alone.
TWICE = {("core.access.lists", "listed"), ("core.access.search", "listed"), ("core.access.contact_search", "listed")}
# Sites that no probe here reaches, and the file whose negative test fails without them.
ELSEWHERE: dict[Site, str] = {
    ("core.municipality.giving_back", "listed"): "tests/web/municipality/test_mended_forms.py",
    ("core.municipality.rule_trials", "listed"): "tests/flow/test_rules.py",
    ("core.web.parting", "readable"): "tests/secrecy/test_parting.py",  # says something only of what is not seen
    ("synpunkter.book", "listed"): "tests/synpunkter/test_register.py",
    ("synpunkter.desk", "listed"): "tests/synpunkter/test_register.py",
}


def everything() -> Access:
    """An access whose scopes are all of them, whoever asks."""
    scopes = all_scopes()
    ids = frozenset(scope.id for scope in scopes)
    return Access(ids, ids, ids, frozenset(), frozenset(), ids, scopes)


def test_every_place_that_asks_a_filter_has_its_probe() -> None:
    assert set(sites()) == {*PROBES, *ELSEWHERE}
    assert all((ROOT / file).is_file() for file in ELSEWHERE.values())


@pytest.mark.parametrize("site", PROBES, ids=lambda site: f"{site[0]}.{site[1]}")
def test_a_filter_that_is_taken_out_lets_the_probe_find_what_is_hidden(
    app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    module, name = importlib.import_module(site[0]), site[1]
    if site in TWICE:
        monkeypatch.setattr(module, name, lambda agent, *_: filters.listed(agent))
    assert not PROBES[site](app, town), "the probe finds the case though the filter is there"
    monkeypatch.setattr(module, name, lambda *_: true())
    assert PROBES[site](app, town), f"{site[0]} asks {name}, and no test would miss it"
