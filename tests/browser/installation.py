"""`./run` as a process, as a newcomer starts it: in an empty folder, with free ports, until it is told to stop."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg

ROOT = Path(__file__).resolve().parents[2]
READY = "Stoppa med Ctrl-C."
MARK = "ENVAGIN_TEST_MARK"  # in the environment of every process of one installation, and of no other
FIRST_START, NEXT_START, STOP = 120, 40, 40  # seconds that may pass on a busy machine

Found = TypeVar("Found")


class Installation:
    """One folder, its ports and its processes. `lines` is what `./run` printed."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.folder = folder
        self.port = three_free_ports()
        self.environ = {**clean_environment(), **environ, MARK: secrets.token_hex(8)}
        self.lines: list[str] = []
        self._main: subprocess.Popen[str] | None = None
        self._others: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, seconds: float, *words: str) -> float:
        """`./run` with these words too. Waits until the address is printed. Returns how long that took."""
        began, self.lines = time.monotonic(), []
        self._main = subprocess.Popen(
            [ROOT / "run", "--port", str(self.port), *words], cwd=self.folder, env=self.environ,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        threading.Thread(target=self._listen, args=(self._main,), daemon=True).start()
        until(lambda: READY in self.lines or self._main.poll() is not None, seconds)  # type: ignore[union-attr]
        assert READY in self.lines, "\n".join(self.lines)
        return time.monotonic() - began

    def start_another(self, command: str, port: int) -> None:
        """A second "web" (on a port of its own) or "worker" (with the first one's port) of the same installation."""
        words = [sys.executable, "-P", "-m", "core.cli", command, "--data", str(self.folder / "data")]
        self._others.append(subprocess.Popen([*words, "--port", str(port)], cwd=self.folder, env=self.environ))

    def stop(self) -> int:
        """SIGTERM to everything. Returns the exit code of `./run`."""
        assert self._main is not None
        for process in (*self._others, self._main):
            process.send_signal(signal.SIGTERM)
        for process in self._others:
            assert process.wait(STOP) == 0
        self._others = []
        return self._main.wait(STOP)

    def run(self, *words: str) -> str:
        """A command of the installation, as a process of its own. Returns what it printed."""
        done = subprocess.run(
            [ROOT / "run", *words], cwd=self.folder, env=self.environ, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def cases(self, *words: str) -> list[dict[str, Any]]:
        """`./run cases --json`, oldest first."""
        return [json.loads(line) for line in self.run("cases", "--json", *words).splitlines()]

    def secret(self, name: str) -> str:
        """One of the secrets that the first start made."""
        lines = (self.folder / "data" / "secrets.env").read_text(encoding="utf-8").splitlines()
        return next(value for key, _, value in (line.partition("=") for line in lines) if key == name)

    def execute(self, statement: str) -> None:
        """Changes a row behind the program's back: what a test cannot wait for."""
        if url := self.environ.get("DATABASE_URL"):
            with psycopg.connect(url) as database:
                database.execute(statement)  # type: ignore[call-overload]
            return
        with closing(sqlite3.connect(self.folder / "data" / "envagin.db")) as file, file:
            file.execute(statement)

    def health(self) -> tuple[int, str]:
        """What /healthz answers."""
        try:
            with urlopen(f"{self.address}/healthz", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def processes(self) -> list[int]:
        """The ids of every process that carries our mark."""
        return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if self._is_ours(pid)]

    def clear_away(self) -> None:
        """Kills what a failed test has left."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in (self._main, *self._others):
            if process is not None:
                process.wait(STOP)

    def _is_ours(self, pid: int) -> bool:
        try:
            environ = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            return False
        return f"{MARK}={self.environ[MARK]}".encode() in environ

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as stream:
            for line in stream:
                self.lines.append(line.rstrip("\n"))


@contextmanager
def installed(folder: Path, **environ: str) -> Iterator[Installation]:
    """A running installation in a new folder; whatever happens, nothing of it runs on."""
    folder.mkdir(exist_ok=True)
    here = Installation(folder, **environ)
    try:
        here.start(FIRST_START)
        yield here
    finally:
        here.clear_away()


def clean_environment() -> dict[str, str]:
    """Our environment without what would steer the program."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("ENVAGIN_", "DATABASE_URL"))}


def until(look: Callable[[], Found], seconds: float) -> Found:
    """Looks again and again until it finds something."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"waited {seconds} s in vain"
        time.sleep(0.3)
    return found


def three_free_ports() -> int:
    """The first of three ports in a row that nobody uses: web, SMTP, IMAP."""
    while True:
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            port = int(trial.getsockname()[1])
        if port < 65000 and all(is_free(one) for one in (port, port + 1, port + 2)):
            return port


def is_free(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) != 0
