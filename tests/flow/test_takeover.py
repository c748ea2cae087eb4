"""A worker that starts again takes over at once what a dead one of the same machine held."""

from __future__ import annotations

import subprocess
import sys

from flask import Flask
from sqlalchemy import select

from core.flow.leases import acquire
from core.flow.takeover import _place, free_what_the_dead_held, worker_name
from core.store.db import reading
from core.store.models import Lease


def name_of_a_dead_process() -> str:
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    return f"{_place()}-{process.pid}-abc123"


def test_the_lease_of_a_dead_process_is_free_at_once(app: Flask) -> None:
    assert acquire("email.fetch", name_of_a_dead_process())
    assert not acquire("email.fetch", "me")
    assert free_what_the_dead_held() == 1
    assert acquire("email.fetch", "me")


def test_a_living_worker_and_one_of_another_machine_keep_theirs(app: Flask) -> None:
    here, elsewhere = worker_name(), "otherhost.1-999999-abc123"
    assert acquire("one", here) and acquire("two", elsewhere)
    assert free_what_the_dead_held() == 0
    assert sorted(reading().scalars(select(Lease.owner))) == sorted([here, elsewhere])
