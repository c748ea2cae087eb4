"""The app with synpunkter switched on beside a channel that sends on paper, and whoever writes or logs in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from core.contract.instances import Instance, Plugins
from synpunkter import Synpunkter
from tests.cast import Cast
from tests.doubles import PaperChannel
from tests.synpunkter.citizen import Citizen
from tests.web.desk import Desk


def with_options(**options: object) -> Plugins:
    synpunkter = Synpunkter("synpunkter", Synpunkter.Options().load(options))
    return Plugins(
        [
            Instance("paper", "tests.doubles:PaperChannel", plugin=PaperChannel("paper", {}), state="on"),
            Instance("synpunkter", "synpunkter", plugin=synpunkter, state="on"),
        ]
    )


@pytest.fixture
def plugins(request: pytest.FixtureRequest) -> Plugins:
    """`@pytest.mark.parametrize("plugins", [{…}], indirect=True)` gives options. The cast's secret type is care's."""
    return with_options(**{"case_types": {"care": "V02", "complaint": "P05"}, **getattr(request, "param", {})})


@pytest.fixture
def citizen(app: Flask, cast: Cast) -> Citizen:
    """Somebody on the public form."""
    return Citizen(app.test_client(use_cookies=False))


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Callable[[str], Desk]:
    """A browser in which that agent has logged in."""
    return lambda login: Desk(app, cast, login)
