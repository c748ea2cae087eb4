"""Two web processes behind one port, as real processes: each answers alone, a dead one comes back, all end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from core.listening import HANDED, bound, web_processes
from tests.browser.installation import STOP, clean_environment, is_free, three_free_ports, until

ROOT = Path(__file__).resolve().parents[1]
START = 60.0  # seconds a start may take on a busy machine
pytestmark = pytest.mark.slow


class Server:
    """`serve --no-demo --no-worker` in a folder of its own."""

    def __init__(self, folder: Path, **more: object) -> None:
        self.port = three_free_ports()
        argv = ["serve", "--data", str(folder), "--no-demo", "--no-worker", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "core.cli", *argv], cwd=ROOT, env=clean_environment(),
            stdout=subprocess.DEVNULL, start_new_session=True, **more,
        )  # type: ignore[call-overload]  # fmt: skip

    def webs(self) -> list[int]:
        """The ids of the web processes that were handed the port."""
        pids = filter(str.isdigit, os.listdir("/proc"))
        return sorted(int(pid) for pid in pids if _was_handed(pid, self.process.pid))

    def answers(self, seconds: float = 3.0) -> bool:
        """Whether a new visitor is answered in that time."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request("GET", "/healthz?web")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def answers_by(self, pid: int) -> bool:
        """Whether that process answers when it is the only one awake."""
        others = [other for other in self.webs() if other != pid]
        try:
            for other in others:
                os.kill(other, signal.SIGSTOP)
            return all(self.answers() for _ in range(3))
        finally:
            for other in others:
                os.kill(other, signal.SIGCONT)


Start = Callable[..., Server]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts one and waits until it answers; what is left of it afterwards is killed."""
    started: list[Server] = []

    def begin(n: int, **more: object) -> Server:
        started.append(Server(tmp_path / "data", **more))
        until(lambda: started[-1].answers() and len(started[-1].webs()) == n, START)
        return started[-1]

    yield begin
    for server in started:
        server.process.kill()  # its guard stops the children
        server.process.wait(STOP)


def _was_handed(pid: str, parent: int) -> bool:
    try:
        environ = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    state, its_parent = stat.rpartition(")")[2].split()[:2]
    return state != "Z" and int(its_parent) == parent and any(e.startswith(f"{HANDED}=".encode()) for e in environ)


def test_each_process_answers_alone(start: Start) -> None:
    server = start(web_processes())
    until(lambda: all(server.answers_by(one) for one in server.webs()), START)


def test_when_one_dies_nobody_is_sent_away_and_another_takes_its_place(start: Start) -> None:
    server = start(web_processes())
    until(lambda: all(server.answers_by(one) for one in server.webs()), START)
    dead, *alive = server.webs()
    os.kill(dead, signal.SIGKILL)
    assert all(server.answers(START) for _ in range(20))
    until(lambda: len({*server.webs()} - {dead}) == web_processes(), START)
    (new,) = {*server.webs()} - {dead, *alive}
    until(lambda: server.answers_by(new), START)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_both_end_when_asked_and_the_port_is_free(start: Start, asked: signal.Signals) -> None:
    server = start(web_processes())
    server.process.send_signal(asked)
    assert server.process.wait(STOP) == 0
    assert server.webs() == [] and is_free(server.port)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="a process cannot be kept on one core here")
def test_on_one_core_there_is_one_process(start: Start) -> None:
    core = min(os.sched_getaffinity(0))
    server = start(1, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    assert server.answers() and len(server.webs()) == 1


def test_a_name_is_bound_wherever_it_leads_and_nothing_else_can_take_the_port() -> None:
    with bound("127.0.0.1", 0) as (one,):
        one.listen()
        port = one.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)
