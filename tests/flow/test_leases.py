"""A job runs in one place at a time, and stops when its lease is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from core.contract.plugin import Stop
from core.flow.leases import LeaseStop, acquire, give_back, run_leased
from core.store.db import table, transaction
from core.store.models import Lease


def here(work: Callable[[], object]) -> None:
    work()


def test_only_one_owner_has_a_lease(app: Flask) -> None:
    assert acquire("fetch", "a")
    assert not acquire("fetch", "b")
    assert acquire("fetch", "a"), "its owner prolongs it"


def test_a_lease_that_ran_out_is_free(app: Flask) -> None:
    assert acquire("fetch", "a")
    with transaction() as tx:
        tx.execute(update(table(Lease)).values(until=1))
    assert acquire("fetch", "b")


def test_a_lease_given_back_is_free_at_once(app: Flask) -> None:
    acquire("fetch", "a")
    give_back("fetch", "a")
    assert acquire("fetch", "b")


def test_a_leased_job_does_not_run_where_another_has_it(app: Flask) -> None:
    acquire("fetch", "other")
    ran: list[Stop] = []
    assert not run_leased("fetch", "me", threading.Event(), ran.append, here)
    assert ran == []


def test_a_leased_job_gives_its_lease_back_even_when_it_fails(app: Flask) -> None:
    def fail(stop: Stop) -> None:
        raise ValueError

    with pytest.raises(ValueError):
        run_leased("fetch", "me", threading.Event(), fail, here)
    assert acquire("fetch", "other")


def test_stop_is_set_by_the_worker_or_by_a_lost_lease() -> None:
    worker = threading.Event()
    stop = LeaseStop(worker)
    assert not stop.wait(0.01)
    stop.lose()
    assert stop.wait(5)
    other = LeaseStop(worker)
    worker.set()
    assert other.wait(5)
