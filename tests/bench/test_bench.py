"""What is measured is what it says: the loaded cases are true ones, and every result has its fields."""

from __future__ import annotations

import email
import json
from collections import Counter

import pytest
from sqlalchemy import func, select

from bench import inbox, ingest
from bench.corpus import COMMON, HIDDEN, RARE, mails
from bench.load import FEW, Loader
from bench.town import NARROW, WIDE, build
from channels.email.identity import external_id
from core.access.agents import agent_by_login
from core.access.checks import check
from core.access.filters import listed
from core.access.scopes import access_of
from core.access.search import search
from core.clock import set_clock
from core.store.db import db, reading
from core.store.models import Case


def test_loaded_cases_are_as_the_ordinary_way_leaves_them(app):
    set_clock(None)
    Loader(build(), 600).load(batch=250)
    db.session.rollback()
    assert list(check()) == []
    wide, narrow = agent_by_login(WIDE), agent_by_login(NARROW)
    assert reading().scalar(select(func.count()).select_from(Case).where(listed(narrow))) == FEW
    assert reading().scalar(select(func.count()).select_from(Case).where(listed(wide))) > 450
    found = {word: len(search(wide, access_of(wide), word).rows) for word in (COMMON, RARE, HIDDEN)}
    assert found[COMMON] == 50 and found[RARE] >= 1 and found[HIDDEN] == 0


def test_the_corpus_has_the_shares_it_says_and_is_the_same_every_time():
    raw = list(mails(400))
    parsed, again = ([email.message_from_bytes(one) for one in made] for made in (raw, mails(400)))
    assert [(m["From"], m["Subject"]) for m in parsed] == [(m["From"], m["Subject"]) for m in again]
    kinds = Counter(part.get_content_type() for message in parsed for part in message.walk())
    answers = sum("In-Reply-To" in message for message in parsed)
    assert 60 <= kinds["multipart/alternative"] <= 120 and 35 <= kinds["image/jpeg"] <= 80 and 85 <= answers <= 145
    assert len({external_id(one) for one in raw}) == 400


@pytest.mark.slow
def test_every_page_is_measured_on_a_real_server(capsys):
    assert inbox.main(["--json", "--n", "300", "--turns", "4", "--db", "sqlite"]) == 0
    results = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"list", "list_filtered", "list_narrow", "counters", "case", "reply", "search_common", "search_rare",
            "search_hidden"} <= {result["what"] for result in results}  # fmt: skip
    pages = [result for result in results if result["what"] != "raw_page"]
    assert all(result.keys() >= {"db", "n", "clients", "per_s", "p50_ms", "p95_ms", "ratio"} for result in pages)
    assert {result["clients"] for result in results} == {1, inbox.CLIENTS}


@pytest.mark.slow
def test_ingest_is_measured_beside_raw_inserts(capsys, monkeypatch):
    monkeypatch.setattr(ingest, "BIG", 1)
    assert ingest.main(["--json", "--mails", "15", "--db", "sqlite"]) == 0
    results = {result["what"]: result for result in map(json.loads, capsys.readouterr().out.splitlines())}
    assert results.keys() == {"raw_ingest", "ingest", "ingest_100mb"}
    assert results["ingest"].keys() >= {"db", "n", "workers", "per_s", "ratio", "mib"}
