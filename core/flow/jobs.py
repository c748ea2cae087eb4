"""The clock: APScheduler tells when, leases tell where. Runs in the worker, never in a web process."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from core.case.waiting import due_to_wake, wake
from core.contract.plugin import Job, Stop
from core.contract.registry import plugins
from core.flow.alarms import send_alarms
from core.flow.ended_types import move_cases_of_ended_types
from core.flow.leases import run_leased
from core.flow.outbox import deliver_due
from core.flow.reading import read_waiting
from core.flow.takeover import free_what_the_dead_held, worker_name
from core.municipality.absences import begin_absences
from core.municipality.unit_moving import carry_out, due_moves
from core.store.db import database_now, reading, table, transaction, upsert
from core.store.models import Heartbeat

log = logging.getLogger("envagin.worker")

WELL_SECONDS = 60


def run_worker(app: Flask, stop: threading.Event) -> None:
    """Works until `stop` is set, then finishes what is under way."""
    keep_what_is_loaded()
    worker = worker_name()
    with app.app_context():
        free_what_the_dead_held()
        jobs = _core_jobs(worker) + _plugin_jobs()
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(max(10, len(jobs) + 2))},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    for job, leased in jobs:
        run, at_once = _runner(app, job, worker, stop, leased), datetime.now(UTC)
        scheduler.add_job(run, "interval", seconds=job.every, name=job.name, next_run_time=at_once)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a job that lasts is no news
    scheduler.start()
    stop.wait()
    scheduler.shutdown(wait=True)


def keep_what_is_loaded() -> None:
    """Spares the collector the program itself: else it looks through all of it again with every few messages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _core_jobs(worker: str) -> list[tuple[Job, bool]]:
    """Rows are claimed one by one, so reading and sending need no lease: any number of workers share them."""
    return [
        (Job("heartbeat", 10, lambda stop: beat(worker)), False),
        (Job("read", 0.5, lambda stop: _quietly(read_waiting(worker, stop))), False),
        (Job("deliver", 0.5, lambda stop: _quietly(deliver_due(worker, stop))), False),
        (Job("wake", 20, lambda stop: _wake_parked()), True),
        (Job("alarms", 5, send_alarms), True),
        (Job("unit_moves", 20, _move_units), True),
        (Job("ended types", 60, lambda stop: _quietly(move_cases_of_ended_types(stop))), True),
        (Job("absences", 60, lambda stop: begin_absences()), True),
    ]


def _plugin_jobs() -> list[tuple[Job, bool]]:
    found: list[tuple[Job, bool]] = []
    for entry in plugins().values():
        if entry.plugin is None:
            continue
        try:
            found += [(Job(f"{entry.name}.{job.name}", job.every, job.run), True) for job in entry.plugin.jobs()]
        except Exception as error:
            entry.fail(error)
    return found


def _runner(app: Flask, job: Job, worker: str, stop: threading.Event, leased: bool) -> Callable[[], None]:
    def in_app(work: Callable[[], object]) -> None:
        with app.app_context():
            work()

    def work() -> None:
        if leased:
            run_leased(job.name, worker, stop, job.run, in_app)
        else:
            job.run(stop)

    told = _Told(job.name)

    def run() -> None:
        if stop.is_set():
            return
        with app.app_context():
            told.run(work)

    return run


class _Told:
    """Logs what goes wrong with a job. A database that is away is told once, not twice a second until it is back."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._away = False

    def run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except OperationalError as error:
            if not self._away:
                log.error("job %s: the database cannot be asked: %s", self._name, str(error.orig).partition("\n")[0])
            self._away = True
        except Exception:
            log.exception("job %s", self._name)
        else:
            if self._away:
                log.error("job %s: the database answers again", self._name)
            self._away = False


def beat(worker: str) -> None:
    """Says that this worker lives."""
    statement = upsert(Heartbeat).values(worker=worker, at=database_now())
    with transaction() as tx:
        tx.execute(statement.on_conflict_do_update(index_elements=["worker"], set_={"at": database_now()}))
        beats = table(Heartbeat)
        tx.execute(beats.delete().where(beats.c.at < database_now() - 3600))


def worker_is_well() -> bool:
    """Whether any worker's heartbeat is under a minute old."""
    alive = select(func.count()).where(Heartbeat.at > database_now() - WELL_SECONDS)
    return bool(reading().scalar(alive))


def _wake_parked() -> None:
    for case_id in due_to_wake():
        with transaction():
            wake(case_id)


def _move_units(stop: Stop) -> None:
    """Units that close or are split today."""
    for move_id in due_moves():
        after: int | None = 0
        while after is not None and not stop.is_set():
            with transaction():
                after = carry_out(move_id, after)


def _quietly(_: int) -> None:
    return None
