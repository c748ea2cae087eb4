"""A lease makes a job run in one place at a time, by the database's clock, on both databases the same."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from core.contract.plugin import Stop
from core.store.db import database_now, rows_changed, table, transaction, upsert
from core.store.models import Lease

log = logging.getLogger("envagin.worker")

SECONDS = 30


def acquire(name: str, owner: str, seconds: float = SECONDS) -> bool:
    """Takes or prolongs the lease. False while another owner has it."""
    leases = table(Lease)
    statement = upsert(Lease).values(name=name, owner=owner, until=database_now() + seconds)
    with transaction() as tx:
        won = tx.execute(
            statement.on_conflict_do_update(
                index_elements=["name"],
                set_={"owner": owner, "until": database_now() + seconds},
                where=(leases.c.owner == owner) | (leases.c.until < database_now()),
            ).returning(leases.c.name)
        ).scalar()
    return won is not None


def give_back(name: str, owner: str) -> bool:
    """Ends the lease, so that the next worker need not wait for it to run out."""
    leases = table(Lease)
    with transaction() as tx:
        return bool(
            rows_changed(
                tx.execute(leases.update().where(leases.c.name == name, leases.c.owner == owner).values(until=0))
            )
        )


class LeaseStop:
    """The `stop` a leased job looks at: set when the worker stops or the lease is lost."""

    def __init__(self, worker: Stop) -> None:
        self._worker = worker
        self._lost = threading.Event()

    def is_set(self) -> bool:
        return self._worker.is_set() or self._lost.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Waits until stop is set; looks at both reasons at least each half second."""
        left = timeout
        while not self.is_set() and (left is None or left > 0):
            step = 0.5 if left is None else min(0.5, left)
            self._lost.wait(step)
            left = None if left is None else left - step
        return self.is_set()

    def lose(self) -> None:
        self._lost.set()


def run_leased(name: str, owner: str, worker: Stop, work: Callable[[Stop], None], in_app: Callable[..., None]) -> bool:
    """Runs `work(stop)` under the lease, prolonging it meanwhile. False when another worker has it.

    `in_app(f)` runs `f` with the app's context: the lease is prolonged from a thread of its own.
    """
    if not acquire(name, owner):
        return False
    stop, done = LeaseStop(worker), threading.Event()

    def prolong() -> None:
        while not done.wait(SECONDS / 3):
            try:
                in_app(lambda: None if acquire(name, owner) else stop.lose())
            except Exception:  # not prolonged is as good as lost: another worker may take it
                log.exception("lease %s", name)
                stop.lose()
                return

    keeper = threading.Thread(target=prolong, name=f"lease {name}", daemon=True)
    keeper.start()
    try:
        work(stop)
    finally:
        done.set()
        keeper.join()
        give_back(name, owner)
    return True
