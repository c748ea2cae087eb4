"""The story is told once for all tests that read it."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.demo.telling import MOMENTS, NOON_WEDNESDAY, Told, tell


@pytest.fixture(scope="session")
def told() -> Told:
    return tell(NOON_WEDNESDAY)


@pytest.fixture(scope="session", params=MOMENTS.values(), ids=MOMENTS.keys())
def at_any_time(request) -> tuple[datetime, Told]:
    return request.param, tell(request.param)
