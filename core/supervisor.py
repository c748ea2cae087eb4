"""Keeps a few processes running side by side: starts, restarts, passes on the stop, and leaves none behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

GRACE = 30.0  # seconds a child may take to finish what is under way
WELL = 60.0  # seconds after which a child counts as well, and its next pause is the shortest again
LONGEST_PAUSE = 60.0
TURN = 0.1  # seconds between two looks at the children


@dataclass(frozen=True)
class Child:
    """A process to keep running.

    `name` stands before each line it prints. `env` is added to the supervisor's own environment. `ready` tells, quickly
    and as often as asked, whether the process can be used; an OSError means not yet; None means as soon as started.
    `files` are the numbers of open files that it is handed, each time it is started.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None
    files: Sequence[int] = ()


def supervise(children: Sequence[Child], *, on_ready: Callable[[], None] | None = None, grace: float = GRACE) -> int:
    """Runs the children until SIGTERM, SIGINT or SIGHUP; comes back with the exit code when none is left.

    A child that ends is started again after 1, 2, 4 … 60 seconds. At the signal each child gets SIGTERM and `grace`
    seconds; a second Ctrl-C cuts that short. `on_ready` is called once, when every child has been ready.
    0: all ended in time; 1: one had to be killed. Must be called from the main thread.
    """
    with Stopping() as stopping, Guard() as guard:
        running = [Running(child, guard) for child in children]
        try:
            keep_running(running, stopping, on_ready)
        finally:
            finished = finish(running, stopping, grace)
    return 0 if finished else 1


class Stopping:
    """Whether somebody has asked for the end, and asked again with Ctrl-C; a double SIGTERM hurries nobody."""

    def __init__(self) -> None:
        self.asked = self.hurry = False

    def __enter__(self) -> Stopping:
        signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        self._before = {number: signal.signal(number, self._note) for number in signals}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, _: FrameType | None) -> None:
        self.hurry = self.hurry or (self.asked and number == signal.SIGINT)
        self.asked = True


def keep_running(running: Sequence[Running], stopping: Stopping, on_ready: Callable[[], None] | None) -> None:
    while not stopping.asked:
        for one in running:
            one.look()
        if on_ready is not None and all(one.is_ready() for one in running):
            on_ready()
            on_ready = None
        time.sleep(TURN)


def finish(running: Sequence[Running], stopping: Stopping, grace: float) -> bool:
    """True if every child ended by itself."""
    for one in running:
        one.ask_to_end()
    deadline = time.monotonic() + grace
    while any(one.alive() for one in running) and time.monotonic() < deadline and not stopping.hurry:
        time.sleep(TURN)
    late = [one for one in running if one.alive()]
    for one in late:
        say(one.child.name, "avbryts: den hann inte avsluta.")
    for one in running:
        one.end()
    return not late


class Running:
    """One child and its present process, in a session of its own: a Ctrl-C in the terminal reaches only us."""

    def __init__(self, child: Child, guard: Guard) -> None:
        self.child, self._guard = child, guard
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._ready = False
        self._failures = 0
        self._started = self._due = 0.0

    def look(self) -> None:
        """Starts the process if it is time for that; notes if it has ended."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._due:
                self._start(now)
        elif self._process.poll() is not None:
            self._note_end(now)

    def is_ready(self) -> bool:
        """Whether it has been ready once."""
        if not self._ready and self.alive():
            with contextlib.suppress(OSError):
                self._ready = self.child.ready is None or self.child.ready()
        return self._ready

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ask_to_end(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def end(self) -> None:
        """Kills what is left of the process and of those it started, and waits for the last they printed."""
        if self._process is not None and self._reader is not None:
            signal_group(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._guard.forget(self._process.pid)
            self._reader.join(1.0)
            self._process = None

    def _start(self, now: float) -> None:
        self._started = now
        try:
            self._process = subprocess.Popen(
                self.child.argv, env={**os.environ, "PYTHONUNBUFFERED": "1", **self.child.env}, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=self.child.files,
                text=True, encoding="utf-8", errors="replace",
            )  # fmt: skip
        except OSError as error:
            self._plan_restart(now, f"kunde inte startas: {error}.")
            return
        self._guard.watch(self._process.pid)
        self._reader = threading.Thread(target=relay, args=(self.child.name, self._process.stdout), daemon=True)
        self._reader.start()

    def _note_end(self, now: float) -> None:
        assert self._process is not None
        code = self._process.returncode
        self.end()
        self._plan_restart(now, f"slutade oväntat ({'signal' if code < 0 else 'kod'} {abs(code)}).")

    def _plan_restart(self, now: float, what: str) -> None:
        self._failures = failures_in_a_row(self._failures, now - self._started)
        pause = pause_after(self._failures)
        self._due = now + pause
        say(self.child.name, f"{what} Startas igen om {pause:.0f} s.")


def failures_in_a_row(before: int, lasted: float) -> int:
    """Counts one more, or begins again after a process that lasted `lasted` seconds and thus was well."""
    return 1 if lasted >= WELL else before + 1


def pause_after(failures: int) -> float:
    """Seconds to wait after so many failures in a row, counted from 1."""
    return min(LONGEST_PAUSE, 2.0 ** min(failures - 1, 10))


def relay(name: str, stream: IO[str]) -> None:
    """Passes on what a child prints, and reads on when nobody listens any more, or the child would come to a halt."""
    with stream:
        for line in stream:
            say(name, line.rstrip("\n"))


def say(name: str, line: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{name}: {line}\n")
        sys.stdout.flush()


def signal_group(pid: int, number: int) -> bool:
    """Signals a child and what it has started; False if none of them is left."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


class Guard:
    """A process that outlives a supervisor killed with -9, only to stop the children it had.

    It reads the children's ids from a pipe whose other end only the supervisor holds: the end of the pipe is the end of
    the supervisor. (Linux could do this with PDEATHSIG; the pipe does it on macOS too, and for grandchildren.)
    """

    def __enter__(self) -> Guard:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__], start_new_session=True, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._process.communicate()

    def watch(self, pid: int) -> None:
        self._tell(f"+{pid}")

    def forget(self, pid: int) -> None:
        self._tell(f"-{pid}")

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # the guard was killed: the work goes on without it
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()


def stand_guard(lines: Iterable[str], grace: float = GRACE) -> None:
    """The guard's whole life: remembers the ids until the lines end, then stops those that are left."""
    left: set[int] = set()
    for line in lines:
        (left.add if line.startswith("+") else left.discard)(int(line[1:]))
    left = {pid for pid in left if signal_group(pid, signal.SIGTERM)}
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and any(signal_group(pid, 0) for pid in left):
        time.sleep(TURN)
    for pid in left:
        signal_group(pid, signal.SIGKILL)


if __name__ == "__main__":
    stand_guard(sys.stdin)
