"""The supervisor with real processes: restart, orderly end, second Ctrl-C, and no child left after kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.supervisor import LONGEST_PAUSE, WELL, failures_in_a_row, pause_after, stand_guard

SOURCE = Path(__file__).parents[1] / "core" / "supervisor.py"

# Loads the file alone, as the supervisor imports nothing else of core, and takes its children from the test.
PROGRAM = """
import importlib.util, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("supervisor", {source!r})
supervisor = importlib.util.module_from_spec(spec)
sys.modules["supervisor"] = supervisor
spec.loader.exec_module(supervisor)
Child = supervisor.Child
folder = Path({folder!r})
def child(name, code, **more):
    return Child(name, [sys.executable, "-c", code], **more)
sys.exit(supervisor.supervise([{children}], on_ready=lambda: print("READY", flush=True), grace={grace}))
"""
PATIENT = "import time; print('up', flush=True); time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
TIDY = """
import signal, sys, time
def stop(*_):
    time.sleep(0.5)
    open("{path}", "w").write("finished")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print("up", flush=True)
time.sleep(600)
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a supervisor whose children are written as Python; it is killed after the test if it still runs."""
    started: list[subprocess.Popen[str]] = []

    def begin(children: str, grace: float = 20.0) -> subprocess.Popen[str]:
        program = PROGRAM.format(source=str(SOURCE), folder=str(tmp_path), children=children, grace=grace)
        started.append(
            subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, start_new_session=True)
        )
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_the_children_run_and_their_lines_carry_their_names(start) -> None:
    supervisor = start(f"child('web', {PATIENT!r}), child('worker', {PATIENT!r})")
    assert sorted(read_until(supervisor, 3)) == ["READY", "web: up", "worker: up"]


def test_the_child_gets_its_own_environment_on_top_of_ours(start) -> None:
    code = "import os; print(os.environ['PORT'], bool(os.environ['PATH']), flush=True); import time; time.sleep(600)"
    supervisor = start(f"child('web', {code!r}, env={{'PORT': '8080'}})")
    assert "web: 8080 True" in read_until(supervisor, 2)


def test_ready_is_told_once_and_only_when_every_child_is_ready(start, tmp_path) -> None:
    supervisor = start(f"child('web', {PATIENT!r}, ready=(folder / 'open').exists)")
    assert read_until(supervisor, 1) == ["web: up"]
    time.sleep(0.5)
    (tmp_path / "open").touch()
    assert read_until(supervisor, 1) == ["READY"]
    assert "READY" not in stop(supervisor, signal.SIGTERM)


def test_a_child_that_dies_is_started_again_after_one_second_and_then_after_two(start) -> None:
    supervisor = start("child('worker', 'import sys; sys.exit(3)')")
    before = time.monotonic()
    lines = read_until(supervisor, 3, only="worker:")
    assert lines[:2] == [
        "worker: slutade oväntat (kod 3). Startas igen om 1 s.",
        "worker: slutade oväntat (kod 3). Startas igen om 2 s.",
    ]
    assert lines[2].endswith("om 4 s.")
    assert 3.0 <= time.monotonic() - before < 15.0


def test_a_killed_child_comes_back_while_its_sister_runs_on(start) -> None:
    supervisor = start(f"child('web', {PATIENT!r}), child('worker', {PATIENT!r})")
    read_until(supervisor, 3)
    web, worker = sorted(offspring(supervisor, PATIENT))
    os.kill(worker, signal.SIGKILL)
    assert "slutade oväntat (signal 9)" in read_until(supervisor, 1)[0]
    assert read_until(supervisor, 1)[0].endswith(": up")
    assert web in offspring(supervisor, PATIENT) and worker not in offspring(supervisor, PATIENT)


def test_a_command_that_does_not_exist_is_told_and_tried_again(start) -> None:
    supervisor = start("Child('mail', ['/no/such/program'])")
    line = read_until(supervisor, 1)[0]
    assert line.startswith("mail: kunde inte startas:") and line.endswith("Startas igen om 1 s.")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_lets_the_children_finish_and_ends_with_zero(start, tmp_path, number) -> None:
    tidy = TIDY.format(path=tmp_path / "done")
    supervisor = start(f"child('worker', {tidy!r})")
    read_until(supervisor, 2)
    stop(supervisor, number)
    assert supervisor.returncode == 0
    assert (tmp_path / "done").read_text() == "finished"


def test_a_second_sigterm_hurries_nobody(start, tmp_path) -> None:
    tidy = TIDY.format(path=tmp_path / "done")
    supervisor = start(f"child('worker', {tidy!r})")
    read_until(supervisor, 2)
    supervisor.terminate()
    time.sleep(0.2)
    stop(supervisor, signal.SIGTERM)
    assert (supervisor.returncode, (tmp_path / "done").exists()) == (0, True)


def test_a_second_ctrl_c_kills(start) -> None:
    supervisor = start(f"child('worker', {STUBBORN!r})", grace=600)
    read_until(supervisor, 2)
    supervisor.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert supervisor.poll() is None
    assert "worker: avbryts: den hann inte avsluta." in stop(supervisor, signal.SIGINT)
    assert supervisor.returncode == 1


def test_a_child_that_does_not_end_in_time_is_killed(start) -> None:
    supervisor = start(f"child('worker', {STUBBORN!r})", grace=0.5)
    read_until(supervisor, 2)
    children = offspring(supervisor, STUBBORN)
    stop(supervisor, signal.SIGTERM)
    assert supervisor.returncode == 1
    assert children and not any(map(lives, children))


def test_kill_9_of_the_supervisor_leaves_no_child_and_no_grandchild(start) -> None:
    family = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {PATIENT!r}]).wait()"
    supervisor = start(f"child('web', {PATIENT!r}), child('gunicorn', {family!r})")
    read_until(supervisor, 3)
    alive = offspring(supervisor)
    assert len(alive) >= 3
    supervisor.kill()
    assert eventually(lambda: not any(map(lives, alive)))


def test_a_child_that_dies_takes_what_it_started_with_it(start) -> None:
    family = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {PATIENT!r}])"
    family += "; import time; time.sleep(1); sys.exit(1)"
    supervisor = start(f"child('web', {family!r})")
    read_until(supervisor, 2)
    grandchildren = [pid for pid in offspring(supervisor, PATIENT) if f"-c\0{PATIENT}\0" in command_line(pid)]
    assert grandchildren
    assert eventually(lambda: not any(map(lives, grandchildren)))


def test_the_guard_stops_only_what_was_not_forgotten() -> None:
    left, forgotten = (subprocess.Popen(["sleep", "600"], start_new_session=True) for _ in range(2))
    with left, forgotten:
        stand_guard([f"+{left.pid}\n", f"+{forgotten.pid}\n", f"-{forgotten.pid}\n"], grace=0.2)
        assert left.wait(5) == -signal.SIGTERM
        assert forgotten.poll() is None
        forgotten.kill()


def test_pauses_grow_to_a_minute_and_begin_again_after_a_minute_well() -> None:
    assert [pause_after(failures) for failures in range(1, 9)] == [1, 2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE]
    assert pause_after(100_000) == LONGEST_PAUSE
    assert failures_in_a_row(6, WELL - 1) == 7
    assert failures_in_a_row(6, WELL) == 1


def read_until(supervisor: subprocess.Popen[str], count: int, only: str = "") -> list[str]:
    """The next lines that begin so; the test's own time limit is the limit for waiting."""
    assert supervisor.stdout is not None
    found: list[str] = []
    while len(found) < count:
        line = supervisor.stdout.readline()
        assert line, f"the supervisor ended after {found}"
        found += [line.rstrip("\n")] if line.startswith(only) else []
    return found


def stop(supervisor: subprocess.Popen[str], number: int) -> list[str]:
    supervisor.send_signal(number)
    return supervisor.communicate(timeout=30)[0].splitlines()


def offspring(supervisor: subprocess.Popen[str], code: str = "") -> list[int]:
    """Living descendants, the guard not counted, that were started with this code somewhere in their command."""
    found, parents = [], [supervisor.pid]
    while parents:
        children = children_of(parents.pop())
        parents += children
        found += [pid for pid in children if code in command_line(pid) and str(SOURCE) not in command_line(pid)]
    return found


def children_of(parent: int) -> list[int]:
    everyone = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    return [pid for pid in everyone if lives(pid) and status(pid)[1] == str(parent)]


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def lives(pid: int) -> bool:
    """A process that has ended but that nobody has waited for does not live."""
    return status(pid)[0] not in ("", "Z", "X")


def status(pid: int) -> list[str]:
    """Its state and its parent; empty words when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[:2]
    except OSError:
        return ["", ""]


def eventually(fact: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not fact() and time.monotonic() < deadline:
        time.sleep(0.1)
    return fact()
