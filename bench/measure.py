"""Times things, and says what was seen: one JSON object a line, or a table for people."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """How long each of many turns took, in seconds, and how long all of them together."""

    turns: tuple[float, ...]
    wall: float

    def percentile(self, part: float) -> float:
        ordered = sorted(self.turns)
        return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]

    @property
    def p50(self) -> float:
        return self.percentile(0.5)


@dataclass(frozen=True, slots=True)
class Result:
    """One measurement. `ratio` is to the raw baseline of the same run: of times for pages, of rates for ingest."""

    what: str
    db: str
    n: int
    per_s: float
    p50_ms: float | None = None
    p95_ms: float | None = None
    ratio: float | None = None
    clients: int | None = None
    workers: int | None = None
    mib: float | None = None

    def as_json(self) -> str:
        return json.dumps({key: value for key, value in asdict(self).items() if value is not None})

    def as_line(self) -> str:
        many = f"{self.clients or self.workers or 1}"
        times = f"p50 {self.p50_ms:8.2f} ms  p95 {self.p95_ms:8.2f} ms" if self.p50_ms is not None else ""
        ratio = f"  {self.ratio:.2f} x raw" if self.ratio is not None else ""
        size = f"  {self.mib:.0f} MiB" if self.mib is not None else ""
        return f"{self.what:15} {self.db:10} {self.n:>8} {many:>2}  {self.per_s:8.1f}/s  {times}{ratio}{size}"


def repeat(action: Callable[[], object], turns: int, *, clients: int = 1, warm: int = 3) -> Times:
    """Does the action that often in each of the clients' threads."""
    for _ in range(warm):
        action()
    taken: list[float] = []

    def work() -> None:
        for _ in range(turns):
            start = time.perf_counter()
            action()
            taken.append(time.perf_counter() - start)

    start = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Times(tuple(taken), time.perf_counter() - start)


def side_by_side(
    action: Callable[[], object], raw: Callable[[], object], turns: int, warm: int = 3
) -> tuple[Times, Times]:
    """Does both in turn, so that whatever else the machine does meets both."""
    ours, theirs = [], []
    for turn in range(warm + turns):
        first, second = repeat(action, 1, warm=0), repeat(raw, 1, warm=0)
        if turn >= warm:
            ours.append(first.wall)
            theirs.append(second.wall)
    return Times(tuple(ours), sum(ours)), Times(tuple(theirs), sum(theirs))


def page_result(what: str, times: Times, raw: Times | None, clients: int = 1) -> Result:
    return Result(
        what,
        db="",
        n=0,
        per_s=round(len(times.turns) / times.wall, 1),
        p50_ms=round(times.p50 * 1000, 2),
        p95_ms=round(times.percentile(0.95) * 1000, 2),
        ratio=round(times.p50 / raw.p50, 2) if raw else None,
        clients=clients,
    )
