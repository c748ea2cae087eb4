"""A counter is the number of rows, whatever has happened and whoever looks."""

from __future__ import annotations

import pytest

from core.access.counters import counts
from core.access.lists import Query, due_counts, page
from core.access.scopes import access_of
from core.access.views import VIEWS
from tests.access.stories import LOGINS, tell


def counted_and_listed(agent):
    access = access_of(agent)
    counted = counts(agent, access) | due_counts(agent, access)
    listed = {view: len(page(agent, access, Query(view=view, limit=200)).rows) for view in VIEWS}
    closed = listed.pop("closed")
    return counted, {view: n for view, n in listed.items() if n}, closed


@pytest.mark.parametrize("seed", range(3))
def test_every_counter_is_the_number_of_rows_after_any_story(app, cast, clock, seed):
    tell(cast, clock, seed)
    for login in LOGINS:
        counted, listed, _ = counted_and_listed(cast.agent(login))
        assert counted == listed, login
