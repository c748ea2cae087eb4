"""`./run`: makes the database ready, then keeps web, worker and the plug-ins' own programs running."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterable
from types import FrameType
from urllib.request import urlopen

from flask import Flask
from waitress.server import create_server

from core.access.first_account import first_link, nobody_yet
from core.app import create_app
from core.contract.instances import Plugins
from core.contract.plugin import Program
from core.flow.jobs import run_worker
from core.flow.remembering import note_first_start
from core.listening import HANDED, bound, handed, numbers, web_processes
from core.seed import seed
from core.settings import Settings
from core.store.schema import require_current, upgrade
from core.supervisor import Child, supervise

THREADS = 8


def serve(settings: Settings, plugins: Plugins, arguments: list[str], *, worker: bool = True) -> int:
    """Everything on one machine. `arguments` are handed to the processes, so that they read the same settings."""
    with bound(settings.host, settings.port) as sockets:
        programs, first = prepare(settings, plugins)
        command = [sys.executable, "-P", "-m", "core.cli"]
        children = _webs(settings, [*command, "web", *arguments], numbers(sockets))
        if worker:
            children.append(Child("worker", [*command, "worker", *arguments]))
        children += [Child(p.name, p.argv, p.env, p.ready) for p in programs]
        return supervise(children, on_ready=lambda: _welcome(settings, first))


def prepare(settings: Settings, plugins: Plugins) -> tuple[list[Program], str]:
    """Database to its version, what an empty one needs, and each plug-in's own beginnings.

    With the programs comes the address of the first account, empty when there are accounts.
    """
    app = create_app(settings, plugins)
    for line in upgrade(app, plugins.on()):
        say(line)
    programs: list[Program] = []
    with app.app_context():
        seed()
        for entry in plugins.values():
            if entry.plugin is not None:
                programs += entry.plugin.prepare(say)
        note_first_start([plugin.name for plugin in plugins.on()])
        first = first_link() if nobody_yet() else ""
    return programs, first


def web(settings: Settings, plugins: Plugins) -> int:
    """One web process, on the sockets it was handed or else on its own. At SIGTERM it finishes what is under way."""
    app = _ready_app(settings, plugins)
    sockets = handed(settings.environ)
    where = {"sockets": sockets} if sockets else {"host": settings.host, "port": settings.port}
    server = create_server(app, threads=THREADS, ident=None, **where)

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        server.run()
    finally:
        server.task_dispatcher.shutdown(timeout=10)
        server.close()
    return 0


def worker(settings: Settings, plugins: Plugins) -> int:
    """One worker. Any number may run, on any number of machines that share database and blobs."""
    app = _ready_app(settings, plugins)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_worker(app, stop)
    return 0


def say(line: str) -> None:
    print(line, flush=True)


def _ready_app(settings: Settings, plugins: Plugins) -> Flask:
    app = create_app(settings, plugins)
    require_current(app, plugins.on())
    return app


def _webs(settings: Settings, argv: list[str], sockets: tuple[int, ...]) -> list[Child]:
    """The web processes on one port. It answers as soon as one of them does."""
    env = {HANDED: ",".join(map(str, sockets))}
    first = Child("web", argv, env, ready=lambda: _answers(settings), files=sockets)
    return [first, *(Child(f"web {n}", argv, env, files=sockets) for n in range(2, web_processes() + 1))]


def _answers(settings: Settings) -> bool:
    with urlopen(f"{settings.local_address}/healthz?web", timeout=2) as answer:
        return bool(answer.status == 200)


def _welcome(settings: Settings, first: str) -> None:
    lines: Iterable[str] = [f"En väg in: {settings.local_address}/"]
    if first:
        lines = [*lines, "Här finns inga konton än. Skapa det första (länken gäller i 24 timmar):", f"  {first}"]
    if settings.demo:
        lines = [*lines, *_demo_lines(settings)]
    say("\n" + "\n".join([*lines, "Stoppa med Ctrl-C."]) + "\n")


def _demo_lines(settings: Settings) -> list[str]:
    return [
        "  Logga in som fatima (kommunvägledare), jonas (gruppledare), bo (handläggare); lösenord bjorkasa.",
        "  Alla inloggningar står på inloggningssidan.",
        f"  Mejla direkt@bjorkasa.example: SMTP 127.0.0.1:{settings.smtp_port}, IMAP 127.0.0.1:{settings.imap_port},",
        f"  eller öppna {settings.local_address}/demo/ (Demobrevlåda och Demotelefon).",
        f"  Medborgarnas formulär: {settings.local_address}/webform/ och {settings.local_address}/synpunkter/",
    ]
