"""The app with kunskap switched on beside a channel that sends on paper, and whoever logs in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.contract.instances import Instance, Plugins
from core.store.db import table, transaction, writing
from core.store.models import AgentRole, AgentRow
from kunskap import Kunskap
from kunskap.articles import save_article
from tests.cast import Cast
from tests.doubles import PaperChannel
from tests.web.desk import Desk


@pytest.fixture
def plugins() -> Plugins:
    kunskap = Kunskap("kunskap", Kunskap.Options().load({}))
    return Plugins(
        [
            Instance("paper", "tests.doubles:PaperChannel", plugin=PaperChannel("paper", {}), state="on"),
            Instance("kunskap", "kunskap", plugin=kunskap, state="on"),
        ]
    )


@pytest.fixture
def people(cast: Cast) -> Cast:
    """The cast with karin, kontaktperson in TEK, and kim, kommunikatör."""
    with transaction():
        _person("karin", "Karin Ahl", "kontaktperson", forvaltning_id=cast.forvaltningar["TEK"])
        _person("kim", "Kim Dahl", "kommunikator")
    return cast


@pytest.fixture
def desk(app: Flask, people: Cast) -> Callable[[str], Desk]:
    """A browser in which that agent has logged in."""
    return lambda login: Desk(app, people, login)


@pytest.fixture
def write(people: Cast) -> Callable[..., int]:
    """Saves an article of TEK about lamps, or with other fields; returns its id."""

    def save(by: str = "greta", article_id: int | None = None, place: str = "TEK", **fields: Any) -> int:
        content = {
            "kind": "guide", "title": "Släckt gatlampa", "text": "Fråga efter stolpens nummer.", "owner": "",
            "everyday": "lyktstolpe", "types": ("T06",), "source": "", "language": "sv", "review_on": "2027-05-11",
            "forvaltning": str(people.forvaltningar[place]), "state": "published", **fields,
        }  # fmt: skip
        with transaction():
            return save_article(article_id, content, people.agent(by))

    return save


def _person(login: str, name: str, role: str, **where: int) -> None:
    rows = table(AgentRow)
    agent_id = writing().execute(rows.insert().values(login=login, name=name).returning(rows.c.id)).scalar_one()
    writing().execute(table(AgentRole).insert().values(agent_id=agent_id, role=role, **where))
