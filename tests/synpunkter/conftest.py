"""The app with synpunkter switched on beside a channel that sends on paper, and whoever writes or logs in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.contract.instances import Instance, Plugins
from synpunkter import Synpunkter
from tests.doubles import PaperChannel
from tests.synpunkter.citizen import Citizen


@pytest.fixture
def plugins() -> Plugins:
    synpunkter = Synpunkter("synpunkter", Synpunkter.Options().load({}))
    paper = PaperChannel("paper", {})
    return Plugins(
        [
            Instance("paper", "tests.doubles:PaperChannel", plugin=paper, state="on"),
            Instance("synpunkter", "synpunkter", plugin=synpunkter, state="on"),
        ]
    )


@pytest.fixture
def citizen(app: Flask, cast: object) -> Citizen:
    """Somebody on the public form."""
    return Citizen(app.test_client(use_cookies=False))


@pytest.fixture
def logged_in(app: Flask, cast: object) -> Callable[[str], FlaskClient]:
    """A browser in which that agent has logged in."""
    app.config["WTF_CSRF_ENABLED"] = False

    def log_in(login: str) -> FlaskClient:
        client = app.test_client()
        begin_session(app, client, login)
        return client

    return log_in


def begin_session(app: Flask, client: FlaskClient, login: str) -> None:
    from core.access.agents import agent_by_login
    from core.store.models import AgentRow

    agent = agent_by_login(login)
    assert agent is not None
    with app.app_context():
        from core.store.db import reading

        stamp = reading().get(AgentRow, agent.id).stamp  # type: ignore[union-attr]
    with client.session_transaction() as session:
        session["_user_id"] = f"{agent.id}:{stamp}"
        session["_fresh"] = True
