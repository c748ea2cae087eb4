"""How fast a raw mail becomes a committed, searchable case: `./run bench ingest --json`.

The same mails are first parsed with Python's own package and inserted with one commit each; the ratio is to that.
Workers are processes. What they need of memory is asked of the system when they are done.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select

from bench import raw_ingest
from bench.corpus import big_mail, mails
from bench.databases import MAILBOX, Place, fresh, kinds, open_app, place_from_environment
from bench.load import Loader
from bench.measure import Result
from bench.town import build
from channels.email.fetch import AT_ONCE
from channels.email.identity import external_id
from core import RawMessage, keep_all
from core.flow.jobs import keep_what_is_loaded
from core.flow.reading import read_waiting
from core.store.db import reading
from core.store.models import Inbound

MAILS = 1_000
BIG = 100  # MB
MIB = 1024  # KiB, which is what the system counts in


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    if options.work:
        return _work(options.work, options.folder)
    for kind in options.db:
        for cases in options.n:
            for result in measure(kind, cases, options.mails):
                print(result.as_json() if options.json else result.as_line(), flush=True)
    return 0


def measure(kind: str, cases: int, n: int) -> Iterator[Result]:
    """Ingests n mails into a database that holds so many cases already."""
    with tempfile.TemporaryDirectory() as folder:
        for number, raw in enumerate(mails(n)):
            (Path(folder) / f"{number:06}.eml").write_bytes(raw)
        with fresh(kind) as (_, place):
            town = build()
            if cases:
                Loader(town, cases).load()
            started = time.perf_counter()
            raw_ingest.ingest(place, _read(folder))
            base = n / (time.perf_counter() - started)
            yield Result("raw_ingest", kind, cases, per_s=round(base, 1), workers=1)
            yield _result("ingest", kind, cases, n, base, 1, *_run(place, folder, 1))
            if kind == "postgresql":
                yield from _with_workers(place, cases, n, base)
        if not cases:
            yield from _big(kind)


def _with_workers(place: Place, cases: int, n: int, base: float) -> Iterator[Result]:
    """Other mails, kept beforehand: what is measured is reading them, by one worker and by four."""
    for workers in (1, 4):
        keep_all(MAILBOX, [RawMessage(external_id(raw), raw) for raw in mails(n, seed=workers + 10)])
        yield _result("ingest_kept", place.kind, cases, n, base, workers, *_run(place, "", workers))


def _big(kind: str) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder, fresh(kind) as (_, place):
        (Path(folder) / "big.eml").write_bytes(big_mail(BIG))
        seconds, mib = _run(place, folder, 1)
        yield Result("ingest_100mb", kind, 0, per_s=round(1 / seconds, 2), workers=1, mib=mib)


def _result(what: str, kind: str, cases: int, n: int, base: float, workers: int, seconds: float, mib: float) -> Result:
    rate = n / seconds
    return Result(what, kind, cases, per_s=round(rate, 1), ratio=round(rate / base, 2), workers=workers, mib=mib)


def _run(place: Place, folder: str, workers: int) -> tuple[float, float]:
    """Starts the workers; seconds from the first one's start of work to the last one's end, and the largest's MiB."""
    command = [sys.executable, "-P", "-m", "bench.ingest", "--folder", folder, "--work"]
    processes = [
        subprocess.Popen([*command, f"w{number}"], env=place.environment(), stdout=subprocess.PIPE, text=True)
        for number in range(workers)
    ]
    said = [[float(word) for word in process.communicate()[0].split()] for process in processes]
    if any(process.returncode for process in processes):
        raise RuntimeError("a worker failed")
    return max(end for _, end, _ in said) - min(start for start, _, _ in said), max(mib for _, _, mib in said)


def _work(worker: str, folder: str) -> int:
    """One worker: keeps and reads the mails of the folder, or reads what is kept. Prints start, end, MiB."""
    go_on = threading.Event()
    with open_app(place_from_environment()).app_context():
        keep_what_is_loaded()
        start = time.time()
        mails = _raw(folder)
        while keep_all(MAILBOX, list(islice(mails, AT_ONCE))):
            read_waiting(worker, go_on)
        read_waiting(worker, go_on)
        end = time.time()
        unread = reading().scalar(select(func.count()).where(Inbound.state == "quarantined"))
    print(start, end, _peak())
    return 1 if unread else 0


def _peak() -> float:
    """MiB this process has needed at most. `getrusage` would count what its parent had before the start."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / MIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB / (MIB if sys.platform == "darwin" else 1)


def _raw(folder: str) -> Iterator[RawMessage]:
    return (RawMessage(external_id(raw), raw) for raw in _read(folder))


def _read(folder: str) -> Iterator[bytes]:
    if folder:
        yield from (path.read_bytes() for path in sorted(Path(folder).iterdir()))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench ingest", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--mails", type=int, default=MAILS, help="how many mails come in")
    parser.add_argument("--n", type=int, nargs="+", default=[0], help="how many cases there are already")
    parser.add_argument("--db", nargs="+", default=kinds(), choices=["sqlite", "postgresql"])
    parser.add_argument("--work", default="", help=argparse.SUPPRESS)
    parser.add_argument("--folder", default="", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
